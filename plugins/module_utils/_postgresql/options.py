# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options by which a module reaches a database; the documentation fragment `_postgresql` describes them."""

from __future__ import annotations

from typing import Any

CONNECTION_SPEC: dict[str, Any] = {
    "type": "dict",
    "default": {},
    "options": {
        "method": {"type": "str", "choices": ["direct", "data_api"], "default": "direct"},
        "host": {"type": "str"},
        "port": {"type": "int"},
        "user": {"type": "str"},
        "ssl_mode": {"type": "str", "choices": ["disable", "prefer", "require", "verify-ca", "verify-full"]},
        "ssl_root_cert": {"type": "path"},
        "cluster_arn": {"type": "str"},
        "login_secret_id": {"type": "str", "no_log": False},
    },
    "required_if": [("method", "data_api", ("cluster_arn", "login_secret_id"))],
    "apply_defaults": True,
}
