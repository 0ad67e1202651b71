# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the embedded Aurora do again and again, all by boto3 and psycopg."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from local_aws import process
from tests.local_aws.embedded import EmbeddedAws

ACCOUNT, REGION = "000000000000", "ap-northeast-1"
PASSWORD = "master-Password-1"
FUNCTION = "echo"
FUNCTION_ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{FUNCTION}"
QUEUE_ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:rds-events"
_CODE = """
import json, time

def handler(event, context):
    print("called with", json.dumps(event))
    if "sleep" in event:
        time.sleep(event["sleep"])
    if "raise" in event:
        raise ValueError(event["raise"])
    return {"got": event, "client": getattr(context.client_context, "custom", None)}
"""

type Record = dict[str, Any]


class Stage:
    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self.rds = aws.client("rds")
        self.iam = aws.client("iam")
        self.logs = aws.client("logs")
        self.sqs = aws.client("sqs")

    def make_role(self, name: str, service: str = "rds.amazonaws.com", allowed: str | None = None) -> str:
        """A role that a service may assume and that may invoke one function."""
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        trust = {"Version": "2012-10-17", "Statement": [statement]}
        arn = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        if allowed:
            self.allow(name, allowed)
        return arn

    def allow(self, role: str, function_arn: str) -> None:
        statement = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": function_arn}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.iam.put_role_policy(RoleName=role, PolicyName="invoke", PolicyDocument=policy)

    def make_function(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("code.py", _CODE)
        function = {"FunctionName": FUNCTION, "Runtime": "python3.13", "Handler": "code.handler", "Timeout": 10}
        role = self.make_role("echo-function", "lambda.amazonaws.com")
        basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        self.iam.attach_role_policy(RoleName="echo-function", PolicyArn=basic)
        client = self.aws.client("lambda")
        client.create_function(**function, Role=role, Code={"ZipFile": packed.getvalue()})
        client.get_waiter("function_active_v2").wait(FunctionName=FUNCTION, WaiterConfig={"Delay": 1})

    def make_queue_of_events(self) -> None:
        allow = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [{**allow, "Resource": QUEUE_ARN}]})
        self.sqs.create_queue(QueueName="rds-events", Attributes={"Policy": policy})
        events = self.aws.client("events")
        events.put_rule(Name="rds-events", EventPattern=json.dumps({"source": ["aws.rds"]}))
        events.put_targets(Rule="rds-events", Targets=[{"Id": "queue", "Arn": QUEUE_ARN}])

    def events(self, wanted: int) -> list[Record]:
        """That many events of RDS, in the order in which they arrived; what comes later is for the next call."""
        url = self.sqs.get_queue_url(QueueName="rds-events")["QueueUrl"]
        found: list[Record] = []

        def enough() -> bool:
            messages = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            for message in messages:
                found.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return len(found) >= wanted

        assert process.wait_until(enough, 5), f"{len(found)} events instead of {wanted}: {found}"
        return sorted(found, key=lambda event: event["detail"]["Date"])

    def forget_events(self) -> None:
        self.sqs.purge_queue(QueueUrl=self.sqs.get_queue_url(QueueName="rds-events")["QueueUrl"])

    def make_cluster(self, name: str, *, instances: int = 1, **options: Any) -> None:
        self.rds.create_db_cluster(
            DBClusterIdentifier=name,
            Engine="aurora-postgresql",
            MasterUsername="genai_admin",
            MasterUserPassword=PASSWORD,
            DatabaseName="genai_demo",
            **options,
        )
        self.add_instances(name, instances)

    def add_instances(self, name: str, count: int = 1) -> None:
        for number in range(1, count + 1):
            self.rds.create_db_instance(
                DBInstanceIdentifier=f"{name}-{number}",
                DBClusterIdentifier=name,
                Engine="aurora-postgresql",
                DBInstanceClass="db.r6g.large",
                AvailabilityZone=f"{REGION}{'ac'[number % 2 - 1]}",
            )

    def cluster(self, name: str) -> Record:
        return self.rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]

    def instance(self, name: str) -> Record:
        return self.rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]

    def connect(self, name: str, **options: Any) -> psycopg.Connection:
        """As the master user to the cluster's endpoint."""
        found = self.cluster(name)
        login = {"passfile": "/dev/null", "password": PASSWORD, **options}
        return self.aws.connect(host=found["Endpoint"], port=found["Port"], **login)

    def remove_cluster(self, name: str, **final: Any) -> None:
        for member in self.cluster(name)["DBClusterMembers"]:
            self.rds.delete_db_instance(DBInstanceIdentifier=member["DBInstanceIdentifier"])
        self.rds.delete_db_cluster(DBClusterIdentifier=name, **(final or {"SkipFinalSnapshot": True}))

    @contextmanager
    def lambda_role(self, arn: str, cluster: str = "demo") -> Iterator[None]:
        """The cluster has a role for Lambda, for a while."""
        association = {"DBClusterIdentifier": cluster, "RoleArn": arn, "FeatureName": "Lambda"}
        self.rds.add_role_to_db_cluster(**association)
        try:
            yield
        finally:
            self.rds.remove_role_from_db_cluster(**association)

    def messages(self, group: str) -> list[str]:
        try:
            return [event["message"] for event in self.logs.filter_log_events(logGroupName=group)["events"]]
        except self.logs.exceptions.ResourceNotFoundException:
            return []

    def logged(self, group: str, text: str, seconds: float = 40) -> bool:
        """Whether a line with the text arrives in a log group."""
        return process.wait_until(lambda: any(text in message for message in self.messages(group)), seconds)


def refusal(call: Callable[..., Any], **params: Any) -> tuple[str, str]:
    """Code and message of a call that AWS refuses."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]
