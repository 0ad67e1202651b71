# SPDX-License-Identifier: GPL-3.0-or-later
"""What the function is told, and what it does when the time is up. Backups themselves: tests/integration/snapshot."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

import pytest
from _snapshot.errors import SnapshotError
from _snapshot.progress import OutOfTime
from catalog_backup import making
from catalog_backup.settings import Order
from catalog_backup.settings import Settings
from catalog_backup.settings import SettingsError

ENVIRONMENT = {
    "BACKUP_LOCATION": "s3://backup/glue-catalog/",
    "BACKUP_RETENTION_DAYS": "30",
    "BACKUP_COLUMN_STATISTICS": "true",
    "BACKUP_TABLE_VERSIONS": "3",
    "BACKUP_LAKE_FORMATION": "false",
}


def test_the_environment_is_read_whole() -> None:
    assert Settings.from_environment(ENVIRONMENT) == Settings("s3://backup/glue-catalog/", 30, True, 3, False)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("BACKUP_LOCATION", "", "must be s3://bucket/prefix"),
        ("BACKUP_RETENTION_DAYS", "0", "must be a whole number from 1"),
        ("BACKUP_TABLE_VERSIONS", "-1", "must be a whole number from 0"),
        ("BACKUP_COLUMN_STATISTICS", "True", "must be true or false"),
    ],
)
def test_what_cannot_work_is_refused_with_its_mend(name: str, value: str, why: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is '{value}': it {why}.*run the site again"):
        Settings.from_environment({**ENVIRONMENT, name: value})


@pytest.mark.parametrize(
    ("event", "order"),
    [
        ({}, Order(False, None, 1)),
        ({"source": "aws.events", "detail": {}}, Order(False, None, 1)),
        ({"only_when_changed": True}, Order(True, None, 1)),
        ({"resume": "20260105T020000000000Z", "run": 2}, Order(False, "20260105T020000000000Z", 2)),
    ],
)
def test_an_event_says_which_backup(event: dict[str, Any], order: Order) -> None:
    assert Order.of(event) == order


@pytest.fixture
def out_of_time(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    asked: list[Any] = []

    @contextmanager
    def opened(*_arguments: Any) -> Any:
        yield "source", "storage"

    def back_up(*_arguments: Any, **terms: Any) -> Any:
        asked.append(terms["resume"])
        raise OutOfTime("20260105T020000000000Z", 4)

    monkeypatch.setattr(making, "opened", opened)
    monkeypatch.setattr(making, "back_up", back_up)
    return asked


def run(order: Order) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    sent: list[dict[str, Any]] = []
    outcome = making.make(None, Settings.from_environment(ENVIRONMENT), order, lambda: True, sent.append)
    return outcome, sent


def test_a_backup_that_is_out_of_time_goes_on_in_the_next_run(out_of_time: list[Any]) -> None:
    outcome, sent = run(Order())
    assert sent == [{"resume": "20260105T020000000000Z", "run": 2}]
    assert (outcome["outcome"], outcome["parts"]) == ("continued", 4)
    _outcome, sent = run(Order.of(sent[0]))
    assert sent == [{"resume": "20260105T020000000000Z", "run": 3}]
    assert out_of_time == [None, "20260105T020000000000Z"]


def test_runs_have_an_end(out_of_time: list[Any]) -> None:
    with pytest.raises(SnapshotError, match="run 8, the last one"):
        run(Order(resume="20260105T020000000000Z", run=8))
