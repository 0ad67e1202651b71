# SPDX-License-Identifier: GPL-3.0-or-later
"""The store behind the service: what it keeps, how far behind the file is, and what it does with a bad file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from local_aws.glue.journal import StateError
from local_aws.glue.store import Store
from local_aws.paths import REPOSITORY

HERE = ("000000000000", "ap-northeast-1")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state" / "glue.sqlite"


def contents(file):
    store = Store(file)
    try:
        return dict(store.scope(*HERE).items("table"))
    finally:
        store.close()


def test_entries_are_copies_in_the_order_of_their_keys():
    scope = Store().scope(*HERE)
    for key in ("b/2", "a/1", "b/1", "c"):
        scope.put("table", key, {"key": [key]})
    scope.get("table", "b/1")["key"].append("changed")
    assert scope.get("table", "b/1") == {"key": ["b/1"]}
    assert scope.get("table", "nowhere") is None
    assert scope.keys("table") == ["a/1", "b/1", "b/2", "c"]
    assert scope.keys("table", "b/") == ["b/1", "b/2"]
    assert scope.keys_after("table", "b/", "b/1", 5) == ["b/2"]
    assert scope.keys_after("table", "", None, 2) == ["a/1", "b/1"]
    assert scope.count("table", "b/") == 2
    assert scope.delete("table", "b/1")
    assert not scope.delete("table", "b/1")
    assert scope.delete_prefix("table", "b/") == 1
    assert [value["key"] for value in scope.values("table")] == [["a/1"], ["c"]]


def test_accounts_and_regions_do_not_see_each_other():
    store = Store()
    store.scope(*HERE).put("table", "t", {"a": 1})
    assert store.scope(HERE[0], "us-east-1").keys("table") == []
    assert store.scope("111111111111", HERE[1]).get("table", "t") is None
    assert store.scopes() == [HERE]


def test_what_was_kept_is_there_after_a_restart(file):
    store = Store(file)
    scope = store.scope(*HERE)
    for number in range(10):
        scope.put("table", f"t{number}", {"text": "\u672c", "number": number})
    store.flush()
    scope.delete("table", "t0")
    scope.put("table", "t1", {"number": "changed"})
    store.close()
    found = contents(file)
    assert sorted(found) == [f"t{number}" for number in range(1, 10)]
    assert found["t1"] == {"number": "changed"}
    assert found["t2"] == {"text": "\u672c", "number": 2}


def test_the_file_is_for_its_owner_alone(file):
    Store(file).close()
    assert file.stat().st_mode & 0o777 == 0o600


def test_only_changed_keys_are_written(file):
    store = Store(file, flush_every=3600)
    scope = store.scope(*HERE)
    for number in range(100):
        scope.put("table", f"t{number}", {})
    store.flush()
    before = store._journal._connection.total_changes
    scope.put("table", "t5", {"a": 1})
    scope.delete("table", "t6")
    store.flush()
    assert store._journal._connection.total_changes - before == 2
    store.close()


def test_a_change_under_the_lock_is_written_whole(file):
    """A flush in the middle of an action waits for its end."""
    store = Store(file, flush_every=0)
    scope = store.scope(*HERE)
    flushed = threading.Thread(target=store.flush)
    with scope.lock:
        scope.put("table", "first", {})
        flushed.start()
        assert store._journal._connection.total_changes == 0
        scope.put("table", "second", {})
    flushed.join()
    store.close()
    assert sorted(contents(file)) == ["first", "second"]


# Some 1,000 entries a second, several times what clients can ask for.
WRITER = """
import sys
import threading
from local_aws.glue.store import Store
from pathlib import Path
scope = Store(Path(sys.argv[1])).scope("000000000000", "ap-northeast-1")
number = 0
while True:
    with scope.lock:
        scope.put("table", f"a{number}", {"n": number})
        scope.put("table", f"b{number}", {"n": number})
    print(number, flush=True)
    threading.Event().wait(0.002)
    number += 1
"""


def test_a_killed_process_loses_at_most_its_last_second(file):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    started = time.monotonic()
    written = []
    while time.monotonic() - started < 2:
        written.append((time.monotonic(), int(writer.stdout.readline())))
    killed = time.monotonic()
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    found = contents(file)
    due = [number for moment, number in written if moment < killed - 1]
    assert due
    assert set(due) <= {int(key[1:]) for key in found}
    assert {key[1:] for key in found if key[0] == "a"} == {key[1:] for key in found if key[0] == "b"}


def test_a_second_process_is_refused(file):
    store = Store(file)
    with pytest.raises(StateError, match="is in use by another process"):
        Store(file)
    store.close()


def damage_header(file):
    file.write_bytes(b"not a database at all" + file.read_bytes()[21:])


def damage_middle(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = b"\xaa" * 2000
    file.write_bytes(data)


def truncate(file):
    file.write_bytes(file.read_bytes()[:-5000])


def empty(file):
    file.write_bytes(b"")


def change_one_value(file):
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE entries SET value = CAST('{\"n\":666}' AS BLOB) WHERE key = 't7'")
    connection.close()


def drop_table(file):
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE entries")
    connection.close()


def make_newer(file):
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def make_foreign(file):
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA application_id = 1")
    connection.close()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (damage_header, "cannot be read: it is not a state file of the embedded Glue"),
        (damage_middle, "cannot be read"),
        (truncate, "cannot be read: database disk image is malformed"),
        (empty, "cannot be read: it is not a state file of the embedded Glue"),
        (change_one_value, "cannot be read: entry table t7 does not match its checksum"),
        (drop_table, "cannot be read: no such table"),
        (make_newer, "has format 99, this version reads format 1"),
        (make_foreign, "cannot be read: it is not a state file of the embedded Glue"),
    ],
)
def test_a_bad_file_is_refused_and_kept(file, damage, message):
    store = Store(file)
    for number in range(500):
        store.scope(*HERE).put("table", f"t{number}", {"n": number, "text": "x" * 200})
    store.close()
    damage(file)
    before = file.read_bytes()
    with pytest.raises(StateError, match=message) as caught:
        Store(file)
    assert str(file) in str(caught.value)
    assert "The file was left as it is." in str(caught.value)
    assert file.read_bytes() == before
