#!/usr/bin/env bash
# Dumps the whole database, while servers run. Reads libpq's environment (PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE)
# and takes the file to write. The dump is as of one moment, except on Citus, which has no snapshot in common for all
# nodes: rows of the distributed tables are as of the moment at which each table is read, so stop the servers to get one
# moment. The dump does not contain the objects in S3: use versioned buckets, or copy the objects afterwards.
set -euo pipefail
file=${1:?usage: backup.sh FILE}
torn="select count(*) from pg_stat_activity where datname = current_database() and application_name = 'longshore'
         and exists (select 1 from pg_extension where extname = 'citus')"
if [ "$(psql --quiet --no-psqlrc --tuples-only --no-align --command "$torn")" != 0 ]; then
  echo 'backup.sh: servers run on Citus, so the dump is not as of one moment' >&2
fi
# Blocks are copies of endpoints that servers make again.
pg_dump --format=custom --no-owner --no-privileges --exclude-table-data='*.pinpoint_block*' --file "$file.part"
mv "$file.part" "$file"
