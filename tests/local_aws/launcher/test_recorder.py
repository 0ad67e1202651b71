# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed in the services is found without looking through all of it, and can be loaded again."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import ec2
from ministack.services import iam
from ministack.services import secretsmanager

from local_aws.errors import LocalAwsError
from local_aws.seams import state
from local_aws.seams import stores

MANY = 20_000
SECRETS = ("secretsmanager", "region", "secrets")


@pytest.fixture(autouse=True)
def services() -> Iterator[None]:
    """The services of this process, empty."""
    stores.install()
    used = (iam._roles, secretsmanager._secrets, ec2._instances)
    for store in used:
        store.clear()
    yield
    for store in used:
        store.clear()


@pytest.fixture
def recorder() -> state.Recorder:
    """One that has seen everything."""
    recorder = state.Recorder()
    recorder.changes(thorough=True)
    recorder.changes(thorough=True)
    return recorder


def secret(name: str) -> dict[str, Any]:
    version = {"SecretString": "x" * 50, "Stages": ["AWSCURRENT"]}
    return {"ARN": f"arn:{name}", "Name": name, "Versions": {"v": version}, "Tags": [{"Key": "a", "Value": "b"}]}


def fill(count: int) -> None:
    for number in range(count):
        secretsmanager._secrets[f"s{number}"] = secret(f"s{number}")


def own(changes: state.Changes, *part: str) -> dict[str, Any]:
    """The entries of one store among the changes, by the last part of their keys."""
    return {
        key.rpartition("/")[2].strip("'"): None if text is None else json.loads(text)
        for (*where, key), text in changes.items()
        if tuple(where) == part and key
    }


def test_only_what_has_changed_is_found(recorder: state.Recorder) -> None:
    iam._roles["r"] = {"RoleName": "r"}
    secretsmanager._secrets["s"] = secret("s")
    changes = recorder.changes()
    assert own(changes, "iam", "account", "roles") == {"r": {"RoleName": "r"}}
    assert own(changes, *SECRETS) == {"s": secret("s")}
    assert recorder.changes() == {}
    del iam._roles["r"]
    assert own(recorder.changes(), "iam", "account", "roles") == {"r": None}
    secretsmanager._secrets.clear()
    assert own(recorder.changes(), *SECRETS) == {"s": None}


def test_reading_changes_nothing(recorder: state.Recorder) -> None:
    fill(3)
    recorder.changes()
    assert [each["Name"] for each in secretsmanager._secrets.values()] == ["s0", "s1", "s2"]
    assert secretsmanager._secrets.get("missing") is None
    assert recorder.changes(thorough=True) == {}


def test_one_change_in_a_large_state_costs_little(recorder: state.Recorder) -> None:
    """The bound is a share of what it costs to look through everything, measured in the same run."""
    fill(MANY)
    begin = time.perf_counter()
    assert len(own(recorder.changes(), *SECRETS)) == MANY
    everything = time.perf_counter() - begin
    recorder.changes()
    secretsmanager._secrets["s7"]["Description"] = "changed"
    secretsmanager._secrets.pop("s8")
    begin = time.perf_counter()
    changes = recorder.changes()
    once = time.perf_counter() - begin
    assert own(changes, *SECRETS) == {"s7": {**secret("s7"), "Description": "changed"}, "s8": None}
    assert once < everything / 5


def test_what_changes_a_moment_after_it_was_handed_out_is_found(recorder: state.Recorder) -> None:
    fill(MANY // 5)
    recorder.changes()
    recorder.changes()
    held = secretsmanager._secrets["s1"]
    assert recorder.changes() == {}
    held["Description"] = "later"
    assert list(own(recorder.changes(), *SECRETS)) == ["s1"]


def test_what_was_kept_for_long_is_found_by_looking_thoroughly(recorder: state.Recorder) -> None:
    fill(MANY // 5)
    held = secretsmanager._secrets["s1"]
    for _ in range(3):
        recorder.changes()
    held["Description"] = "much later"
    assert recorder.changes() == {}
    found = [own(recorder.changes(thorough=True), *SECRETS) for _ in range(20)]
    assert sum(list(each) == ["s1"] for each in found) == 1


def test_a_service_that_cannot_be_collected_delays_no_other(
    recorder: state.Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("dictionary changed size during iteration")

    with monkeypatch.context() as patch:
        patch.setattr(secretsmanager, "get_state", fail)
        iam._roles["r"] = {"RoleName": "r"}
        secretsmanager._secrets["s"] = secret("s")
        assert list(own(recorder.changes(), "iam", "account", "roles")) == ["r"]
    iam._roles["q"] = {"RoleName": "q"}
    assert list(own(recorder.changes(), *SECRETS)) == ["s"]


def test_collecting_leaves_the_services_alone(recorder: state.Recorder) -> None:
    """ministack takes out of the copies what cannot be saved."""
    ec2._instances["i-1"] = {"InstanceId": "i-1", "_container_id": "c", "Tags": [{"Key": "k"}]}
    assert own(recorder.changes(), "ec2", "region", "instances") == {
        "i-1": {"InstanceId": "i-1", "Tags": [{"Key": "k"}]}
    }
    assert ec2._instances["i-1"]["_container_id"] == "c"
    deep = copy.deepcopy(ec2._instances)
    deep["i-1"]["Tags"][0]["Key"] = "other"
    assert ec2._instances["i-1"]["Tags"] == [{"Key": "k"}]


def test_what_was_told_can_be_loaded(recorder: state.Recorder) -> None:
    everything = state.Recorder().changes()
    iam._roles["r"] = {"RoleName": "r", "Description": "\u00e9"}
    secretsmanager._secrets["s"] = {**secret("s"), "Versions": {"v": {"SecretBinary": b"\x00\xff"}}}
    everything |= recorder.changes()
    saved = [(address, text) for address, text in everything.items() if text is not None]
    roles, secrets = dict(iam._roles.items()), dict(secretsmanager._secrets.items())
    iam._roles.clear()
    secretsmanager._secrets.clear()
    state.restore(saved, "file")
    assert dict(iam._roles.items()) == roles
    assert dict(secretsmanager._secrets.items()) == secrets
    assert state.Recorder(saved).changes() == {}


def test_the_state_of_a_newer_ministack_is_refused() -> None:
    saved = [(("iam", "version", "", ""), b"99"), (("iam", "account", "roles", "1/'r'"), b"{}")]
    with pytest.raises(LocalAwsError, match=r"aws\.sqlite was written by a newer ministack \(services iam\)"):
        state.restore(saved, "aws.sqlite")
