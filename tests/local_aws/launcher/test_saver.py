# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found to have changed gets into the file, at the latest when the embedded AWS ends."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from local_aws.glue.journal import Address
from local_aws.glue.journal import Journal
from local_aws.glue.journal import StateError
from local_aws.saver import StateSaver
from local_aws.saver import open_journal

FIRST: Address = ("iam", "account", "roles", "000000000000/'first'")
SECOND: Address = ("iam", "account", "roles", "000000000000/'second'")


def loaded(folder: Path) -> dict[Address, bytes]:
    journal = open_journal(folder)
    try:
        return dict(journal.load())
    finally:
        journal.close()


@contextmanager
def full_disk(journal: Journal) -> Iterator[None]:
    class Full:
        def __enter__(self) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        def __exit__(self, *error: Any) -> None:
            pass

    working, journal._connection = journal._connection, Full()
    yield
    journal._connection = working


def test_changes_are_written_while_it_runs(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    written = asyncio.Event()
    turns = iter([{FIRST: b"1", SECOND: b"1"}, {FIRST: b"2", SECOND: None}])

    def changes(*, thorough: bool = False) -> dict[Address, bytes | None]:
        found = next(turns, None)
        if found is None:
            written.set()
        return found or {}

    async def run() -> None:
        saver = StateSaver(journal, changes)
        saver.start()
        await asyncio.wait_for(written.wait(), 10)
        assert list(journal.load()) == [(FIRST, b"2")]
        await saver.close()

    asyncio.run(run())
    assert loaded(tmp_path) == {FIRST: b"2"}


def test_what_could_not_be_written_is_written_with_what_comes_next(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = open_journal(tmp_path)
    found: dict[Address, bytes | None] = {FIRST: b"1"}

    async def run() -> None:
        saver = StateSaver(journal, lambda *, thorough=False: found)
        with full_disk(journal):
            await saver._save(found)
        found.clear()
        found[SECOND] = b"2"
        await saver.close()

    asyncio.run(run())
    assert "could not be saved; trying again" in caplog.text
    assert loaded(tmp_path) == {FIRST: b"1", SECOND: b"2"}


def test_the_file_of_another_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path / "aws.sqlite").close()
    with pytest.raises(StateError, match=r"aws\.sqlite cannot be read: it is not a state file of the embedded AWS"):
        open_journal(tmp_path)


def test_the_state_of_an_earlier_version_is_refused_and_kept(tmp_path: Path) -> None:
    former = tmp_path / "aws.json"
    former.write_text("{}")
    with pytest.raises(StateError, match=r"aws\.json was written by an earlier version.*down --purge"):
        open_journal(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["aws.json"]
