# SPDX-License-Identifier: GPL-3.0-or-later
"""aws_lambda.invoke, as on Aurora: from the database, under the role of the cluster, before the commit."""

from __future__ import annotations

import base64
import json
import statistics
import time
from collections.abc import Iterator
from typing import Any

import boto3
import psycopg
import pytest

from tests.local_aws.aurora.stage import FUNCTION
from tests.local_aws.aurora.stage import FUNCTION_ARN
from tests.local_aws.aurora.stage import REGION
from tests.local_aws.aurora.stage import Stage
from tests.local_aws.aurora.stage import refusal

LOG_GROUP = f"/aws/lambda/{FUNCTION}"
ROLE_HINT = 'Has the IAM role Amazon Resource Name (ARN) been associated with the feature-name "Lambda"?'


@pytest.fixture(scope="module")
def database(stage: Stage) -> Iterator[psycopg.Connection]:
    with stage.connect("demo") as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS aws_lambda CASCADE")
        yield connection


@pytest.fixture(scope="module")
def ready(stage: Stage, database: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The cluster has a role that may invoke the function."""
    with stage.lambda_role(stage.make_role("may-invoke", allowed=f"{FUNCTION_ARN}*")):
        invoke(database, FUNCTION)  # a cold function takes longer than the default of request_timeout_ms on a busy day
        yield database


def invoke(database: psycopg.Connection, function: str, payload: str = "{}", **named: Any) -> tuple[Any, ...]:
    options = "".join(f", {name} => %({name})s" for name in named)
    row = database.execute(
        f"SELECT * FROM aws_lambda.invoke(%(function)s::text, %(payload)s::json{options})",
        {"function": function, "payload": payload, **named},
    ).fetchone()
    assert row is not None
    return row


def failure(database: psycopg.Connection, *arguments: str, **named: Any) -> psycopg.errors.Diagnostic:
    with pytest.raises(psycopg.Error) as caught:
        invoke(database, *arguments, **named)
    return caught.value.diag


def test_without_a_role_there_are_no_credentials(database: psycopg.Connection) -> None:
    said = failure(database, FUNCTION)
    assert said.message_primary == "credentials stored with the database cluster can't be accessed"
    assert said.message_hint == ROLE_HINT


def test_a_role_that_rds_may_not_assume_is_invalid(stage: Stage, database: psycopg.Connection) -> None:
    with stage.lambda_role(stage.make_role("for-ec2", "ec2.amazonaws.com")):
        [role] = stage.cluster("demo")["AssociatedRoles"]
        assert (role["FeatureName"], role["Status"]) == ("Lambda", "INVALID")
        assert failure(database, FUNCTION).message_hint == ROLE_HINT


def test_the_policy_of_the_role_is_enforced(stage: Stage, database: psycopg.Connection) -> None:
    with stage.lambda_role(stage.make_role("may-nothing", allowed=f"{FUNCTION_ARN}-other")):
        assert stage.cluster("demo")["AssociatedRoles"][0]["Status"] == "ACTIVE"
        said = failure(database, FUNCTION)
        assert said.message_primary == "invoke API failed"
        assert "may-nothing" in said.message_detail
        assert f"is not authorized to perform: lambda:InvokeFunction on resource: {FUNCTION_ARN}" in said.message_detail


def test_roles_are_associated_by_feature(stage: Stage) -> None:
    arn = stage.make_role("some-role")
    add, remove = stage.rds.add_role_to_db_cluster, stage.rds.remove_role_from_db_cluster
    code, message = refusal(add, DBClusterIdentifier="demo", RoleArn=arn)
    assert code == "InvalidParameterValue"
    assert message.startswith("The feature-name parameter must be provided with the current operation for the Aurora")
    assert refusal(add, DBClusterIdentifier="demo", RoleArn=arn, FeatureName="Nope")[0] == "InvalidParameterValue"
    assert refusal(add, DBClusterIdentifier="no", RoleArn=arn, FeatureName="Lambda")[0] == "DBClusterNotFoundFault"
    association = {"DBClusterIdentifier": "demo", "RoleArn": arn, "FeatureName": "Lambda"}
    with stage.lambda_role(arn):
        assert refusal(add, **association)[0] == "DBClusterRoleAlreadyExists"
    assert refusal(remove, **association)[0] == "DBClusterRoleNotFound"


def test_a_role_can_only_be_handed_over_by_who_may_pass_it(stage: Stage) -> None:
    arn = stage.make_role("passed-role")
    allow = {"Effect": "Allow", "Action": "rds:*", "Resource": "*"}
    stage.iam.create_user(UserName="operator")

    def permit(*statements: dict[str, Any]) -> None:
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allow, *statements]})
        stage.iam.put_user_policy(UserName="operator", PolicyName="rds", PolicyDocument=policy)

    permit()
    key = stage.iam.create_access_key(UserName="operator")["AccessKey"]
    rds = stage.aws.client("rds", boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name=REGION))
    association = {"DBClusterIdentifier": "demo", "RoleArn": arn, "FeatureName": "s3Import"}
    code, message = refusal(rds.add_role_to_db_cluster, **association)
    assert (code, "is not authorized to perform: iam:PassRole" in message) == ("AccessDenied", True)
    permit({"Effect": "Allow", "Action": "iam:PassRole", "Resource": arn})
    rds.add_role_to_db_cluster(**association)
    rds.remove_role_from_db_cluster(**association)


def test_request_and_response(ready: psycopg.Connection) -> None:
    status, payload, version, log = invoke(ready, FUNCTION, '{"a": [1, "two"]}')
    assert (status, payload["got"], version, log) == (200, {"a": [1, "two"]}, "$LATEST", None)


@pytest.mark.parametrize("name", [FUNCTION, f"function:{FUNCTION}", FUNCTION_ARN, f"{FUNCTION_ARN}:$LATEST"])
@pytest.mark.parametrize("kind", ["json", "jsonb"])
def test_every_form_of_name_and_payload(ready: psycopg.Connection, name: str, kind: str) -> None:
    function = "aws_commons.create_lambda_function_arn(%s, 'ap-northeast-1')"
    for first in ("%s::text", function):
        row = ready.execute(f"SELECT status_code, payload FROM aws_lambda.invoke({first}, '{{}}'::{kind})", [name])
        assert row.fetchone()[0] == 200


def test_log_context_and_dry_run(ready: psycopg.Connection) -> None:
    *_, log = invoke(ready, FUNCTION, '{"a": "logged"}', log_type="Tail")
    assert 'called with {"a": "logged"}' in base64.b64decode(log).decode()
    assert invoke(ready, FUNCTION, context='{"custom": {"x": 1}}')[0] == 200
    assert invoke(ready, FUNCTION, invocation_type="DryRun") == (204, None, "$LATEST", None)


def test_errors_of_the_function_and_of_the_call(ready: psycopg.Connection) -> None:
    said = failure(ready, FUNCTION, '{"raise": "no such luck"}')
    assert said.message_primary == "lambda invocation failed"
    assert said.message_detail.startswith(f'"{FUNCTION_ARN}" returned error "Unhandled", details: "')
    assert "no such luck" in said.message_detail
    said = failure(ready, FUNCTION, qualifier="9")
    assert "Function not found" in said.message_detail
    assert failure(ready, FUNCTION_ARN, region="us-east-1").message_primary.startswith('region "us-east-1" conflicts')
    assert "invocation_type" in failure(ready, FUNCTION, invocation_type="event").message_primary
    assert "is not a Lambda function name" in failure(ready, "what is this?").message_primary


def test_the_wait_is_bounded_and_can_be_cancelled(ready: psycopg.Connection) -> None:
    ready.execute("SET aws_lambda.request_timeout_ms = 300")
    begin = time.monotonic()
    assert failure(ready, FUNCTION, '{"sleep": 8}').message_primary == "invoke API failed"
    assert time.monotonic() - begin < 7
    ready.execute("RESET aws_lambda.request_timeout_ms")
    ready.execute("SET statement_timeout = 300")
    assert "statement timeout" in failure(ready, FUNCTION, '{"sleep": 2}').message_primary
    ready.execute("RESET statement_timeout")


def test_an_event_leaves_before_the_commit_and_a_rollback_does_not_call_it_back(
    stage: Stage, ready: psycopg.Connection
) -> None:
    with ready.transaction(force_rollback=True):
        assert invoke(ready, FUNCTION, '{"marker": "open-transaction"}', invocation_type="Event")[:2] == (202, None)
        assert stage.logged(LOG_GROUP, "open-transaction")
    assert stage.logged(LOG_GROUP, "open-transaction")


def test_the_call_costs_little(ready: psycopg.Connection) -> None:
    taken = []
    for _ in range(15):
        begin = time.monotonic()
        invoke(ready, FUNCTION, invocation_type="DryRun")
        taken.append(time.monotonic() - begin)
    assert statistics.median(taken) < 0.02


def test_other_users_need_the_grants_that_aws_documents(stage: Stage, ready: psycopg.Connection) -> None:
    ready.execute("CREATE ROLE app LOGIN PASSWORD 'app-Password-1'")
    with stage.connect("demo", user="app", password="app-Password-1") as app:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for schema aws_lambda"):
            invoke(app, FUNCTION)
        ready.execute("GRANT USAGE ON SCHEMA aws_lambda TO app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for function invoke"):
            invoke(app, FUNCTION)
        ready.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA aws_lambda TO app")
        assert invoke(app, FUNCTION)[0] == 200
    ready.execute("GRANT app TO CURRENT_USER; DROP OWNED BY app; DROP ROLE app")


def test_the_secret_of_the_end_point_is_not_for_users(ready: psycopg.Connection) -> None:
    for statement in ("SELECT pg_read_file('aws_lambda.endpoint')", "COPY (SELECT 1) TO PROGRAM 'true'"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ready.execute(statement)
