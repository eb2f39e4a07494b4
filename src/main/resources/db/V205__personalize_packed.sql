-- What a full import showed, as an export passes it on: the lines of a bucket in the order of their ids, equal ones once.
-- A bucket has all of its lines here or none: they go as soon as one of its rows does.
--   load     the first, by its text, of the import's loads
--   n        the lines' place among the bucket's
--   columns  how many each line has
--   lines    UTF-8; every line ends in a newline
create table personalize_packed (
  container text collate "C" not null,
  bucket smallint not null,
  load uuid not null,
  n integer not null,
  rows integer not null,
  columns smallint not null,
  lines bytea not null,
  primary key (container, bucket, load, n),
  constraint personalize_packed_bucket_check check (bucket between 0 and 255)
);
-- Packing takes longer than reading what is not packed.
alter table personalize_packed alter column lines set storage external;
