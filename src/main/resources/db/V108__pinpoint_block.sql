-- Lines of endpoints that an export passes on as they are: sorted by id and compressed with gzip.
--
-- A hash bucket has blocks for all ids or none. A block has the rows from its lowest id up to that of the next block, or
-- to the end of the hash bucket. An export uses a block only if these rows are still the same ones. It knows by their
-- number and their xmin: no row is of the transaction "horizon" or a later one, and none is missing. So nothing has to be
-- written here when endpoints change, whichever version of the server, or which other program, changes them.
--   low      the lowest id that the block may have; empty for the first block of a hash bucket
--   build    random, other blocks have another one
--   rows     how many lines the block has
--   horizon  all transactions with lower numbers had ended when the rows were read
--   writer   the transaction that wrote this row: in a copy of the database, where numbers of transactions mean other
--            transactions, the row's xmin is another one
--   system   the identifier of the database server
--   members  one gzip member
create table pinpoint_block (
  container text collate "C" not null,
  bucket smallint not null,
  low text collate "C" not null,
  build uuid not null,
  rows integer not null,
  horizon xid8 not null,
  writer xid8 not null,
  system bigint not null,
  built_at timestamptz not null,
  members bytea not null,
  primary key (container, bucket, low),
  constraint pinpoint_block_bucket_check check (bucket between 0 and 255)
);
-- It is compressed already.
alter table pinpoint_block alter column members set storage external;

-- Containers whose exports had to read many rows, and the hash bucket that is built next.
create table pinpoint_block_request (
  container text collate "C" primary key,
  next_bucket integer not null,
  requested_at timestamptz not null
);
