# SPDX-License-Identifier: GPL-3.0-or-later
"""Patience has a bound, and shows the last error at its end."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.amazon.aws.plugins.module_utils import cloud
from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.retry import aws_retry
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.retry import delays_within
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.retry import patiently


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(cloud.time, "sleep", slept.append)
    return slept


class Flaky:
    """Fails so many times, then answers."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.failures:
            raise AnsibleAWSError(message=f"failure {self.calls}")
        return "answer"


@given(st.floats(0, 1000))
def test_pauses_add_up_to_the_bound(seconds: float) -> None:
    delays = delays_within(seconds)
    assert sum(delays) == pytest.approx(seconds)
    assert all(0 < delay <= 10 for delay in delays)


def test_tries_until_it_works(pauses: list[float]) -> None:
    flaky = Flaky(3)
    assert patiently(flaky, lambda _error: True, 60) == "answer"
    assert len(pauses) == 3


def test_ends_at_the_bound_with_the_last_error(pauses: list[float]) -> None:
    flaky = Flaky(1000)
    with pytest.raises(AnsibleAWSError, match=r"failure \d+ \(tried again for 30 seconds\)"):
        patiently(flaky, lambda _error: True, 30)
    assert sum(pauses) == pytest.approx(30)
    assert flaky.calls == len(pauses) + 1


def test_error_that_does_not_pass_is_raised_at_once(pauses: list[float]) -> None:
    with pytest.raises(AnsibleAWSError, match=r"^failure 1$"):
        patiently(Flaky(1), lambda _error: False, 30)
    assert pauses == []


def test_no_time_is_one_try(pauses: list[float]) -> None:
    with pytest.raises(AnsibleAWSError, match=r"^failure 1$"):
        patiently(Flaky(1), lambda _error: True, 0)


@pytest.mark.parametrize(
    ("code", "tried_again"),
    [
        ("ThrottlingException", True),
        ("ConcurrentModificationException", True),
        ("OperationTimeoutException", True),
        ("InternalServiceException", True),
        ("Throttling", True),
        ("InvalidInputException", False),
        ("AccessDeniedException", False),
    ],
)
def test_codes_that_are_tried_again(pauses: list[float], code: str, tried_again: bool) -> None:
    calls = []

    @aws_retry
    def call() -> str:
        calls.append(1)
        if len(calls) == 1:
            raise ClientError({"Error": {"Code": code, "Message": "said the test"}}, "Operation")
        return "answer"

    if tried_again:
        assert call() == "answer"
    else:
        with pytest.raises(ClientError):
            call()
        assert pauses == []
