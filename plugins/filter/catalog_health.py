# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import OK
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import Expected
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import Found
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import lines
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import rows
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.health import worst


def catalog_health(found: dict[str, Any], **expected: Any) -> dict[str, Any]:
    try:
        checked = rows(Found(**found), Expected(**expected), datetime.now(UTC))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AnsibleFilterError(
            f"catalog_health: what was found or expected is not as documented: {error!r}"
        ) from error
    level = worst(checked)
    return {"ok": level == OK, "level": level, "rows": checked, "lines": lines(checked)}


class FilterModule:
    def filters(self) -> dict[str, Callable]:
        return {"catalog_health": catalog_health}
