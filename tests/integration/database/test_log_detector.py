# SPDX-License-Identifier: GPL-3.0-or-later
"""DDL in the exported log reaches a function by a subscription filter, whoever sends it and however."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from functools import partial

import pytest

from ansible_collections.datacatalog.aws.plugins.modules import logs_subscription_filter

from local_aws import process
from tests.integration.database import ddl
from tests.integration.database.conftest import CLUSTER
from tests.integration.database.conftest import Cluster
from tests.integration.database.conftest import Run
from tests.integration.database.conftest import Shop

PATTERN = '?"LOG:  statement:" ?"LOG:  execute" ?"AUDIT:"'
FUNCTION = "reads-the-log"
FUNCTION_ARN = f"arn:aws:lambda:ap-northeast-1:000000000000:function:{FUNCTION}"
GROUP = f"/aws/rds/cluster/{CLUSTER}/postgresql"
_CODE = 'def handler(event, context):\n    print("READ " + event["awslogs"]["data"])\n'


@pytest.fixture(scope="module")
def function(cluster: Cluster) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("code.py", _CODE)
    client = cluster.client("lambda")
    client.create_function(
        FunctionName=FUNCTION,
        Runtime="python3.13",
        Handler="code.handler",
        Role=ddl.make_role(cluster, "log-reader", "lambda.amazonaws.com", "logs:*", "*"),
        Code={"ZipFile": packed.getvalue()},
    )
    client.get_waiter("function_active_v2").wait(FunctionName=FUNCTION, WaiterConfig={"Delay": 1})
    client.add_permission(
        FunctionName=FUNCTION, StatementId="logs", Action="lambda:InvokeFunction", Principal="logs.amazonaws.com"
    )
    cluster.client("rds").modify_db_cluster(
        DBClusterIdentifier=CLUSTER, CloudwatchLogsExportConfiguration={"EnableLogTypes": ["postgresql"]}
    )


def read(cluster: Cluster) -> list[str]:
    """The lines of the log that reached the function."""
    logs = cluster.client("logs")
    try:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{FUNCTION}")
        messages = [event["message"] for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []
    data = [message.removeprefix("READ ") for message in messages if message.startswith("READ ")]
    envelopes = [json.loads(gzip.decompress(base64.b64decode(one))) for one in data]
    return [event["message"] for envelope in envelopes for event in envelope["logEvents"]]


def test_ddl_in_the_log_reaches_a_function(run: Run, cluster: Cluster, shop: Shop, function: None) -> None:
    ensure = partial(
        run, logs_subscription_filter, log_group=GROUP, name="ddl", filter_pattern=PATTERN, destination_arn=FUNCTION_ARN
    )
    logs = cluster.client("logs")
    logs.create_log_group(logGroupName=GROUP)
    planned = ensure(check=True)
    assert planned["changed"]
    assert logs.describe_subscription_filters(logGroupName=GROUP)["subscriptionFilters"] == []
    made = ensure()
    assert made["diff"] == planned["diff"]
    assert made["subscription_filter"]["filter_pattern"] == PATTERN
    for check in (True, False):
        assert not ensure(check=check)["changed"]
    assert ensure(filter_pattern="?AUDIT", check=True)["diff"]["after"] == {
        "subscription_filter": {"filter_pattern": "?AUDIT"}
    }

    with shop.admin() as admin:
        admin.execute("SET log_statement = 'ddl'")
        admin.execute("SELECT 'never'")
        admin.execute("create table public.simple (id int)")
        admin.execute("CREATE TABLE public.extended AS SELECT CAST(%s AS int) AS one", [1], prepare=True)
    wanted = ("create table public.simple", "CREATE TABLE public.extended")

    def arrived() -> bool:
        lines = read(cluster)
        return all(any(text in line for line in lines) for text in wanted)

    assert process.wait_until(arrived, 15), read(cluster)
    assert not any("never" in line for line in read(cluster))

    gone = ensure(state="absent")
    assert (gone["changed"], gone["subscription_filter"]) == (True, {})
    assert not ensure(state="absent")["changed"]


def test_a_group_that_is_not_there_yet(run: Run) -> None:
    ensure = partial(run, logs_subscription_filter, log_group="nowhere", name="ddl", destination_arn=FUNCTION_ARN)
    assert ensure(check=True)["changed"]
    assert "Create it first" in ensure()["msg"]
    assert not ensure(state="absent")["changed"]
