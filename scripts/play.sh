#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs playbooks of the collection against one inventory environment:
#   scripts/play.sh ENV PLAYBOOK... [-- options of ansible-playbook]
# ENV=local talks to the embedded AWS that scripts/deploy.sh starts; any other one uses your own AWS credentials.
set -eu
cd "$(dirname "$0")/.."

environment=$1
shift
if [ ! -f "inventories/$environment/hosts.yml" ]; then
    echo "ERROR: there is no inventory called '$environment'. There are: $(cd inventories && echo *)" >&2
    exit 2
fi

local=${LOCAL_AWS_HOME:-$PWD/.local}
report="$local/report/$environment"
mkdir -p "$report"

# shellcheck source=scripts/ansible_env.sh
. scripts/ansible_env.sh
ANSIBLE_CALLBACKS_ENABLED="${ANSIBLE_CALLBACKS_ENABLED:+$ANSIBLE_CALLBACKS_ENABLED,}datacatalog.aws.run_report"
DATACATALOG_RUN_REPORT="$report/run.json"
export ANSIBLE_CALLBACKS_ENABLED DATACATALOG_RUN_REPORT

if [ "$environment" = local ]; then
    if [ ! -f "$local/env" ]; then
        echo "ERROR: the embedded AWS has not been started here. Mend: make up" >&2
        exit 2
    fi
    # shellcheck disable=SC1091  # written by the embedded AWS
    . "$local/env"
fi

# Words before `--` are playbooks; each becomes its path, then everything is handed on.
count=$#
playbooks=1
while [ "$count" -gt 0 ]; do
    word=$1
    shift
    count=$((count - 1))
    if [ "$playbooks" = 1 ] && [ "$word" = -- ]; then
        playbooks=0
    elif [ "$playbooks" = 1 ]; then
        set -- "$@" "playbooks/$word.yml"
    else
        set -- "$@" "$word"
    fi
done

exec ansible-playbook --inventory "inventories/$environment" --extra-vars "{\"report_dir\": \"$report\"}" "$@"
