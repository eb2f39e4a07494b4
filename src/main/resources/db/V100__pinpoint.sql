-- Pinpoint's apps, segments and endpoints.

create table pinpoint_app (
  id text collate "C" primary key,
  account text not null,
  region text not null,
  name text not null,
  tags json not null,
  created_at timestamptz not null
);
create index pinpoint_app_listing on pinpoint_app (account, region, created_at, id);

-- A segment's versions stay readable: an update adds a row.
create table pinpoint_segment (
  app text collate "C" not null,
  id text collate "C" not null,
  version integer not null,
  name text,
  dimensions json,
  groups json,
  tags json not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (app, id, version),
  constraint pinpoint_segment_app_fkey
    foreign key (app) references pinpoint_app (id) on delete cascade,
  constraint pinpoint_segment_version_check check (version >= 1),
  constraint pinpoint_segment_content_check check (dimensions is null or groups is null)
);
create index pinpoint_segment_listing on pinpoint_segment (app, created_at, id, version desc);

-- The big table: it must stay fit for a distributed PostgreSQL, hence bucket in its key and nothing that ties it to
-- another table.
--   container  the app's id
--   bucket     Bucket.of(id)
--   id         the endpoint's id in lower case, for ids are not case-sensitive; the id as sent stands in the line
--   line       the endpoint exactly as a reader gets it: one line of JSON
--   version    of the rules by which the line was rendered
--   revision   random for a new row, one more at every change: an update that read another one has lost
--   user_id    of the line, for look-ups
create table pinpoint_endpoint (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  line text not null,
  version smallint not null,
  revision bigint not null,
  user_id text collate "C",
  primary key (container, bucket, id),
  constraint pinpoint_endpoint_bucket_check check (bucket between 0 and 255)
) with (
  fillfactor = 90,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.05
);
create index pinpoint_endpoint_user on pinpoint_endpoint (container, user_id) where user_id is not null;
