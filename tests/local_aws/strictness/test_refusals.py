# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS refuses, here too: rules, mappings, trails, selectors, topics, groups and dashboards that cannot work."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.strictness.conftest import ACCOUNT
from tests.local_aws.strictness.conftest import REGION
from tests.local_aws.strictness.conftest import document
from tests.local_aws.strictness.conftest import refused


def lets(service: str, *actions: str, resource: str = "*", **condition: Any) -> dict[str, Any]:
    limits = {"Condition": condition} if condition else {}
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions, "Resource": resource, **limits}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "Parameter(s) EventPattern or ScheduleExpression must be specified."),
        ({"ScheduleExpression": "rate(1 minutes)"}, "Parameter ScheduleExpression is not valid."),
        ({"ScheduleExpression": "rate(5 minute)"}, "Parameter ScheduleExpression is not valid."),
        ({"ScheduleExpression": "rate(0 minutes)"}, "Parameter ScheduleExpression is not valid."),
    ],
)
def test_a_rule_that_matches_nothing(embedded_aws: EmbeddedAws, params: dict[str, str], message: str) -> None:
    events = embedded_aws.client("events")
    assert refused(events.put_rule, Name="matches-nothing", **params) == ("ValidationException", message)


def test_a_rule_that_is_there(embedded_aws: EmbeddedAws) -> None:
    """Its tags are changed by TagResource alone, and it stays as long as it has targets."""
    events = embedded_aws.client("events")
    rule: dict[str, Any] = {"Name": "is-there", "ScheduleExpression": "rate(5 minutes)"}
    arn = events.put_rule(**rule, Tags=[{"Key": "a", "Value": "first"}])["RuleArn"]
    events.put_rule(**rule, Tags=[{"Key": "a", "Value": "second"}])
    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "first"}]
    target = f"arn:aws:sqs:{REGION}:{ACCOUNT}:somewhere"
    events.put_targets(Rule="is-there", Targets=[{"Id": "t", "Arn": target}])
    in_use = ("ValidationException", "Rule can't be deleted since it has targets.")
    assert refused(events.delete_rule, Name="is-there") == in_use
    events.remove_targets(Rule="is-there", Ids=["t"])
    events.delete_rule(Name="is-there")


def test_a_function_and_the_queue_that_feeds_it_once(embedded_aws: EmbeddedAws) -> None:
    iam, functions, sqs = (embedded_aws.client(name) for name in ("iam", "lambda", "sqs"))
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName="fed-once", AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    rights = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    iam.put_role_policy(RoleName="fed-once", PolicyName="p", PolicyDocument=document(rights))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return None\n")
    code = {"ZipFile": packed.getvalue()}
    functions.create_function(
        FunctionName="fed-once", Runtime="python3.13", Role=role, Handler="index.handler", Code=code
    )
    sqs.create_queue(QueueName="feeds-once")
    source = f"arn:aws:sqs:{REGION}:{ACCOUNT}:feeds-once"
    mapping = {"FunctionName": "fed-once", "EventSourceArn": source}
    code_name, message = refused(functions.create_event_source_mapping, **mapping, BatchSize=100)
    assert (code_name, message.startswith("Maximum batch window")) == ("InvalidParameterValueException", True)
    made = functions.create_event_source_mapping(**mapping)["UUID"]
    code_name, message = refused(functions.create_event_source_mapping, **mapping)
    assert (code_name, message.endswith(f"mapping with UUID {made}")) == ("ResourceConflictException", True)
    functions.delete_event_source_mapping(UUID=made)


def test_a_trail_needs_bucket_and_key(embedded_aws: EmbeddedAws) -> None:
    s3, cloudtrail, kms = (embedded_aws.client(name) for name in ("s3", "cloudtrail", "kms"))
    s3.create_bucket(Bucket="strict-trail", CreateBucketConfiguration={"LocationConstraint": REGION})
    arn = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/strict"
    wanted = {"Name": "strict", "S3BucketName": "strict-trail"}
    code, message = refused(cloudtrail.create_trail, **wanted)
    assert (code, message) == (
        "InsufficientS3BucketPolicyException",
        "Incorrect S3 bucket policy is detected for bucket: strict-trail",
    )
    ours = {"StringEquals": {"aws:SourceArn": arn}}
    sees = lets("cloudtrail.amazonaws.com", "s3:GetBucketAcl", resource="arn:aws:s3:::strict-trail", **ours)
    writes = lets(
        "cloudtrail.amazonaws.com",
        "s3:PutObject",
        resource=f"arn:aws:s3:::strict-trail/AWSLogs/{ACCOUNT}/*",
        StringEquals={"aws:SourceArn": arn, "s3:x-amz-acl": "bucket-owner-full-control"},
    )
    s3.put_bucket_policy(Bucket="strict-trail", Policy=document(sees, writes))
    assert refused(cloudtrail.create_trail, **wanted, S3KeyPrefix="else")[0] == "InsufficientS3BucketPolicyException"
    key = kms.create_key()["KeyMetadata"]["Arn"]
    assert refused(cloudtrail.create_trail, **wanted, KmsKeyId=key)[0] == "InsufficientEncryptionPolicyException"
    administers = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*"}
    encrypts = lets("cloudtrail.amazonaws.com", "kms:GenerateDataKey*", **ours)
    policy = document({**administers, "Resource": "*"}, encrypts)
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    assert cloudtrail.create_trail(**wanted, KmsKeyId=key)["TrailARN"] == arn
    cloudtrail.delete_trail(Name="strict")


@pytest.mark.parametrize(
    "selectors",
    [
        {"EventSelectors": [{"ReadWriteType": "Everything"}]},
        {"EventSelectors": [{"ExcludeManagementEventSources": ["glue.amazonaws.com"]}]},
        {"EventSelectors": [{"DataResources": [{"Type": "AWS::Glue::Table", "Values": ["x"]}]}]},
        {"EventSelectors": [{"DataResources": [{"Type": "AWS::S3::Object"}]}]},
        {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "readOnly", "Equals": ["true"]}]}]},
        {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["All"]}]}]},
        {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]},
        {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory"}]}]},
        {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "colour", "Equals": ["x"]}]}]},
    ],
)
def test_selectors_that_select_nothing(embedded_aws: EmbeddedAws, selectors: dict[str, Any]) -> None:
    call = embedded_aws.client("cloudtrail").put_event_selectors
    assert refused(call, TrailName="no-such-trail", **selectors)[0] == "InvalidEventSelectorsException"


def test_selectors_that_aws_documents(embedded_aws: EmbeddedAws) -> None:
    management = {"Field": "eventCategory", "Equals": ["Management"]}
    data = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::bucket/"]},
    ]
    call = embedded_aws.client("cloudtrail").put_event_selectors
    for selectors in (
        {"AdvancedEventSelectors": [{"FieldSelectors": [management]}, {"FieldSelectors": data}]},
        {"EventSelectors": [{"ReadWriteType": "WriteOnly", "ExcludeManagementEventSources": ["kms.amazonaws.com"]}]},
    ):
        assert refused(call, TrailName="no-such-trail", **selectors)[0] == "TrailNotFoundException"


def test_what_a_queue_does_not_take(embedded_aws: EmbeddedAws) -> None:
    sqs = embedded_aws.client("sqs")
    url = sqs.create_queue(QueueName="strict-queue")["QueueUrl"]
    code, message = refused(sqs.send_message, QueueUrl=url, MessageBody="x", DelaySeconds=901)
    assert (code, message.startswith("Value 901 for parameter DelaySeconds is invalid.")) == (
        "InvalidParameterValue",
        True,
    )
    sqs.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=900)
    assert refused(sqs.set_queue_attributes, QueueUrl=url, Attributes={"Policy": "{"})[0] == "InvalidAttributeValue"


def test_what_a_topic_does_not_take(embedded_aws: EmbeddedAws) -> None:
    sns = embedded_aws.client("sns")
    assert refused(sns.create_topic, Name="a b") == ("InvalidParameter", "Invalid parameter: Topic Name")
    topic = {"TopicArn": sns.create_topic(Name="strict-attributes")["TopicArn"]}
    for name, value in (("KmsMasterKeyId", "alias/aws/sns"), ("KmsMasterKeyId", ""), ("SQSFailureFeedbackRoleArn", "")):
        sns.set_topic_attributes(**topic, AttributeName=name, AttributeValue=value)
    call = sns.set_topic_attributes
    assert refused(call, **topic, AttributeName="Colour", AttributeValue="x") == (
        "InvalidParameter",
        "Invalid parameter: AttributeName",
    )
    assert refused(call, **topic, AttributeName="Policy", AttributeValue="{")[0] == "InvalidParameter"
    assert refused(sns.subscribe, **topic, Protocol="pigeon", Endpoint="x")[0] == "InvalidParameter"


def test_the_key_of_a_log_group_lets_the_service_in(embedded_aws: EmbeddedAws) -> None:
    logs, kms = embedded_aws.client("logs"), embedded_aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    wanted = {"logGroupName": "/strict/key", "kmsKeyId": key}
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/strict/key"
    text = f"The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'"
    assert refused(logs.create_log_group, **wanted) == ("InvalidParameterException", text)
    administers = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*"}
    uses = lets(
        f"logs.{REGION}.amazonaws.com",
        "kms:Encrypt*",
        "kms:Decrypt*",
        "kms:GenerateDataKey*",
        ArnEquals={"kms:EncryptionContext:aws:logs:arn": arn},
    )
    policy = document({**administers, "Resource": "*"}, uses)
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    logs.create_log_group(**wanted)


def test_a_dashboard_that_is_not_there(embedded_aws: EmbeddedAws) -> None:
    cloudwatch = embedded_aws.client("cloudwatch")
    assert refused(cloudwatch.get_dashboard, DashboardName="nowhere")[0] == "ResourceNotFound"
    assert refused(cloudwatch.delete_dashboards, DashboardNames=["nowhere"])[0] == "ResourceNotFound"
