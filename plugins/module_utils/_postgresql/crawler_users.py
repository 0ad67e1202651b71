# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The crawler's user, and the one that takes turns with it where its secret is rotated."""

from __future__ import annotations

from typing import Any

from .connection import Connector
from .crawler_user import CrawlerUser
from .crawler_user import users_of
from .errors import DatabaseError


def ensure_users(connector: Connector, params: dict[str, Any], check_mode: bool) -> tuple[dict[str, Any], list[str]]:
    """The module's result and its warnings."""
    names = users_of(params)
    if len(set(names)) != len(names):
        raise DatabaseError(f"user and alternate_user are both '{params['user']}': name two users, or one.")
    results: list[dict[str, Any]] = []
    warnings: list[str] = []
    for name in names:
        user = CrawlerUser(connector, params, check_mode, name)
        results.append(user.ensure_present() if params["state"] == "present" else user.ensure_absent())
        warnings.extend(user.warnings)
    return _joined(results), list(dict.fromkeys(warnings))


def _joined(results: list[dict[str, Any]]) -> dict[str, Any]:
    first, *others = results
    for other in others:
        first["changed"] = first["changed"] or other["changed"]
        first["password_set"] = first["password_set"] or other["password_set"]
        first["statements"] = first["statements"] + other["statements"]
        first["alternate_user"] = other["user"]
        first["diff"] = {
            side: {**first["diff"].get(side, {}), "alternate_user": other["diff"].get(side, {})}
            for side in ("before", "after")
        }
    return first
