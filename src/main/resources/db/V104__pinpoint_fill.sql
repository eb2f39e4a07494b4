-- Apps of before this migration: their endpoints may be of before V101 and lack what that added. A server takes an app
-- from here and makes a job of it, which fills the columns in the background. Endpoints of version 2 have them all.
create table pinpoint_fill (
  app text collate "C" primary key
);
insert into pinpoint_fill select id from pinpoint_app;
