# SPDX-License-Identifier: GPL-3.0-or-later
"""A runbook as data: its sections, its commands in their order, and what each is said to print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "runbooks"
SECTIONS = ("How it shows", "What it means", "First look", "Mend", "Check", "Not verified on AWS")
# What is broken may say so by its exit code; a mend and its check may not.
MAY_FAIL = "First look"
_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Step:
    """One block of commands, and the lines that its output has to show: `...` stands for anything."""

    section: str
    commands: str
    shows: list[str] = field(default_factory=list)

    def missing(self, output: str) -> str | None:
        """The first line that the output does not show, in its place. Where lines are wrapped does not matter."""
        rest = _one_line(output)
        for line in self.shows:
            wanted = ".*?".join(re.escape(part) for part in _one_line(line).split("..."))
            found = re.search(wanted, rest)
            if found is None:
                return line
            rest = rest[found.end() :]
        return None


@dataclass
class Page:
    sections: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def read(path: Path) -> Page:
    """Blocks fenced as `sh` are commands; one fenced as `text` shows what the block before it prints."""
    page = Page()
    for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        # What stands before the first heading belongs to none.
        heading = part.partition("\n")[0].strip() if not part.startswith("# ") else ""
        if heading:
            page.sections.append(heading)
        for fence in _FENCE.finditer(part):
            if fence["language"] == "sh":
                page.steps.append(Step(heading, fence["text"]))
            elif fence["language"] == "text":
                page.steps[-1].shows += fence["text"].splitlines()
            else:
                raise ValueError(f"{path.name}: a block is neither sh nor text:\n{fence['text']}")
    return page


def script(page: Page, folder: Path) -> str:
    """The page as somebody types it, in one shell: block after block, the output of each in a file of its number."""
    lines = [f"cd '{ROOT}'"]
    for number, step in enumerate(page.steps):
        lines += [
            f"exec >'{folder}/{number}' 2>&1",
            "set +e" if step.section == MAY_FAIL else "set -e",
            step.commands,
        ]
    return "\n".join([*lines, "set +e", ""])


def _one_line(text: str) -> str:
    return " ".join(text.split())
