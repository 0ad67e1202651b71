# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS Glue's Data Catalog and crawlers, embedded. GlueService is all that the launcher needs to know."""

from __future__ import annotations

from local_aws.glue.service import GlueService

__all__ = ["GlueService"]
