#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints a command that runs uv (it makes .venv in seconds where pip takes minutes): the one on PATH, or one of our own in .cache.
set -eu
cd "$(dirname "$0")/.."

version=0.13.9

if command -v uv >/dev/null 2>&1; then
    command -v uv
    exit 0
fi
own="$PWD/.cache/uv/bin/uv"
if [ -x "$own" ] && "$own" --version >/dev/null 2>&1; then
    echo "$own"
    exit 0
fi
for python in "$@" python3; do
    [ -n "$python" ] || continue
    rm -rf .cache/uv
    mkdir -p .cache
    if "$python" -m venv .cache/uv >/dev/null 2>&1 &&
        .cache/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$version" >&2; then
        echo "$own"
        exit 0
    fi
    # Debian ships python3 without venv; pip alone can still install uv into a folder.
    if "$python" -m pip install --quiet --disable-pip-version-check --target .cache/uv "uv==$version" >&2 2>/dev/null; then
        echo "$own"
        exit 0
    fi
done
cat >&2 <<'END'
ERROR: uv is not here and could not be installed.
  It needs a python3 with the venv module, or pip, and a package index to install from.
  Mend: `pip install uv` by hand, or install python3-venv (Debian, Ubuntu: apt-get install python3-venv), then try again.
END
exit 1
