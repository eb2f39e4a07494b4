-- Clean Rooms ML's policies, and what its jobs are started by.

-- Who else may use a configured audience model; hash is the SHA-256 of the text.
create table cleanroomsml_policy (
  arn text collate "C" primary key,
  policy text not null,
  hash text not null
);

-- A row that is locked by whoever counts the unfinished jobs of an account before adding another.
create table cleanroomsml_turn (
  account text not null,
  region text not null,
  primary key (account, region)
);

-- Audience export jobs, by the engine's id; generation is the id of their generation job, which two accounts may know by
-- an ARN of their own.
create table cleanroomsml_export (
  id text collate "C" primary key,
  account text not null,
  region text not null,
  generation text collate "C" not null,
  generation_arn text collate "C" not null,
  name text not null,
  description text,
  size json not null,
  location text not null,
  created_at timestamptz not null
);
create index cleanroomsml_export_listing on cleanroomsml_export (account, region, created_at desc, id desc);
create index cleanroomsml_export_generation on cleanroomsml_export (generation);
