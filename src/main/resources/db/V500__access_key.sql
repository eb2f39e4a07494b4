-- Access keys. The secret is sealed under a key of its own, which is wrapped under the master key
-- that `master` names; neither stands here.
create table access_key (
  id text collate "C" primary key,
  account text not null,
  master text not null,
  wrapped bytea not null,
  sealed bytea not null,
  token_hash text,
  policy text,
  enabled boolean not null default true,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  constraint access_key_account check (account ~ '^[0-9]{12}$'),
  constraint access_key_temporary check (token_hash is null or expires_at is not null)
);
