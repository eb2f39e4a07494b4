-- Rows that an import brought in and that nobody sees before its switch, which moves them on and deletes them here.
--   job, load   of the attempt that brought them: only loads that finished are ever switched in
--   place       where the row stands in the import: of rows with one id the last whole one counts
--   bucket, id  as an endpoint has them, null where the row names a user only
--   line        the endpoint as it will be if there is none of that id, null where the row can only change one
--   sent        the row itself, where the line does not say all that it sent
--   opted       whether the row sent OptOut
-- The other columns are those of endpoints. No key: nothing looks a row up.
create table pinpoint_import_row (
  job uuid not null,
  load uuid not null,
  place bigint not null,
  bucket smallint,
  id text collate "C",
  line text,
  sent text,
  opted boolean not null,
  revision bigint not null,
  user_id text collate "C",
  address_key bigint,
  terms integer[],
  active_at timestamptz,
  channel text
);
create index pinpoint_import_row_job on pinpoint_import_row (job);
