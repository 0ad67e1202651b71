# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret's rotation: four steps of its function, the labels it moves, and what a failure leaves behind."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import eventually
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.stage import refused

SERVICE = "secretsmanager.amazonaws.com"
ROTATING = """
import json, boto3
client = boto3.client("secretsmanager")
def handler(event, context):
    secret, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    versions = client.describe_secret(SecretId=secret)["VersionIdsToStages"]
    print("STEP", step, sorted(event), sorted(versions[token]))
    if step == "createSecret":
        try:
            client.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")
        except client.exceptions.ResourceNotFoundException:
            client.put_secret_value(
                SecretId=secret, ClientRequestToken=token, SecretString="rotated", VersionStages=["AWSPENDING"]
            )
    if step == "testSecret":
        value = client.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")["SecretString"]
        print("TESTED", value)
        if FAILING:
            raise OSError("the database says no")
    if step == "finishSecret":
        current = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
        client.update_secret_version_stage(
            SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
        )
"""
GRANTED = {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": arn("secretsmanager", "secret:*")}


@pytest.fixture
def secret(stage: Stage) -> str:
    name = new_name("secret")
    stage.client("secretsmanager").create_secret(Name=name, SecretString="first")
    return name


def rotation_function(stage: Stage, *, failing: bool = False, permitted: bool = True) -> str:
    function = stage.function(f"FAILING = {failing}\n{ROTATING}", role=stage.role(GRANTED))
    if permitted:
        stage.permit(function, SERVICE)
    return function


def rotate(stage: Stage, secret: str, function: str, **options: Any) -> str:
    options.setdefault("RotationRules", {"AutomaticallyAfterDays": 90})
    answer = stage.client("secretsmanager").rotate_secret(
        SecretId=secret, RotationLambdaARN=arn("lambda", f"function:{function}"), **options
    )
    return answer["VersionId"]


def stages(stage: Stage, secret: str) -> dict[str, list[str]]:
    return stage.client("secretsmanager").describe_secret(SecretId=secret)["VersionIdsToStages"]


def value(stage: Stage, secret: str, label: str = "AWSCURRENT") -> str:
    return stage.client("secretsmanager").get_secret_value(SecretId=secret, VersionStage=label)["SecretString"]


def test_the_four_steps(stage: Stage, secret: str) -> None:
    function = rotation_function(stage)
    before = next(iter(stages(stage, secret)))
    version = rotate(stage, secret, function)
    secrets = stage.client("secretsmanager")
    assert eventually(lambda: secrets.describe_secret(SecretId=secret).get("LastRotatedDate"))
    labels = stages(stage, secret)
    assert "AWSCURRENT" in labels[version]
    assert labels[before] == ["AWSPREVIOUS"]
    assert (value(stage, secret), value(stage, secret, "AWSPREVIOUS")) == ("rotated", "first")
    steps = [message for message in stage.log(f"/aws/lambda/{function}") if message.startswith("STEP")]
    keys = "['ClientRequestToken', 'SecretId', 'Step']"
    assert steps == [
        f"STEP {step} {keys} ['AWSPENDING']" for step in ("createSecret", "setSecret", "testSecret", "finishSecret")
    ]
    described = secrets.describe_secret(SecretId=secret)
    assert described["RotationEnabled"] is True
    assert described["RotationRules"] == {"AutomaticallyAfterDays": 90}
    assert described["NextRotationDate"] > described["LastRotatedDate"]
    listed = secrets.list_secrets(Filters=[{"Key": "name", "Values": [secret]}])["SecretList"]
    assert next(each for each in listed if each["Name"] == secret)["RotationLambdaARN"].endswith(function)


def test_a_function_that_lets_nobody_in(stage: Stage, secret: str) -> None:
    function = rotation_function(stage, permitted=False)
    with refused(
        "AccessDeniedException",
        "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access "
        "to the principal secretsmanager.amazonaws.com.",
    ):
        rotate(stage, secret, function)
    described = stage.client("secretsmanager").describe_secret(SecretId=secret)
    assert "RotationLambdaARN" not in described
    assert len(described["VersionIdsToStages"]) == 1


def test_a_failure_leaves_the_pending_version(stage: Stage, secret: str) -> None:
    url, queue = stage.open_queue("events.amazonaws.com")
    events, rule = stage.client("events"), new_name("rule")
    pattern = {"source": ["aws.secretsmanager"], "detail": {"eventName": ["RotationFailed"]}}
    events.put_rule(Name=rule, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=rule, Targets=[{"Id": "t", "Arn": queue}])
    function = rotation_function(stage, failing=True)
    version = rotate(stage, secret, function)
    event = stage.body(url)
    assert event["detail-type"] == "AWS Service Event via CloudTrail"
    assert event["detail"]["additionalEventData"]["SecretId"].partition(":secret:")[2].startswith(secret)
    assert "the database says no" in event["detail"]["additionalEventData"]["ErrorMessage"]
    assert stages(stage, secret)[version] == ["AWSPENDING"]
    assert (value(stage, secret), value(stage, secret, "AWSPENDING")) == ("first", "rotated")
    assert any("[ERROR] OSError: the database says no" in each for each in stage.logged(function, "[ERROR]"))
    with refused("InvalidRequestException", "A previous rotation isn't complete. That rotation will be reattempted."):
        rotate(stage, secret, function)
    events.remove_targets(Rule=rule, Ids=["t"])
    events.remove_targets(Rule=rule, Ids=["t"])
    events.delete_rule(Name=rule)


def test_the_reattempt_goes_on_with_the_same_version(stage: Stage, secret: str) -> None:
    function = rotation_function(stage, failing=True)
    version = rotate(stage, secret, function)
    stage.logged(function, "[ERROR]")
    good = rotation_function(stage)
    with refused("InvalidRequestException", "That rotation will be reattempted."):
        rotate(stage, secret, good)
    assert eventually(lambda: "AWSCURRENT" in stages(stage, secret)[version])


def test_without_an_immediate_rotation_the_function_is_only_tried(stage: Stage, secret: str) -> None:
    function = rotation_function(stage)
    version = rotate(stage, secret, function, RotateImmediately=False)
    assert "TESTED first" in stage.logged(function, "TESTED")
    assert eventually(lambda: version not in stages(stage, secret))
    assert value(stage, secret) == "first"


def test_a_rotation_by_the_clock(stage: Stage, secret: str) -> None:
    """A day lasts two seconds here."""
    function = rotation_function(stage)
    version = rotate(stage, secret, function, RotationRules={"AutomaticallyAfterDays": 1})
    assert eventually(lambda: "AWSCURRENT" in stages(stage, secret).get(version, []))
    assert eventually(lambda: "AWSPREVIOUS" in stages(stage, secret).get(version, []))
    stage.client("secretsmanager").cancel_rotate_secret(SecretId=secret)
    described = stage.client("secretsmanager").describe_secret(SecretId=secret)
    assert described["RotationEnabled"] is False
    assert "NextRotationDate" not in described


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"AutomaticallyAfterDays": 30, "ScheduleExpression": "rate(4 hours)"}, "both"),
        ({"ScheduleExpression": "every now and then"}, "Invalid ScheduleExpression."),
    ],
)
def test_rules_that_are_refused(stage: Stage, secret: str, rules: dict[str, Any], message: str) -> None:
    function = rotation_function(stage)
    with refused("InvalidParameterException", message):
        rotate(stage, secret, function, RotationRules=rules)


def test_a_secret_without_a_function(stage: Stage, secret: str) -> None:
    with refused("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret."):
        stage.client("secretsmanager").rotate_secret(SecretId=secret)


def test_a_schedule_gives_the_next_date(stage: Stage, secret: str) -> None:
    function = rotation_function(stage)
    rotate(stage, secret, function, RotationRules={"ScheduleExpression": "rate(10 days)"})
    following = stage.client("secretsmanager").describe_secret(SecretId=secret)["NextRotationDate"].timestamp()
    assert 9.9 * 86400 < following - time.time() < 10.1 * 86400


def test_versions_and_labels(stage: Stage, secret: str) -> None:
    secrets = stage.client("secretsmanager")
    current = next(iter(stages(stage, secret)))
    with refused("ResourceNotFoundException", "can't find the specified secret value for staging label: AWSPENDING"):
        value(stage, secret, "AWSPENDING")
    with refused("InvalidRequestException", "a VersionStage that is not associated to the provided VersionId."):
        secrets.put_secret_value(SecretId=secret, SecretString="p", VersionStages=["AWSPENDING"])
        secrets.get_secret_value(SecretId=secret, VersionId=current, VersionStage="AWSPENDING")
    token = "00000000-0000-4000-8000-000000000001"
    secrets.put_secret_value(SecretId=secret, SecretString="x", ClientRequestToken=token, VersionStages=["AWSPENDING"])
    assert [label for labels in stages(stage, secret).values() for label in labels].count("AWSPENDING") == 1
    secrets.put_secret_value(SecretId=secret, SecretString="x", ClientRequestToken=token, VersionStages=["AWSPENDING"])
    with refused("ResourceExistsException"):
        secrets.put_secret_value(SecretId=secret, SecretString="y", ClientRequestToken=token)
