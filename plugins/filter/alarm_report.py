# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.messages import lines
from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.messages import report


def alarm_report(alarms: Iterable[str], messages: Iterable[dict]) -> dict[str, Any]:
    try:
        rows = report(alarms, messages)
    except (KeyError, TypeError, AttributeError) as error:
        raise AnsibleFilterError(f"alarm_report: a message is not as documented: {error!r}") from error
    return {"ok": all(row["ok"] for row in rows), "rows": rows, "lines": lines(rows)}


class FilterModule:
    def filters(self) -> dict[str, Callable]:
        return {"alarm_report": alarm_report}
