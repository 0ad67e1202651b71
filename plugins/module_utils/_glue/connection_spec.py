# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument spec of glue_connection."""

from __future__ import annotations

CONNECTION_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "connection_type": {"type": "str"},
    "connection_properties": {"type": "dict"},
    "raw_connection_parameters": {"type": "dict"},
    "description": {"type": "str"},
    "match_criteria": {"type": "list", "elements": "str"},
    "subnet_id": {"type": "str"},
    "availability_zone": {"type": "str"},
    "security_groups": {"type": "list", "elements": "str"},
    "catalog_id": {"type": "str"},
    "force_update": {"type": "bool", "default": False},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
}
