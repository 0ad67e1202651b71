# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics that AWS services publish about themselves."""

from __future__ import annotations

from ministack.services import cloudwatch

from local_aws.loop import soon


def count(namespace: str, metric: str, value: float = 1, /, **dimensions: str) -> None:
    """Publish a number of things in the current account and region."""
    measure(namespace, metric, value, "Count", **dimensions)


def measure(namespace: str, metric: str, value: float, unit: str, /, **dimensions: str) -> None:
    soon(lambda: cloudwatch.record_metric(namespace, metric, value, unit, dimensions))
