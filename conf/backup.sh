#!/usr/bin/env bash
# Dumps the whole database as of one moment, while servers run. Reads libpq's environment (PGHOST, PGPORT, PGUSER,
# PGPASSWORD, PGDATABASE) and takes the file to write. The dump does not contain the objects in S3: use versioned buckets,
# or copy the objects afterwards.
set -euo pipefail
file=${1:?usage: backup.sh FILE}
pg_dump --format=custom --no-owner --no-privileges --file "$file.part"
mv "$file.part" "$file"
