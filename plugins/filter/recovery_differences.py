# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.datacatalog.aws.plugins.module_utils._recovery.differences import differences


def recovery_differences(before: Any, after: Any, **options: Any) -> list[dict[str, Any]]:
    try:
        return differences(before, after, **options)
    except (AttributeError, TypeError) as error:
        raise AnsibleFilterError(f"recovery_differences: an argument is not as documented: {error!r}") from error


class FilterModule:
    def filters(self) -> dict[str, Callable]:
        return {"recovery_differences": recovery_differences}
