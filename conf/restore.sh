#!/usr/bin/env bash
# Fills the empty database of libpq's environment from a dump, marks it as a copy and holds every job that had not ended,
# so that a copy that starts touches nothing in S3 that the original may be at work on, too. When the original is gone for
# good:
#   java -jar longshore.jar jobs release --all
set -euo pipefail
file=${1:?usage: restore.sh FILE}
pg_restore --exit-on-error --no-owner --no-privileges --dbname "$PGDATABASE" "$file"
# A dump of an older build has no such table; the migration that makes it takes one that is there.
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 \
  --command "create table if not exists restored_copy (since timestamptz not null default clock_timestamp())" \
  --command "insert into restored_copy default values" \
  --command "update job set held = true where finished_at is null"
psql --quiet --no-psqlrc --tuples-only --no-align --command \
  "select count(*) || ' unfinished jobs are held' from job where held"
psql --quiet --no-psqlrc --command analyze
