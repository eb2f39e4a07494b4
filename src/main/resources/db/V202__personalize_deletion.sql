-- Data deletion jobs: users whose records up to a moment nobody sees any more, and the records until they are removed.

-- The users that a deletion job names: fit for a distributed PostgreSQL.
--   container  the deletion job's id
--   bucket     Bucket.of(user), as that of the user's records
--   id         the user, and after a U+0001 what tells its mentions apart
--   load       the name under which an attempt loaded it
create table personalize_deleted_user (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  load uuid not null,
  primary key (container, bucket, id),
  constraint personalize_deleted_user_bucket_check check (bucket between 0 and 255)
);

-- The one fact that a deletion job switches. It goes when the records are removed.
--   group_uid  the dataset group's uid
--   loads      of its users, those that count
--   seq        records with a higher one are newer than the deletion
--   datasets   uids of the datasets that had records of users, and their ARNs
--   waits      import and export jobs that may need the records still; null before somebody looked
--   removal    the job that removes the records, once it was created
create table personalize_deletion (
  job text collate "C" primary key,
  account text not null,
  region text not null,
  group_uid text collate "C" not null,
  loads uuid[] not null,
  seq bigint not null,
  datasets text[] not null,
  arns text[] not null,
  waits uuid[],
  removal uuid
);

-- Deletions of a group are switched one after the other, so that none counts what another deleted.
create table personalize_deletion_turn (
  group_uid text collate "C" primary key
);
