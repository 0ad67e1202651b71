# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reserved concurrency and asynchronous invocation of a function: one call a function."""

from __future__ import annotations

from typing import Any

from .services import LambdaErrorHandler
from .services import service_retry

Client = Any


def _qualified(qualifier: str | None) -> dict[str, str]:
    return {"Qualifier": qualifier} if qualifier else {}


@LambdaErrorHandler.list_error_handler("get the concurrency of function {name}")
@service_retry
def get_concurrency(client: Client, name: str) -> dict | None:
    """None when the function is not there, an empty map when it has no reservation."""
    answer = client.get_function_concurrency(FunctionName=name)
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


@LambdaErrorHandler.common_error_handler("put the concurrency of function {name}")
@service_retry
def put_concurrency(client: Client, name: str, executions: int) -> None:
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=executions)


@LambdaErrorHandler.deletion_error_handler("delete the concurrency of function {name}")
@service_retry
def delete_concurrency(client: Client, name: str) -> None:
    client.delete_function_concurrency(FunctionName=name)


@LambdaErrorHandler.list_error_handler("get the asynchronous invocation of function {name}")
@service_retry
def get_invoke_config(client: Client, name: str, qualifier: str | None) -> dict | None:
    return client.get_function_event_invoke_config(FunctionName=name, **_qualified(qualifier))


@LambdaErrorHandler.common_error_handler("put the asynchronous invocation of function {name}")
@service_retry
def put_invoke_config(client: Client, name: str, qualifier: str | None, settings: dict) -> None:
    client.put_function_event_invoke_config(FunctionName=name, **_qualified(qualifier), **settings)


@LambdaErrorHandler.deletion_error_handler("delete the asynchronous invocation of function {name}")
@service_retry
def delete_invoke_config(client: Client, name: str, qualifier: str | None) -> None:
    client.delete_function_event_invoke_config(FunctionName=name, **_qualified(qualifier))
