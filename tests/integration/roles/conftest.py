# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks run as a user runs them, on an embedded AWS that nothing else uses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.roles.playbook import Playbook
from tests.local_aws.embedded import EmbeddedAws


@pytest.fixture(scope="session")
def site_aws(make_embedded_aws: Callable[[str], EmbeddedAws]) -> EmbeddedAws:
    """An embedded AWS that is empty at first, for the whole site. Its alarms do not wait for minutes to pass."""
    aws = make_embedded_aws("site")
    aws.up(LOCAL_AWS_QUEUE_METRIC_SECONDS="1", LOCAL_AWS_ALARM_EXTRA_PERIODS="0")
    return aws


@pytest.fixture(scope="session")
def local_site(site_aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Playbook:
    """Playbooks against that embedded AWS, with the inventory of the local environment."""
    return Playbook("local", tmp_path_factory.mktemp("reports"), site_aws.environment())


@pytest.fixture
def without_aws(tmp_path: Path) -> Callable[..., Playbook]:
    """Playbooks that must refuse before they call AWS: the endpoint answers nothing."""

    def playbook(environment: str, **variables: str) -> Playbook:
        nowhere = {
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_EC2_METADATA_DISABLED": "true",
            "HTTPS_PROXY": "http://127.0.0.1:9",
        }
        return Playbook(environment, tmp_path, {**nowhere, **variables})

    return playbook
