# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: what the set-up, the embedded AWS and its crawls cost on this machine, each against its bound.

    python -m tests.bench             everything
    python -m tests.bench start crawl the measures of these groups

Every figure comes from one run on one machine, so what travels to another machine is the ratio to the bound, not the
seconds. A measure above its bound makes the exit code 1. The figures go to .cache/bench.json as well.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

from tests.bench.catalog import measure_catalog
from tests.bench.crawl import measure_crawl
from tests.bench.detection import measure_detection
from tests.bench.measure import ROOT
from tests.bench.measure import Measure
from tests.bench.modules import measure_modules
from tests.bench.setup import measure_setup
from tests.bench.snapshot import measure_snapshot
from tests.bench.start import measure_start

GROUPS: dict[str, Callable[[Path], Iterator[Measure]]] = {
    "setup": measure_setup,
    "start": measure_start,
    "crawl": measure_crawl,
    "catalog": measure_catalog,
    "modules": measure_modules,
    "snapshot": measure_snapshot,
    "detection": measure_detection,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        print(f"There is no group called {', '.join(unknown)}. There are: {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    measures: list[Measure] = []
    print(f"{'what':<58} {'measured':>12} {'bound':>12}  share of the bound")
    for name in names or GROUPS:
        with tempfile.TemporaryDirectory(prefix="datacatalog-aws-bench-") as folder:
            Path(folder).chmod(0o755)  # the embedded PostgreSQL of root runs as nobody
            for measure in GROUPS[name](Path(folder)):
                print(measure.line(), flush=True)
                measures.append(measure)
    file = ROOT / ".cache" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps([measure.as_dict() for measure in measures], indent=2) + "\n", encoding="utf-8")
    missed = sum(not measure.kept for measure in measures)
    print(f"{len(measures) - missed} of {len(measures)} within their bounds; {file.relative_to(ROOT)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
