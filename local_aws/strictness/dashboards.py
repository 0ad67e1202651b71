# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudWatch: one code for a dashboard that is not there, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch

from local_aws.seams.wrapping import Response


def install() -> None:
    cloudwatch._delete_dashboards = _delete(cloudwatch._delete_dashboards)


def _delete(original: Callable[..., Response]) -> Callable[..., Response]:
    def delete(*arguments: Any, **options: Any) -> Response:
        status, headers, body = original(*arguments, **options)
        return status, headers, body.replace(b"DashboardNotFoundError", b"ResourceNotFound") if status >= 400 else body

    return delete
