#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Turns requirements.in and requirements-dev.in into locks with hashes that name no index.
set -eu
cd "$(dirname "$0")/.."
uv=$(scripts/get_uv.sh "")
for name in requirements requirements-dev; do
    "$uv" pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --no-header \
        --no-emit-index-url --python .venv/bin/python "$name.in" --output-file "$name.txt"
done
