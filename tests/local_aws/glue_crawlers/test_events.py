# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crawl tells EventBridge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.local_aws.glue_crawlers.stage import ACCOUNT
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import REGION
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import unique
from tests.local_aws.glue_crawlers.stage import until


class Listener:
    """A queue behind a rule that takes every event of Glue."""

    def __init__(self, stage: Stage) -> None:
        self._sqs = stage.client("sqs")
        self._events = stage.client("events")
        self._name = unique("glue-events-")
        self._url = self._sqs.create_queue(QueueName=self._name)["QueueUrl"]
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self._name}"
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._sqs.set_queue_attributes(QueueUrl=self._url, Attributes={"Policy": policy})
        self._events.put_rule(Name=self._name, EventPattern=json.dumps({"source": ["aws.glue"]}))
        self._events.put_targets(Rule=self._name, Targets=[{"Id": "q", "Arn": arn}])
        self._heard: list[dict[str, Any]] = []

    def hear(self, detail_type: str, count: int, **detail: str) -> list[dict[str, Any]]:
        """Wait for so many events of a kind with such values in their detail."""

        def enough() -> list[dict[str, Any]] | None:
            answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10, WaitTimeSeconds=0)
            for message in answer.get("Messages", []):
                self._heard.append(json.loads(message["Body"]))
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            found = [
                event
                for event in self._heard
                if event["detail-type"] == detail_type and detail.items() <= event["detail"].items()
            ]
            return found if len(found) >= count else None

        return until(enough)

    def close(self) -> None:
        self._events.remove_targets(Rule=self._name, Ids=["q"])
        self._events.delete_rule(Name=self._name)
        self._sqs.delete_queue(QueueUrl=self._url)


@pytest.fixture
def listener(stage: Stage) -> Iterator[Listener]:
    made = Listener(stage)
    yield made
    made.close()


def test_a_crawl_that_succeeds(stage: Stage, listener: Listener) -> None:
    with stage.schema("CREATE TABLE a (x int)", "CREATE TABLE b (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
    database = stage.glue.get_crawler(Name=crawler)["Crawler"]["DatabaseName"]
    started, succeeded = listener.hear("Glue Crawler State Change", 2, crawlerName=crawler)
    for event in (started, succeeded):
        assert (event["source"], event["account"], event["region"]) == ("aws.glue", ACCOUNT, REGION)
        assert all(isinstance(value, str) for value in event["detail"].values())
    assert started["detail"].keys() == {"accountId", "crawlerName", "startTime", "state", "message"}
    assert (started["detail"]["state"], started["detail"]["message"]) == ("Started", "Crawler Started")
    detail = succeeded["detail"]
    assert detail["runningTime (sec)"].isdigit()
    assert f"stream={crawler}" in detail["cloudWatchLogLink"]
    assert {key: detail[key] for key in sorted(detail) if key not in ("cloudWatchLogLink", "completionDate")} == {
        "accountId": ACCOUNT,
        "crawlerName": crawler,
        "message": "Crawler Succeeded",
        "partitionsCreated": "0",
        "partitionsDeleted": "0",
        "partitionsUpdated": "0",
        "runningTime (sec)": detail["runningTime (sec)"],
        "state": "Succeeded",
        "tablesCreated": "2",
        "tablesDeleted": "0",
        "tablesUpdated": "0",
        "warningMessage": "N/A",
    }
    (created,) = listener.hear(
        "Glue Data Catalog Database State Change", 1, databaseName=database, typeOfChange="CreateTable"
    )
    names = [f"genai_demo_{schema}_a", f"genai_demo_{schema}_b"]
    assert created["detail"] == {"databaseName": database, "typeOfChange": "CreateTable", "changedTables": names}
    assert created["resources"] == [f"arn:aws:glue:{REGION}:{ACCOUNT}:table/{database}/{name}" for name in names]


def test_tables_that_change(stage: Stage, listener: Listener) -> None:
    with stage.schema("CREATE TABLE a (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
        stage.change(schema, "ALTER TABLE a ADD COLUMN y int")
        stage.succeed(crawler)
    name = f"genai_demo_{schema}_a"
    (changed,) = listener.hear("Glue Data Catalog Table State Change", 1, tableName=name)
    assert changed["detail"]["typeOfChange"] == "UpdateTable"
    (event,) = listener.hear("Glue Crawler State Change", 1, crawlerName=crawler, tablesUpdated="1")
    assert event["detail"]["tablesCreated"] == "0"


def test_a_crawl_that_fails(stage: Stage, listener: Listener) -> None:
    crawler = stage.make_crawler(connection=stage.make_connection(placed={}))
    error = stage.failure(crawler)
    (failed,) = listener.hear("Glue Crawler State Change", 1, crawlerName=crawler, state="Failed")
    detail = failed["detail"]
    assert detail.pop("cloudWatchLogLink")
    assert detail == {
        "accountId": ACCOUNT,
        "crawlerName": crawler,
        "errorMessage": error,
        "message": "Crawler Failed",
        "state": "Failed",
    }


def test_a_collision_is_a_warning(stage: Stage, listener: Listener) -> None:
    with stage.schema('CREATE TABLE "A" (x int)', "CREATE TABLE a (x int)") as schema:
        crawler = stage.make_crawler(f"{DATABASE}/{schema}/%")
        stage.succeed(crawler)
    (event,) = listener.hear("Glue Crawler State Change", 1, crawlerName=crawler, state="Succeeded")
    assert event["detail"]["warningMessage"].startswith(f"Table name genai_demo_{schema}_a stands for")
