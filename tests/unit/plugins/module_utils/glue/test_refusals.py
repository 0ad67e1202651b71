# SPDX-License-Identifier: GPL-3.0-or-later
"""Which refusals of AWS pass by waiting, and which of them mean that a crawler is busy."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import GlueError
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.idle import is_busy
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.propagation import is_propagating


def refusal(code: str, message: str) -> GlueError:
    return GlueError(message="Failed", exception=ClientError({"Error": {"Code": code, "Message": message}}, "Act"))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("InvalidInputException", "Service is unable to assume provided role. Please verify role's TrustPolicy"),
        (
            "InvalidInputException",
            "Service is unable to assume role arn:aws:iam::1:role/R. Please verify role's TrustPolicy",
        ),
        ("InvalidInputException", "User: x is not authorized to perform: glue:GetConnection on resource: y"),
        ("InvalidInputException", "SQS queue q does not exist or the role provided does not have access to it"),
        ("InvalidInputException", "Error trying to retrieve security config"),
        ("InvalidInputException", "Tags created previously on a crawler of the same name are in deleting state."),
        ("InvalidInputException", "Insufficient Lake Formation permission(s) on d"),
        ("AccessDeniedException", "Insufficient Lake Formation permission(s): Required Create Table on d"),
    ],
)
def test_passes_when_the_news_has_spread(code: str, message: str) -> None:
    assert is_propagating(refusal(code, message))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "User: x is not authorized to perform: glue:CreateCrawler"),
        ("InvalidInputException", "Invalid schedule cron expression"),
        ("AlreadyExistsException", "Crawler already exists"),
        ("", "no answer"),
    ],
)
def test_does_not_pass(code: str, message: str) -> None:
    assert not is_propagating(refusal(code, message))


@pytest.mark.parametrize(
    ("code", "message", "busy"),
    [
        ("CrawlerRunningException", "Crawler with name c has already started", True),
        ("CrawlerStoppingException", "Crawler with name c is already stopping", True),
        (
            "InvalidInputException",
            "Cannot update Crawler while running. Please stop crawl or wait until it completes",
            True,
        ),
        ("InvalidInputException", "Invalid schedule cron expression", False),
        ("SchedulerTransitioningException", "The scheduler is transitioning", False),
    ],
)
def test_both_wordings_of_a_busy_crawler(code: str, message: str, busy: bool) -> None:
    assert is_busy(refusal(code, message)) is busy


def test_refusal_without_an_answer_of_aws_is_neither() -> None:
    assert not is_busy(GlueError(message="Failed"))
    assert not is_propagating(GlueError(message="Failed"))
