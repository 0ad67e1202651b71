# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors and retries of the services around the catalog: Lambda, EventBridge, CloudWatch, SNS, SQS, CloudTrail."""

from __future__ import annotations

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.amazon.aws.plugins.module_utils.errors import AWSErrorHandler
from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.retries import AWSRetry

from .retry import PASSING_CODES

# What each of them calls a failure that passes, where amazon.aws does not know it.
SERVICE_CODES = [
    "ServiceException",  # Lambda
    "InternalException",  # EventBridge
    "InternalServiceFault",  # CloudWatch
    "ThrottledException",  # SNS
    "ConflictException",  # CloudTrail, CloudWatch: somebody else is writing
]

service_retry = AWSRetry.jittered_backoff(
    retries=8, delay=1, backoff=2, max_delay=15, catch_extra_error_codes=[*PASSING_CODES, *SERVICE_CODES]
)


class ServiceError(AnsibleAWSError):
    pass


class _ServiceErrorHandler(AWSErrorHandler):
    _CUSTOM_EXCEPTION = ServiceError


class LambdaErrorHandler(_ServiceErrorHandler):
    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code("ResourceNotFoundException")


class EventsErrorHandler(_ServiceErrorHandler):
    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code("ResourceNotFoundException")


class CloudWatchErrorHandler(_ServiceErrorHandler):
    """Each call has a code of its own for a dashboard that is not there."""

    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code(["ResourceNotFound", "DashboardNotFoundError", "ResourceNotFoundException"])


class SnsErrorHandler(_ServiceErrorHandler):
    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code(["NotFound", "NotFoundException"])


class CloudTrailErrorHandler(_ServiceErrorHandler):
    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code(["TrailNotFoundException", "InsightNotEnabledException"])


class SqsErrorHandler(_ServiceErrorHandler):
    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code(["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"])
