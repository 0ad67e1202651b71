# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the crawler's tests."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator

import pytest

from local_aws.glue.crawl import run
from local_aws.glue.store import Scope
from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.glue_crawlers.inside import Crawls
from tests.local_aws.glue_crawlers.inside import Service
from tests.local_aws.glue_crawlers.stage import Stage


@pytest.fixture(scope="session")
def stage(embedded_aws: EmbeddedAws) -> Stage:
    return Stage(embedded_aws)


@pytest.fixture(scope="session")
def lone_stage(make_embedded_aws: Callable[[str], EmbeddedAws]) -> Stage:
    """An embedded AWS for tests that others would feel."""
    aws = make_embedded_aws("lone")
    aws.up()
    return Stage(aws)


@pytest.fixture(scope="session")
def switched_stage(make_embedded_aws: Callable[[str], EmbeddedAws]) -> Stage:
    """An embedded AWS with the switches of the crawlers thrown."""
    aws = make_embedded_aws("switched")
    aws.up(
        LOCAL_AWS_CRAWLER_FAST_SCHEDULES="1",
        LOCAL_AWS_CRAWLER_TAGS_DELETING_SECONDS="4",
        LOCAL_AWS_CRAWLER_UNKNOWN_CONFIGURATION="1",
        LOCAL_AWS_CRAWL_COLLISION_SUFFIX="1",
        LOCAL_AWS_CRAWL_FOREIGN_TABLES="1",
        LOCAL_AWS_CRAWL_MATERIALIZED_VIEWS="1",
        LOCAL_AWS_CRAWL_PARTITIONS="1",
        LOCAL_AWS_CRAWL_SYSTEM_SCHEMAS="1",
        LOCAL_AWS_ROLE_DELAY="4",
    )
    return Stage(aws)


@pytest.fixture
def crawls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crawls]:
    made = Crawls()
    monkeypatch.setattr(run, "crawl", made)
    yield made
    made.go.set()


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def scope(service: Service) -> Scope:
    return service.store.scope("000000000000", "ap-northeast-1")
