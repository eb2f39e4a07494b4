-- What creates answered, so that one that is sent again within 15 minutes happens once.
-- Without a status it is under way.
create table create_replay (
  access_key text collate "C" not null,
  operation text collate "C" not null,
  invocation text collate "C" not null,
  request_hash bytea not null,
  status int,
  answer text,
  created_at timestamptz not null default now(),
  primary key (access_key, operation, invocation, request_hash)
);
create index create_replay_age on create_replay (created_at);
