# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes each event of docs/runbooks/, follows its page to the letter, and sees that it is mended.

    follow.py                  every page
    follow.py table-missing    this one

It breaks the site that stands in the embedded AWS whose environment was sourced, and no other.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import page as pages
from events import EVENTS
from events import Event

LEAKS = ("AWS_", "ANSIBLE_", "MOLECULE_", "PG", "DATACATALOG_", "BASH_ENV", "ENV")


def environment() -> dict[str, str]:
    """Nothing is set that somebody who opens a shell and the page would not have."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEAKS)}
    return kept | {"LC_ALL": "C.UTF-8"}


def follow(name: str) -> None:
    """Run the page's commands; every block has to show what the page says that it shows."""
    page = pages.read(pages.FOLDER / f"{name}.md")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "script")
        script.write_text(pages.script(page, Path(folder)), encoding="utf-8")
        done = subprocess.run(["sh", script], env=environment(), stdin=subprocess.DEVNULL, timeout=900)
        for number, step in enumerate(page.steps):
            output = Path(folder, str(number))
            said = output.read_text(encoding="utf-8", errors="replace") if output.exists() else None
            told = f"{name}.md, {step.section or 'its beginning'}:\n{step.commands}printed:\n{said}"
            last = not Path(folder, str(number + 1)).exists()
            assert said is not None, f"{name}.md ended before this ran:\n{step.commands}"
            assert not (last and done.returncode), f"{told}\nIt failed: {done.returncode}"
            missing = step.missing(said)
            assert missing is None, f"{told}\nIt does not show this line of the page, in its place:\n{missing}"


def see(event: Event) -> None:
    began = time.monotonic()
    event.cause()
    caused = time.monotonic()
    follow(event.page)
    event.mended()
    ended = time.monotonic()
    print(f"{event.page}: caused in {caused - began:.0f} s, mended in {ended - caused:.0f} s", flush=True)


def main(names: list[str]) -> None:
    host = urlsplit(os.environ.get("AWS_ENDPOINT_URL", "")).hostname
    if host not in ("127.0.0.1", "localhost"):
        sys.exit("This breaks what it finds. It does so in the embedded AWS only: source its environment first.")
    for event in EVENTS:
        if not names or event.page in names:
            see(event)


if __name__ == "__main__":
    main(sys.argv[1:])
