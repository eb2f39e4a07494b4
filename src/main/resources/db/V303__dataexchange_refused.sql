-- A job that was refused as it was started, for its account had as many in progress as a quota allows: it is
-- in ERROR from then on, and no engine's job works on it.

alter table dataexchange_job add column refused_at timestamptz;
alter table dataexchange_job add constraint dataexchange_job_refused_at_start_check
  check (refused_at is null or (refused_at = started_at and settled_at is not null and timed_out_at is null));
create index dataexchange_job_in_progress on dataexchange_job (account, region, type)
  where started_at is not null and settled_at is null;
