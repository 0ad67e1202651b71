#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the catalog of one inventory environment, crawls the database, verifies the result and says what there is.
#   scripts/deploy.sh ENV
set -eu
cd "$(dirname "$0")/.."

environment=${1:-local}
started=$(date +%s)

if [ "$environment" = local ]; then
    .venv/bin/python -m local_aws up
fi
report="${LOCAL_AWS_HOME:-$PWD/.local}/report/$environment"
rm -rf "$report"
status=0
scripts/play.sh "$environment" site crawl verify || status=$?
.venv/bin/python scripts/summary.py --report "$report" --environment "$environment" --started "$started" --status "$status"
exit "$status"
