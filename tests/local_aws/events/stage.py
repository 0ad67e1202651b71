# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of events and monitoring build: queues, topics, keys, roles and functions with names of their own."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.names import ACCOUNT
from local_aws.names import REGION
from local_aws.process import wait_until
from tests.local_aws.embedded import EmbeddedAws

_numbers = itertools.count(1)
_started: list[EmbeddedAws] = []

LOGGING = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
PATIENCE = 40.0
_INTERVALS = {
    "LOCAL_AWS_ALARM_SECONDS": "0.2",
    "LOCAL_AWS_ALARM_HOLD_SECONDS": "1",
    "LOCAL_AWS_EVENT_RETRY_SECONDS": "0.1",
    "LOCAL_AWS_FUNCTION_CONCURRENCY": "50",
    "LOCAL_AWS_FUNCTION_RETRY_SECONDS": "0.1",
    "LOCAL_AWS_QUEUE_METRIC_SECONDS": "0.5",
    "LOCAL_AWS_ROTATION_DAY_SECONDS": "2",
    "LOCAL_AWS_ROTATION_SECONDS": "0.2",
}


def quick(make_embedded_aws: Callable[[str], EmbeddedAws]) -> EmbeddedAws:
    """One embedded AWS, with short intervals, for all of these tests."""
    if not _started:
        _started.append(another_quick(make_embedded_aws, "quick"))
    return _started[0]


def another_quick(make_embedded_aws: Callable[[str], EmbeddedAws], name: str) -> EmbeddedAws:
    """One more, for a test that needs one which has not seen a thousand requests."""
    aws = make_embedded_aws(name)
    aws.up(**_INTERVALS)
    return aws


def eventually[T](look: Callable[[], T], seconds: float = PATIENCE) -> T:
    """What a look gives as soon as it is something; the last look when the time is up."""
    seen: list[T] = []

    def something() -> bool:
        seen[:] = [look()]
        return bool(seen[0])

    wait_until(something, seconds)
    return seen[0]


@contextlib.contextmanager
def refused(code: str, message: str = "") -> Iterator[None]:
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert (error["Code"], message in error["Message"]) == (code, True), error


def new_name(kind: str) -> str:
    return f"{kind}-{next(_numbers)}"


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def statement(service: str, action: str, resource: str = "*", **condition: Any) -> dict[str, Any]:
    made = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource}
    return {**made, "Condition": condition} if condition else made


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def zipped(**modules: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in modules.items():
            archive.writestr(f"{name}.py", text)
    return buffer.getvalue()


class Stage:
    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.aws.client(service)
        return self._clients[service]

    def restart(self) -> None:
        """Stop and start, as a user does; clients stay good, since the port stays."""
        down = self.aws.run("down")
        assert down.returncode == 0, down.stderr
        self.aws.up(**_INTERVALS)

    # --- queues, topics, keys ---

    def queue(self, *statements: dict[str, Any], **attributes: str) -> tuple[str, str]:
        """The URL and the ARN of a queue with a policy."""
        name = new_name("queue")
        if statements:
            attributes["Policy"] = policy(*statements)
        url = self.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        return url, arn("sqs", name)

    def open_queue(self, service: str, **attributes: str) -> tuple[str, str]:
        return self.queue(statement(service, "sqs:SendMessage"), **attributes)

    def messages(self, url: str, seconds: float = PATIENCE) -> list[dict[str, Any]]:
        """What a queue holds, as soon as it holds something."""

        def receive() -> list[dict[str, Any]]:
            answer = self.client("sqs").receive_message(
                QueueUrl=url, MessageAttributeNames=["All"], MaxNumberOfMessages=10
            )
            return answer.get("Messages", [])

        return eventually(receive, seconds)

    def body(self, url: str) -> Any:
        """The content of the first message of a queue."""
        messages = self.messages(url)
        assert messages, "nothing came"
        return json.loads(messages[0]["Body"])

    def topic(self, *statements: dict[str, Any], **attributes: str) -> str:
        if statements:
            attributes["Policy"] = policy(*statements)
        return self.client("sns").create_topic(Name=new_name("topic"), Attributes=attributes)["TopicArn"]

    def subscribed(self, topic: str, **attributes: str) -> str:
        """The URL of a queue that gets what is published to a topic, as it is."""
        url, queue = self.open_queue("sns.amazonaws.com")
        attributes = {"RawMessageDelivery": "true", **attributes}
        self.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes=attributes)
        return url

    def key(self, *statements: dict[str, Any]) -> str:
        owner = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*"}
        made = self.client("kms").create_key(Policy=policy({**owner, "Resource": "*"}, *statements))
        return made["KeyMetadata"]["KeyId"]

    # --- roles and functions ---

    def role(self, *statements: dict[str, Any], service: str = "lambda.amazonaws.com", logs: bool = True) -> str:
        iam, name = self.client("iam"), new_name("role")
        trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))["Role"]["Arn"]
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*statements))
        if logs:
            iam.attach_role_policy(RoleName=name, PolicyArn=LOGGING)
        return made

    def function(self, code: str, *, role: str | None = None, **options: Any) -> str:
        """The name of a function whose module `index` has a `handler`."""
        name = new_name("function")
        self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=role or self.role(),
            Handler="index.handler",
            Code={"ZipFile": zipped(index=code)},
            Timeout=10,
            **options,
        )
        return name

    def open_function(self, code: str, service: str, source: str | None = None, **options: Any) -> str:
        name = self.function(code, **options)
        self.permit(name, service, source)
        return name

    def permit(self, function: str, service: str, source: str | None = None) -> None:
        condition = {"SourceArn": source} if source else {}
        self.client("lambda").add_permission(
            FunctionName=function, StatementId="s", Action="lambda:InvokeFunction", Principal=service, **condition
        )

    def invoke(self, function: str, event: Any = None, **options: Any) -> tuple[Any, str | None]:
        """What a function answers, and whether that is an error."""
        answer = self.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event or {}), **options)
        return json.loads(answer["Payload"].read() or b"null"), answer.get("FunctionError")

    def log(self, group: str, pattern: str = "") -> list[str]:
        """The messages of a log group; none when it is not there."""
        logs = self.client("logs")
        try:
            events = logs.filter_log_events(logGroupName=group, filterPattern=pattern)["events"]
        except logs.exceptions.ResourceNotFoundException:
            return []
        return [event["message"] for event in events]

    def logged(self, function: str, text: str) -> list[str]:
        """What a function has logged, as soon as a text is in it."""
        group = f"/aws/lambda/{function}"
        eventually(lambda: any(text in message for message in self.log(group)))
        return self.log(group)

    # --- rules, metrics ---

    def rule(self, source: str, **target: Any) -> str:
        """The ARN of a rule on a source with one target."""
        events, name = self.client("events"), new_name("rule")
        made = events.put_rule(Name=name, EventPattern=json.dumps({"source": [source]}))["RuleArn"]
        if target:
            events.put_targets(Rule=name, Targets=[{"Id": "t", **target}])
        return made

    def put(self, source: str, detail: Any = None, detail_type: str = "test") -> None:
        entry = {"Source": source, "DetailType": detail_type, "Detail": json.dumps(detail or {})}
        answer = self.client("events").put_events(Entries=[entry])
        assert answer["FailedEntryCount"] == 0, answer

    def sum(self, namespace: str, metric: str, **dimensions: str) -> float:
        """The sum of a metric over the last hours; zero when there is none."""
        now = datetime.now(UTC)
        points = self.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
            StartTime=now - timedelta(hours=3),
            EndTime=now + timedelta(minutes=1),
            Period=60,
            Statistics=["Sum"],
        )["Datapoints"]
        return sum(point["Sum"] for point in points)
