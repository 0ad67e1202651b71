# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a crawl ends early."""

from __future__ import annotations


class CrawlFailed(Exception):
    """The crawl fails with this text as LastCrawl's ErrorMessage, in AWS's words where they are known."""


class CrawlCancelled(Exception):
    """Somebody called StopCrawler."""
