# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of a crawl that is waited for, and that all of it is shown."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.datacatalog.aws.plugins.action.glue_crawler_run import followed
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.progress import Progress


def running(seconds: int) -> dict:
    return {"Name": "c", "State": "RUNNING", "CrawlElapsedTime": seconds * 1000}


def test_same_state_is_told_every_ten_seconds(tmp_path: Path) -> None:
    now = [100.0]
    progress = Progress(str(tmp_path / "told"), lambda: now[0])
    for second in range(25):
        now[0] = 100.0 + second
        progress.note(running(second))
    progress.note({"Name": "c", "State": "STOPPING", "CrawlElapsedTime": 25000})
    progress.note({"Name": "c", "State": "READY", "LastCrawl": {"Status": "SUCCEEDED"}})
    assert (tmp_path / "told").read_text(encoding="utf-8").splitlines() == [
        "Crawler c is RUNNING, 0 s",
        "Crawler c is RUNNING, 10 s",
        "Crawler c is RUNNING, 20 s",
        "Crawler c is STOPPING, 25 s",
        "Crawler c is READY, its last crawl: SUCCEEDED",
    ]


def test_every_line_is_shown_and_the_file_is_gone() -> None:
    shown: list[str] = []
    with followed(shown.append) as path:
        Path(path).write_text("one\ntwo\n", encoding="utf-8")
    assert shown == ["one", "two"]
    assert not Path(path).exists()
