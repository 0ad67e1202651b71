# SPDX-License-Identifier: GPL-3.0-or-later
"""Each runbook has its sections, its commands have shells that can read them, and the index leads to it and back."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCENARIO = ROOT / "extensions" / "molecule" / "runbooks"
PAGES = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
INDEX = ROOT / "docs" / "runbooks.md"


@pytest.fixture(scope="module")
def scenario() -> object:
    sys.path.insert(0, str(SCENARIO))
    try:
        import events
        import page
    finally:
        sys.path.remove(str(SCENARIO))
    return type("Scenario", (), {"events": events, "page": page})


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_each_event_has_its_page_and_each_page_its_event(scenario) -> None:
    assert sorted(event.page for event in scenario.events.EVENTS) == [path.stem for path in PAGES]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(scenario, path: Path, tmp_path: Path) -> None:
    page = scenario.page.read(path)
    assert tuple(page.sections) == scenario.page.SECTIONS
    assert {step.section for step in page.steps} == {"", "First look", "Mend", "Check"}
    script = scenario.page.script(page, tmp_path)
    assert subprocess.run(["sh", "-n"], input=script, text=True, capture_output=True).stderr == ""
    assert f"(runbooks/{path.name})" in INDEX.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [INDEX, *PAGES], ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


def test_lines_are_looked_for_in_their_order(scenario) -> None:
    step = scenario.page.Step("Check", "", ["one ... three", "four"])
    assert step.missing("zero one\n  two three\nfour") is None
    assert step.missing("four\none two three") == "four"
    assert step.missing("one two") == "one ... three"
