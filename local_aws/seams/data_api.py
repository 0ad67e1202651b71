# SPDX-License-Identifier: GPL-3.0-or-later
"""The RDS Data API on the embedded PostgreSQL."""

from __future__ import annotations

import asyncio
import contextvars

import psycopg
from ministack.core import iam_actions
from ministack.core import iam_evaluator
from ministack.core import responses
from ministack.core import router
from ministack.services import rds
from ministack.services import rds_data
from ministack.services import secretsmanager

from local_aws import bodies
from local_aws import encryption
from local_aws import rds_cluster
from local_aws.aurora.servers import Servers
from local_aws.data_api.errors import DataApiError
from local_aws.data_api.errors import bad_request
from local_aws.data_api.service import DataApi
from local_aws.data_api.service import Login
from local_aws.data_api.service import Surroundings
from local_aws.seams.wrapping import Response

_access_key: contextvars.ContextVar[str] = contextvars.ContextVar("local_aws_access_key", default="")


def install(servers: Servers) -> DataApi:
    def connect(arn: str, user: str, password: str, database: str) -> psycopg.Connection:
        return servers.of(rds._resolve_cluster(arn) or {}).connect(user, password, database)

    api = DataApi(Surroundings(connect, _check_cluster, _secret_login))

    async def handle_request(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> Response:
        _access_key.set(router.extract_access_key_id(headers, query_params))
        return await asyncio.to_thread(api.handle, path, body)

    rds_data.handle_request = handle_request
    return api


def _check_cluster(arn: str) -> None:
    cluster = rds._resolve_cluster(arn)
    if cluster is None or not rds_cluster.is_attached(cluster):
        raise DataApiError("NotFoundException", f"DBCluster {arn.rpartition(':')[2]} not found", 404)
    if not cluster.get("HttpEndpointEnabled"):
        raise DataApiError("HttpEndpointNotEnabledException", f"HttpEndpoint is not enabled for resource {arn}")
    if not cluster.get("DBClusterMembers"):
        raise DataApiError("DatabaseNotFoundException", "The DB cluster doesn't have a DB instance.", 404)


def _secret_login(secret_arn: str) -> Login:
    """The Data API reads the secret with the caller's own permissions."""
    _, secret = secretsmanager._resolve(secret_arn)
    if secret is None or secret.get("DeletedDate"):
        raise bad_request(f"Secret {secret_arn} is not found")
    denied = iam_evaluator.enforce(
        _access_key.get(),
        "secretsmanager:GetSecretValue",
        "secretsmanager",
        responses.get_region(),
        resource_arn=secret["ARN"],
    )
    if isinstance(denied, iam_evaluator.EvalResult):
        raise DataApiError(
            "AccessDeniedException",
            iam_actions.identity_denial_message(
                "secretsmanager:GetSecretValue", denied.principal_arn, secret["ARN"], denied.decision == "Deny"
            ),
            403,
        )
    refused = encryption.secret_refusal(_access_key.get(), secret)
    if refused is not None:
        raise DataApiError("AccessDeniedException", refused.message, 403)
    _, version = secretsmanager._find_stage_version(secret, "AWSCURRENT")
    value = bodies.json_object((version or {}).get("SecretString") or "")
    if not value.get("username") or not value.get("password"):
        raise DataApiError("InvalidSecretException", f"The secret {secret_arn} has no username and password.")
    return Login(str(value["username"]), str(value["password"]))
