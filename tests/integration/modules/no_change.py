# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run that changes nothing asks of AWS, module by module. One line here is a test and a line of `make bench`."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.integration.modules.harness import Aws
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import unique

NAME = "nothing-to-do"
ALARM = {
    "name": NAME,
    "namespace": "AWS/Lambda",
    "metric_name": "Errors",
    "statistic": "Sum",
    "comparison": "GreaterThanThreshold",
    "threshold": 0,
    "period": 300,
    "evaluation_periods": 1,
}
METRIC = {"id": "x", "namespace": "AWS/Lambda", "metric_name": "Errors", "statistic": "Sum"}
TAGS = {"Project": "GenAI-Demo", "Environment": "test"}
ABSENT = {"state": "absent"}
WITH_TAGS, WITHOUT_TAGS = 3, 2
# These do not talk to AWS, or their work is many calls by its nature: a crawl, a snapshot, a comparison.
ELSEWHERE = {
    "cloudwatch_alarm_messages",
    "cloudwatch_alarm_state",
    "glue_catalog_backup",
    "glue_catalog_export",
    "glue_catalog_restore",
    "glue_catalog_snapshot_info",
    "glue_catalog_verify",
    "glue_crawl_undo",
    "glue_crawler_run",
    "lambda_archive",
    "postgresql_crawler_user",
    "postgresql_ddl_trigger",
    "postgresql_table_info",
    "secretsmanager_rotation",
}

Options = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A task that is run twice. The second run has nothing to do, and at most so many calls to find that out."""

    module: str
    options: Callable[[Stage], Options]
    bound: int = WITHOUT_TAGS
    undo: Options | None = None
    what: str = ""

    @property
    def title(self) -> str:
        return f"{self.module} {self.what}".strip()

    def calls(self, aws: Aws, stage: Stage) -> list[str]:
        """The calls of the second run."""
        options = self.options(stage)
        aws.run(self.module, **options)
        try:
            again = aws.run(self.module, **options)
            calls = aws.traffic.operations
        finally:
            if self.undo is not None:
                aws.run(self.module, **{**options, **self.undo})
        assert not again["changed"], f"{self.title}: {again['diff']}"
        return calls


def manages(module: str, what: str = "", undo: Options | None = ABSENT, tags: bool = False, **options: Any) -> Case:
    """A module whose options say everything."""
    given = {**options, "tags": TAGS} if tags else options
    return Case(module, lambda _stage: given, WITH_TAGS if tags else WITHOUT_TAGS, undo, what)


def reads(module: str, what: str = "", **options: Any) -> Case:
    """An _info module whose answer fits one page."""
    return Case(module, lambda _stage: options, 1, None, what)


def tagged(module: str, what: str, options: Callable[[Stage], Options]) -> Case:
    return Case(module, lambda stage: {**options(stage), "tags": TAGS}, WITH_TAGS, ABSENT, what)


def crawler(stage: Stage, **more: Any) -> Options:
    target = {"connection_name": stage.connection, "path": f"{DATABASE}/public/%", "exclusions": ["tmp_*"]}
    return {
        "name": NAME,
        "role": f"arn:aws:iam::000000000000:role/{stage.role}",
        "database_name": "default_catalog",
        "targets": {"jdbc_targets": [target]},
        "schedule_local": {"time": "02:00", "timezone": "Asia/Tokyo"},
        "configuration": {"Version": 1},
        "schema_change_policy": {"update_behavior": "UPDATE_IN_DATABASE"},
        **more,
    }


def connection(stage: Stage, **more: Any) -> Options:
    url = f"jdbc:postgresql://localhost:5432/{DATABASE}"
    return {
        "name": NAME,
        "connection_properties": {"JDBC_CONNECTION_URL": url, "SECRET_ID": "a", "JDBC_ENFORCE_SSL": True},
        "subnet_id": stage.network.subnet,
        "security_groups": [stage.network.group],
        **more,
    }


def named_group(stage: Stage) -> Options:
    [group] = stage.ec2.describe_security_groups(GroupIds=[stage.network.group])["SecurityGroups"]
    return connection(stage, security_groups=[group["GroupName"]])


def password(stage: Stage) -> Options:
    properties = {**connection(stage)["connection_properties"], "USERNAME": "u", "PASSWORD": "correct horse"}
    return connection(stage, connection_properties={key: properties[key] for key in properties if key != "SECRET_ID"})


def encryption(stage: Stage) -> Options:
    key = stage.client("kms").create_key()["KeyMetadata"]["Arn"]
    return {"encryption_at_rest": {"mode": "SSE-KMS", "kms_key_id": key}}


def topic(stage: Stage) -> Options:
    return {"topic": stage.client("sns").create_topic(Name=NAME)["TopicArn"], "kms_key_id": "alias/aws/sns"}


def trail(stage: Stage) -> Options:
    """A trail, and what its bucket must allow."""
    s3, name = stage.client("s3"), unique(NAME)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    allowed = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    statements = [
        {**allowed, "Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{name}"},
        {**allowed, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{name}/*"},
    ]
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    stage.client("cloudtrail").create_trail(Name=name, S3BucketName=name)
    return {"trail": name, "event_selectors": [{"read_write_type": "WriteOnly"}]}


def grant(stage: Stage) -> Options:
    principal = f"arn:aws:iam::000000000000:role/{stage.role}"
    return {"principal": principal, "database": stage.make_database(), "permissions": ["DESCRIBE"]}


def a_function(stage: Stage) -> Options:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return event\n")
    made = stage.client("lambda").create_function(
        FunctionName=unique(NAME),
        Role=f"arn:aws:iam::000000000000:role/{stage.make_role(trusted=trust_of('lambda'))}",
        Runtime="python3.13",
        Handler="index.handler",
        Code={"ZipFile": packed.getvalue()},
    )
    return {"name": made["FunctionName"], "reserved_concurrent_executions": 1, "maximum_retry_attempts": 1}


def trust_of(service: str) -> Options:
    allow = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [allow]}


def a_crawler(stage: Stage) -> Options:
    return {"name": stage.make_crawler()}


NOT_ENCRYPTED = {"encryption_at_rest": {"mode": "DISABLED"}}
NOT_GLOBAL = {"state": "absent", "deletion_protection": False, "remove_members": True, "wait_timeout": 30}
TEXT = {"type": "text", "x": 0, "y": 0, "width": 24, "height": 2, "properties": {"markdown": "# Nothing"}}
STATEMENT = {
    "Sid": "NothingToDo",
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": ["glue:GetDatabase"],
    "Resource": ["arn:aws:glue:ap-northeast-1:000000000000:catalog"],
}

CASES = [
    tagged("glue_crawler", "with tags", crawler),
    Case("glue_crawler", crawler, WITHOUT_TAGS, ABSENT),
    Case("glue_crawler", partial(crawler, schedule_state="active"), WITHOUT_TAGS, ABSENT, "with its schedule's state"),
    tagged("glue_connection", "with tags", connection),
    Case("glue_connection", connection, WITHOUT_TAGS, ABSENT),
    Case("glue_connection", named_group, WITHOUT_TAGS, ABSENT, "with a group by its name"),
    tagged("glue_connection", "with tags and a password", password),
    manages("glue_database", "with tags", tags=True, name="nothing_to_do", parameters={"a": 1}),
    manages("glue_database", name="nothing_to_do", parameters={"a": 1}),
    Case("glue_catalog_encryption", encryption, WITHOUT_TAGS, NOT_ENCRYPTED),
    manages("glue_classifier", name=NAME, csv={"delimiter": ";"}),
    manages("glue_security_configuration", name=NAME, s3_encryption={"mode": "SSE-S3"}),
    manages("glue_resource_policy", statements=[STATEMENT]),
    manages("rds_global_cluster", undo=NOT_GLOBAL, global_cluster_identifier=NAME, engine="aurora-postgresql"),
    manages("events_rule", name=NAME, event_pattern={"source": ["aws.glue"]}),
    manages("cloudwatch_alarms", tags=True, alarms=[ALARM]),
    manages("cloudwatch_dashboard", name=NAME, body={"widgets": [TEXT]}),
    Case("sns_topic_encryption", topic),
    Case("cloudtrail_selectors", trail),
    Case("lambda_concurrency", a_function),
    Case("lakeformation_permissions", grant, WITHOUT_TAGS, ABSENT),
    reads("rds_cluster_role", "of nobody", db_cluster_identifier="nobody", feature_name="Lambda", **ABSENT),
    reads("rds_http_endpoint", "of nobody", db_cluster_identifier="nobody", **ABSENT),
    reads("s3_bucket_replication", "of nothing", name="nowhere-to-be-found", **ABSENT),
    reads("logs_subscription_filter", "of nothing", log_group="nowhere", name=NAME, **ABSENT),
    reads("cloudwatch_metric_info", metrics=[METRIC]),
    reads("glue_database_info"),
    reads("glue_database_info", "of one", name="nobody"),
    reads("glue_connection_info"),
    reads("glue_crawler_info"),
    reads("glue_table_info", database_name="nowhere"),
    Case("glue_crawl_info", a_crawler, 1),
    reads("glue_catalog_encryption_info"),
    reads("glue_classifier_info"),
    reads("glue_security_configuration_info"),
    reads("glue_resource_policy_info"),
    reads("lakeformation_permissions_info"),
    reads("secretsmanager_rotation_info", names=[NAME]),
]
