# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients of the embedded Glue, and databases that go away with the test."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config

from tests.local_aws.embedded import EmbeddedAws

ACCOUNT = "000000000000"
REGION = "ap-northeast-1"

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def glue(embedded_aws: EmbeddedAws) -> Any:
    return embedded_aws.client("glue")


@pytest.fixture(scope="session")
def raw_glue(embedded_aws: EmbeddedAws) -> Any:
    """A client that sends what it is given: what botocore would refuse reaches the server."""
    config = Config(parameter_validation=False, retries={"max_attempts": 0})
    return embedded_aws.session().client(
        "glue", endpoint_url=embedded_aws.environment()["AWS_ENDPOINT_URL"], config=config
    )


@pytest.fixture
def make_name() -> Callable[[str], str]:
    """Names that no other test has."""
    return lambda kind: f"{kind}_{next(_numbers)}"


@pytest.fixture
def database(glue: Any, make_name: Callable[[str], str]) -> Iterator[str]:
    name = make_name("catalog_tests")
    glue.create_database(DatabaseInput={"Name": name})
    yield name
    glue.delete_database(Name=name)
