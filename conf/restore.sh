#!/usr/bin/env bash
# Restores a dump into the empty database of libpq's environment, marks it as a copy, and holds every unfinished job, so
# that a server on the copy changes nothing in S3 that the original may be working on. When the original will never run
# again:
#   java -jar longshore.jar jobs release --all
#
# The dump may come from Citus or not, and the database may be one of Citus or not. One of Citus must have the extension
# and know its nodes (citus_set_coordinator_host, citus_add_node); its tables are distributed by citus.sql.
set -euo pipefail
file=${1:?usage: restore.sh FILE}
sql() { psql --quiet --no-psqlrc --tuples-only --no-align --set ON_ERROR_STOP=1 "$@"; }
list=$(mktemp)
trap 'rm -f "$list"' EXIT
# Extensions are the database's own, and only a superuser may create or comment on them.
pg_restore --list "$file" | sed '/ EXTENSION /d' > "$list"
pg_restore --exit-on-error --no-owner --no-privileges --use-list "$list" --dbname "$PGDATABASE" "$file"
if [ "$(sql --command "select count(*) from pg_extension where extname = 'citus'")" != 0 ]; then
  sql --file "$(dirname "$0")/citus.sql"
fi
# A dump of an older version has no such table. The migration that creates it accepts an existing one. Nor has it the
# column xid, whose values mean nothing in another database; nor does the position of a target of events.
sql \
  --command "create table if not exists restored_copy (since timestamptz not null default clock_timestamp())" \
  --command "insert into restored_copy default values" \
  --command "update job set held = true where finished_at is null" \
  --command "do 'begin update job_event set xid = null; exception when undefined_column then null; end'" \
  --command "do 'begin update event_outbox set xid = null; delete from event_cursor; exception when undefined_table then null; end'"
sql --command "select count(*) || ' unfinished jobs are held' from job where held"
sql --command analyze
