# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of the catalog reach a queue by a rule, as they do on AWS."""

from __future__ import annotations

import json
import time

import pytest

from tests.local_aws.glue_catalog.conftest import ACCOUNT
from tests.local_aws.glue_catalog.conftest import REGION

ARN = f"arn:aws:glue:{REGION}:{ACCOUNT}"
OF_DATABASE = "Glue Data Catalog Database State Change"
OF_TABLE = "Glue Data Catalog Table State Change"
SECONDS = 60


@pytest.fixture
def receive(embedded_aws, make_name):
    """Wait for so many events of one database."""
    sqs, events = embedded_aws.client("sqs"), embedded_aws.client("events")
    name, database = make_name("catalog-events"), make_name("events_of")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    pattern = {"source": ["aws.glue"], "detail": {"databaseName": [database]}}
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=name, Targets=[{"Id": "q", "Arn": queue}])

    def receive(count):
        found, end = [], time.monotonic() + SECONDS
        while len(found) < count and time.monotonic() < end:
            answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in answer.get("Messages", []):
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return {e["detail"]["typeOfChange"]: (e["detail-type"], e["resources"], e["detail"]) for e in found}

    receive.database = database
    yield receive
    events.remove_targets(Rule=name, Ids=["q"])
    events.delete_rule(Name=name)
    sqs.delete_queue(QueueUrl=url)


def test_each_change_is_told(glue, receive):
    database = receive.database
    place = {"DatabaseName": database, "TableName": "t"}
    table = {"Name": "T", "PartitionKeys": [{"Name": "a", "Type": "int"}, {"Name": "b", "Type": "string"}]}
    glue.create_database(DatabaseInput={"Name": database})
    glue.create_table(DatabaseName=database, TableInput=table)
    glue.update_table(DatabaseName=database, TableInput=table)
    glue.batch_create_partition(**place, PartitionInputList=[{"Values": ["1", "x"]}, {"Values": ["2", "y"]}])
    glue.delete_partition(**place, PartitionValues=["1", "x"])
    glue.batch_delete_table(DatabaseName=database, TablesToDelete=["t", "missing"])
    glue.delete_database(Name=database)

    of_table, of_database = [f"{ARN}:table/{database}/t"], [f"{ARN}:database/{database}"]

    def in_database(change, tables):
        return {"databaseName": database, "typeOfChange": change, "changedTables": tables}

    def in_table(change, partitions):
        return {"databaseName": database, "tableName": "t", "typeOfChange": change, "changedPartitions": partitions}

    assert receive(7) == {
        "CreateDatabase": (OF_DATABASE, of_database, in_database("CreateDatabase", [])),
        "CreateTable": (OF_DATABASE, of_table, in_database("CreateTable", ["t"])),
        "UpdateTable": (OF_TABLE, of_table, in_table("UpdateTable", [])),
        "BatchCreatePartition": (OF_TABLE, of_table, in_table("BatchCreatePartition", ["[1, x]", "[2, y]"])),
        "DeletePartition": (OF_TABLE, of_table, in_table("DeletePartition", ["[1, x]"])),
        "BatchDeleteTable": (OF_DATABASE, of_table, in_database("BatchDeleteTable", ["t"])),
        "DeleteDatabase": (OF_DATABASE, of_database, in_database("DeleteDatabase", [])),
    }
