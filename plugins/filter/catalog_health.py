# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import Expected
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import lines
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import rows


def catalog_health(found: dict[str, list[dict]], **expected: Any) -> dict[str, Any]:
    try:
        checked = rows(
            found["crawlers"],
            found["crawls"],
            found["tables"],
            found["alarms"],
            Expected(**expected),
            datetime.now(UTC),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise AnsibleFilterError(
            f"catalog_health: what was found or expected is not as documented: {error!r}"
        ) from error
    return {"ok": all(row["ok"] for row in checked), "rows": checked, "lines": lines(checked)}


class FilterModule:
    def filters(self) -> dict[str, Callable]:
        return {"catalog_health": catalog_health}
