-- What users start, what workers claim, and what users saw. Local tables, also on a distributed
-- PostgreSQL: a foreign key joins them to each other only, never to anything that is sharded.

CREATE TABLE job (
  id               uuid        NOT NULL,
  account          text        NOT NULL,
  region           text        NOT NULL,
  type             text        NOT NULL,
  container        text        NOT NULL,
  subject          text,
  spec             json        NOT NULL,
  state            text        NOT NULL DEFAULT 'QUEUED',
  phase            text        NOT NULL DEFAULT 'CREATED',
  word             text        NOT NULL,
  cancel_requested boolean     NOT NULL DEFAULT false,
  held             boolean     NOT NULL DEFAULT false,
  pieces           integer     NOT NULL,
  failures         jsonb       NOT NULL DEFAULT '[]',
  created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at      timestamptz,
  CONSTRAINT job_pkey PRIMARY KEY (id),
  CONSTRAINT job_state_known CHECK (
    state IN ('QUEUED', 'RUNNING', 'COMMITTING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  CONSTRAINT job_phase_fits_state CHECK (
    CASE state
      WHEN 'QUEUED' THEN phase IN ('CREATED', 'CLAIMED', 'FAILING', 'CANCELLING')
      WHEN 'RUNNING' THEN phase IN ('STARTING', 'WORKING', 'WAITING', 'FAILING', 'CANCELLING')
      WHEN 'COMMITTING' THEN phase IN ('COMMITTING', 'FAILING', 'CANCELLING')
      ELSE phase = state
    END),
  CONSTRAINT job_finished_when_final CHECK (
    (finished_at IS NOT NULL) = (state IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))),
  CONSTRAINT job_cancelled_on_request CHECK (
    cancel_requested OR phase NOT IN ('CANCELLING', 'CANCELLED')),
  CONSTRAINT job_failures_bounded CHECK (jsonb_array_length(failures) <= 100)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);

CREATE INDEX job_listing ON job (account, region, type, container, created_at DESC, id DESC);
CREATE INDEX job_listing_by_subject
  ON job (account, region, type, container, subject, created_at DESC, id DESC)
  WHERE subject IS NOT NULL;
CREATE INDEX job_unfinished ON job (type, state) WHERE finished_at IS NULL;

-- A PLAN has seq -1, PIECEs have 0 to n-1, the COMMIT has n. The object that a PIECE makes, or the
-- manifest that the COMMIT makes, stands on the same row: the upload id is the token that an abort
-- revokes.
CREATE TABLE task (
  job          uuid        NOT NULL,
  seq          integer     NOT NULL,
  kind         text        NOT NULL,
  type         text        NOT NULL,
  account      text        NOT NULL,
  state        text        NOT NULL,
  spec         json        NOT NULL,
  role_arn     text,
  bucket       text,
  key          text,
  content_type text,
  kms_key_arn  text,
  epoch        bigint      NOT NULL DEFAULT 0,
  lease_id     uuid,
  lease_owner  text,
  lease_until  timestamptz,
  attempts     integer     NOT NULL DEFAULT 0,
  max_attempts integer     NOT NULL,
  run_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  rows         bigint      NOT NULL DEFAULT 0,
  reason       text,
  out_state    text        NOT NULL DEFAULT 'NONE',
  upload_id    text,
  token        uuid,
  parts        json,
  size         bigint,
  sha256       text,
  etag         text,
  CONSTRAINT task_pkey PRIMARY KEY (job, seq),
  CONSTRAINT task_of_job FOREIGN KEY (job) REFERENCES job (id) ON DELETE CASCADE,
  CONSTRAINT task_kind_known CHECK (kind IN ('PLAN', 'PIECE', 'COMMIT')),
  CONSTRAINT task_plan_is_first CHECK ((kind = 'PLAN') = (seq = -1)),
  CONSTRAINT task_state_known CHECK (
    state IN ('BLOCKED', 'QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  CONSTRAINT task_blocked_is_commit CHECK (state <> 'BLOCKED' OR kind = 'COMMIT'),
  CONSTRAINT task_lease_when_running CHECK (
    num_nonnulls(lease_id, lease_owner, lease_until)
      = CASE WHEN state = 'RUNNING' THEN 3 ELSE 0 END),
  CONSTRAINT task_attempts_counted CHECK (attempts >= 0 AND max_attempts >= 1),
  CONSTRAINT task_destination_whole CHECK (num_nonnulls(role_arn, bucket, key, content_type) IN (0, 4)),
  CONSTRAINT task_output_known CHECK (
    out_state IN ('NONE', 'INTENT', 'OPEN', 'SEALED', 'COMPLETING', 'VISIBLE', 'REVOKING', 'REVOKED')),
  CONSTRAINT task_output_has_token CHECK (
    out_state = 'NONE' OR (token IS NOT NULL AND key IS NOT NULL)),
  CONSTRAINT task_output_has_upload CHECK (
    out_state NOT IN ('OPEN', 'SEALED', 'COMPLETING', 'VISIBLE') OR upload_id IS NOT NULL),
  CONSTRAINT task_output_sealed_whole CHECK (
    out_state NOT IN ('SEALED', 'COMPLETING', 'VISIBLE')
      OR num_nonnulls(parts, size, sha256) = 3),
  CONSTRAINT task_output_visible_has_etag CHECK (out_state <> 'VISIBLE' OR etag IS NOT NULL)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- Claim and expiry are two statements because one OR over both would scan the table.
CREATE INDEX task_due ON task (run_at) WHERE state = 'QUEUED';
CREATE INDEX task_expiry ON task (lease_until) WHERE state = 'RUNNING';

CREATE TABLE job_event (
  job   uuid        NOT NULL,
  seq   bigint      GENERATED ALWAYS AS IDENTITY,
  word  text        NOT NULL,
  phase text        NOT NULL,
  at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT job_event_pkey PRIMARY KEY (job, seq),
  CONSTRAINT job_event_of_job FOREIGN KEY (job) REFERENCES job (id) ON DELETE CASCADE
);
