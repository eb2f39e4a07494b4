-- Longshore does not work on Citus yet: see src/site/markdown/how-to/more-than-one-postgresql.md. For trials only.
--
-- Distributes the big tables over the workers of a Citus cluster. Run it once, on the coordinator, as the owner of the
-- schema, after `longshore migrate`, and again after each upgrade that adds big tables; tables that are distributed
-- already are not changed. Beforehand run `create extension citus` on every node, and citus_set_coordinator_host and
-- citus_add_node on the coordinator. Longshore connects to the coordinator only.
--
-- Jobs, tasks, imports (with the rows that pinpoint_import_row stages, whose bucket may be null), keys and all other
-- small tables stay local tables of the coordinator. No foreign key may connect them with the tables below.

-- Four times the number of workers is a good count; shards can be split later. At most 64.
\set shards 8

create temporary table big (place integer, name text);
insert into big values
  (1, 'pinpoint_endpoint'),
  (2, 'pinpoint_event'),
  (3, 'pinpoint_member'),
  (4, 'personalize_record'),
  (5, 'personalize_event'),
  (6, 'personalize_session'),
  (7, 'personalize_anonymous'),
  (8, 'personalize_deleted_user'),
  (9, 'cleanroomsml_staged'),
  (10, 'cleanroomsml_profile'),
  (11, 'cleanroomsml_item'),
  (12, 'cleanroomsml_seed'),
  (13, 'cleanroomsml_tally'),
  (14, 'cleanroomsml_scored'),
  (15, 'cleanroomsml_audience'),
  (16, 'personalize_packed');

-- The first table defines the shards and the others are colocated with it, because joins are on the bucket.
select format('select create_distributed_table(%L, ''bucket'', %s)', b.name,
              case when b.place = 1 then 'shard_count => ' || :'shards'
                   else 'colocate_with => ''pinpoint_endpoint''' end)
  from big b
 where not exists (select 1 from citus_tables c
                    where c.table_name = b.name::regclass and c.citus_table_type = 'distributed')
 order by b.place
\gexec
