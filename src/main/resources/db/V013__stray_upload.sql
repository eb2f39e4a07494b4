-- Between S3's answer to an upload's start and the row that is to tell of it a worker may die. At a key of the job's own
-- such an upload is known by its key. At a user's key this tells that there may be one, and until when it was started.
alter table task add column stray_since timestamptz;
create index task_stray on task (stray_since) where stray_since is not null;

-- A row stands here while this database is a restored copy, beside which the original may go on: see conf/restore.sh, which
-- makes the table itself when the dump is of an older build.
create table if not exists restored_copy (since timestamptz not null default clock_timestamp());
create index job_held on job (id) where held;
