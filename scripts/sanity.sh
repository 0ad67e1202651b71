#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs `ansible-test sanity` on what the Galaxy build ships, without Docker and without Galaxy.
#   scripts/sanity.sh [options of ansible-test sanity, e.g. --test validate-modules]
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export PATH

# A folder outside the checkout: inside a git-ignored one ansible-test skips every file and still exits 0, and it does not
# take a path with a space. The cache keeps its virtual environments between runs.
cache="${SANITY_CACHE:-${TMPDIR:-/tmp}/datacatalog-aws-sanity-$(id -u)-$(pwd -P | cksum | cut -d' ' -f1)}"
collections="$cache/ansible_collections"
target="$collections/datacatalog/aws"
mkdir -p "$cache/home/.ansible/test/cache" "$cache/build" "$collections/amazon" "$collections/community"
chmod 700 "$cache"

rm -rf "$target"
mkdir -p "$target"
ansible-galaxy collection build --force --output-path "$cache/build" >/dev/null
tar -xzf "$cache"/build/datacatalog-aws-*.tar.gz -C "$target"
rm -f "$cache"/build/*.tar.gz "$target/MANIFEST.json" "$target/FILES.json"
# ansible-test reads the collection's name from galaxy.yml, which a built collection does not carry.
cp galaxy.yml "$target/"
site=$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
ln -sfn "$site/ansible_collections/amazon/aws" "$collections/amazon/aws"
ln -sfn "$site/ansible_collections/community/aws" "$collections/community/aws"

# ansible-test bootstraps pip from a server of its own; the standard library can do that as well. The file's name carries
# the pip version that this ansible-core asks for.
pip=$(sed -n "s/^ *pip='\([0-9.]*\)',$/\1/p" "$site/ansible_test/_internal/python_requirements.py" | head -n 1 | tr . _)
if [ -z "$pip" ]; then
    echo "ERROR: cannot tell which pip this ansible-core bootstraps; look at ansible_test/_internal/python_requirements.py" >&2
    exit 1
fi
printf '%s\n' 'import runpy, sys' 'sys.argv = ["ensurepip", "--default-pip"]' \
    'runpy.run_module("ensurepip", run_name="__main__")' >"$cache/home/.ansible/test/cache/get_pip_$pip.py"

cd "$target"
git init --quiet .
version=$(python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
log="$cache/sanity.log"
# One virtual environment a test, no other interpreter: pyenv shims look like Pythons and are not.
HOME="$cache/home" ansible-test sanity --local --color no --python "$version" "$@" >"$log" 2>&1 && status=0 || status=$?
cat "$log"
ran=$(grep -c '^Running sanity test' "$log" || true)
if [ "$status" -ne 0 ]; then exit "$status"; fi
if [ "$#" -eq 0 ] && [ "$ran" -lt 20 ]; then
    echo "ERROR: ansible-test ran only $ran sanity tests and called that a success." >&2
    exit 1
fi
echo "ansible-test sanity: $ran tests passed."
