-- Where an app's endpoints are: a container of pinpoint_endpoint, null for the app's own id. An import into an app that
-- has none brings its rows right into a container of their own, <app>.<part of the load's name>, which nobody looks into
-- before this says so. Who writes an endpoint holds the app's row and has this in the WHERE, so that none is written
-- to a container that is the app's no more.
alter table pinpoint_app add column endpoints text collate "C";

-- Loads of imports that have not ended: the file as its owner knows it, and the container of its own that the load fills
-- and that is no app's yet, null when its rows wait in pinpoint_import_row.
create table pinpoint_load (
  job uuid not null,
  load uuid not null,
  file text not null,
  container text collate "C",
  primary key (job, load)
);
