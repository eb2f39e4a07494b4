-- Deletions of endpoints, for incremental exports. They are recorded for apps that had such an export.
--   records_deletions  whether deletions of the app's endpoints are recorded
--   recorded_from      the first transaction that is certain to have recorded its deletions
alter table pinpoint_app add column records_deletions boolean not null default false;
alter table pinpoint_app add column recorded_from xid8;

-- A big table, with the bucket of the endpoint.
--   container  the app's id, wherever its endpoints are
--   id         the endpoint's id in lower case
--   line       the line of an export: the id as it was sent
--   xid        the transaction of the last deletion
create table pinpoint_deletion (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  line text not null,
  xid xid8 not null,
  deleted_at timestamptz not null,
  primary key (container, bucket, id),
  constraint pinpoint_deletion_bucket_check check (bucket between 0 and 255)
);
create index pinpoint_deletion_age on pinpoint_deletion (deleted_at);
