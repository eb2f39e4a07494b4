-- Who did what. Each process writes chains of its own: every row's hash holds the one before it, and
-- `head` is a seal over what the chain says of itself. Rows are only ever added; what is too old
-- goes with its whole chain, of which this row stays.
create table audit_chain (
  id uuid primary key,
  previous uuid,
  opened_at timestamptz not null,
  touched_at timestamptz not null,
  closed boolean not null default false,
  length bigint not null default 0,
  last bytea not null,
  head bytea not null,
  expired boolean not null default false,
  constraint audit_chain_length check (length >= 0)
);
create index audit_chain_opened on audit_chain (opened_at);
create table audit_event (
  chain uuid not null references audit_chain (id),
  seq bigint not null,
  at timestamptz not null,
  account text not null,
  access_key text not null,
  operation text not null,
  resource text not null,
  source text not null,
  outcome text not null,
  request_id text not null,
  hash bytea not null,
  primary key (chain, seq)
);
