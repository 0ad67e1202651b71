# SPDX-License-Identifier: GPL-3.0-or-later
"""The role monitoring on a crawler of its own: each alarm with its real cause, and with something like it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg import sql

from local_aws.paths import REPOSITORY
from local_aws.process import wait_until
from tests.integration.roles.playbook import Playbook
from tests.integration.roles.playbook import Run
from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.events.stage import another_quick
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage

PLAYBOOK = "../tests/integration/roles/monitoring"
QUEUE = "what-was-told"
FUNCTION = "DataCatalog-PublishMetrics"
TRIGGER = "DataCatalogStack-TriggerCrawlerFunction"
COUNTED = ("ContextsMissing", "TooFewTables", "TooManyTables")
BUCKET = "backups-of-the-monitored-catalog"


@dataclass
class Site:
    stage: Stage
    playbook: Playbook
    options: tuple[str, ...]
    crawler: str

    @contextmanager
    def stage_without_login(self) -> Iterator[None]:
        """The connection without its secret: a crawl can only fail."""
        secrets = self.stage.client("secretsmanager")
        known = secrets.get_secret_value(SecretId=self.stage.secret)["SecretString"]
        wrong = json.dumps({**json.loads(known), "password": "not the password"})
        secrets.put_secret_value(SecretId=self.stage.secret, SecretString=wrong)
        yield
        secrets.put_secret_value(SecretId=self.stage.secret, SecretString=known)

    def run(self, *options: str) -> Run:
        return self.playbook.run(PLAYBOOK, *self.options, *options)


def key_statements() -> list[dict[str, Any]]:
    """The account, and what the inventories let use the key."""
    path = REPOSITORY / "inventories" / "local" / "group_vars" / "all" / "security.yml"
    text = path.read_text(encoding="utf-8").replace("{{ aws_account_id }}", "000000000000")
    whole = {"AWS": "arn:aws:iam::000000000000:root"}
    administer = {"Effect": "Allow", "Principal": whole, "Action": "kms:*", "Resource": "*"}
    return [administer, *yaml.safe_load(text)["security_kms_policy_statements"]]


@pytest.fixture(scope="module")
def site(make_embedded_aws: Callable[[str], EmbeddedAws], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    aws = another_quick(make_embedded_aws, "monitoring")
    stage = Stage(aws)
    crawler = stage.make_crawler(f"{DATABASE}/public/%")
    with stage.connect() as connection:
        user = sql.Identifier(stage.user)
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(user))
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {}").format(user)
        )
    catalog = stage.glue.get_crawler(Name=crawler)["Crawler"]["DatabaseName"]
    sqs = aws.client("sqs")
    urls = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in (QUEUE, "data-catalog-dlq")]
    told = f"arn:aws:sqs:ap-northeast-1:000000000000:{QUEUE}"
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": told,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    sqs.set_queue_attributes(QueueUrl=urls[0], Attributes={"Policy": policy})
    kms = aws.client("kms")
    key = kms.create_key(Policy=json.dumps({"Version": "2012-10-17", "Statement": key_statements()}))["KeyMetadata"]
    kms.create_alias(AliasName="alias/of-alerts", TargetKeyId=key["KeyId"])
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    s3.put_object(Bucket=BUCKET, Key="catalog.json", Body=b"{}")
    subscription = [{"protocol": "sqs", "endpoint": told}]
    options = {
        "monitoring_crawler_name": crawler,
        "monitoring_glue_database": catalog,
        "monitoring_critical_subscriptions": subscription,
        "monitoring_warning_subscriptions": subscription,
        "monitoring_kms_key_id": "alias/of-alerts",
        "monitoring_backup_bucket": BUCKET,
        "monitoring_event_period": 10,
        "monitoring_look_period": 10,
    }
    playbook = Playbook("local", tmp_path_factory.mktemp("monitoring"), aws.environment())
    yield Site(stage, playbook, ("-e", json.dumps(options)), crawler)


@pytest.fixture(scope="module")
def plan(site: Site) -> Run:
    return site.run("--check", "--diff").succeeded()


@pytest.fixture(scope="module")
def build(site: Site, plan: Run) -> Run:
    return site.run().succeeded()


@pytest.fixture(scope="module")
def told(site: Site, build: Run) -> Told:
    return Told(site.stage.client("sqs"))


@dataclass
class Told:
    """What arrived in the queue that subscribed to both topics."""

    sqs: Any
    alarms: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def look(self) -> None:
        url = self.sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        for message in self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            said = json.loads(message["Body"])["Message"]
            if said.startswith("{"):
                alarm = json.loads(said)
                self.alarms.append((alarm["AlarmName"], alarm["NewStateValue"]))
            else:
                self.texts.append(said)

    def until(self, alarm: str, state: str, seconds: float = 40) -> None:
        def arrived() -> bool:
            self.look()
            return (alarm, state) in self.alarms

        wait_until(arrived, seconds)
        assert arrived(), f"{alarm} did not become {state}; what was told: {self.alarms}"


def state(site: Site, alarm: str) -> str:
    found = site.stage.client("cloudwatch").describe_alarms(AlarmNames=[f"DataCatalog-{alarm}"])["MetricAlarms"]
    value: str = found[0]["StateValue"]
    return value


def test_a_plan_names_exactly_what_the_run_changes(plan: Run, build: Run) -> None:
    assert plan.changed == build.changed
    assert len(build.changed) >= 9


def test_a_second_run_changes_nothing(site: Site, build: Run) -> None:
    assert site.run().succeeded().changed == {}


def test_on_the_first_day_nothing_is_wrong(site: Site, build: Run) -> None:
    """Before the first crawl an empty catalog is as it should be, and a new crawler is not late."""
    wait_until(lambda: state(site, "PublisherSilent") == "OK" and state(site, "CrawlerNotRunning") == "OK", 20)
    alarms = site.stage.client("cloudwatch").describe_alarms(AlarmNamePrefix="DataCatalog-")["MetricAlarms"]
    assert {alarm["AlarmName"]: alarm["StateReason"] for alarm in alarms if alarm["StateValue"] == "ALARM"} == {}


def test_a_crawl_that_succeeds_is_no_failure(site: Site, told: Told) -> None:
    site.stage.succeed(site.crawler)
    found = metric(site, "CrawlSucceeded", "CrawlerName", site.crawler)
    assert found == 1.0
    assert state(site, "CrawlerExecutionFailure") != "ALARM"
    told.look()
    assert ("DataCatalog-CrawlerExecutionFailure", "ALARM") not in told.alarms


def test_the_daily_check(site: Site, told: Told, tmp_path: Path) -> None:
    where = ("-e", '{"glue_crawler_schedule": {}}', "-e", f"report_dir={tmp_path}")
    site.playbook.run("health", *site.options, *where).succeeded()
    report = json.loads((tmp_path / "health.json").read_text(encoding="utf-8"))
    assert report["ok"]
    checks = ["crawler", "last crawl", "failed crawls in 24 hours", "tables", "bounded contexts", "alarms"]
    assert [row["check"] for row in report["rows"]] == checks
    wrong = site.playbook.run("health", *site.options, *where, "-e", '{"monitoring_fewest_tables": 1000}')
    assert wrong.returncode != 0
    assert "tables: not as expected" in wrong.output


def test_a_crawl_that_fails_is_told_with_its_error(site: Site, told: Told) -> None:
    with site.stage_without_login():
        site.stage.crawl(site.crawler)
    told.until("DataCatalog-CrawlerExecutionFailure", "ALARM")
    assert any(text.strip('"').startswith(f"The crawl of {site.crawler} that ended at") for text in told.texts), (
        told.texts
    )
    told.until("DataCatalog-CrawlerExecutionFailure", "OK")


def test_what_is_dropped_or_added_is_told(site: Site, told: Told) -> None:
    """The limits are set to what there is; then a table of a bounded context goes, and two others come."""
    count = len(site.stage.tables(site.crawler))
    limits = {"monitoring_fewest_tables": count, "monitoring_most_tables": count}
    changed = site.run("-e", json.dumps(limits)).succeeded().changed
    assert changed == {("monitoring", "Build the alarms"): 1}
    site.stage.succeed(site.crawler)
    assert wait_until(lambda: {state(site, name) for name in COUNTED} == {"OK"}, 30), [state(site, n) for n in COUNTED]

    with site.stage.connect() as connection:
        connection.execute("ALTER TABLE public.webhook_configs SET SCHEMA batch")
    site.stage.succeed(site.crawler)
    told.until("DataCatalog-ContextsMissing", "ALARM")
    told.until("DataCatalog-TooFewTables", "ALARM")
    assert ("DataCatalog-TooManyTables", "ALARM") not in told.alarms

    with site.stage.connect() as connection:
        connection.execute("ALTER TABLE batch.webhook_configs SET SCHEMA public")
        connection.execute("CREATE TABLE public.one_too_many (id int)")
    site.stage.succeed(site.crawler)
    told.until("DataCatalog-ContextsMissing", "OK")
    told.until("DataCatalog-TooFewTables", "OK")
    told.until("DataCatalog-TooManyTables", "ALARM")
    with site.stage.connect() as connection:
        connection.execute("DROP TABLE public.one_too_many")
    site.stage.succeed(site.crawler)
    told.until("DataCatalog-TooManyTables", "OK")


def test_a_publisher_that_fails_or_is_silent_is_told(site: Site, told: Told) -> None:
    functions = site.stage.client("lambda")
    before = functions.get_function_configuration(FunctionName=FUNCTION)["Environment"]["Variables"]
    functions.update_function_configuration(
        FunctionName=FUNCTION, Environment={"Variables": {**before, "CRAWLER_NAME": "nobody"}}
    )
    functions.invoke(FunctionName=FUNCTION, Payload=b"{}")
    told.until("DataCatalog-PublisherErrors", "ALARM")
    mended = site.run("-e", '{"monitoring_silence_period": 10}').succeeded().changed
    assert mended[("monitoring", "publisher | Put it into AWS")] == 1
    told.until("DataCatalog-PublisherSilent", "ALARM")
    assert site.run().succeeded().changed == {("monitoring", "Build the alarms"): 1}
    told.until("DataCatalog-PublisherErrors", "OK")
    told.until("DataCatalog-PublisherSilent", "OK")


def test_a_trigger_function_that_fails_or_is_held_back_is_told(site: Site, told: Told) -> None:
    functions = site.stage.client("lambda")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return 1 / event['divisor']\n")
    role = functions.get_function_configuration(FunctionName=FUNCTION)["Role"]
    functions.create_function(
        FunctionName=TRIGGER,
        Role=role,
        Runtime="python3.13",
        Handler="index.handler",
        Code={"ZipFile": packed.getvalue()},
    )
    functions.invoke(FunctionName=TRIGGER, Payload=b'{"divisor": 1}')
    told.look()
    assert ("DataCatalog-TriggerFunctionErrors", "ALARM") not in told.alarms, "a function that does its work"
    functions.invoke(FunctionName=TRIGGER, Payload=b'{"divisor": 0}')
    told.until("DataCatalog-TriggerFunctionErrors", "ALARM")
    functions.put_function_concurrency(FunctionName=TRIGGER, ReservedConcurrentExecutions=0)
    with pytest.raises(functions.exceptions.TooManyRequestsException):
        functions.invoke(FunctionName=TRIGGER, Payload=b'{"divisor": 1}')
    told.until("DataCatalog-TriggerFunctionThrottles", "ALARM")
    told.until("DataCatalog-TriggerFunctionErrors", "OK")
    told.until("DataCatalog-TriggerFunctionThrottles", "OK")
    functions.delete_function(FunctionName=TRIGGER)


def look(site: Site) -> bool:
    """What the rule DataCatalog-Look does every 15 minutes."""
    answer = site.stage.client("lambda").invoke(FunctionName=FUNCTION, Payload=b'{"detail-type": "Scheduled Event"}')
    assert "FunctionError" not in answer, answer["Payload"].read()
    return True


def test_letters_in_the_dead_letter_queue_are_told(site: Site, told: Told) -> None:
    sqs = site.stage.client("sqs")
    url = sqs.get_queue_url(QueueName="data-catalog-dlq")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    told.until("DataCatalog-DeadLettersWaiting", "ALARM")
    sqs.purge_queue(QueueUrl=url)
    told.until("DataCatalog-DeadLettersWaiting", "OK")


def test_a_rule_that_cannot_deliver_is_told(site: Site, told: Told) -> None:
    functions = site.stage.client("lambda")
    functions.remove_permission(FunctionName=FUNCTION, StatementId="DataCatalog-CrawlEnded")
    site.stage.succeed(site.crawler)
    told.until("DataCatalog-RuleFailed-DataCatalog-CrawlEnded", "ALARM")
    mended = site.run().succeeded()
    assert sum(mended.changed.values()) == 1


def metric(site: Site, name: str, dimension: str, value: str) -> float:
    """The sum of what was published in the last hour, as soon as there is something."""
    now = datetime.now(UTC)

    def look() -> float | None:
        points = site.stage.client("cloudwatch").get_metric_statistics(
            Namespace="DataCatalog",
            MetricName=name,
            Dimensions=[{"Name": dimension, "Value": value}],
            StartTime=now - timedelta(hours=1),
            EndTime=datetime.now(UTC) + timedelta(minutes=1),
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"]
        return sum(point["Sum"] for point in points) if points else None

    wait_until(lambda: look() is not None, 20)
    return look() or 0.0


def test_a_removal_leaves_nothing(site: Site, build: Run) -> None:
    site.run("-e", "monitoring_state=absent").succeeded()
    cloudwatch = site.stage.client("cloudwatch")
    assert cloudwatch.describe_alarms(AlarmNamePrefix="DataCatalog-")["MetricAlarms"] == []
    assert cloudwatch.list_dashboards()["DashboardEntries"] == []
    assert site.stage.client("events").list_rules(NamePrefix="DataCatalog-")["Rules"] == []
    assert site.stage.client("sns").list_topics()["Topics"] == []
    assert site.run("-e", "monitoring_state=absent").succeeded().changed == {}
