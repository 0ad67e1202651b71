#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs molecule against an embedded AWS of its own:
#   scripts/molecule.sh                   every scenario, in the order that the roles build on each other
#   scripts/molecule.sh test -s glue      what you would type after `molecule`
set -eu
cd "$(dirname "$0")/.."

# shellcheck source=scripts/ansible_env.sh
. scripts/ansible_env.sh

# Scenarios want endpoint, keys and database in their environment, so it starts here; `default` finds it running.
LOCAL_AWS_HOME="${LOCAL_AWS_HOME:-$PWD/.cache/molecule}"
export LOCAL_AWS_HOME
python -m local_aws up
# shellcheck disable=SC1091  # written by the embedded AWS
. "$LOCAL_AWS_HOME/env"
trap 'python -m local_aws down --purge' EXIT
# Molecule keeps its state by the project's folder; what an interrupted run left is no state of this embedded AWS.
export MOLECULE_HOME="$LOCAL_AWS_HOME/molecule"

if [ "$#" -gt 0 ]; then
    molecule "$@"
else
    for scenario in networking security iam database glue lambda site runbooks; do set -- "$@" --scenario-name "$scenario"; done
    molecule test "$@"
fi
