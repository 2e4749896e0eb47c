#!/bin/sh
set -e
mkdir -p /tmp/shop
exec "$@"
