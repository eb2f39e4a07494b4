-- Test controls. What a test has decided to happen to jobs of its account, and to which jobs it happens: a job gets its
-- fates when it is claimed first, so that they hold on every replica and after the death of a worker. The tables are
-- read only where test controls are on.
create table test_fate (
  id bigint generated always as identity primary key,
  account text not null,
  service text,
  type text,
  name text,
  action text not null constraint fate_action check (action in ('HOLD', 'FAIL', 'SLOW', 'S3')),
  phase text not null constraint fate_phase check (phase in ('CREATED', 'STARTING', 'WORKING', 'COMMITTING')),
  at_row bigint,
  piece int,
  reason text,
  delay_millis bigint,
  s3_status int,
  s3_code text,
  s3_request text,
  times int not null,
  released boolean not null default false,
  created_at timestamptz not null default clock_timestamp());
create index test_fate_account on test_fate (account, id);

create table test_fate_job (
  fate bigint not null references test_fate on delete cascade,
  job uuid not null,
  happened bigint not null default 0,
  held_since timestamptz,
  primary key (fate, job));
create index test_fate_job_job on test_fate_job (job);

-- API calls that fail or are delayed. Rules without an account are those of LocalStack's API, for all accounts.
create table test_fault (
  id bigint generated always as identity primary key,
  account text,
  rule jsonb not null,
  times bigint,
  happened bigint not null default 0);
create index test_fault_account on test_fault (account, id);
