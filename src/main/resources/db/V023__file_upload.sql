-- Files that callers of the operator API upload in parts to S3, for imports. A row whose upload_id is missing is being
-- begun. Rows of uploads that nothing happens to are removed after a day, and their uploads aborted. Small local tables.
create table file_upload (
  id         uuid        not null,
  account    text        not null,
  role_arn   text        not null,
  bucket     text        not null,
  object_key text        not null,
  upload_id  text,
  outcome    text,
  created_at timestamptz not null default clock_timestamp(),
  touched_at timestamptz not null default clock_timestamp(),
  constraint file_upload_pkey primary key (id),
  constraint file_upload_outcome check (outcome in ('COMPLETED', 'ABORTED'))
);
create index file_upload_of_account on file_upload (account);
create index file_upload_touched on file_upload (touched_at);

create table file_upload_part (
  upload uuid    not null,
  number integer not null,
  etag   text    not null,
  bytes  bigint  not null,
  constraint file_upload_part_pkey primary key (upload, number),
  constraint file_upload_part_of_upload foreign key (upload) references file_upload (id) on delete cascade
);
