# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of malformed requests share."""

from __future__ import annotations

import pytest

from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.protocols.wire import Wire


@pytest.fixture
def wire(embedded_aws: EmbeddedAws) -> Wire:
    return Wire(embedded_aws)
