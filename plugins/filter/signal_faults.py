# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable

from ansible.errors import AnsibleFilterError

from ansible_collections.datacatalog.aws.plugins.module_utils._cloudwatch.signals import faults


def signal_faults(alarms: Iterable[dict], signals: Iterable[dict], widgets: Iterable[dict] = ()) -> list[str]:
    try:
        return faults(alarms, widgets, signals)
    except (KeyError, TypeError, AttributeError) as error:
        raise AnsibleFilterError(
            f"signal_faults: an alarm, widget or signal is not as documented: {error!r}"
        ) from error


class FilterModule:
    def filters(self) -> dict[str, Callable]:
        return {"signal_faults": signal_faults}
