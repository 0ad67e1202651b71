# SPDX-License-Identifier: GPL-3.0-or-later
"""One catalog with something of everything, in a region that no other test uses, and one snapshot of it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config

from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.backup import back_up
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.calls import Calls
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.calls import client_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import Manifest
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.plainly import register
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.restore import Restore
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.selection import Selection
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.source import Extent
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.source import Source
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Folder

from tests.integration.snapshot.catalog import Catalog
from tests.local_aws.embedded import EmbeddedAws

ACCOUNT = "000000000000"
REGION = "eu-west-1"

type Clients = Callable[..., Any]


@pytest.fixture(scope="session")
def clients(embedded_aws: EmbeddedAws) -> Clients:
    session = embedded_aws.session()
    endpoint = embedded_aws.environment()["AWS_ENDPOINT_URL"]
    made: dict[tuple[str, str, bool], Any] = {}

    def client(service: str, region: str = REGION, **settings: Any) -> Any:
        """Each once: to make one takes longer than many a restore."""
        known = (service, region, bool(settings))
        if known not in made:
            config = Config(**settings) if settings else None
            made[known] = session.client(service, region_name=region, endpoint_url=endpoint, config=config)
            if settings:
                register(made[known])
        return made[known]

    return client


@dataclass
class Scene:
    """The catalog, its snapshot, and how it looked when that was made."""

    catalog: Catalog
    storage: Folder
    folder: Path
    manifest: Manifest
    picture: dict[str, Any]
    clients: Clients

    def source(self, only: tuple[str, ...] = (), extent: Extent | None = None, region: str = REGION) -> Source:
        calls = Calls(self.clients("glue", region, **client_settings()), pause=lambda _seconds: None)
        return Source(calls, ACCOUNT, region, selection=Selection(only), extent=extent or Extent(True, 2, False))

    def restore(self, only: tuple[str, ...] = (), prune: bool = False, **settings: Any) -> Restore:
        restore = Restore(self.storage, self.manifest, self.source(only), prune=prune, **settings)
        restore.make_plan()
        return restore


@pytest.fixture(scope="session")
def whole_scene(clients: Clients, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    catalog = Catalog(clients, REGION)
    catalog.build()
    folder = tmp_path_factory.mktemp("snapshots")
    scene = Scene(catalog, Folder(folder), folder, None, catalog.picture(), clients)  # type: ignore[arg-type]
    scene.manifest = back_up(scene.source(), scene.storage, part_bytes=50_000)
    return scene


@pytest.fixture
def scene(whole_scene: Scene) -> Iterator[Scene]:
    """As it was made: whatever a test leaves is brought back, which is one more restore that has to work."""
    yield whole_scene
    whole_scene.restore(prune=True).apply()
    assert whole_scene.catalog.picture() == whole_scene.picture
