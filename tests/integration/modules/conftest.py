# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWSs that modules are run against: the embedded one, and moto as a foreign one where it has the actions."""

from __future__ import annotations

import os
from collections.abc import Iterator

import botocore.loaders
import botocore.session
import pytest
from moto import mock_aws

from tests.integration.modules.harness import Aws
from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.glue_crawlers.stage import Stage

FOREIGN = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "ap-northeast-1",
    "AWS_DEFAULT_REGION": "ap-northeast-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def _prepare(monkeypatch: pytest.MonkeyPatch, aws: Aws) -> Aws:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_URL", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in aws.environment.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    return aws


@pytest.fixture
def embedded(embedded_aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Aws:
    return _prepare(monkeypatch, Aws("embedded", embedded_aws.environment()))


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """Moto, in this process: a fresh account for each test."""
    aws = _prepare(monkeypatch, Aws("moto", FOREIGN))
    with mock_aws():
        yield aws


@pytest.fixture(scope="session", autouse=True)
def read_service_models_once() -> Iterator[None]:
    """Every module makes a session of its own; together they need not parse the model of Glue a hundred times."""
    loader = botocore.loaders.create_loader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", lambda *_search_path: loader)
        yield


@pytest.fixture(scope="session")
def stage(embedded_aws: EmbeddedAws) -> Stage:
    """A network, a role, a secret and a connection in the embedded AWS."""
    return Stage(embedded_aws)


@pytest.fixture(params=["embedded", "foreign"])
def aws(request: pytest.FixtureRequest) -> Aws:
    """Both, one after the other: for what both have."""
    return request.getfixturevalue(request.param)
