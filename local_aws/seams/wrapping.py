# SPDX-License-Identifier: GPL-3.0-or-later
"""What the seams have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local_aws import seam_check
from local_aws.errors import LocalAwsError

type Response = tuple[int, dict[str, str], bytes]
# It gets the members of a query, or the document of a JSON request.
type Action = Callable[[dict[str, Any]], Response]


def replace(table: dict[str, Any], name: str, wrap: Callable[[Any], Any]) -> None:
    """Wrap one entry of a table of ministack's."""
    if name not in table:
        raise LocalAwsError(f"ministack {seam_check.MINISTACK_VERSION} has no {name} in its table of actions.")
    table[name] = wrap(table[name])
