# SPDX-License-Identifier: GPL-3.0-or-later
"""A database that is watched, and the function that it calls."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from local_aws import process
from tests.integration.database.conftest import CLUSTER
from tests.integration.database.conftest import Cluster
from tests.integration.database.conftest import Shop

FUNCTION = "catalog-changes"
FUNCTION_ARN = f"arn:aws:lambda:ap-northeast-1:000000000000:function:{FUNCTION}"
NOBODY_ARN = f"{FUNCTION_ARN}-that-is-not-there"
SCHEMA = "datacatalog_ddl"
DEVELOPER, DEVELOPER_PASSWORD = "shop_developer", "shop-developer-Password"
# A table of this name makes the function slow.
SLOW = "slow"
_CODE = f"""
import json, time

def handler(event, context):
    print("TOLD " + json.dumps(event))
    if any(change["name"] == {SLOW!r} for change in event["changes"]):
        time.sleep(4)
"""

type Change = tuple[Any, ...]


def make_function(cluster: Cluster) -> None:
    """A function that logs what it is told, and the role of the cluster that may call it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("code.py", _CODE)
    role = make_role(cluster, "ddl-function", "lambda.amazonaws.com", "logs:*", "*")
    client = cluster.client("lambda")
    client.create_function(
        FunctionName=FUNCTION,
        Runtime="python3.13",
        Handler="code.handler",
        Role=role,
        Timeout=10,
        Code={"ZipFile": packed.getvalue()},
    )
    client.get_waiter("function_active_v2").wait(FunctionName=FUNCTION, WaiterConfig={"Delay": 1})
    invoker = make_role(cluster, "ddl-cluster", "rds.amazonaws.com", "lambda:InvokeFunction", FUNCTION_ARN)
    cluster.client("rds").add_role_to_db_cluster(DBClusterIdentifier=CLUSTER, RoleArn=invoker, FeatureName="Lambda")


def make_role(cluster: Cluster, name: str, service: str, action: str, resource: str) -> str:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    allow = {"Effect": "Allow", "Action": action, "Resource": resource}
    iam = cluster.client("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=_policy(allow))
    return made


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def make_developer(shop: Shop) -> None:
    """Somebody who may make tables, and nothing else."""
    with shop.admin() as admin:
        if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [DEVELOPER]).fetchone() is None:
            admin.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(DEVELOPER), DEVELOPER_PASSWORD)
            )
        admin.execute(sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(sql.Identifier(DEVELOPER)))


@dataclass
class Watched:
    """The database of a test, and what its triggers wrote down."""

    shop: Shop
    seen: int = 0

    def developer(self) -> psycopg.Connection:
        return self.shop.cluster.connect(self.shop.name, DEVELOPER, DEVELOPER_PASSWORD)

    def changes(self) -> list[Change]:
        """Tag, type, schema, name, whether it is gone, whether it was sent; of the changes since the last call."""
        rows = self.shop.sql(
            f"SELECT id, command_tag, object_type, schema_name, name, dropped, sent_at IS NOT NULL "
            f"FROM {SCHEMA}.changes WHERE id > %s ORDER BY id",
            self.seen,
        )
        self.seen = max([self.seen, *(row[0] for row in rows)])
        return [row[1:] for row in rows]

    def names(self) -> list[str]:
        return [f"{'-' if dropped else '+'}{schema}.{name}" for _t, _o, schema, name, dropped, _s in self.changes()]

    def failures(self) -> list[tuple[Any, ...]]:
        return self.shop.sql(f"SELECT stage, error FROM {SCHEMA}.failures ORDER BY id")

    def alter(self, function: str, text: str, other: str) -> None:
        """Change one of the functions that the module made."""
        [(found,)] = self.shop.sql("SELECT pg_get_functiondef(CAST(%s AS regproc))", f"{SCHEMA}.{function}")
        assert text in found
        self.shop.sql(found.replace(text, other))

    def told(self, wanted: int = 1) -> list[dict[str, Any]]:
        """The payloads of this database that reached the function, once there are that many."""
        found: list[dict[str, Any]] = []

        def enough() -> bool:
            found[:] = [payload for payload in self._logged() if payload["database"] == self.shop.name]
            return len(found) >= wanted

        assert process.wait_until(enough, 10), f"{len(found)} calls instead of {wanted}: {found}"
        return found

    def _logged(self) -> list[dict[str, Any]]:
        logs = self.shop.cluster.client("logs")
        try:
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{FUNCTION}")
            messages = [event["message"] for page in pages for event in page["events"]]
        except logs.exceptions.ResourceNotFoundException:
            return []
        return [json.loads(message.removeprefix("TOLD ")) for message in messages if message.startswith("TOLD ")]
