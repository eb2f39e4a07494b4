-- Distributes the big tables over the workers of a Citus cluster, and the functions that statements call on them. Run it
-- with psql, on the coordinator, as the owner of the schema, after each `longshore migrate`; what is distributed already is
-- not changed. Beforehand run `create extension citus` in this database on every node, and citus_set_coordinator_host and
-- citus_add_node on the coordinator. Longshore connects to the coordinator only.
--
-- If tables have rows, stop all servers first: a table is locked while its rows are copied to the workers and removed from
-- the coordinator's disk, and the script refuses to begin while servers are connected.
--
-- Jobs, tasks, imports, keys and all other small tables stay local tables of the coordinator. No foreign key may connect
-- them with the tables below.

\set ON_ERROR_STOP on
\set QUIET on

-- The number of shards of each table, once and for all unless shards are split. It is the most workers that can share a
-- table, and each look-up that does not name a hash bucket asks all of them.
\set shards 32

\pset format unaligned
\pset tuples_only on
\o /dev/null

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
  (16, 'personalize_packed'),
  (17, 'pinpoint_deletion'),
  (18, 'cleanroomsml_staged_chunk'),
  (19, 'cleanroomsml_profile_block'),
  (20, 'cleanroomsml_scored_run'),
  (21, 'pinpoint_block'),
  (22, 'pinpoint_block_change'),
  (50, 'pinpoint_import_row');

create temporary table called (name text);
insert into called values
  ('pinpoint_millis(text)');

do $$ begin
  if exists (select from pg_stat_activity
              where datname = current_database() and application_name = 'longshore')
     and exists (select from big b
                  where pg_relation_size(b.name::regclass) > 0
                    and b.name::regclass not in (select logicalrelid from pg_dist_partition)) then
    raise exception 'Servers are connected to the database, and tables with rows are to be distributed'
      using hint = 'Stop all servers, run this script again, and start them.';
  end if;
end $$;

-- Older versions staged rows that name only a user without a hash bucket.
select 'update pinpoint_import_row set bucket = 0 where bucket is null'
 where not exists (select 1 from pg_dist_partition
                    where logicalrelid = 'pinpoint_import_row'::regclass)
\gexec

-- Distributed tables have no triggers. Without them exports read all rows, and no compressed lines are kept for the next.
set client_min_messages = warning;
drop function if exists pinpoint_block_changed() cascade;
drop function if exists pinpoint_block_truncated() cascade;
reset client_min_messages;

-- The first table defines the shards and the others are colocated with it, because joins are on the bucket.
select format('select create_distributed_table(%L, ''bucket'', %s)', b.name,
              case when b.place = 1 then 'shard_count => ' || :'shards'
                   else 'colocate_with => ''pinpoint_endpoint''' end)
  from big b
 where not exists (select 1 from citus_tables c
                    where c.table_name = b.name::regclass and c.citus_table_type = 'distributed')
 order by b.place
\gexec

-- The rows that were copied to the workers are still on the coordinator's disk, where nothing reads or deletes them.
select format('select truncate_local_data_after_distributing_table(%L)', b.name)
  from big b where pg_relation_size(b.name::regclass) > 0
 order by b.place
\gexec

-- A function is created on the workers by itself only if the schema is younger than the extension.
select format('select create_distributed_function(%L)', c.name) from called c
 where not exists (select 1 from pg_catalog.pg_dist_object o
                    where o.classid = 'pg_proc'::regclass and o.objid = c.name::regprocedure)
\gexec

-- A statement for several shards opens so many connections to each worker. With its default of 16 most of the CPU time of
-- such a statement is that of new server processes. Longshore runs pieces, loads and calls side by side instead.
do $$ begin
  if not exists (select from pg_db_role_setting s, unnest(s.setconfig) one
                  where s.setdatabase = (select oid from pg_database where datname = current_database())
                    and one like 'citus.max_adaptive_executor_pool_size=%') then
    execute format('alter database %I set citus.max_adaptive_executor_pool_size = 1', current_database());
  end if;
exception when insufficient_privilege then
  raise warning 'citus.max_adaptive_executor_pool_size was not set: let the owner of the database set it to 1';
end $$;

-- A shard has a 32nd of a table's rows, but ANALYZE would read as many rows of each as of a whole table: up to 960,000 of 32
-- shards, after each load. This is for the workers only, because the tables of the coordinator have no shards.
do $$ begin
  if exists (select from run_command_on_workers(format($worker$
               do $run$ begin
                 perform set_config('citus.enable_ddl_propagation', 'off', true);
                 alter database %I set default_statistics_target = 10;
               end $run$ $worker$, current_database())) where not success) then
    raise warning 'default_statistics_target was not set: let the owner of the database set it to 10 on each worker';
  end if;
end $$;

\o
select count(*) || ' tables and ' || (select count(*) from called) || ' function are distributed.'
  from big b join citus_tables c on c.table_name = b.name::regclass and c.citus_table_type = 'distributed';
