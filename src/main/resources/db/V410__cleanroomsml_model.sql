-- Clean Rooms ML's lookalike models and audiences: what its jobs read and make.

-- Models that are trained. container is the training job's id, under which its big rows stand.
create table cleanroomsml_model (
  arn text collate "C" primary key,
  container text collate "C" not null,
  users bigint not null,
  interactions bigint not null
);

-- Audiences that are made, by the id of their generation job; container is the engine's job.
create table cleanroomsml_ranking (
  generation text collate "C" primary key,
  container text collate "C" not null,
  model_users bigint not null,
  users bigint not null,
  metrics json not null
);

-- The big tables: fit for a distributed PostgreSQL, hence bucket in each key and nothing that ties them to others.
-- bucket is Bucket.of(the user), or of what is no user's the number of its block modulo 256.

-- Interactions while a model is trained, some hundred of a bucket in a row: who, and a hash of the item.
create table cleanroomsml_staged (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  load uuid not null,
  users text[] collate "C" not null,
  items bigint[] not null,
  primary key (container, bucket, id),
  constraint cleanroomsml_staged_bucket_check check (bucket between 0 and 255)
);

-- A model's users, each with hashes of the items, ascending.
create table cleanroomsml_profile (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  items bigint[] not null,
  primary key (container, bucket, id),
  constraint cleanroomsml_profile_bucket_check check (bucket between 0 and 255)
);

-- The items that count, 4096 in a block: eight bytes of hash and four of how many users have it, big-endian.
create table cleanroomsml_item (
  container text collate "C" not null,
  bucket smallint not null,
  block integer not null,
  items bytea not null,
  primary key (container, bucket, block),
  constraint cleanroomsml_item_bucket_check check (bucket between 0 and 255)
);

-- Users of a seed, as an attempt at the plan read them; those held out measure the recall.
create table cleanroomsml_seed (
  container text collate "C" not null,
  bucket smallint not null,
  attempt uuid not null,
  id text collate "C" not null,
  held boolean not null,
  primary key (container, bucket, attempt, id),
  constraint cleanroomsml_seed_bucket_check check (bucket between 0 and 255)
);

-- What an attempt at the plan counted of the items, in blocks; see Tally.
create table cleanroomsml_tally (
  container text collate "C" not null,
  bucket smallint not null,
  attempt uuid not null,
  block integer not null,
  counts bytea not null,
  primary key (container, bucket, attempt, block),
  constraint cleanroomsml_tally_bucket_check check (bucket between 0 and 255)
);

-- Users with their scores until they are ranked, some hundred of a bucket in a row. trial is the score without the
-- seed's held-out users; part is 0 for those outside of the seed, 1 for those in it, 2 for those held out.
create table cleanroomsml_scored (
  container text collate "C" not null,
  bucket smallint not null,
  load uuid not null,
  page integer not null,
  users text[] collate "C" not null,
  scores bigint[] not null,
  trials bigint[] not null,
  parts smallint[] not null,
  primary key (container, bucket, load, page),
  constraint cleanroomsml_scored_bucket_check check (bucket between 0 and 255)
);

-- A ranked audience, 1000 users in a block, as the lines that leave.
create table cleanroomsml_audience (
  container text collate "C" not null,
  bucket smallint not null,
  block integer not null,
  lines text not null,
  primary key (container, bucket, block),
  constraint cleanroomsml_audience_bucket_check check (bucket between 0 and 255)
);
