-- Events for configured targets. What happens to jobs is in job_event already; event_outbox has the rest, written in the
-- transaction of the change. Each target has a position in both (a snapshot, as commits do not follow numbers) and a
-- delivery for each event that its pattern matches. All are small local tables.

-- A target that some replica has in its configuration. Its failures in a row pause it.
create table event_target (
  name            text        not null,
  account         text,
  since           timestamptz not null default clock_timestamp(),
  seen_at         timestamptz not null default clock_timestamp(),
  failures        integer     not null default 0,
  pause_until     timestamptz,
  last_error      text,
  last_error_at   timestamptz,
  disabled_at     timestamptz,
  disabled_reason text,
  constraint event_target_pkey primary key (name)
);

-- Up to where events have been turned into deliveries for the target: the text of a pg_snapshot.
create table event_cursor (
  target   text not null,
  position text not null,
  constraint event_cursor_pkey primary key (target),
  constraint event_cursor_of_target foreign key (target) references event_target (name) on delete cascade
);

create table event_outbox (
  seq         bigint      generated always as identity,
  id          uuid        not null,
  xid         xid8        default pg_current_xact_id(),
  at          timestamptz not null default clock_timestamp(),
  account     text        not null,
  region      text        not null,
  source      text        not null,
  detail_type text        not null,
  resources   json        not null,
  detail      json        not null,
  constraint event_outbox_pkey primary key (seq)
);
create index event_outbox_xid on event_outbox (xid) where xid is not null;
create index event_outbox_at on event_outbox (at);

-- due_at is when the delivery is tried; while it is being tried, when the lease of the replica ends.
create table event_delivery (
  target      text        not null,
  event       uuid        not null,
  seq         bigint      generated always as identity,
  account     text        not null,
  source      text        not null,
  detail_type text        not null,
  job         uuid,
  place       bigint,
  at          timestamptz not null,
  envelope    json        not null,
  status      text        not null default 'PENDING',
  attempts    integer     not null default 0,
  due_at      timestamptz not null default clock_timestamp(),
  expires_at  timestamptz not null,
  lease_id    uuid,
  last_error  text,
  tried_at    timestamptz,
  ended_at    timestamptz,
  constraint event_delivery_pkey primary key (target, event),
  constraint event_delivery_status_known check (status in ('PENDING', 'DELIVERED', 'DEAD')),
  constraint event_delivery_ended_when_final check ((ended_at is not null) = (status <> 'PENDING'))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
create index event_delivery_due on event_delivery (target, due_at) where status = 'PENDING';
create index event_delivery_order on event_delivery (target, job, place) where status = 'PENDING';
create index event_delivery_age on event_delivery (target, at) where status = 'PENDING';
create index event_delivery_expiry on event_delivery (expires_at) where status = 'PENDING';
create index event_delivery_dead on event_delivery (target, seq) where status = 'DEAD';
create index event_delivery_ended on event_delivery (ended_at) where status <> 'PENDING';
create index event_delivery_newest on event_delivery (seq);
create index event_delivery_newest_of_target on event_delivery (target, seq);
