#!/bin/sh
# sh copy-lib.sh FOLDER
set -e
cp -r /datadog-init/package/. "$1/"
