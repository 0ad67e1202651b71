# SPDX-License-Identifier: GPL-3.0-or-later
"""How the commands talk to the running server: two requests on the embedded AWS's own port."""

from __future__ import annotations

import http.client
import json
from typing import Any

from local_aws.credentials import Credentials
from local_aws.errors import LocalAwsError
from local_aws.names import HOST

PREFIX = "/_local_aws/"
AUTHENTICATION_HEADER = "x-local-aws-token"


class Unreachable(LocalAwsError):
    """Nobody answers on the port, or whoever did went away."""


def status(port: int, credentials: Credentials, seconds: float = 10) -> dict[str, Any]:
    """What runs, without changing anything."""
    return _request("GET", "status", port, credentials, seconds)


def ensure_up(port: int, credentials: Credentials, seconds: float) -> dict[str, Any]:
    """Wait for both servers, starting PostgreSQL again if it is down; raises what hinders them."""
    return _request("POST", "up", port, credentials, seconds)


def _request(method: str, name: str, port: int, credentials: Credentials, seconds: float) -> dict[str, Any]:
    connection = http.client.HTTPConnection(HOST, port, timeout=seconds)
    try:
        connection.request(method, PREFIX + name, headers={AUTHENTICATION_HEADER: credentials.control_token})
        response = connection.getresponse()
        answer = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"The embedded AWS on port {port} does not answer: {error}") from error
    finally:
        connection.close()
    if response.status != 200:
        raise LocalAwsError(answer.get("message", f"HTTP {response.status}"))
    return answer
