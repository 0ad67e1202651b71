# SPDX-License-Identifier: GPL-3.0-or-later
"""What CloudTrail's history keeps of a request: all that is short enough and not secret, at a bounded price."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local_aws import bodies
from local_aws.audit import recording


def kept(body: bytes, query: dict[str, Any] | None = None) -> Any:
    text = recording._kept(recording._parameters({"content-type": "x-amz-json"}, body, query or {}), body, query or {})
    return None if text is None else json.loads(text)


def test_a_body_without_secrets_is_kept_as_it_came() -> None:
    body = b'{ "Name" : "n",  "Columns": [{"Name": "c"}] }'
    assert recording._kept(bodies.json_object(body), body, {}) == body.decode()


@pytest.mark.parametrize(
    "body",
    [
        b'{"Name": "n", "SecretString": "s"}',
        b'{"Name": "n", "Secret\\u0053tring": "s"}',
        b'{"Name": "n", "SECRETSTRING": {"a": "s"}}',
    ],
)
def test_what_is_secret_is_hidden_however_it_is_spelled(body: bytes) -> None:
    (name,) = set(json.loads(body)) - {"Name"}
    assert kept(body) == {"Name": "n", name: "HIDDEN_DUE_TO_SECURITY_REASONS"}


def test_the_query_string_is_kept_too() -> None:
    assert kept(b'{"a": 1}', {"b": ["2"]}) == {"a": 1, "b": "2"}
    assert kept(b"", {"MasterUserPassword": ["p"]}) == {"MasterUserPassword": "HIDDEN_DUE_TO_SECURITY_REASONS"}


def test_a_long_secret_does_not_make_a_request_too_long() -> None:
    body = json.dumps({"FunctionName": "f", "Code": {"ZipFile": "A" * 100_000}}).encode()
    assert kept(body) == {"FunctionName": "f", "Code": {"ZipFile": "HIDDEN_DUE_TO_SECURITY_REASONS"}}


@pytest.mark.parametrize("secret", [False, True])
def test_what_is_too_long_is_not_looked_through(secret: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [{"Name": f"column_{number}"} for number in range(50_000)]
    body = json.dumps({"Password": "p", "Columns": columns} if secret else {"Columns": columns}).encode()
    looked_at = []
    hidden = recording._hidden
    monkeypatch.setattr(recording, "_hidden", lambda *given: looked_at.append(1) or hidden(*given))
    assert kept(body) is None
    assert len(looked_at) <= recording._LONGEST + 2


def test_what_is_nested_too_deeply_is_no_error() -> None:
    assert kept(b"[" * 100_000) == {}
    deep: dict[str, Any] = {"password": 1}
    for _ in range(3000):
        deep = {"a": deep}
    assert recording._kept(deep, b"", {"q": "1"}) is None


def test_a_body_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    loads = json.loads
    monkeypatch.setattr(bodies.json, "loads", lambda *given, **options: decoded.append(1) or loads(*given, **options))
    body = b'{"Name": "n", "no": "secret"}'
    first = bodies.decoded(body)
    assert bodies.json_object(body) is bodies.decoded(body) is first
    broken = b'{"Name": NaN}'
    for _ in range(2):
        assert bodies.json_object(broken) == {}
        with pytest.raises(ValueError, match="NaN is not JSON"):
            bodies.decoded(broken)
    assert len(decoded) == 2
