# SPDX-License-Identifier: GPL-3.0-or-later
"""An embedded AWS with an Aurora cluster of two instances, a function, and a queue of all events of RDS."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.local_aws.aurora.stage import Stage
from tests.local_aws.embedded import EmbeddedAws


@pytest.fixture(scope="session")
def stage(make_embedded_aws: Callable[[str], EmbeddedAws]) -> Stage:
    aws = make_embedded_aws("aurora")
    aws.up()
    stage = Stage(aws)
    stage.make_queue_of_events()
    stage.make_function()
    stage.make_cluster("demo", instances=2)
    return stage
