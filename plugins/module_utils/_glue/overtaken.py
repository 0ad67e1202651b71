# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes that somebody else may get in before: read again, compare again, write again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from .._aws.errors import error_code
from .._aws.retry import patiently
from .propagation import is_propagating

# What AWS says when the thing is no longer what it was when it was read. The second and third write can also meet
# what their own first try did before its answer was lost.
OVERTAKEN_CODES = ("ConditionCheckFailureException", "VersionMismatchException", "AlreadyExistsException")
SECONDS = 30.0

Outcome = dict[str, Any]


def is_overtaken(error: AnsibleAWSError) -> bool:
    return error_code(error) in OVERTAKEN_CODES


def until_written(attempt: Callable[[Callable[[Outcome], None]], Outcome]) -> Outcome:
    """Run the attempt until nobody got in between. It announces its outcome just before it writes.

    The first announcement is what the task changed: a later attempt may find its own work already done.
    """
    announced: list[Outcome] = []
    outcome = patiently(lambda: attempt(announced.append), is_overtaken, SECONDS, first=0.2)
    if announced:
        outcome = {**outcome, "changed": True, "diff": announced[0]["diff"]}
    return outcome


def made(create: Callable[[], Any]) -> bool:
    """Create it. No, when it is there: someone else made it, or our own first try did before its answer was lost."""
    try:
        create()
    except AnsibleAWSError as error:
        # Tags that are still being deleted are an AlreadyExistsException too, and there is nothing.
        if error_code(error) != "AlreadyExistsException" or is_propagating(error):
            raise
        return False
    return True
