-- What all replicas seal their own tokens with, where no master key is configured.
create table house_key (
  one boolean primary key default true,
  secret bytea not null,
  constraint house_key_one check (one),
  constraint house_key_length check (length(secret) = 32)
);
