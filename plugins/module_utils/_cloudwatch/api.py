# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dashboards of CloudWatch: one call a function."""

from __future__ import annotations

from typing import Any

from .._aws.services import CloudWatchErrorHandler
from .._aws.services import service_retry

Client = Any


@CloudWatchErrorHandler.list_error_handler("get dashboard {name}")
@service_retry
def get_dashboard(client: Client, name: str) -> dict | None:
    return client.get_dashboard(DashboardName=name)


@CloudWatchErrorHandler.common_error_handler("put dashboard {name}")
@service_retry
def put_dashboard(client: Client, name: str, body: str) -> list[str]:
    """What CloudWatch remarks about a dashboard that it took all the same."""
    remarks = client.put_dashboard(DashboardName=name, DashboardBody=body).get("DashboardValidationMessages") or []
    return [f"{remark.get('DataPath', '')}: {remark.get('Message', '')}".lstrip(": ") for remark in remarks]


@CloudWatchErrorHandler.deletion_error_handler("delete dashboard {name}")
@service_retry
def delete_dashboard(client: Client, name: str) -> None:
    client.delete_dashboards(DashboardNames=[name])
