# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and passwords of one embedded AWS: made once, at random, readable by their owner alone."""

from __future__ import annotations

import dataclasses
import json
import secrets
import string
from dataclasses import dataclass

from local_aws.errors import LocalAwsError
from local_aws.files import write_atomic
from local_aws.paths import Home

_LETTERS = string.ascii_letters + string.digits


def _random(length: int, alphabet: str = _LETTERS) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


@dataclass(frozen=True)
class Credentials:
    """The account's root key and the passwords of PostgreSQL's two first users."""

    access_key_id: str
    secret_access_key: str
    superuser_password: str
    master_password: str
    control_token: str

    @classmethod
    def generate(cls) -> Credentials:
        return cls(
            access_key_id="AKIA" + _random(16, string.ascii_uppercase + "234567"),
            secret_access_key=_random(40),
            superuser_password=_random(32),
            master_password=_random(24),
            control_token=_random(32),
        )


def load(home: Home) -> Credentials | None:
    """The credentials of this home, or None when it has none yet."""
    try:
        return Credentials(**json.loads(home.credentials.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise LocalAwsError(
            f"{home.credentials} cannot be read ({error}). Restore it, or start over with: "
            "python -m local_aws down --purge"
        ) from error


def ensure(home: Home) -> Credentials:
    """Load the credentials, making them first when needed."""
    found = load(home)
    if found is None:
        found = Credentials.generate()
        save(home, found)
    return found


def save(home: Home, credentials: Credentials) -> None:
    write_atomic(home.credentials, json.dumps(dataclasses.asdict(credentials), indent=1) + "\n", sync=True)
