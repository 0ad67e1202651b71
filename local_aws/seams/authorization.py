# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM: the resource of a request, and the wording of a refusal."""

from __future__ import annotations

import json
import re
from typing import Any

from ministack.core import iam_actions

from local_aws import bodies
from local_aws import glue_authorization
from local_aws.seams.wrapping import Response


def install() -> None:
    original_resource, original_response = iam_actions.extract_resource_arn, iam_actions.access_denied_response

    def extract_resource_arn(
        service: str,
        method: str,
        path: str,
        headers: dict,
        body: bytes,
        query_params: dict,
        region: str,
        account_id: str,
    ) -> str:
        if service == "glue":
            name = headers.get("x-amz-target", "").rpartition(".")[2]
            return glue_authorization.resources(name, bodies.json_object(body), account_id, region)[0]
        found = original_resource(service, method, path, headers, body, query_params, region, account_id)
        if service == "logs" and re.search(r":log-group:[^:*]+$", found):
            # AWS checks the streams of a group, so that a policy needs `log-group:NAME:*`; only tagging is different.
            tags = headers.get("x-amz-target", "").endswith(("TagResource", "TagsForResource"))
            return found if tags else f"{found}:log-stream:{bodies.json_object(body).get('logStreamName') or ''}"
        return found

    def access_denied_response(
        service: str, action: str, principal_arn: str, request_id: str, **details: Any
    ) -> Response:
        if service in {"glue", "secretsmanager"} and not details.get("error_code") and not details.get("message"):
            resource = details.get("resource_arn", "*")
            message = iam_actions.identity_denial_message(
                action, principal_arn, resource, bool(details.get("explicit_deny"))
            )
            headers = {
                "Content-Type": "application/x-amz-json-1.1",
                "x-amzn-ErrorType": "AccessDeniedException",
            }
            return 400, headers, json.dumps({"__type": "AccessDeniedException", "Message": message}).encode()
        return original_response(service, action, principal_arn, request_id, **details)

    iam_actions.extract_resource_arn = extract_resource_arn
    iam_actions.access_denied_response = access_denied_response
