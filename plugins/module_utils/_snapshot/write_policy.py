# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes statements of the resource policy: the policy is read, merged and written under the condition of its hash."""

from __future__ import annotations

import json
from typing import Any

from .account_settings import statements
from .records import Key
from .records import Record
from .writing import Writer

_VERSION = "2012-10-17"


class PolicyWriter(Writer):
    def create(self, record: Record) -> None:
        self.until_written(lambda: self._merge(record.key[0], record.data))

    update = create

    def delete(self, key: Key) -> None:
        self.until_written(lambda: self._merge(key[0], None))

    def _merge(self, name: str, statement: dict[str, Any] | None) -> None:
        found = self.glue.found("GetResourcePolicy") or {}
        policy = json.loads(found.get("PolicyInJson") or "{}")
        kept = statements(policy)
        if statement is None:
            kept.pop(name, None)
        else:
            kept[name] = statement
        if not kept and found:
            self.glue.call("DeleteResourcePolicy", PolicyHashCondition=found["PolicyHash"])
            return
        merged = {"Version": _VERSION, **policy, "Statement": list(kept.values())}
        condition = (
            {"PolicyHashCondition": found["PolicyHash"], "PolicyExistsCondition": "MUST_EXIST"}
            if found.get("PolicyInJson")
            else {"PolicyExistsCondition": "NOT_EXIST"}
        )
        self.glue.call("PutResourcePolicy", PolicyInJson=json.dumps(merged), **condition)
