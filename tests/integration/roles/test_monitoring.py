# SPDX-License-Identifier: GPL-3.0-or-later
"""The role monitoring on a crawler of its own: what is no reason for an alarm, though it looks like one.

That each alarm fires by its real cause, and recovers, is proved on a whole site: test_site.py runs test_alarms.yml.
That an alarm which could not work is refused before AWS is called stands in test_refusals.py.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg import sql

from local_aws.paths import REPOSITORY
from tests.integration.roles.playbook import Playbook
from tests.integration.roles.playbook import Run
from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.events.stage import another_quick
from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage
from tests.local_aws.glue_crawlers.stage import until

PLAYBOOK = "../tests/integration/roles/monitoring"
QUEUE = "what-was-told"
LETTERS = "data-catalog-dlq"
FUNCTION = "DataCatalog-PublishMetrics"
TRIGGER = "DataCatalogStack-TriggerCrawlerFunction"
BACKUP = "the-function-that-backs-up"
BUCKET = "backups-of-the-monitored-catalog"
ALARMS = "DataCatalog-"


@dataclass
class Site:
    stage: Stage
    playbook: Playbook
    options: tuple[str, ...]
    crawler: str

    def run(self, *options: str) -> Run:
        return self.playbook.run(PLAYBOOK, *self.options, *options)

    def alarms(self) -> list[dict[str, Any]]:
        found = self.stage.client("cloudwatch").describe_alarms(AlarmNamePrefix=ALARMS, MaxRecords=100)
        alarms: list[dict[str, Any]] = found["MetricAlarms"]
        return alarms


def key_statements() -> list[dict[str, Any]]:
    """The account, and what the inventories let use the key."""
    path = REPOSITORY / "inventories" / "local" / "group_vars" / "all" / "security.yml"
    text = path.read_text(encoding="utf-8").replace("{{ aws_account_id }}", "000000000000")
    whole = {"AWS": "arn:aws:iam::000000000000:root"}
    administer = {"Effect": "Allow", "Principal": whole, "Action": "kms:*", "Resource": "*"}
    return [administer, *yaml.safe_load(text)["security_kms_policy_statements"]]


@pytest.fixture(scope="module")
def site(make_embedded_aws: Callable[[str], EmbeddedAws], tmp_path_factory: pytest.TempPathFactory) -> Site:
    aws = another_quick(make_embedded_aws, "monitoring")
    stage = Stage(aws)
    crawler = stage.make_crawler(f"{DATABASE}/public/%", target={"Exclusions": ["tmp_*"]})
    with stage.connect() as connection:
        user = sql.Identifier(stage.user)
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(user))
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {}").format(user)
        )
    sqs, kms, s3 = aws.client("sqs"), aws.client("kms"), aws.client("s3")
    told = listening_queue(sqs)
    sqs.create_queue(QueueName=LETTERS)
    key = kms.create_key(Policy=json.dumps({"Version": "2012-10-17", "Statement": key_statements()}))["KeyMetadata"]
    kms.create_alias(AliasName="alias/of-alerts", TargetKeyId=key["KeyId"])
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    subscription = [{"protocol": "sqs", "endpoint": told}]
    options = {
        "monitoring_crawler_name": crawler,
        "monitoring_glue_database": stage.glue.get_crawler(Name=crawler)["Crawler"]["DatabaseName"],
        "monitoring_critical_subscriptions": subscription,
        "monitoring_warning_subscriptions": subscription,
        "monitoring_kms_key_id": "alias/of-alerts",
        "monitoring_backup_bucket": BUCKET,
        "monitoring_backup_function_name": BACKUP,
        "monitoring_event_period": 10,
        "monitoring_look_period": 10,
    }
    playbook = Playbook("local", tmp_path_factory.mktemp("monitoring"), aws.environment())
    return Site(stage, playbook, ("-e", json.dumps(options)), crawler)


def listening_queue(sqs: Any) -> str:
    url = sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
    arn = f"arn:aws:sqs:ap-northeast-1:000000000000:{QUEUE}"
    service = {"Service": "sns.amazonaws.com"}
    allow = {"Effect": "Allow", "Principal": service, "Action": "sqs:SendMessage", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return arn


@pytest.fixture(scope="module")
def build(site: Site) -> Run:
    return site.run().succeeded()


@pytest.fixture(scope="module")
def told(site: Site, build: Run) -> Told:
    return Told(site.stage.client("sqs"), [])


@dataclass
class Told:
    """What arrived in the queue that subscribed to both topics."""

    sqs: Any
    messages: list[str]

    def look(self) -> list[str]:
        url = self.sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        while found := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for message in found:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                self.messages.append(json.loads(message["Body"])["Message"])
        return self.messages

    def fired(self) -> set[str]:
        alarms = [json.loads(text) for text in self.look() if text.startswith("{")]
        return {alarm["AlarmName"].removeprefix(ALARMS) for alarm in alarms if alarm["NewStateValue"] == "ALARM"}


def states(site: Site) -> dict[str, str]:
    return {alarm["AlarmName"].removeprefix(ALARMS): alarm["StateValue"] for alarm in site.alarms()}


def test_on_the_first_day_nothing_is_wrong(site: Site, told: Told) -> None:
    """Before the first crawl an empty catalog is as it should be; a new crawler is not late, nor its first backup."""
    judged = ("PublisherSilent", "CrawlerNotRunning", "BackupTooOld")
    until(lambda: {states(site)[name] for name in judged} == {"OK"})
    assert {alarm["AlarmName"]: alarm["StateReason"] for alarm in site.alarms() if alarm["StateValue"] == "ALARM"} == {}
    assert told.fired() == set()


def test_what_is_no_reason_makes_no_alarm(site: Site, told: Told) -> None:
    """Each alarm sees something like its cause, and stays quiet; the sentences say which."""
    stage = site.stage
    with stage.connect() as connection:
        # TooManyTables: a table that is excluded. ContextsMissing, TooFewTables: a table of no context that goes again.
        connection.execute("CREATE TABLE public.tmp_of_nobody (id int)")
        connection.execute("CREATE TABLE public.of_no_context (id int)")
    stage.succeed(site.crawler)  # CrawlerExecutionFailure, CrawlerNotRunning: a crawl that succeeds
    with stage.connect() as connection:
        connection.execute("DROP TABLE public.tmp_of_nobody, public.of_no_context")
    with slow_login(stage):  # CrawlerSlow: a slow one, before anybody knows what is usual
        stage.succeed(site.crawler)
    fail_another_crawler(stage)  # CrawlerExecutionFailure, PublisherErrors: somebody else's crawl fails
    for name in (TRIGGER, BACKUP):
        work_with_little_room(site, name)  # Errors, Throttles: functions that do their work, one at a time
    letters_elsewhere(stage)  # DeadLettersWaiting: a queue whose letters were read, and another with one
    back_up_once(site)  # BackupTooOld: an old backup, with a new one beside it
    unmatched(stage)  # RuleFailed: a rule that is off delivers nothing, and an event that no rule wants
    look(site)
    until(lambda: {states(site)[name] for name in ("ContextsMissing", "TooFewTables", "TooManyTables")} == {"OK"})
    assert len(states(site)) >= 18
    wait_for_another_look(site)
    assert told.fired() == set()
    assert {alarm["AlarmName"]: alarm["StateReason"] for alarm in site.alarms() if alarm["StateValue"] == "ALARM"} == {}


def test_a_crawl_that_fails_is_told_with_its_error(site: Site, told: Told) -> None:
    """By the rule, at once, and in Glue's words; the alarm comes after it."""
    secrets = site.stage.client("secretsmanager")
    known = secrets.get_secret_value(SecretId=site.stage.secret)["SecretString"]
    wrong = json.dumps({**json.loads(known), "password": "not the password"})
    secrets.put_secret_value(SecretId=site.stage.secret, SecretString=wrong)
    site.stage.crawl(site.crawler)
    secrets.put_secret_value(SecretId=site.stage.secret, SecretString=known)
    began = f"The crawl of {site.crawler} that ended at"
    until(lambda: any(text.strip('"').startswith(began) for text in told.look()))
    until(lambda: "CrawlerExecutionFailure" in told.fired())
    assert told.fired() == {"CrawlerExecutionFailure"}


def test_the_daily_check_says_what_to_do(site: Site, told: Told, tmp_path: Path) -> None:
    where = ("-e", '{"glue_crawler_schedule": {}}', "-e", f"report_dir={tmp_path}")
    run = site.playbook.run("health", *site.options, *where)
    assert run.returncode != 0
    report = json.loads((tmp_path / "health.json").read_text(encoding="utf-8"))
    rows = {row["check"]: row for row in report["rows"]}
    assert (report["ok"], report["level"]) == (False, "CRITICAL")
    assert rows["last crawl"]["level"] == "CRITICAL" and "crawl.yml" in rows["last crawl"]["mend"]
    assert rows["failed crawls in 24 hours"]["found"].startswith("1 of")
    assert rows["bounded contexts"]["level"] == rows["dead letters"]["level"] == rows["newest backup"]["level"] == "OK"
    assert rows["function errors in 24 hours"]["found"] == "0"
    assert "-> Run crawl.yml." in run.output


def test_on_aws_the_alarms_are_set_off_and_back(site: Site, told: Told, tmp_path: Path) -> None:
    """As it is done where nothing may be broken for a test."""
    way = ("-e", "__alarms_way=states", "-e", "confirm_alarms=local", "-e", f"report_dir={tmp_path}")
    site.playbook.run("test_alarms", *site.options, *way).succeeded()
    report = json.loads((tmp_path / "alarms.json").read_text(encoding="utf-8"))
    assert (report["ok"], report["by"]) == (True, "states")
    assert {row["alarm"] for row in report["rows"]} == {alarm["AlarmName"] for alarm in site.alarms()}
    assert {row["reason"] for row in report["rows"]} <= {"This is a test of the alarms. There is nothing to do."}
    subscriptions = site.stage.client("sns").list_subscriptions()["Subscriptions"]
    assert {one["Endpoint"].rpartition(":")[2] for one in subscriptions} == {QUEUE}, "others stay subscribed"


@contextmanager
def slow_login(stage: Stage) -> Iterator[None]:
    with stage.connect() as connection:
        connection.execute(
            sql.SQL(
                "CREATE FUNCTION public.wait() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                " IF session_user = {} THEN PERFORM pg_sleep(3); END IF; END $$"
            ).format(sql.Literal(stage.user))
        )
        connection.execute("CREATE EVENT TRIGGER wait ON login EXECUTE FUNCTION public.wait()")
        yield
        connection.execute("DROP EVENT TRIGGER wait")
        connection.execute("DROP FUNCTION public.wait()")


def fail_another_crawler(stage: Stage) -> None:
    refused = stage.make_secret({"username": stage.user, "password": "not the password"})
    connection = stage.make_connection(properties={"SECRET_ID": refused})
    assert stage.failure(stage.make_crawler(connection=connection))


def work_with_little_room(site: Site, name: str) -> None:
    functions = site.stage.client("lambda")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return 'done'\n")
    role = functions.get_function_configuration(FunctionName=FUNCTION)["Role"]
    given = {"Runtime": "python3.13", "Handler": "index.handler", "Code": {"ZipFile": packed.getvalue()}}
    functions.create_function(FunctionName=name, Role=role, **given)
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=1)
    for _ in range(3):
        assert functions.invoke(FunctionName=name, Payload=b"{}")["Payload"].read() == b'"done"'


def letters_elsewhere(stage: Stage) -> None:
    """One second's letter is still a letter, so none is ever in the queue itself."""
    sqs = stage.client("sqs")
    other = sqs.create_queue(QueueName="letters-of-others")["QueueUrl"]
    sqs.send_message(QueueUrl=other, MessageBody="{}")
    sqs.receive_message(QueueUrl=sqs.get_queue_url(QueueName=LETTERS)["QueueUrl"])


def back_up_once(site: Site) -> None:
    """The manifest is what counts; the clock of S3 cannot be turned back, but the limit is 17 hours."""
    s3 = site.stage.client("s3")
    for key in ("20260101T000000Z/manifest.json", "20260102T000000Z/tables.json.gz"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"{}")


def unmatched(stage: Stage) -> None:
    events = stage.client("events")
    events.disable_rule(Name="DataCatalog-Look")
    entry = {"Source": "somebody", "DetailType": "Something", "Detail": "{}"}
    assert events.put_events(Entries=[entry])["FailedEntryCount"] == 0
    events.enable_rule(Name="DataCatalog-Look")


def look(site: Site) -> None:
    """What the rule DataCatalog-Look does every 15 minutes."""
    answer = site.stage.client("lambda").invoke(FunctionName=FUNCTION, Payload=b'{"detail-type": "Scheduled Event"}')
    assert "FunctionError" not in answer, answer["Payload"].read()


def wait_for_another_look(site: Site) -> None:
    """Until an alarm that was made after all of it was evaluated, so that the others were as well."""
    cloudwatch = site.stage.client("cloudwatch")
    name = "made-last"
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="Nobody",
        MetricName="Publishes",
        Statistic="Sum",
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        Period=10,
        EvaluationPeriods=1,
        TreatMissingData="notBreaching",
    )
    until(lambda: cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"] == "OK")
    cloudwatch.delete_alarms(AlarmNames=[name])
