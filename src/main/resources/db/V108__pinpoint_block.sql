-- Lines of endpoints that an export passes on as they are: sorted by id and compressed with gzip.
--
-- A hash bucket has blocks for all ids or none. A block has the rows from its lowest id up to that of the next block, or
-- to the end of the hash bucket. What has changed since is in pinpoint_block_change, which triggers write in the
-- transaction of the change, whoever changes the rows. A transaction that builds the blocks of a hash bucket deletes the
-- changes that it sees and reads the rows as of the same snapshot. So whatever snapshot sees blocks and changes together
-- knows which lines are the rows of that snapshot.

-- Containers whose changes are recorded.
--   generation    random; blocks of another generation are not used
--   marked_from   all transactions with higher numbers record their changes; null until that is known
--   next_bucket   the hash bucket that is built next; null if no blocks are requested
--   rows          how many lines the blocks had when they were last complete
create table pinpoint_block_container (
  container text collate "C" primary key,
  generation uuid not null,
  marked_from xid8,
  next_bucket integer,
  requested_at timestamptz,
  rows bigint
);

--   low      the lowest id that the block may have; empty for the first block of a hash bucket
--   build    random, other blocks have another one
--   rows     how many lines the block has
--   ids      the ids of its rows in the order of the lines, each after its length in two bytes; compressed with gzip
--   members  one gzip member
create table pinpoint_block (
  container text collate "C" not null,
  bucket smallint not null,
  low text collate "C" not null,
  generation uuid not null,
  build uuid not null,
  rows integer not null,
  built_at timestamptz not null,
  ids bytea not null,
  members bytea not null,
  primary key (container, bucket, low),
  constraint pinpoint_block_bucket_check check (bucket between 0 and 255)
);
-- They are compressed already.
alter table pinpoint_block alter column ids set storage external;
alter table pinpoint_block alter column members set storage external;

-- Endpoints that were written or deleted since the blocks of their hash bucket were built. A row for each change, because
-- a row that stands for several would be deleted with the first of them. The id is null if all of the hash bucket may
-- have changed.
create table pinpoint_block_change (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C"
);
create index pinpoint_block_change_bucket on pinpoint_block_change (container, bucket);

-- A transaction with one snapshot for all statements may not see that changes of the container are recorded since.
create function pinpoint_block_changed() returns trigger language plpgsql
set search_path from current as $$
begin
  if not exists (select 1 from pinpoint_block_container)
     and current_setting('transaction_isolation') = 'read committed' then
    return null;
  end if;
  if (select count(*) from (select 1 as one from changed limit 1001) first) > 1000 then
    insert into pinpoint_block_change (container, bucket, id)
    select distinct c.container, c.bucket, null from changed c
     where current_setting('transaction_isolation') <> 'read committed'
        or exists (select 1 from pinpoint_block_container b where b.container = c.container);
  else
    insert into pinpoint_block_change (container, bucket, id)
    select c.container, c.bucket, c.id from changed c
     where current_setting('transaction_isolation') <> 'read committed'
        or exists (select 1 from pinpoint_block_container b where b.container = c.container);
  end if;
  return null;
end $$;

create function pinpoint_block_truncated() returns trigger language plpgsql
set search_path from current as $$
begin
  delete from pinpoint_block_container;
  return null;
end $$;

-- Tables that Citus distributes have no triggers. Where they are missing, blocks are neither built nor used.
do $$ begin
  if exists (select from pg_extension where extname = 'citus') then
    return;
  end if;
  create trigger pinpoint_block_insert after insert on pinpoint_endpoint
    referencing new table as changed for each statement execute function pinpoint_block_changed();
  create trigger pinpoint_block_update after update on pinpoint_endpoint
    referencing new table as changed for each statement execute function pinpoint_block_changed();
  create trigger pinpoint_block_delete after delete on pinpoint_endpoint
    referencing old table as changed for each statement execute function pinpoint_block_changed();
  create trigger pinpoint_block_truncate after truncate on pinpoint_endpoint
    for each statement execute function pinpoint_block_truncated();
  alter table pinpoint_endpoint enable always trigger pinpoint_block_insert;
  alter table pinpoint_endpoint enable always trigger pinpoint_block_update;
  alter table pinpoint_endpoint enable always trigger pinpoint_block_delete;
  alter table pinpoint_endpoint enable always trigger pinpoint_block_truncate;
end $$;
