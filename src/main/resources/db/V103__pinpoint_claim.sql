-- Calls that give an address or a user to an endpoint wait here for others that give the same one: a call inserts a key
-- for each in their order, which waits for whoever has inserted the same and not yet ended, and deletes them again
-- before it commits. So nobody ever sees a row, and as many calls go on at once as have no key in common. Unlogged, for
-- after a crash nobody holds a key.
create unlogged table pinpoint_claim (
  key bigint primary key
) with (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 5000
);
-- pinpoint_turn, which had 1,024 slots for this, stays for servers of before that still run.
