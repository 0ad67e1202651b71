# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals of AWS that ministack leaves out, a service a file."""

from __future__ import annotations

from typing import Any

from local_aws.context import ServiceContext
from local_aws.strictness import dashboards
from local_aws.strictness import documents
from local_aws.strictness import functions
from local_aws.strictness import log_groups
from local_aws.strictness import mappings
from local_aws.strictness import messages
from local_aws.strictness import network
from local_aws.strictness import rules
from local_aws.strictness import selectors
from local_aws.strictness import topics
from local_aws.strictness import trails


def install(context: ServiceContext) -> list[Any]:
    for service in (
        dashboards,
        documents,
        functions,
        log_groups,
        mappings,
        messages,
        network,
        rules,
        selectors,
        topics,
        trails,
    ):
        service.install()
    return []
