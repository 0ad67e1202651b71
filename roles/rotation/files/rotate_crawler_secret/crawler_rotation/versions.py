# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of a secret that holds a login, and the labels that say which of them counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import field
from typing import Any

CURRENT = "AWSCURRENT"
PENDING = "AWSPENDING"


class BadSecret(Exception):
    """What is in the secret is no login. The text never shows what is in it."""


@dataclass(frozen=True)
class Login:
    """Who, with what, and where; the rest of the secret is kept for whoever reads it."""

    user: str
    password: str = field(repr=False)
    host: str = ""
    port: int = 5432
    content: dict[str, Any] = field(default_factory=dict, repr=False)

    def for_user(self, user: str, password: str) -> Login:
        content = {**self.content, "username": user, "password": password}
        return Login(user, password, self.host, self.port, content)


def parse_login(text: str | None) -> Login:
    try:
        content = json.loads(text or "")
        user, password = content["username"], content["password"]
        return Login(user, password, content.get("host") or "", int(content.get("port") or 5432), content)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadSecret("The secret must hold JSON with username and password.") from None


class SecretVersions:
    def __init__(self, client: Any, secret: str) -> None:
        self._client = client
        self._secret = secret

    def labels(self) -> tuple[bool, dict[str, list[str]]]:
        """Whether the secret rotates, and the labels of each version."""
        answer = self._client.describe_secret(SecretId=self._secret)
        return bool(answer.get("RotationEnabled")), answer.get("VersionIdsToStages") or {}

    def current(self) -> Login:
        answer = self._client.get_secret_value(SecretId=self._secret, VersionStage=CURRENT)
        return parse_login(answer.get("SecretString"))

    def pending(self, version: str) -> Login | None:
        """The login of this rotation, or nothing before createSecret has made it."""
        try:
            answer = self._client.get_secret_value(SecretId=self._secret, VersionId=version, VersionStage=PENDING)
        except self._client.exceptions.ResourceNotFoundException:
            return None
        return parse_login(answer.get("SecretString"))

    def put_pending(self, version: str, login: Login) -> None:
        self._client.put_secret_value(
            SecretId=self._secret,
            ClientRequestToken=version,
            SecretString=json.dumps(login.content),
            VersionStages=[PENDING],
        )

    def promote(self, version: str, before: str) -> None:
        self._client.update_secret_version_stage(
            SecretId=self._secret, VersionStage=CURRENT, MoveToVersionId=version, RemoveFromVersionId=before
        )


def read_login(client: Any, secret: str) -> Login:
    return parse_login(client.get_secret_value(SecretId=secret).get("SecretString"))
