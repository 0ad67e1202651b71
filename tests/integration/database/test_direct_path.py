# SPDX-License-Identifier: GPL-3.0-or-later
"""Changed tables are written without a crawl.

By the function of role lambda, with the permissions of role iam; it asks the database as the crawler's user, with the
grants of the modules.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._archive.collect import collect
from ansible_collections.datacatalog.aws.plugins.module_utils._archive.pack import pack
from ansible_collections.datacatalog.aws.plugins.modules import postgresql_crawler_user
from ansible_collections.datacatalog.aws.plugins.modules import postgresql_ddl_trigger
from ansible_collections.datacatalog.aws.plugins.modules import rds_cluster_role

from local_aws.paths import REPOSITORY
from tests.integration.database import ddl
from tests.integration.database.conftest import CLUSTER
from tests.integration.database.conftest import Run
from tests.integration.database.conftest import Shop
from tests.integration.database.rotating import of_role

NAME = "writes-directly"
FUNCTION_ARN = f"arn:aws:lambda:ap-northeast-1:000000000000:function:{NAME}"
DATABASE = "direct_catalog"
SECONDS = 60
PLACE = {"account_id": "000000000000", "region": "ap-northeast-1"}
ACTIVE = {"Delay": 1}
QUEUES = {"dead_letter_queue": f"{NAME}-dlq", "wake_queue": f"{NAME}-wake"}


def inputs(prefix: str, **more: Any) -> dict[str, Any]:
    """The inputs of a role, which spells each with its own name before it."""
    names = {"function_name": NAME, "pending_table": NAME, "crawler_name": "nobody", "cluster_identifier": CLUSTER}
    return {f"{prefix}_{name}": value for name, value in (PLACE | QUEUES | names | more).items()}


@pytest.fixture
def direct(shop: Shop, run: Run) -> Iterator[Shop]:
    connection = shop.cluster.connection("direct")
    user = {"user": shop.user, "database": shop.name, "connection": connection}
    assert run(postgresql_crawler_user, password_secret_id=shop.secret_id, schemas=["public"], **user)["changed"]
    build_function(shop)
    invoker = ddl.make_role(shop.cluster, f"{NAME}-invoker", "rds.amazonaws.com", "lambda:InvokeFunction", FUNCTION_ARN)
    role = {"db_cluster_identifier": CLUSTER, "feature_name": "Lambda"}
    assert run(rds_cluster_role, role_arn=invoker, **role)["changed"]
    watch = {"database": shop.name, "connection": connection, "function_arn": FUNCTION_ARN}
    assert run(postgresql_ddl_trigger, shapes=True, transactions_readable=True, **watch)["changed"]
    ddl.make_developer(shop)
    yield shop
    assert run(rds_cluster_role, state="absent", **role)["changed"]
    assert run(postgresql_crawler_user, state="absent", **user)["changed"]


def build_function(shop: Shop) -> None:
    client = shop.cluster.client
    roles = REPOSITORY / "roles"
    statements = of_role(
        ("__iam_lambda_statements", "__iam_ask_statements", "__iam_direct_statements"),
        roles / "iam",
        **inputs("iam", secret_name=shop.secret_id, glue_database=DATABASE),
    )
    environment = of_role(
        ("__lambda_environment",),
        roles / "lambda",
        **inputs(
            "lambda",
            refresh_mode="direct",
            ask_database=True,
            secret_name=shop.secret_id,
            glue_database=DATABASE,
            source_database=shop.name,
            delay_seconds=0,
        ),
    )
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = client("iam").create_role(RoleName=NAME, AssumeRolePolicyDocument=policy([trust]))["Role"]["Arn"]
    client("iam").put_role_policy(
        RoleName=NAME,
        PolicyName="of-the-role-iam",
        PolicyDocument=policy([each for one in statements.values() for each in one]),
    )
    client("glue").create_database(DatabaseInput={"Name": DATABASE})
    for queue in QUEUES.values():
        client("sqs").create_queue(QueueName=queue)
    client("dynamodb").create_table(
        TableName=NAME,
        KeySchema=[{"AttributeName": "crawler", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "crawler", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    sources = [
        {"path": str(roles / "lambda" / "files" / "trigger_crawler")},
        {"path": str(REPOSITORY / "plugins" / "module_utils" / "_jdbc"), "prefix": "_jdbc"},
    ]
    client("lambda").create_function(
        FunctionName=NAME,
        Role=role,
        Runtime="python3.14",
        Handler="trigger_crawler.handler",
        Timeout=60,
        Code={"ZipFile": pack(collect(sources, [], []))},
        Environment={"Variables": environment["__lambda_environment"]},
    )
    client("lambda").get_waiter("function_active_v2").wait(FunctionName=NAME, WaiterConfig=ACTIVE)


def policy(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def until[T](look: Callable[[], T]) -> T:
    deadline = time.monotonic() + SECONDS
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found
    return found


def test_what_is_committed_is_written_and_nothing_else(direct: Shop) -> None:
    glue = direct.cluster.client("glue")

    def table(name: str) -> dict[str, Any]:
        try:
            return glue.get_table(DatabaseName=DATABASE, Name=f"{direct.name}_public_{name}")["Table"]
        except glue.exceptions.EntityNotFoundException:
            return {}

    def columns(name: str) -> list[tuple[str, str]]:
        found = table(name).get("StorageDescriptor", {}).get("Columns", [])
        return [(column["Name"], column["Type"]) for column in found]

    with direct.cluster.connect(direct.name, ddl.DEVELOPER, ddl.DEVELOPER_PASSWORD) as developer:
        with developer.transaction(force_rollback=True):
            developer.execute("CREATE TABLE public.never (id int)")
        developer.execute("CREATE TABLE public.made (id bigint PRIMARY KEY)")
        until(lambda: columns("made") == [("id", "bigint")])
        developer.execute("ALTER TABLE public.made ADD COLUMN note text")
        until(lambda: columns("made") == [("id", "bigint"), ("note", "string")])
        developer.execute("DROP TABLE public.made")
        until(lambda: "DEPRECATED_BY_CRAWLER" in table("made").get("Parameters", {}))
    assert table("never") == {}
    swept = direct.cluster.client("lambda").invoke(FunctionName=NAME, Payload='{"source": "datacatalog.sweep"}')
    assert json.loads(swept["Payload"].read())["found"] == 0, "every change was told and written"
    url = direct.cluster.client("sqs").get_queue_url(QueueName=QUEUES["dead_letter_queue"])["QueueUrl"]
    assert "Messages" not in direct.cluster.client("sqs").receive_message(QueueUrl=url)
