#!/usr/bin/env bash
# Restores a dump into the empty database of libpq's environment, marks it as a copy, and holds every unfinished job, so
# that a server on the copy changes nothing in S3 that the original may be working on. When the original will never run
# again:
#   java -jar longshore.jar jobs release --all
set -euo pipefail
file=${1:?usage: restore.sh FILE}
pg_restore --exit-on-error --no-owner --no-privileges --dbname "$PGDATABASE" "$file"
# A dump of an older version has no such table. The migration that creates it accepts an existing one.
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 \
  --command "create table if not exists restored_copy (since timestamptz not null default clock_timestamp())" \
  --command "insert into restored_copy default values" \
  --command "update job set held = true where finished_at is null"
psql --quiet --no-psqlrc --tuples-only --no-align --command \
  "select count(*) || ' unfinished jobs are held' from job where held"
psql --quiet --no-psqlrc --command analyze
