# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place where the embedded AWS changes ministack, and the check that all of them are still there."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from typing import Any

from ministack import app

from local_aws.context import ServiceContext
from local_aws.errors import LocalAwsError

MINISTACK_VERSION = "1.5.33"


def install(context: ServiceContext) -> list[Any]:
    """Change ministack and return the services of our own, each with start() and close()."""
    _check_version()
    services: list[Any] = []
    if importlib.util.find_spec("local_aws.glue") is not None and _glue_is_there():
        from local_aws.glue import GlueService

        glue = GlueService(context)
        app.SERVICE_HANDLERS["glue"] = glue.handle
        services.append(glue)
    return services


def _glue_is_there() -> bool:
    spec = importlib.util.find_spec("local_aws.glue")
    return spec is not None and spec.origin is not None


def _check_version() -> None:
    found = importlib.metadata.version("ministack")
    if found != MINISTACK_VERSION:
        raise LocalAwsError(f"ministack {found} is installed; the embedded AWS is built on {MINISTACK_VERSION}.")
