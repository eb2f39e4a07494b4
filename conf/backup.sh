#!/usr/bin/env bash
# A dump of the whole database as of one moment, while servers run. Takes libpq's environment (PGHOST, PGPORT, PGUSER,
# PGPASSWORD, PGDATABASE) and the file to write. Objects in S3 are not in it: version the buckets, or copy them after.
set -euo pipefail
file=${1:?usage: backup.sh FILE}
pg_dump --format=custom --no-owner --no-privileges --file "$file.part"
mv "$file.part" "$file"
