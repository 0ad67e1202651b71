#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes .venv with the pinned requirements. Does nothing when it is already right.
#   scripts/setup.sh          what `make deploy` needs (requirements.txt)
#   scripts/setup.sh dev      what `make test` needs as well (requirements-dev.txt)
set -eu
cd "$(dirname "$0")/.."
root=$PWD

locks="requirements.txt"
if [ "${1:-}" = dev ]; then locks="requirements.txt requirements-dev.txt"; fi

# The stamp names the folder too: a venv that was moved or copied has dead paths in its scripts.
wanted() { echo "$root"; for lock in "$@"; do cksum <"$lock"; done; }

stamp=.venv/.datacatalog-aws
# shellcheck disable=SC2086  # the names of the lock files are words
if [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null && [ -f "$stamp" ]; then
    # A venv made for the tests serves a deployment as well.
    if [ "$(cat "$stamp")" = "$(wanted $locks)" ] || [ "$(cat "$stamp")" = "$(wanted requirements.txt requirements-dev.txt)" ]; then
        exit 0
    fi
fi

# The certificates that this machine trusts, a company's own included; both spellings that uv has had for it.
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1

python=$(scripts/find_python.sh)
uv=$(scripts/get_uv.sh "$python")

# A package index that pip was told to use is the one to use here too; uv does not read pip's configuration.
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] && [ -n "$python" ]; then
    index=${PIP_INDEX_URL:-$("$python" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi
fi

if [ -z "$python" ]; then
    echo "No Python 3.12 to 3.14 that runs was found here; asking uv for one."
    if ! "$uv" python install --quiet 3.13 || ! python=$("$uv" python find 3.13); then
        cat >&2 <<'END'
ERROR: Python 3.12, 3.13 or 3.14 is needed, none that runs was found, and uv could not download one.
  Mend: install one, then try again:
    Debian 13, Ubuntu 24.04 or later:  apt-get install python3 python3-venv
    Fedora:                            dnf install python3
    macOS:                             brew install python@3.13
    anywhere:                          pyenv install 3.13
  A Python in an unusual place: PYTHON=/path/to/python3 make deploy
END
        exit 1
    fi
fi

echo "Setting up .venv with $("$python" --version) ($python)"
rm -f "$stamp"
# Not --clear on a venv that works: an upgrade keeps what is still right and takes a second.
if ! { [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null && [ -f .venv/.root ] && [ "$(cat .venv/.root)" = "$root" ]; }; then
    rm -rf .venv
    "$uv" venv --quiet --python "$python" .venv
    echo "$root" >.venv/.root
fi
# shellcheck disable=SC2086
"$uv" pip sync --quiet --python .venv/bin/python $locks
# shellcheck disable=SC2086
wanted $locks >"$stamp"
