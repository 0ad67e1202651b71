# SPDX-License-Identifier: GPL-3.0-or-later
"""boto3 clients of a crawl, at the embedded AWS, made when they are first used."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    import boto3

_making = threading.Lock()


class Clients:
    """Clients of one region: with the credentials of a role's session, else with the embedded AWS's own, which stand
    in the environment of its process."""

    def __init__(self, region: str, endpoint_url: str, session: boto3.Session | None = None) -> None:
        self._arguments: dict[str, Any] = {"region_name": region, "endpoint_url": endpoint_url}
        if session is not None:
            credentials = session.get_credentials().get_frozen_credentials()
            self._arguments |= {
                "aws_access_key_id": credentials.access_key,
                "aws_secret_access_key": credentials.secret_key,
                "aws_session_token": credentials.token,
            }
        self._made: dict[str, Any] = {}

    def get(self, service: str) -> Any:
        if service not in self._made:
            with _making:
                self._made[service] = _factory().client(service, config=_config(), **self._arguments)
        return self._made[service]


@functools.cache
def service_clients(region: str, endpoint_url: str) -> Clients:
    """With the embedded AWS's own credentials; they last, so the clients are kept."""
    return Clients(region, endpoint_url)


@functools.cache
def _factory() -> boto3.Session:
    """One session for the whole process: it holds the service models, which cost more than everything else."""
    import boto3

    return boto3.Session()


@functools.cache
def _config() -> Any:
    from botocore.config import Config

    # No proxy stands between the crawl and the embedded AWS, whatever the environment says.
    return Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 2}, proxies={})


def error_code(error: Exception) -> str:
    """The code of a botocore ClientError, empty for any other error."""
    response: dict[str, Any] = getattr(error, "response", {})
    return response.get("Error", {}).get("Code", "")


def error_message(error: Exception) -> str:
    response: dict[str, Any] = getattr(error, "response", {})
    return response.get("Error", {}).get("Message", "") or str(error)


def service_error(service: str, error: Exception) -> str:
    """As the AWS SDK for Java, on which Glue is built, prints an error of a service."""
    return f"{error_message(error)} (Service: {service}; Status Code: 400; Error Code: {error_code(error)})"


def is_denial(error: Exception) -> bool:
    return error_code(error) in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
