-- Loads that a full import replaced: nobody new sees them, and the next import of the dataset removes their rows unless
-- an export that began before still reads them.
create table personalize_retired (
  container text collate "C" not null,
  load uuid not null,
  primary key (container, load)
);
