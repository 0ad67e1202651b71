# SPDX-License-Identifier: GPL-3.0-or-later
"""One crawl under way, and the answer it ends with."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from local_aws.glue.crawlers.definition import Record
from local_aws.glue.crawlers.definition import role_arn
from local_aws.glue.crawlers.records import crawler_arn
from local_aws.glue.store import Scope

LOG_GROUP = "/aws-glue/crawlers"
INTERNAL_ERROR = "Internal Service Exception"


@dataclass(frozen=True)
class Job:
    """A crawl works on the crawler as it was when the crawl began."""

    scope: Scope
    context: Any  # local_aws.context.ServiceContext
    crawler: Record
    crawl_id: str
    started: float
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        return self.crawler["Name"]

    @property
    def arn(self) -> str:
        return crawler_arn(self.scope, self.name)

    @property
    def database(self) -> str:
        return self.crawler.get("DatabaseName", "")

    @property
    def role_arn(self) -> str:
        return role_arn(self.scope.account, self.crawler["Role"])

    @property
    def log_group(self) -> str:
        return log_group(self.crawler)


@dataclass
class Changes:
    """The catalog tables that a crawl changed. Deprecated tables count as updated, as on AWS."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def by_kind(self) -> dict[str, list[str]]:
        kinds = {"ADD": self.added, "UPDATE": self.updated, "DELETE": self.deleted}
        return {kind: names for kind, names in kinds.items() if names}


@dataclass
class Outcome:
    """SUCCEEDED, CANCELLED or FAILED, and what had been changed by then."""

    status: str
    changes: Changes = field(default_factory=Changes)
    error: str = ""
    warning: str = ""


def log_group(crawler: Record) -> str:
    """Crawlers with a security configuration log into a group of that and their role."""
    security = crawler.get("CrawlerSecurityConfiguration")
    return f"{LOG_GROUP}-role/{crawler['Role']}-{security}" if security else LOG_GROUP
