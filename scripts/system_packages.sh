#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sees to the few programs and libraries that come from the operating system, not from the package index:
#   - git, for ansible-test; the libraries that the embedded PostgreSQL and its psql are linked with (OpenSSL 3, Kerberos, readline).
# Installs them where it may (root on Debian or Ubuntu), and otherwise says what to install.
set -eu
cd "$(dirname "$0")/.."

missing=""
need() { # need PACKAGE COMMAND...: the package is missing when the command fails
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
# shellcheck disable=SC2329  # called by need
has_library() { .venv/bin/python -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1"; }

need git command -v git
if [ "$(uname -s)" = Linux ]; then
    need libssl3 has_library libssl.so.3
    need libgssapi-krb5-2 has_library libgssapi_krb5.so.2
    need libreadline8 has_library libreadline.so.8
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing from the operating system:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2
    # shellcheck disable=SC2086  # a list of package names
    apt-get install --quiet=2 --yes --no-install-recommends $missing >/dev/null
    exit 0
fi
echo "ERROR: these packages of the operating system are missing:$missing" >&2
echo "  Mend: run, as root:  apt-get install$missing     (or what your system calls them), then try again." >&2
exit 1
