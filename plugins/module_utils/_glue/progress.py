# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A line for each thing worth telling about a crawl that is waited for, in a file that somebody else reads."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

EVERY_SECONDS = 10.0


class Progress:
    """Tells of a state that is new, and every ten seconds that it is still the same."""

    def __init__(self, path: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = Path(path)
        self._clock = clock
        self._state = ""
        self._told = 0.0

    def note(self, crawler: dict) -> None:
        state, now = crawler.get("State", ""), self._clock()
        if state == self._state and now - self._told < EVERY_SECONDS:
            return
        self._state, self._told = state, now
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{progress_line(crawler)}\n")


def progress_line(crawler: dict) -> str:
    name, state = crawler.get("Name"), crawler.get("State")
    if state == "READY":
        last = (crawler.get("LastCrawl") or {}).get("Status")
        return f"Crawler {name} is READY, its last crawl: {last or 'none yet'}"
    return f"Crawler {name} is {state}, {crawler.get('CrawlElapsedTime', 0) // 1000} s"


def tell_progress(client: Any, path: str | None) -> None:
    """Look over the shoulder of every GetCrawler from now on. It costs no call of its own."""
    if not path:
        return
    progress = Progress(path)

    def look(parsed: dict, **_more: Any) -> None:
        if "Crawler" in parsed:
            progress.note(parsed["Crawler"])

    client.meta.events.register("after-call.glue.GetCrawler", look)
