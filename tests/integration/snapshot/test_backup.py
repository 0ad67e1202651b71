# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup writes, and which snapshot is chosen."""

from __future__ import annotations

import dataclasses
import datetime
import gzip
import hashlib
import json
import shutil
from pathlib import Path
from unittest import mock

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot import backup
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.backup import back_up
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.calls import Calls
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.collect import collect
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.errors import Damaged
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.errors import OutOfOrder
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.errors import SnapshotError
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import Manifest
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import choose
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.progress import OutOfTime
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.retention import delete
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.retention import expired
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.source import Extent
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Bucket
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Folder

from tests.integration.snapshot.catalog import PARTITIONS
from tests.integration.snapshot.conftest import Scene


@pytest.fixture(scope="module")
def made_twice(whole_scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest, Manifest]:
    folder = tmp_path_factory.mktemp("twice")
    return (folder, *(back_up(whole_scene.source(), Folder(folder)) for _time in range(2)))


@pytest.fixture
def twice(made_twice: tuple[Path, Manifest, Manifest], tmp_path: Path) -> tuple[Folder, Manifest, Manifest]:
    """A copy of the two, to be broken."""
    shutil.copytree(made_twice[0], tmp_path, dirs_exist_ok=True)
    return (Folder(tmp_path), *made_twice[1:])


def test_the_manifest_tells_what_is_in_the_parts(whole_scene: Scene) -> None:
    manifest = json.loads((whole_scene.folder / whole_scene.manifest.snapshot / "manifest.json").read_bytes())
    lines: list[dict] = []
    for part in manifest["parts"]:
        body = (whole_scene.folder / whole_scene.manifest.snapshot / part["name"]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == part["sha256"]
        lines += [json.loads(line) for line in gzip.decompress(body).splitlines()]
    assert len(lines) == sum(manifest["counts"].values()) == sum(part["records"] for part in manifest["parts"])
    assert manifest["counts"]["partition"] == PARTITIONS
    assert (manifest["account"], manifest["region"], manifest["format"]) == ("000000000000", "eu-west-1", 1)
    assert manifest["started_at"] < manifest["ended_at"]
    whole = next(line for line in lines if line["key"] == ["filled", "whole"])
    assert [version["Description"] for version in whole["beside"]["versions"]] == ["version 1", "version 0"]


def test_the_same_catalog_gives_the_same_bytes(whole_scene: Scene, tmp_path: Path) -> None:
    again = back_up(whole_scene.source(), Folder(tmp_path), part_bytes=50_000)
    assert again.parts == whole_scene.manifest.parts
    assert again.content_sha256 == whole_scene.manifest.content_sha256


def test_what_botocore_parses_gives_the_same_bytes(whole_scene: Scene, tmp_path: Path) -> None:
    source = dataclasses.replace(whole_scene.source(), glue=Calls(whole_scene.clients("glue")))
    parsed = back_up(source, Folder(tmp_path), part_bytes=50_000)
    assert parsed.content_sha256 == whole_scene.manifest.content_sha256


def test_tables_out_of_order_give_the_same_bytes(whole_scene: Scene, tmp_path: Path) -> None:
    tries = []

    def shuffled(source: object, any_order: bool = False) -> object:
        tries.append(any_order)
        if not any_order:
            raise OutOfOrder("table b after table c")
        return reversed(list(collect(source, any_order)))

    with mock.patch.object(backup, "collect", shuffled):
        again = back_up(whole_scene.source(), Folder(tmp_path), part_bytes=50_000)
    assert tries == [False, True]
    assert again.content_sha256 == whole_scene.manifest.content_sha256


def test_a_snapshot_without_its_manifest_does_not_exist(
    twice: tuple[Folder, Manifest, Manifest], tmp_path: Path
) -> None:
    storage, first, second = twice
    assert choose(storage) == second
    (tmp_path / second.snapshot / "manifest.json").unlink()
    assert choose(storage) == first
    with pytest.raises(SnapshotError, match="the last thing written, is missing"):
        choose(storage, second.snapshot)
    manifest = tmp_path / first.snapshot / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"table": 25', b'"table": 24'))
    with pytest.raises(Damaged, match="Nothing was changed"):
        choose(storage)


def test_the_newest_snapshot_not_after_a_time_is_chosen(twice: tuple[Folder, Manifest, Manifest]) -> None:
    storage, first, second = twice
    end = datetime.datetime.fromisoformat(first.ended_at)
    assert choose(storage, at=end) == first
    assert choose(storage, at=datetime.datetime.fromisoformat(second.ended_at)) == second
    with pytest.raises(SnapshotError, match="no snapshot that was complete at"):
        choose(storage, at=datetime.datetime.fromisoformat(first.started_at))


def test_old_snapshots_go_and_the_newest_stays(whole_scene: Scene, tmp_path: Path) -> None:
    storage = Folder(tmp_path)
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    days = iter([day, day, day + datetime.timedelta(days=1), day + datetime.timedelta(days=1)])
    first, second = (back_up(whole_scene.source(), storage, clock=lambda: next(days)) for _time in range(2))
    (tmp_path / "20251231T000000000000Z").mkdir()
    (tmp_path / "20251231T000000000000Z" / "part-00000.jsonl.gz").write_bytes(b"broken off")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_bytes(b"not a snapshot")
    assert expired(storage, 30, day + datetime.timedelta(days=20)) == []
    gone = expired(storage, 30, day + datetime.timedelta(days=400))
    assert gone == ["20251231T000000000000Z", first.snapshot]
    delete(storage, gone)
    assert choose(storage) == second
    assert {name.split("/")[0] for name in storage.names("")} == {"notes", second.snapshot}


def test_a_catalog_that_did_not_change_is_not_written_again(whole_scene: Scene, tmp_path: Path) -> None:
    storage = Folder(tmp_path)
    first = back_up(whole_scene.source(), storage, part_bytes=50_000)
    before = storage.names("")
    assert back_up(whole_scene.source(), storage, part_bytes=50_000, unless=first) == first
    assert storage.names("") == before
    other = dataclasses.replace(first, parts=first.parts[1:])
    again = back_up(whole_scene.source(), storage, part_bytes=50_000, unless=other)
    assert choose(storage) == again != first
    assert again.parts == first.parts
    wider = whole_scene.source(extent=Extent(True, 9, False))
    assert back_up(wider, storage, part_bytes=50_000, unless=again) != again


def test_a_backup_that_ran_out_of_time_goes_on_to_the_same_bytes(whole_scene: Scene, tmp_path: Path) -> None:
    storage = Folder(tmp_path)
    records = sum(whole_scene.manifest.counts.values())
    resume, runs = None, 0
    while True:
        runs += 1
        left = iter(range(records // 3))
        try:
            done = back_up(
                whole_scene.source(),
                storage,
                part_bytes=20_000,
                in_time=lambda left=left: next(left, None) is not None,
                resume=resume,
            )
            break
        except OutOfTime as error:
            resume = error.snapshot
            with pytest.raises(SnapshotError, match="no snapshot"):
                choose(storage)
    assert runs > 2
    whole = back_up(whole_scene.source(), Folder(tmp_path / "whole"), part_bytes=20_000)
    assert (done.parts, done.counts) == (whole.parts, whole.counts)
    assert choose(storage) == done
    assert not storage.names("progress.json")


def test_a_backup_that_gets_nowhere_says_so(whole_scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="not one more part of"):
        back_up(whole_scene.source(), Folder(tmp_path), in_time=lambda: False)
    assert Folder(tmp_path).names("") == []


def test_a_damaged_newest_snapshot_does_not_let_the_last_good_one_go(twice: tuple[Folder, Manifest, Manifest]) -> None:
    storage, first, second = twice
    storage.delete(f"{second.snapshot}/{second.parts[0].name}")
    later = backup.now() + datetime.timedelta(days=400)
    assert expired(storage, 30, later) == [second.snapshot]
    assert first.snapshot not in expired(storage, 30, later)


def test_a_snapshot_lies_in_a_bucket_as_in_a_folder(whole_scene: Scene) -> None:
    s3 = whole_scene.clients("s3")
    s3.create_bucket(Bucket="snapshot-test", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    storage = Bucket(Calls(s3), "snapshot-test", "glue-catalog/")
    manifest = back_up(whole_scene.source(), storage, part_bytes=50_000)
    assert choose(storage) == manifest
    assert manifest.parts == whole_scene.manifest.parts
    assert storage.get("nothing") is None
