-- Autovacuum vacuums these tables when 10,000 rows were added, not when a fifth of the table is new, which in a table with
-- the rows of many apps or datasets one import never is. Then their pages are all-visible: statements that count rows need
-- the index only, and no reader has to set hint bits. VACUUM passes over pages that are all-visible already.
-- The same pass freezes the rows, because most of them stay as they are. Otherwise a later one would read and write all
-- pages again.
alter table pinpoint_endpoint set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000,
  autovacuum_freeze_min_age = 0
);
alter table pinpoint_member set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000,
  autovacuum_freeze_min_age = 0
);
alter table personalize_record set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000,
  autovacuum_freeze_min_age = 0
);
alter table cleanroomsml_profile set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000,
  autovacuum_freeze_min_age = 0
);
alter table cleanroomsml_audience set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000,
  autovacuum_freeze_min_age = 0
);
