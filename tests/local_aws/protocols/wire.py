# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that no SDK would send, signed as any other."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from tests.local_aws.embedded import EmbeddedAws


@dataclass(frozen=True)
class Reply:
    status: int
    kind: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Wire:
    aws: EmbeddedAws

    def send(self, service: str, method: str, path: str, body: bytes, session: Any = None, **headers: str) -> Reply:
        """Send it with the keys of the account, or of a session."""
        endpoint = self.aws.environment()["AWS_ENDPOINT_URL"]
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        request = AWSRequest(method=method, url=endpoint + path, data=body, headers=given)
        session = session or self.aws.session()
        SigV4Auth(session.get_credentials(), service, session.region_name).add_auth(request)
        connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=20)
        try:
            connection.request(method, path, body=body, headers=dict(request.prepare().headers))
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, fields.get("content-type", ""), fields, answer.read())
        finally:
            connection.close()
