#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the path of the newest usable Python that ansible-core 2.21 runs on (3.12 to 3.14), or nothing. PYTHON=... overrides.
# A candidate counts when it really starts: a pyenv shim of a version that is not selected only prints an error.
set -u

newest=3.14

candidates() {
    # PYTHON=... decides alone.
    if [ -n "${PYTHON:-}" ]; then
        echo "$PYTHON"
        return
    fi
    for minor in 14 13 12; do
        command -v "python3.$minor"
        # Every folder of PATH: the first python3.N found may be a shim that does not run while a later one does.
        echo "$PATH" | tr ':' '\n' | while IFS= read -r folder; do
            [ -x "$folder/python3.$minor" ] && echo "$folder/python3.$minor"
        done
    done
    command -v python3
    {
        [ -n "${PYENV_ROOT:-}" ] && echo "$PYENV_ROOT"
        echo "${HOME:-/nonexistent}/.pyenv"
        # A shim on PATH tells where pyenv lives although PYENV_ROOT is not exported.
        echo "$PATH" | tr ':' '\n' | sed -n 's|/shims/*$||p'
    } | while IFS= read -r root; do
        for python in "$root"/versions/3.*/bin/python3; do
            [ -x "$python" ] && echo "$python"
        done
    done
}

candidates | awk '!seen[$0]++' | while IFS= read -r python; do
    "$python" -c '
import sys
import ensurepip, ssl, sqlite3, venv
version = sys.version_info[:3]
if (3, 12) <= version[:2] <= tuple(int(part) for part in sys.argv[1].split(".")):
    print("%03d.%03d.%03d %s" % (*version, sys.executable))
' "$newest" 2>/dev/null </dev/null
done | sort -r | sed -n '1s/^[^ ]* //p'
