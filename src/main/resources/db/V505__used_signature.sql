-- The signatures that creates were signed with, where auth.refuseReplays is on: each counts once.
create table used_signature (
  signature bytea primary key,
  valid_until timestamptz not null
);
create index used_signature_age on used_signature (valid_until);
