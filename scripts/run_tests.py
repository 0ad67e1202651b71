# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the parts of `make test`, two at a time, each with a log of its own, and ends with one line of counts.

    scripts/run_tests.py            every part
    scripts/run_tests.py unit lint  these parts

A part passed when each of its commands exits 0. Two parts run at a time, because a machine usually has two cores and a
part waits a lot (for Ansible to start, for a server to answer); the longest begin, so that both ends come together.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import as_completed
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
LOGS = ROOT / ".cache" / "test-logs"


@dataclass(frozen=True)
class Part:
    """One part of the tests: its name and what it runs."""

    name: str
    commands: tuple[tuple[str, ...], ...]


@dataclass
class Outcome:
    part: Part
    returncode: int = 0
    seconds: float = 0.0
    tail: list[str] = field(default_factory=list)


# The longest first.
PARTS = (
    Part("roles", (("pytest", "tests/integration/roles", "--durations=25"),)),
    Part("molecule", (("sh", "scripts/molecule.sh"),)),
    Part("local_aws", (("pytest", "tests/local_aws"),)),
    Part("integration", (("pytest", "tests/integration", "--ignore", "tests/integration/roles"),)),
    Part(
        "lint",
        (
            ("ruff", "check", "."),
            ("ruff", "format", "--check", "."),
            ("sh", "-c", "shellcheck scripts/*.sh .ci/run local_aws/cli/aws"),
            ("ansible-lint", "--offline", "-q"),
            ("antsibull-changelog", "lint"),
            ("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "dependent", "."),
        ),
    ),
    Part("sanity", (("sh", "scripts/sanity.sh"),)),
    Part("unit", (("pytest", "tests/unit"),)),
)
AT_A_TIME = 2


def environment() -> dict[str, str]:
    """The environment of every part: our tools first, and nothing of the caller's AWS or Ansible settings."""
    leak = ("AWS_", "ANSIBLE_", "PG", "MOLECULE_", "LOCAL_AWS_", "LOCAL_PG_", "DATACATALOG_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(leak)}
    return kept | {
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "collections"),
        "PYTHONUNBUFFERED": "1",
        # antsibull-docs copies the collections it depends on without what git ignores, and .venv is ignored.
        "GIT_CEILING_DIRECTORIES": str(ROOT / ".venv"),
    }


def run(part: Part, env: dict[str, str]) -> Outcome:
    """Run one part; its output goes to a log, of which the end is kept for the report."""
    outcome = Outcome(part)
    started = time.monotonic()
    log = LOGS / f"{part.name}.log"
    with log.open("w", encoding="utf-8") as stream:
        for command in part.commands:
            stream.write(f"$ {' '.join(command)}\n")
            stream.flush()
            done = subprocess.run(
                command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT
            )
            outcome.returncode = outcome.returncode or done.returncode
    outcome.seconds = time.monotonic() - started
    outcome.tail = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return outcome


def report(outcome: Outcome) -> None:
    word = "passed" if outcome.returncode == 0 else "FAILED"
    last = next((line for line in reversed(outcome.tail) if line.strip()), "")
    print(f"  {outcome.part.name:<12} {word}  {outcome.seconds:6.1f} s   {last.strip()[:100]}", flush=True)


def run_all(parts: list[Part]) -> list[Outcome]:
    """Run the parts in their order, two at a time; each is reported when it ends."""
    env = environment()
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for done in as_completed([pool.submit(run, part, env) for part in parts]):
            outcomes.append(done.result())
            report(outcomes[-1])
    return outcomes


def main(names: list[str]) -> int:
    known = {part.name: part for part in PARTS}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no part called {', '.join(unknown)}. There are: {', '.join(known)}", file=sys.stderr)
        return 2
    LOGS.mkdir(parents=True, exist_ok=True)
    parts = [known[name] for name in names] or list(PARTS)
    started = time.monotonic()
    print(f"Running {', '.join(part.name for part in parts)}; logs in {LOGS.relative_to(ROOT)}/", flush=True)
    outcomes = run_all(parts)
    failed = [outcome for outcome in outcomes if outcome.returncode != 0]
    for outcome in failed:
        print(f"\n--- {outcome.part.name}: the end of {LOGS.relative_to(ROOT)}/{outcome.part.name}.log ---")
        print("\n".join(outcome.tail[-80:]))
    print(f"\nIn {time.monotonic() - started:.0f} s.")
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
