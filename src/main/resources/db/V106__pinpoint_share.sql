-- Apps of before this migration: endpoints of one user may say different attributes of the user, for each kept its own. A
-- server takes an app from here and makes a job of it, which has them agree in the background.
create table pinpoint_share (
  app text collate "C" primary key
);
insert into pinpoint_share select id from pinpoint_app;
