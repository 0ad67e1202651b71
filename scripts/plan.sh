#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Shows what a deploy would change (--check --diff), and changes nothing.
#   scripts/plan.sh ENV
set -eu
cd "$(dirname "$0")/.."

environment=${1:-local}
if [ "$environment" = local ]; then
    .venv/bin/python -m local_aws up
fi
status=0
scripts/play.sh "$environment" site -- --check --diff || status=$?
.venv/bin/python scripts/summary.py --report "${LOCAL_AWS_HOME:-$PWD/.local}/report/$environment" \
    --environment "$environment" --plan --status "$status"
exit "$status"
