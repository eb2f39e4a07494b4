-- What Data Exchange does by itself when a revision is published, and what it was told to tell.

create table dataexchange_event_action (
  id text collate "C" primary key,
  account text not null,
  region text not null,
  data_set text collate "C" not null,
  source text collate "C" not null,
  action json not null,
  tags jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index dataexchange_event_action_listing on dataexchange_event_action (account, region, created_at, id);
create index dataexchange_event_action_source on dataexchange_event_action (source);

-- Each action runs once for a revision, however often that is finalized.
create table dataexchange_event_run (
  event_action text collate "C" not null,
  revision text collate "C" not null,
  job text collate "C" not null,
  primary key (event_action, revision),
  constraint dataexchange_event_run_action_fkey
    foreign key (event_action) references dataexchange_event_action (id) on delete cascade
);

create table dataexchange_notification (
  id text collate "C" primary key,
  account text not null,
  region text not null,
  data_set text collate "C" not null,
  client_token text,
  content json not null,
  sent_at timestamptz not null,
  constraint dataexchange_notification_data_set_fkey
    foreign key (data_set) references dataexchange_data_set (id) on delete cascade
);
create unique index dataexchange_notification_once
  on dataexchange_notification (data_set, client_token) where client_token is not null;
