# SPDX-License-Identifier: GPL-3.0-or-later
"""The four steps, each of them repeated, failing and refused, on a secret and a database in memory."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from crawler_rotation.steps import Rotation
from crawler_rotation.steps import RotationError
from crawler_rotation.steps import Step
from crawler_rotation.steps import parse_event
from crawler_rotation.versions import Login

USERS = ("glue_crawler", "glue_crawler_clone")
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


class Secret:
    """Secrets Manager's part: versions with labels, of which a rotation has put AWSPENDING on a new one."""

    def __init__(self, user: str = USERS[0]) -> None:
        content = {"engine": "postgres", "host": "db", "port": 5432, "username": user, "password": "old"}
        self.values = {"v1": content}
        self.stages = {"v1": ["AWSCURRENT"], "v2": ["AWSPENDING"]}
        self.enabled = True

    def labels(self) -> tuple[bool, dict[str, list[str]]]:
        return self.enabled, copy.deepcopy(self.stages)

    def login(self, version: str) -> Login:
        content = self.values[version]
        return Login(content["username"], content["password"], content["host"], content["port"], content)

    def current(self) -> Login:
        return self.login(next(version for version, stages in self.stages.items() if "AWSCURRENT" in stages))

    def pending(self, version: str) -> Login | None:
        return self.login(version) if version in self.values else None

    def put_pending(self, version: str, login: Login) -> None:
        self.values[version] = login.content

    def promote(self, version: str, before: str) -> None:
        self.stages[before] = ["AWSPREVIOUS"]
        self.stages[version] = ["AWSCURRENT", "AWSPENDING"]


class Database:
    def __init__(self) -> None:
        self.passwords = {USERS[0]: "old", USERS[1]: None}
        self.less: list[str] = []

    def set_password(self, login: Login) -> None:
        self.passwords[login.user] = login.password

    def differences(self, login: Login, _other: str) -> list[str]:
        if self.passwords[login.user] != login.password:
            raise PermissionError("password authentication failed")
        return self.less


@pytest.fixture
def secret() -> Secret:
    return Secret()


@pytest.fixture
def database() -> Database:
    return Database()


def run(secret: Secret, database: Any, *steps: str, version: str = "v2") -> list[str]:
    rotation = Rotation(secret, database, USERS)
    return [rotation.run(Step(name, "arn", version))["outcome"] for name in steps]


def test_the_users_take_turns_and_the_old_login_stays(secret: Secret, database: Database) -> None:
    outcomes = run(secret, database, *STEPS)
    assert outcomes == ["made a password", "set the password", "logged in", "is current now"]
    first = secret.current()
    assert (first.user, first.host, len(first.password)) == (USERS[1], "db", 32)
    assert first.content["engine"] == "postgres"
    assert database.passwords == {USERS[0]: "old", USERS[1]: first.password}
    secret.stages |= {"v2": ["AWSCURRENT"], "v3": ["AWSPENDING"]}
    run(secret, database, *STEPS, version="v3")
    assert secret.current().user == USERS[0]
    assert database.passwords[USERS[1]] == first.password


def test_every_step_may_be_repeated(secret: Secret, database: Database) -> None:
    outcomes = run(secret, database, *(name for name in STEPS for _ in range(2)))
    assert outcomes[:2] == ["made a password", "was there already"]
    assert outcomes[-2:] == ["is current now", "is current already"]
    assert secret.current().password == database.passwords[USERS[1]]


@pytest.mark.parametrize("failing", STEPS)
def test_a_failed_step_leaves_the_old_password(secret: Secret, database: Database, failing: str) -> None:
    """The step breaks in the middle of its work, and the rotation is taken up again from its beginning."""
    broken = {"createSecret": "put_pending", "setSecret": "set_password", "testSecret": "differences"}

    def refuse(*_arguments: Any) -> None:
        raise OSError("gone")

    target = secret if failing in ("createSecret", "finishSecret") else database
    name = broken.get(failing, "promote")
    setattr(target, name, refuse)
    with pytest.raises(OSError, match="gone"):
        run(secret, database, *STEPS)
    assert secret.current().password == "old" == database.passwords[USERS[0]]
    delattr(target, name)
    run(secret, database, *STEPS)
    assert secret.current().user == USERS[1]


def test_the_user_in_use_is_never_touched(secret: Secret, database: Database) -> None:
    secret.values["v2"] = {**secret.values["v1"], "password": "new"}
    with pytest.raises(RotationError, match="crawls log in with it now"):
        run(secret, database, "setSecret")
    assert database.passwords[USERS[0]] == "old"


def test_a_user_with_fewer_rights_does_not_become_current(secret: Secret, database: Database) -> None:
    database.less = ["cannot read public.orders"]
    with pytest.raises(RotationError, match=r"cannot read public\.orders.*run the site again"):
        run(secret, database, *STEPS)
    assert secret.current().user == USERS[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"enabled": False}, "does not rotate"),
        ({"stages": {"v1": ["AWSCURRENT"]}}, "no version v2"),
        ({"stages": {"v1": ["AWSCURRENT"], "v2": [], "v3": ["AWSPENDING"]}}, "another rotation has begun"),
        ({"values": {"v1": {"username": "somebody", "password": "x", "host": "", "port": 1}}}, "is for 'somebody'"),
    ],
)
def test_refusals(secret: Secret, database: Database, change: dict[str, Any], reason: str) -> None:
    vars(secret).update(change)
    with pytest.raises(RotationError, match=reason):
        run(secret, database, "createSecret")


def test_the_pending_login_is_for_the_same_server(secret: Secret, database: Database) -> None:
    run(secret, database, "createSecret")
    secret.values["v2"]["host"] = "elsewhere"
    with pytest.raises(RotationError, match="another server"):
        run(secret, database, "setSecret")


def test_steps_out_of_order_wait_for_the_password(secret: Secret, database: Database) -> None:
    for name in STEPS[1:]:
        with pytest.raises(RotationError, match="has no value"):
            run(secret, database, name)


@pytest.mark.parametrize(
    "event", [None, {}, {"Step": "createSecret"}, {"Step": "x", "SecretId": "", "ClientRequestToken": ""}]
)
def test_only_events_of_a_rotation_are_taken(event: Any) -> None:
    with pytest.raises(RotationError, match=r"no event of a rotation|no step"):
        parse_event(event)


def test_no_text_shows_a_password() -> None:
    login = Login("user", "hidden-password", "db", 1, {"password": "hidden-password"})
    assert "hidden-password" not in json.dumps([repr(login), str(login)])
