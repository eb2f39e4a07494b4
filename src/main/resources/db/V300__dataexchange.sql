-- Data Exchange's data sets, revisions, assets and the grants by which other accounts see them.

create table dataexchange_data_set (
  id text collate "C" primary key,
  account text not null,
  region text not null,
  asset_type text not null,
  name text not null,
  description text not null,
  tags jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index dataexchange_data_set_listing on dataexchange_data_set (account, region, created_at, id);

create table dataexchange_revision (
  id text collate "C" primary key,
  data_set text collate "C" not null,
  comment text,
  finalized boolean not null default false,
  revoked_at timestamptz,
  revocation_comment text,
  tags jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint dataexchange_revision_data_set_fkey
    foreign key (data_set) references dataexchange_data_set (id) on delete cascade,
  constraint dataexchange_revision_revoked_check check (
    (revoked_at is null) = (revocation_comment is null) and (revoked_at is null or finalized))
);
create index dataexchange_revision_listing on dataexchange_revision (data_set, created_at, id);

--   details     AssetDetails as a reader gets it
--   object_key  where the bytes stand in the bucket of assets; null for assets without bytes here
create table dataexchange_asset (
  id text collate "C" primary key,
  revision text collate "C" not null,
  name text collate "C" not null,
  type text not null,
  details json not null,
  object_key text collate "C",
  tags jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint dataexchange_asset_revision_fkey
    foreign key (revision) references dataexchange_revision (id) on delete cascade,
  constraint dataexchange_asset_has_bytes_check check ((type = 'S3_SNAPSHOT') <= (object_key is not null))
);
create index dataexchange_asset_listing on dataexchange_asset (revision, name desc, id desc);

-- Objects that no asset points to any more; they go when they are due.
create table dataexchange_leftover (
  object_key text collate "C" primary key,
  due_at timestamptz not null
);
create index dataexchange_leftover_due on dataexchange_leftover (due_at);

-- data_set is the id by which the receiver knows the data set.
create table dataexchange_data_grant (
  id text collate "C" primary key,
  account text not null,
  region text not null,
  receiver text not null,
  scope text not null,
  name text not null,
  description text,
  source_data_set text collate "C" not null,
  data_set text collate "C" not null unique,
  tags jsonb not null,
  ends_at timestamptz,
  accepted_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint dataexchange_data_grant_source_fkey
    foreign key (source_data_set) references dataexchange_data_set (id) on delete cascade
);
create index dataexchange_data_grant_sent on dataexchange_data_grant (account, region, created_at, id);
create index dataexchange_data_grant_received on dataexchange_data_grant (receiver, region, created_at, id);
create index dataexchange_data_grant_source on dataexchange_data_grant (source_data_set);

-- What an account sees: its own data sets, and those that were granted to it while the grant lasts.
create view dataexchange_seen_data_set as
  select d.id, d.account, d.region, 'OWNED' as origin, d.id as source, null as data_grant, d.asset_type,
         d.name, d.description, d.tags, d.created_at, d.updated_at
    from dataexchange_data_set d
  union all
  select g.data_set, g.receiver, g.region, 'ENTITLED', d.id, g.id, d.asset_type,
         d.name, d.description, '{}'::jsonb, g.accepted_at, greatest(g.accepted_at, d.updated_at)
    from dataexchange_data_grant g join dataexchange_data_set d on d.id = g.source_data_set
   where g.accepted_at is not null and (g.ends_at is null or g.ends_at > now());
