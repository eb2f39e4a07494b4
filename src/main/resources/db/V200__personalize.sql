-- Personalize's resources, and the records of its datasets.

-- Whatever has an ARN: kind is the first part of the ARN's resource, parent the ARN of what it belongs to, schema that
-- of a dataset's schema, uid another for each that ever had the ARN.
create table personalize_resource (
  arn text collate "C" primary key,
  account text not null,
  region text not null,
  kind text not null,
  name text not null,
  parent text collate "C",
  schema text collate "C",
  uid text collate "C" not null,
  status text not null,
  body json not null,
  tags json not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint personalize_resource_kind_check check (
    kind in ('schema', 'dataset-group', 'dataset', 'event-tracker',
             'dataset-import-job', 'dataset-export-job', 'data-deletion-job')),
  constraint personalize_resource_status_check check (
    status in ('ACTIVE', 'DELETE PENDING', 'DELETE IN_PROGRESS'))
);
create index personalize_resource_listing on personalize_resource (account, region, kind, created_at desc, arn desc);
create index personalize_resource_parent on personalize_resource (parent, kind) where parent is not null;
create index personalize_resource_schema on personalize_resource (schema) where schema is not null;
create unique index personalize_resource_uid on personalize_resource (uid);

-- Numbers of calls that put records and of imports, in the order in which they began.
create sequence personalize_seq;

-- Which loads of bulk rows are seen: the one fact that an import switches.
create table personalize_import (
  container text collate "C" not null,
  load uuid not null,
  primary key (container, load)
);

-- The big tables: fit for a distributed PostgreSQL, hence bucket in each key and nothing that ties them to others.
--   container  the dataset's uid
--   bucket     Bucket.of(the record's key: its user, item or action)
--   id         key, digest of the line, and what tells equal lines apart, each after a U+0001: equal lines stand
--              side by side, and all of a key
--   line       the record exactly as a reader gets it: a CSV row
--   columns    how many the line has; a schema may have got more at its end since
--   load       of a bulk row: the name under which it was loaded; null when it was put
--   seq        which call or import brought it: the newest wins
create table personalize_record (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  line text not null,
  columns smallint not null,
  load uuid,
  seq bigint not null,
  primary key (container, bucket, id),
  constraint personalize_record_bucket_check check (bucket between 0 and 255)
);

-- Ids of events that have come, each once.
create table personalize_event (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  primary key (container, bucket, id),
  constraint personalize_event_bucket_check check (bucket between 0 and 255)
);

-- Whose session it is, once that is known.
create table personalize_session (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  user_id text,
  primary key (container, bucket, id),
  constraint personalize_session_bucket_check check (bucket between 0 and 255)
);

-- Events of sessions whose user is not known yet; bucket and the beginning of id are the session's.
create table personalize_anonymous (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  session text collate "C" not null,
  event json not null,
  primary key (container, bucket, id),
  constraint personalize_anonymous_bucket_check check (bucket between 0 and 255)
);
