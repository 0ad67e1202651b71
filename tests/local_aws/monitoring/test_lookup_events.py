# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudTrail's event history: who called what."""

from __future__ import annotations

import json
import time
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local_aws.names import ACCOUNT
from local_aws.names import REGION
from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.stage import policy
from tests.local_aws.events.stage import refused


def lookup(stage: Stage, **attribute: str) -> list[dict[str, Any]]:
    attributes = [{"AttributeKey": name, "AttributeValue": value} for name, value in attribute.items()]
    return stage.client("cloudtrail").lookup_events(LookupAttributes=attributes)["Events"]


def detail(event: dict[str, Any]) -> dict[str, Any]:
    return json.loads(event["CloudTrailEvent"])


@pytest.fixture(scope="module")
def user(stage: Stage) -> tuple[str, boto3.Session]:
    """A user who may look at queues and no more."""
    iam, name = stage.client("iam"), new_name("user")
    iam.create_user(UserName=name)
    allowed = {"Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"}
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(allowed))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    session = boto3.Session(
        aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"], region_name=REGION
    )
    return name, session


@pytest.mark.parametrize(
    ("service", "call", "params", "name", "source"),
    [
        ("glue", "create_database", {"DatabaseInput": {"Name": "N"}}, "CreateDatabase", "glue.amazonaws.com"),
        ("sns", "create_topic", {"Name": "N"}, "CreateTopic", "sns.amazonaws.com"),
        ("cloudwatch", "delete_alarms", {"AlarmNames": ["N"]}, "DeleteAlarms", "monitoring.amazonaws.com"),
        ("rds", "describe_db_clusters", {}, "DescribeDBClusters", "rds.amazonaws.com"),
        ("iam", "list_roles", {}, "ListRoles", "iam.amazonaws.com"),
        ("lambda", "list_functions", {}, "ListFunctions20150331", "lambda.amazonaws.com"),
        ("s3", "create_bucket", {"Bucket": "N"}, "CreateBucket", "s3.amazonaws.com"),
    ],
)
def test_every_protocol(stage: Stage, service: str, call: str, params: dict[str, Any], name: str, source: str) -> None:
    own = new_name("thing")
    params = json.loads(json.dumps(params).replace('"N"', f'"{own}"'))
    if service == "s3":
        params["CreateBucketConfiguration"] = {"LocationConstraint": REGION}
    getattr(stage.client(service), call)(**params)
    event = lookup(stage, EventName=name)[0]
    assert (event["EventSource"], event["Username"]) == (source, "root")
    assert detail(event)["userIdentity"]["type"] == "Root"
    assert detail(event)["userIdentity"]["arn"] == f"arn:aws:iam::{ACCOUNT}:root"


def test_a_user_and_what_was_refused(stage: Stage, user: tuple[str, boto3.Session]) -> None:
    name, session = user
    sqs = stage.aws.client("sqs", session)
    sqs.list_queues()
    with pytest.raises(ClientError):
        sqs.create_queue(QueueName="never")
    created, listed = lookup(stage, Username=name)[:2]
    assert (created["EventName"], listed["EventName"]) == ("CreateQueue", "ListQueues")
    assert (created["ReadOnly"], listed["ReadOnly"]) == ("false", "true")
    whole = detail(created)
    assert "AccessDenied" in whole["errorCode"]
    assert whole["requestParameters"]["queueName"] == "never"
    assert whole["userIdentity"]["arn"].endswith(f":user/{name}")
    assert "errorCode" not in detail(listed)


def test_a_function_is_seen_as_its_role(stage: Stage) -> None:
    function = stage.function(
        "import boto3\ndef handler(event, context):\n    boto3.client('sts').get_caller_identity()\n"
    )
    stage.invoke(function)
    event = lookup(stage, Username=function)[0]
    assert (event["EventName"], detail(event)["userIdentity"]["type"]) == ("GetCallerIdentity", "AssumedRole")


def test_resources(stage: Stage) -> None:
    role = stage.role().rpartition("/")[2]
    names = [event["EventName"] for event in lookup(stage, ResourceName=role)]
    assert names[-1] == "CreateRole"
    assert any(event["EventName"] == "CreateRole" for event in lookup(stage, ResourceType="AWS::IAM::Role"))


def test_secrets_are_hidden(stage: Stage) -> None:
    stage.client("secretsmanager").create_secret(Name=new_name("secret"), SecretString="do-not-show")
    event = lookup(stage, EventName="CreateSecret")[0]
    assert "do-not-show" not in event["CloudTrailEvent"]
    assert detail(event)["requestParameters"]["secretString"] == "HIDDEN_DUE_TO_SECURITY_REASONS"


def test_data_events_are_not_in_the_history(stage: Stage) -> None:
    url, _ = stage.queue()
    stage.client("sqs").send_message(QueueUrl=url, MessageBody="m")
    stage.put("audit.test")
    stage.client("cloudwatch").put_metric_data(Namespace="N", MetricData=[{"MetricName": "m", "Value": 1}])
    for name in ("SendMessage", "PutEvents", "PutMetricData"):
        assert lookup(stage, EventName=name) == []


def test_pages_and_times(stage: Stage) -> None:
    begin = time.time()
    for _ in range(5):
        stage.client("sns").list_topics()
    cloudtrail = stage.client("cloudtrail")
    attributes = [{"AttributeKey": "EventName", "AttributeValue": "ListTopics"}]
    request = {"LookupAttributes": attributes, "StartTime": begin, "MaxResults": 2}
    pages = []
    answer = cloudtrail.lookup_events(**request)
    while True:
        pages.append([event["EventId"] for event in answer["Events"]])
        if "NextToken" not in answer:
            break
        answer = cloudtrail.lookup_events(**request, NextToken=answer["NextToken"])
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({event for page in pages for event in page}) == 5
    assert cloudtrail.lookup_events(LookupAttributes=attributes, EndTime=begin - 1000)["Events"] == []


def test_requests_that_are_refused(stage: Stage) -> None:
    cloudtrail = stage.client("cloudtrail")
    two = [{"AttributeKey": "EventName", "AttributeValue": "a"}, {"AttributeKey": "Username", "AttributeValue": "b"}]
    with refused("InvalidLookupAttributesException"):
        cloudtrail.lookup_events(LookupAttributes=two)
    with refused("InvalidTimeRangeException"):
        cloudtrail.lookup_events(StartTime=time.time(), EndTime=time.time() - 10)
    with refused("InvalidNextTokenException"):
        cloudtrail.lookup_events(NextToken="unknown")
