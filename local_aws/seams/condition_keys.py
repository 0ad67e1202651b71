# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM: condition keys of a request that ministack does not fill in. PutMetricData knows no resource, so its namespace
is all that a policy can narrow it by."""

from __future__ import annotations

from typing import Any

from ministack.core import iam_actions

from local_aws import bodies


def install() -> None:
    original = iam_actions.request_tag_context

    def request_tag_context(service: str, iam_action: str, body: bytes, params: dict) -> dict:
        found = original(service, iam_action, body, params)
        if iam_action != "cloudwatch:PutMetricData":
            return found
        namespace = _namespace(body, params)
        return {**found, "cloudwatch:namespace": namespace} if namespace else found

    iam_actions.request_tag_context = request_tag_context


def _namespace(body: bytes, params: dict) -> str:
    """As JSON or as a query. In CBOR no request gets this far: ministack cannot read it without a package more."""
    given: Any = params.get("Namespace")
    if given:
        return str(given[0] if isinstance(given, list) else given)
    return str(bodies.json_object(body).get("Namespace") or "")
