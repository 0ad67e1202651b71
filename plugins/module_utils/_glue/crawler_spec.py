# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument spec of glue_crawler."""

from __future__ import annotations

from .schedule import WEEK
from .target_spec import TARGETS_SPEC

RECRAWL = ["CRAWL_EVERYTHING", "CRAWL_NEW_FOLDERS_ONLY", "CRAWL_EVENT_MODE"]
DELETE = ["LOG", "DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE"]


def _choice(*choices: str) -> dict:
    return {"type": "str", "choices": list(choices)}


CRAWLER_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "role": {"type": "str"},
    "database_name": {"type": "str"},
    "description": {"type": "str"},
    "table_prefix": {"type": "str"},
    "targets": {"type": "dict", "options": TARGETS_SPEC},
    "schedule": {"type": "str"},
    "schedule_local": {
        "type": "dict",
        "options": {
            "time": {"type": "str", "required": True},
            "timezone": {"type": "str", "required": True},
            "days": {"type": "list", "elements": "str", "choices": list(WEEK)},
        },
    },
    "schedule_state": _choice("active", "paused"),
    "configuration": {"type": "json"},
    "classifiers": {"type": "list", "elements": "str"},
    "schema_change_policy": {
        "type": "dict",
        "options": {
            "update_behavior": _choice("LOG", "UPDATE_IN_DATABASE"),
            "delete_behavior": _choice(*DELETE),
        },
    },
    "recrawl_policy": {"type": "dict", "options": {"recrawl_behavior": _choice(*RECRAWL)}},
    "lineage_configuration": {"type": "dict", "options": {"crawler_lineage_settings": _choice("ENABLE", "DISABLE")}},
    "lake_formation_configuration": {
        "type": "dict",
        "options": {"use_lake_formation_credentials": {"type": "bool"}, "account_id": {"type": "str"}},
    },
    "security_configuration": {"type": "str"},
    "raw_crawler_parameters": {"type": "dict"},
    "on_running": {"type": "str", "choices": ["wait", "stop", "fail"], "default": "wait"},
    "wait_timeout": {"type": "int", "default": 1800},
    "propagation_timeout": {"type": "int", "default": 120},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
}
