# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is tried again, and for how long."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.cloud import CloudRetry
from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.retries import AWSRetry

# Codes of passing failures that amazon.aws does not know.
PASSING_CODES = [
    "ThrottlingException",
    "ConcurrentModificationException",
    "OperationTimeoutException",
    "InternalServiceException",
]

aws_retry = AWSRetry.jittered_backoff(
    retries=8, delay=1, backoff=2, max_delay=15, catch_extra_error_codes=PASSING_CODES
)


class _ErrorRetry(CloudRetry):
    """Looks at the whole error, where AWSRetry only looks at its code."""

    base_class = AnsibleAWSError

    @staticmethod
    def status_code_from_exception(error: AnsibleAWSError) -> AnsibleAWSError:
        return error


def delays_within(seconds: float, first: float = 1.0, growth: float = 1.6, longest: float = 10.0) -> list[float]:
    """Growing pauses that add up to the bound."""
    delays: list[float] = []
    left, pause = float(seconds), first
    while left > 0:
        delays.append(min(pause, longest, left))
        left -= delays[-1]
        pause *= growth
    return delays


def patiently(
    call: Callable[[], Any], passing: Callable[[AnsibleAWSError], bool], seconds: float, first: float = 1.0
) -> Any:
    """Call again while the error is one that passes, within the bound. At its end the last error is shown."""
    delays = delays_within(seconds, first)
    retry = _ErrorRetry.base_decorator(
        retries=len(delays) + 1,
        found=lambda error, _codes: passing(error),
        status_code_from_exception=_ErrorRetry.status_code_from_exception,
        catch_extra_error_codes=None,
        sleep_time_generator=[*delays, 0],
    )
    try:
        return retry(functools.partial(call))()
    except AnsibleAWSError as error:
        if delays and passing(error):
            error.message = f"{error.message} (tried again for {seconds:g} seconds)"
            error.args = (error.message,)
        raise
