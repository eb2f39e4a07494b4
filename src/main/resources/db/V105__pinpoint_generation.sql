-- Where an app's endpoints are: a container of pinpoint_endpoint, null for the app's own id. An import into an app that
-- has none brings its rows right into a container of their own, <app>.<part of the load's name>, which nobody looks into
-- before this says so. Who writes an endpoint holds the app's row and has this in the WHERE, so that none is written
-- to a container that is the app's no more.
alter table pinpoint_app add column endpoints text collate "C";

-- Such containers that are no app's yet, so that they can be removed.
create table pinpoint_generation (
  job uuid not null,
  load uuid not null,
  container text collate "C" not null,
  primary key (job, load)
);
