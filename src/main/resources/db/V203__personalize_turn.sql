-- Creations that a quota counts go one after the other: whoever holds the row of a kind counts what all before inserted.
create table personalize_turn (
  account text collate "C" not null,
  region text collate "C" not null,
  kind text collate "C" not null,
  primary key (account, region, kind)
);
