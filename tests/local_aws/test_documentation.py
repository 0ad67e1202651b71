# SPDX-License-Identifier: GPL-3.0-or-later
"""What `docs/` says of the embedded AWS is all of it: its pages, its switches, and which tests moto runs as well."""

from __future__ import annotations

import re

import pytest

from local_aws.paths import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGE = DOCS / "embedded-aws.md"
SWITCH = re.compile(r"\bLOCAL_(?:AWS|PG)_[A-Z_]*[A-Z]\b")


def test_every_page_is_linked() -> None:
    text = PAGE.read_text()
    pages = {page.name for page in DOCS.glob("embedded-aws-*.md")}
    assert pages == {name for name in pages if f"({name})" in text}


def test_every_switch_is_documented_and_every_documented_switch_is_there() -> None:
    documented = {name for page in DOCS.glob("embedded-aws*.md") for name in SWITCH.findall(page.read_text())}
    read = {name for file in (REPOSITORY / "local_aws").rglob("*.py") for name in SWITCH.findall(file.read_text())}
    assert documented == read


def _tested_modules() -> list[str]:
    tests = (REPOSITORY / "tests" / "integration" / "modules").glob("test_*.py")
    modules = {file.stem for file in (REPOSITORY / "plugins" / "modules").glob("*.py")}
    return sorted(modules & {file.stem.removeprefix("test_") for file in tests})


@pytest.mark.parametrize("name", [*_tested_modules(), "info modules"])
def test_what_runs_here_alone_is_told(name: str) -> None:
    """A row for each: which of its tests moto runs as well, and why it does not run the others."""
    section = PAGE.read_text().partition("## The same tests against another emulator")[2].partition("\n## ")[0]
    first_cells = " ".join(line.split("|")[1] for line in section.splitlines() if line.startswith("|"))
    assert name in first_cells
