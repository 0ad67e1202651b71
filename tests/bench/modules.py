# SPDX-License-Identifier: GPL-3.0-or-later
"""How many calls of AWS a module makes when there is nothing to do. The cases are those of the tests."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from local_aws.paths import Home
from tests.bench.measure import ROOT
from tests.bench.measure import Measure
from tests.bench.measure import embedded
from tests.integration.modules.harness import Aws
from tests.integration.modules.no_change import CASES
from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.glue_crawlers.stage import Stage


def measure_modules(folder: Path) -> Iterator[Measure]:
    logging.getLogger("botocore").setLevel(logging.WARNING)
    sys.path.insert(0, str(ROOT / "collections"))  # where the collection under test is found by its name
    with embedded(folder / "home") as running, mock.patch.dict(os.environ, running.env, clear=True):
        aws = Aws("embedded", running.env)
        stage = Stage(EmbeddedAws(Home(running.home)))
        for case in CASES:
            yield Measure(f"calls of {case.title}", len(case.calls(aws, stage)), case.bound, "")
