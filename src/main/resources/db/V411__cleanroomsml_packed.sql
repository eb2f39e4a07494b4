-- Clean Rooms ML's training data in binary form, some hundred users to a row. The rows of cleanroomsml_staged and
-- cleanroomsml_profile that older versions wrote are read as well.

-- Interactions while a model is trained, those of one bucket in each row; see InteractionChunk. Or, in the transaction
-- that builds the model, how many users have some of the items.
create table cleanroomsml_staged_chunk (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  load uuid,
  interactions bytea,
  items bigint[],
  users integer[],
  primary key (container, bucket, id),
  constraint cleanroomsml_staged_chunk_bucket_check check (bucket between 0 and 255)
);
-- Compressing takes longer than writing and reading what is not compressed.
alter table cleanroomsml_staged_chunk alter column interactions set storage external;
alter table cleanroomsml_staged_chunk alter column items set storage external;

-- A model's users, each with hashes of the items, ascending; see ProfileBlock. The model has one row in
-- cleanroomsml_profile for each bucket, which makes jobs of an older version fail instead of finding no users.
create table cleanroomsml_profile_block (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  profiles bytea not null,
  primary key (container, bucket, id),
  constraint cleanroomsml_profile_block_bucket_check check (bucket between 0 and 255)
);
alter table cleanroomsml_profile_block alter column profiles set storage external;

-- Users with their scores until they are ranked, in runs that are sorted as the audience is; see ScoredUser. bucket is the
-- first of the piece.
create table cleanroomsml_scored_run (
  container text collate "C" not null,
  bucket smallint not null,
  load uuid not null,
  run integer not null,
  page integer not null,
  users bytea not null,
  primary key (container, bucket, load, run, page),
  constraint cleanroomsml_scored_run_bucket_check check (bucket between 0 and 255)
);
alter table cleanroomsml_scored_run alter column users set storage external;
