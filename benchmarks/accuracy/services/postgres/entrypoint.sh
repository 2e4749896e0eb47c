#!/bin/sh
set -e
mkdir -p /var/run/postgresql
if [ ! -s "$PGDATA/PG_VERSION" ]; then initdb --auth=trust --no-sync > /dev/null; fi
exec "$@"
