# SPDX-License-Identifier: GPL-3.0-or-later
"""The four steps, on a secret and a database that are handed in."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from typing import Any
from typing import Protocol

from .versions import CURRENT
from .versions import PENDING
from .versions import Login

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 32


class RotationError(Exception):
    """The step cannot be done; the text says what to mend."""


class Versions(Protocol):
    def labels(self) -> tuple[bool, dict[str, list[str]]]: ...
    def current(self) -> Login: ...
    def pending(self, version: str) -> Login | None: ...
    def put_pending(self, version: str, login: Login) -> None: ...
    def promote(self, version: str, before: str) -> None: ...


class Databases(Protocol):
    def set_password(self, login: Login) -> None:
        """As the master user."""

    def differences(self, login: Login, other: str) -> list[str]:
        """Log in, and say in what the user has less, or is limited otherwise, than the other."""


@dataclass(frozen=True)
class Step:
    name: str
    secret: str
    version: str


def parse_event(event: Any) -> Step:
    try:
        step = Step(event["Step"], event["SecretId"], event["ClientRequestToken"])
    except (TypeError, KeyError):
        raise RotationError(
            "This is no event of a rotation: it must have Step, SecretId and ClientRequestToken."
        ) from None
    if step.name not in _STEPS:
        raise RotationError(f"There is no step {step.name!r} in a rotation.")
    return step


class Rotation:
    def __init__(self, versions: Versions, databases: Databases, users: tuple[str, str]) -> None:
        self._versions = versions
        self._databases = databases
        self._users = users

    def run(self, step: Step) -> dict[str, str]:
        enabled, labels = self._versions.labels()
        mine = labels.get(step.version)
        if not enabled:
            raise RotationError("The secret does not rotate. Run the site again to switch its rotation on.")
        if mine is None:
            raise RotationError(f"The secret has no version {step.version}.")
        if CURRENT in mine:
            return {"step": step.name, "outcome": "is current already"}
        if PENDING not in mine:
            raise RotationError(f"Version {step.version} is not {PENDING}: another rotation has begun since.")
        return {"step": step.name, **_STEPS[step.name](self, step.version, labels)}

    def _create(self, version: str, _labels: dict[str, list[str]]) -> dict[str, str]:
        found = self._versions.pending(version)
        if found is not None:
            return {"outcome": "was there already", "user": found.user}
        current = self._versions.current()
        password = "".join(secrets.choice(_ALPHABET) for _number in range(_LENGTH))
        login = current.for_user(self._other(current), password)
        self._versions.put_pending(version, login)
        return {"outcome": "made a password", "user": login.user}

    def _set(self, version: str, _labels: dict[str, list[str]]) -> dict[str, str]:
        login, current = self._pending(version), self._versions.current()
        if login.user != self._other(current):
            raise RotationError(f"The password of '{login.user}' stays as it is: crawls log in with it now.")
        if (login.host, login.port) != (current.host, current.port):
            raise RotationError("The pending login is for another server than the current one.")
        self._databases.set_password(login)
        return {"outcome": "set the password", "user": login.user}

    def _test(self, version: str, _labels: dict[str, list[str]]) -> dict[str, str]:
        login, current = self._pending(version), self._versions.current()
        differences = self._databases.differences(login, current.user)
        if differences:
            raise RotationError(
                f"'{login.user}' is not the equal of '{current.user}': {'; '.join(differences)}. "
                "Role database makes the two equal: run the site again, then rotate again."
            )
        return {"outcome": "logged in", "user": login.user}

    def _finish(self, version: str, labels: dict[str, list[str]]) -> dict[str, str]:
        login = self._pending(version)
        before = next(known for known, stages in labels.items() if CURRENT in stages)
        self._versions.promote(version, before)
        return {"outcome": "is current now", "user": login.user}

    def _pending(self, version: str) -> Login:
        login = self._versions.pending(version)
        if login is None:
            raise RotationError(f"Version {version} has no value: createSecret has not been done.")
        return login

    def _other(self, current: Login) -> str:
        if current.user not in self._users:
            raise RotationError(
                f"The secret is for '{current.user}', and the users that take turns are {' and '.join(self._users)}. "
                "Correct rotation_users, or the secret."
            )
        return self._users[1 - self._users.index(current.user)]


_STEPS = {
    "createSecret": Rotation._create,
    "setSecret": Rotation._set,
    "testSecret": Rotation._test,
    "finishSecret": Rotation._finish,
}
