# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that no service should have to look at: malformed ones get AWS's error in the protocol they came by.

ministack's services take what they are given: a body that is a list, a name that is a structure or a role without a
name end in a stack trace, an empty answer or a resource that cannot exist. AWS's front ends check each request
against the service's model before the service sees it, and so does this.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import router

from local_aws.context import ServiceContext
from local_aws.protocols.answers import Answer
from local_aws.protocols.answers import Call
from local_aws.protocols.answers import refuse
from local_aws.protocols.answers import tidy
from local_aws.protocols.check import check
from local_aws.protocols.errors import Refused

logger = logging.getLogger("local_aws")

_OWN = {"glue", "lakeformation"}  # they check their requests themselves
_UNEXPECTED = Refused("InternalFailure", "The request processing has failed because of an unknown error.", 500)

type _Serve = Callable[..., Awaitable[Any]]


def install(context: ServiceContext) -> list[Any]:
    app._dispatch_service_request = _checked(app._dispatch_service_request, _service_of)
    app._handle_rds_data_request = _checked(app._handle_rds_data_request, _data_api)
    return []


def _checked(original: _Serve, service_of: Callable[..., str]) -> _Serve:
    async def dispatch(
        method: str, path: str, headers: dict, body: bytes, query_params: dict, request_id: str
    ) -> Answer | None:
        service = service_of(method, path, headers, body, query_params)
        if not service or service in _OWN:
            return await original(method, path, headers, body, query_params, request_id)
        call = Call(service, method, path, headers, body, query_params, request_id)
        try:
            check(call)
        except Refused as refused:
            return app._authenticate_only(service, headers, query_params, request_id) or refuse(call, refused)
        try:
            answer = await original(method, path, headers, body, query_params, request_id)
        except Exception:
            logger.exception("%s %s (%s) failed", method, path, service)
            return refuse(call, _UNEXPECTED)
        return answer and tidy(call, answer)

    return dispatch


def _service_of(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> str:
    if path.startswith("/_"):
        return ""
    return router.detect_service(method, path, headers, app._routing_params(method, path, headers, body, query_params))


def _data_api(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> str:
    return "rds-data" if path in app._RDS_DATA_PATHS else ""
