#!/bin/sh
# Makes one role and one database for each service, and renews the password from its file.
# Safe to repeat: a later version with one more service needs no new data folder.
set -eu

PGPASSWORD=$(cat /run/secrets/superuser.password)
export PGPASSWORD

for service in intake routing notifications metrics; do
  # Names reach psql as variables and the password by its file: neither is ever part of a command line.
  psql --no-psqlrc --quiet --no-password --set ON_ERROR_STOP=1 --set service="$service" \
    --file "$(dirname "$0")/database.sql"
  echo "database of $service: role and rights as they should be"
done
