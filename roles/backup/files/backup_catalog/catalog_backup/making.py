# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes one backup, or as much of it as there is time for, and lets old snapshots go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from _snapshot.backup import back_up
from _snapshot.backup import now
from _snapshot.calls import client_settings
from _snapshot.errors import SnapshotError
from _snapshot.manifest import Manifest
from _snapshot.progress import OutOfTime
from _snapshot.retention import delete
from _snapshot.retention import expired
from _snapshot.retention import newest_good
from _snapshot.session import opened
from _snapshot.source import Extent
from _snapshot.storage import Storage
from botocore.config import Config

from .settings import Order
from .settings import Settings

# Runs of one backup, one after the other: AWS ends a chain of invocations at 16.
MOST_RUNS = 8


def make(
    session: Any, settings: Settings, order: Order, in_time: Callable[[], bool], go_on: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    extent = Extent(settings.column_statistics, settings.table_versions, settings.lake_formation)
    with opened(_clients(session), settings.location, extent) as (source, storage):
        newest = newest_good(storage) if order.only_when_changed else None
        try:
            manifest = back_up(source, storage, unless=newest, in_time=in_time, resume=order.resume)
        except OutOfTime as error:
            if order.run >= MOST_RUNS:
                raise SnapshotError(
                    f"{error} This was run {order.run}, the last one that is made by itself."
                ) from error
            go_on({"resume": error.snapshot, "run": order.run + 1})
            return {"outcome": "continued", "snapshot": error.snapshot, "parts": error.parts, "run": order.run}
        return _told(storage, manifest, manifest == newest, settings.retention_days)


def _told(storage: Storage, manifest: Manifest, unchanged: bool, days: int) -> dict[str, Any]:
    gone = expired(storage, days, now())
    delete(storage, gone)
    return {
        "outcome": "unchanged" if unchanged else "written",
        "snapshot": manifest.snapshot,
        "counts": manifest.counts,
        "content_sha256": manifest.content_sha256,
        "expired": gone,
    }


def _clients(session: Any) -> Callable[[str], Any]:
    def make_client(service: str) -> Any:
        settings = client_settings()
        if service != "glue":
            del settings["parameter_validation"]
        return session.client(service, config=Config(**settings))

    return make_client
