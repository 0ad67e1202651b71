# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of AWS: patient with what passes, page by page, a bounded number at once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

from .shapes import Shapes

PASSING = {
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "ProvisionedThroughputExceededException",
    "SlowDown",
    "ConcurrentModificationException",
    "OperationTimeoutException",
    "InternalServiceException",
    "InternalFailure",
    "ServiceUnavailable",
    "ResourceNotReadyException",
    "SchedulerTransitioningException",
}
ATTEMPTS = 12
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 8.0
WORKERS = 8
USER_AGENT = "datacatalog.aws"
_CHANCE = random.SystemRandom()


def client_settings(workers: int = WORKERS) -> dict[str, Any]:
    """Settings for botocore's Config: as many connections as workers, and a rate that follows what AWS takes.

    What is sent was made by the input shapes already, so botocore need not check it a second time. Nor need it put a
    name together for each call, which takes longer than signing it.
    """
    return {
        "user_agent": USER_AGENT,
        "max_pool_connections": 2 * workers + 4,
        "retries": {"mode": "adaptive", "max_attempts": 10},
        "parameter_validation": False,
    }


class Calls:
    """A client, its model, and a pool of workers for it."""

    def __init__(
        self,
        client: Any,
        catalog_id: str | None = None,
        workers: int = WORKERS,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.client = client
        self.catalog_id = catalog_id
        self.workers = workers
        self.shapes = Shapes(client)
        self.refused = client.exceptions.ClientError
        self._pause = pause
        self._methods = {operation: name for name, operation in client.meta.method_to_api_mapping.items()}

    @cached_property
    def pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.workers, "snapshot")

    def close(self) -> None:
        if "pool" in self.__dict__:
            self.pool.shutdown(wait=True, cancel_futures=True)

    def call(self, operation: str, passing: Iterable[str] = (), **params: Any) -> dict[str, Any]:
        """Call it again while its failure is one that passes. At the end AWS's own error is raised."""
        if self.catalog_id and self.shapes.accepts(operation, "CatalogId"):
            params.setdefault("CatalogId", self.catalog_id)
        method = getattr(self.client, self._methods[operation])
        again = PASSING.union(passing)
        for attempt in range(1, ATTEMPTS):
            try:
                return method(**params)
            except self.refused as error:
                if code_of(error) not in again:
                    raise
            self._pause(_CHANCE.uniform(0.5, 1) * min(LONGEST_PAUSE, FIRST_PAUSE * 1.8**attempt))
        return method(**params)

    def found(self, operation: str, **params: Any) -> dict[str, Any] | None:
        """The answer, or None when AWS does not know the thing."""
        try:
            return self.call(operation, **params)
        except self.refused as error:
            if code_of(error) != "EntityNotFoundException":
                raise
        return None

    def pages(self, operation: str, result: str, **params: Any) -> Iterator[list[Any]]:
        token: dict[str, str] = {}
        while True:
            answer = self.call(operation, **params, **token)
            yield answer.get(result, [])
            if not answer.get("NextToken"):
                return
            token = {"NextToken": answer["NextToken"]}

    def all(self, operation: str, result: str, **params: Any) -> list[Any]:
        return [item for page in self.pages(operation, result, **params) for item in page]

    def each(self, act: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        return list(self.pool.map(act, items))


def code_of(error: Exception) -> str:
    return getattr(error, "response", {}).get("Error", {}).get("Code", "")


def words_of(error: Exception) -> str:
    """AWS's own words."""
    details = getattr(error, "response", {}).get("Error", {})
    return f"{details['Code']}: {details.get('Message', '')}" if details.get("Code") else str(error)
