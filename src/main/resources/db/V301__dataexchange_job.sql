-- Data Exchange's jobs as users see them; from StartJob on, an engine's job of the same id does the work.

--   details        ResponseDetails' one member, as a reader gets it
--   configuration  AssetConfiguration as sent
--   settled_at     when it was seen to have ended; nobody looks for its deadline any more
create table dataexchange_job (
  id text collate "C" primary key,
  account text not null,
  region text not null,
  type text not null,
  data_set text collate "C" not null,
  revision text collate "C",
  details jsonb not null,
  configuration json,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  started_at timestamptz,
  cancelled_at timestamptz,
  timed_out_at timestamptz,
  settled_at timestamptz,
  constraint dataexchange_job_cancelled_before_start_check check (started_at is null or cancelled_at is null),
  constraint dataexchange_job_timed_out_after_start_check check (timed_out_at is null or started_at is not null)
);
create index dataexchange_job_listing on dataexchange_job (account, region, created_at, id);
create index dataexchange_job_running on dataexchange_job (started_at) where settled_at is null;
create index dataexchange_job_age on dataexchange_job (created_at);

-- What a failing job had to say, in the model's words; counts only once the job has failed.
create table dataexchange_job_error (
  job text collate "C" not null,
  seq bigint generated always as identity,
  error json not null,
  primary key (job, seq),
  constraint dataexchange_job_error_job_fkey foreign key (job) references dataexchange_job (id) on delete cascade
);

-- Assets on their way in. load is the engine's name for an attempt: only finished ones become assets.
create table dataexchange_asset_load (
  load uuid not null,
  id text collate "C" not null,
  job text collate "C" not null,
  revision text collate "C" not null,
  name text collate "C" not null,
  type text not null,
  details json not null,
  object_key text collate "C",
  tags jsonb not null,
  primary key (load, id)
);
create index dataexchange_asset_load_job on dataexchange_asset_load (job);
