# SPDX-License-Identifier: GPL-3.0-or-later
"""The embedded AWS with short intervals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import quick


@pytest.fixture(scope="session")
def stage(make_embedded_aws: Callable[[str], EmbeddedAws]) -> Stage:
    return Stage(quick(make_embedded_aws))
