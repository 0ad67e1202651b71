# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of the embedded AWS: numbers in LOCAL_AWS_* variables, read where they are used for the first time."""

from __future__ import annotations

import os

from local_aws.errors import LocalAwsError


def number(name: str, default: float) -> float:
    """A switch's value; an empty one counts as not set."""
    text = os.environ.get(name, "")
    try:
        value = float(text) if text else default
    except ValueError:
        raise LocalAwsError(f"{name}={text} is not a number.") from None
    if value < 0:
        raise LocalAwsError(f"{name}={text} is negative.")
    return value


def on(name: str, *, default: bool) -> bool:
    """A switch that is 1 or 0."""
    text = os.environ.get(name, "")
    if text not in {"", "0", "1"}:
        raise LocalAwsError(f"{name}={text} is neither 0 nor 1.")
    return default if text == "" else text == "1"
