-- The history of a job: besides changes of its status (kind STATUS) its events are attempts, holds, cancellations and
-- retries. Events of other kinds repeat the status and the phase of that time, so that an older build, which takes every
-- event for a change of the status, shows a status twice at most.
alter table job_event add column kind text not null default 'STATUS';
alter table job_event add column task integer;
alter table job_event add column attempt bigint;
alter table job_event add column worker text;
alter table job_event add column since timestamptz;
alter table job_event add column detail text;

-- The transaction that wrote an event: seq has the order in which numbers are given out, not that of commits. A reader that
-- keeps a snapshot (pg_current_snapshot) finds the events of all transactions that the snapshot did not see. Events from
-- before this migration have none.
alter table job_event add column xid xid8;
alter table job_event alter column xid set default pg_current_xact_id();
create index job_event_xid on job_event (xid) where xid is not null;

-- When the last attempt at a task began and ended; and its pace: rows per second up to mark_at, when it had mark_rows.
alter table task add column claimed_at timestamptz;
alter table task add column ended_at timestamptz;
alter table task add column mark_at timestamptz;
alter table task add column mark_rows bigint;
alter table task add column pace double precision;

-- Lists of the newest jobs of everybody and of an account, unfinished ones first, and of failed ones.
create index job_newest on job (created_at desc, id desc);
create index job_newest_of_account on job (account, created_at desc, id desc);
create index job_newest_unfinished on job (created_at desc, id desc) where finished_at is null;
create index job_newest_failed on job (created_at desc, id desc) where state = 'FAILED';
create index job_failed on job (finished_at desc) where state = 'FAILED';

-- The workers that run, which report here every few seconds.
create table worker (
  name       text        not null,
  host       text        not null,
  version    text        not null,
  types      text[]      not null,
  slots      integer     not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at    timestamptz not null default clock_timestamp(),
  constraint worker_pkey primary key (name)
);
