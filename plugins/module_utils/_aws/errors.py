# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One error type a service, raised by decorators around each call and caught once in a module's main."""

from __future__ import annotations

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.amazon.aws.plugins.module_utils.errors import AWSErrorHandler
from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError


class InvalidOption(AnsibleAWSError):
    """What a task asks for cannot be: nothing was called, nothing was changed."""


class GlueError(AnsibleAWSError):
    pass


class RdsError(AnsibleAWSError):
    pass


class GlueErrorHandler(AWSErrorHandler):
    _CUSTOM_EXCEPTION = GlueError

    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code("EntityNotFoundException")


class RdsErrorHandler(AWSErrorHandler):
    _CUSTOM_EXCEPTION = RdsError

    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code(["GlobalClusterNotFoundFault", "DBClusterNotFoundFault"])


class Ec2ErrorHandler(AWSErrorHandler):
    """What is not there yet has an ID that EC2 does not know, or, in a plan, none that it could know."""

    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code(
            [
                "InvalidSubnetID.NotFound",
                "InvalidSubnetId.Malformed",
                "InvalidSubnetID.Malformed",
                "InvalidGroup.NotFound",
                "InvalidGroupId.Malformed",
            ]
        )


class KmsErrorHandler(AWSErrorHandler):
    @classmethod
    def _is_missing(cls) -> type[Exception]:
        return is_boto3_error_code("NotFoundException")


def waiter_error() -> type[Exception]:
    """The exception of a wait that came to its bound. Where boto3 is missing nothing was waited for."""
    try:
        from botocore.exceptions import WaiterError
    except ImportError:
        return type("NothingWasWaitedFor", (Exception,), {})
    return WaiterError


def _service_error(error: BaseException) -> dict:
    response = getattr(getattr(error, "exception", None), "response", None)
    return response.get("Error", {}) if isinstance(response, dict) else {}


def error_code(error: BaseException) -> str:
    """The error code of AWS, or an empty string when AWS did not answer."""
    return _service_error(error).get("Code", "")


def error_text(error: BaseException) -> str:
    """The message of AWS, or an empty string when AWS did not answer."""
    return _service_error(error).get("Message", "")
