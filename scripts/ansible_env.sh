#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# To be sourced, in the checkout: the environment that Ansible runs in here.

# Ansible asks for a UTF-8 locale; a bare machine or a service has none.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
    *[Uu][Tt][Ff]*) ;;
    *) export LC_ALL=C.UTF-8 ;;
esac

PATH="$PWD/.venv/bin:$PATH"
ANSIBLE_CONFIG="$PWD/ansible.cfg" # named, since Ansible ignores the one of a world-writable folder
export PATH ANSIBLE_CONFIG

# Mitogen keeps one warm interpreter between tasks. MITOGEN=0 runs the same playbooks without it, as does a checkout whose
# path has a space, which Mitogen cannot start an interpreter from.
case "$PWD" in *[[:space:]]*) MITOGEN=0 ;; esac
if [ "${MITOGEN:-1}" != 0 ] && [ -z "${ANSIBLE_STRATEGY:-}" ]; then
    for strategy in .venv/lib/python3*/site-packages/ansible_mitogen/plugins/strategy; do
        if [ -d "$strategy" ]; then
            # The warning that Ansible prints for any strategy that is not its own would hide those that matter.
            export ANSIBLE_STRATEGY_PLUGINS="$PWD/$strategy" ANSIBLE_STRATEGY=mitogen_linear ANSIBLE_DEPRECATION_WARNINGS=0
            # For each task Mitogen loads every collection on the search path, and the package `ansible` brings about a hundred.
            if [ "${ANSIBLE_COLLECTIONS_PATH:-$PWD/collections}" = "$PWD/collections" ]; then
                used=.cache/collections/ansible_collections
                mkdir -p "$used/amazon" "$used/ansible" "$used/community"
                for collection in amazon/aws ansible/posix community/aws; do
                    ln -sfn "$PWD/${strategy%/ansible_mitogen/*}/ansible_collections/$collection" "$used/$collection"
                done
                export ANSIBLE_COLLECTIONS_PATH="$PWD/collections:$PWD/.cache/collections" ANSIBLE_COLLECTIONS_SCAN_SYS_PATH=false
            fi
        fi
    done
fi
