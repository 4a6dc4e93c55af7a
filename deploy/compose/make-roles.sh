#!/bin/sh
# Run once by the image of PostgreSQL, when its folder is new.
set -eu
secret() { cat "/run/secrets/$1"; }
psql --username postgres --dbname postgres --file /localoffer/roles.sql \
    --set "owner=$(secret owner)" --set "server=$(secret server)" --set "backup=$(secret backup)"
