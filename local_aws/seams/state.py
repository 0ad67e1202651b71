# SPDX-License-Identifier: GPL-3.0-or-later
"""State: ministack writes it only when it ends, file by file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import persistence

from local_aws import snapshot
from local_aws.glue import GlueService
from local_aws.names import ACCOUNT
from local_aws.names import REGION
from local_aws.snapshot import Snapshot


def collect() -> Snapshot:
    """The state of every service that was used, Glue's aside (it has a store of its own)."""
    wanted = {name: state for name, state in app._build_persistence_save_dict().items() if name != "glue"}
    states = {name: state() for name, state in wanted.items()}
    return Snapshot(
        services={
            name: json.dumps(state, default=persistence._json_default, separators=(",", ":")).encode()
            for name, state in states.items()
            if state is not None
        },
        formats={name: persistence._state_format_version(name) for name in states},
    )


def restore(folder: Path) -> None:
    """Load what collect gave; raises when the file is damaged or from a newer ministack."""
    text = snapshot.load(folder, {name: persistence._state_format_version(name) for name in app._state_map})
    services = json.loads(text, object_hook=persistence._json_object_hook) if text else {}
    for name, state in services.items():
        app._get_module(app._state_map[name]).load_persisted_state(state)


def loaded(services: list[Any]) -> dict[str, Any]:
    """The services that were used, and what the catalog holds."""
    glue = next(service for service in services if isinstance(service, GlueService))
    scope = glue.store.scope(ACCOUNT, REGION)
    used = sorted(name for name, module in app._state_map.items() if module in app._loaded_modules)
    return {
        "services": sorted({*used, "glue"}),
        "catalog": {kind: len(scope.keys(kind)) for kind in ("database", "table", "connection", "crawler")},
    }
