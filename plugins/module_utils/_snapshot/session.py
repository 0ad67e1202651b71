# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From clients to a catalog and a place for its snapshots. Whoever calls makes the clients: a module, or a function."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .calls import WORKERS
from .calls import Calls
from .plainly import register
from .selection import Selection
from .source import Extent
from .source import Source
from .storage import Bucket
from .storage import Storage
from .storage import bucket_and_prefix


@contextmanager
def opened(
    make_client: Callable[[str], Any],
    location: str,
    extent: Extent,
    only: Iterable[str] = (),
    catalog_id: str | None = None,
    workers: int = WORKERS,
) -> Iterator[tuple[Source, Storage]]:
    bucket, prefix = bucket_and_prefix(location)
    client = make_client("glue")
    register(client)
    glue = Calls(client, catalog_id, workers)
    lake_formation = Calls(make_client("lakeformation"), catalog_id, workers) if extent.lake_formation else None
    identity = make_client("sts").get_caller_identity()
    partition = identity["Arn"].split(":")[1]
    source = Source(
        glue,
        catalog_id or identity["Account"],
        glue.client.meta.region_name,
        partition,
        lake_formation,
        Selection(only),
        extent,
    )
    storage = Bucket(Calls(make_client("s3")), bucket, prefix)
    try:
        yield source, storage
    finally:
        glue.close()
