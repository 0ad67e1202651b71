# SPDX-License-Identifier: GPL-3.0-or-later
"""Crawlers: their definitions, runs, schedules and history. Importing it registers their actions and hooks."""

from __future__ import annotations

from local_aws.glue.crawl import trials
from local_aws.glue.crawlers import actions
from local_aws.glue.crawlers import history
from local_aws.glue.crawlers import running
from local_aws.glue.crawlers import scheduler
from local_aws.glue.crawlers import schedules

__all__ = ["actions", "history", "running", "scheduler", "schedules", "trials"]
