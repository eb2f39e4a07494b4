#!/usr/bin/env bash
# Fills the empty database of libpq's environment from a dump and holds every job that had not ended, so that a copy
# that starts does not write to S3 what the original may be writing, too. When the original is gone for good:
#   java -jar longshore.jar jobs release --all
set -euo pipefail
file=${1:?usage: restore.sh FILE}
pg_restore --exit-on-error --no-owner --no-privileges --dbname "$PGDATABASE" "$file"
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --command \
  "update job set held = true where finished_at is null"
psql --quiet --no-psqlrc --tuples-only --no-align --command \
  "select count(*) || ' unfinished jobs are held' from job where held"
psql --quiet --no-psqlrc --command analyze
