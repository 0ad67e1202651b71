# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes of changes in the database of a whole site: from CREATE TABLE to the catalog, and when that is blocked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.integration.roles.playbook import Playbook
from tests.integration.roles.playbook import Run
from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.glue_crawlers.stage import until

FUNCTION = "DataCatalogStack-TriggerCrawlerFunction"
ROLE = "DataCatalogStack-LambdaExecutionRole"
CRAWLER = "genai-demo-aurora-auto-discovery"
DATABASE = "genai_demo_catalog"
QUEUE = "data-catalog-dlq"
INVOKE_ROLE = "DataCatalogStack-AuroraInvokeRole"
SWEEP = {"source": "datacatalog.sweep"}
# On a busy machine a call of the function may take longer than the trigger waits. Then the change waits for a sweep,
# which the rule does every minute and these tests when nothing has come for so long.
SWEEP_SECONDS = 8
LONGEST_SECONDS = 90


@dataclass(frozen=True)
class Noticed:
    """What was seen on the way; the reasons are those of the dead letters."""

    created: dict[str, Any]
    dropped: dict[str, Any]
    crawls_of_a_migration: int
    lost: dict[str, Any]
    unknown: dict[str, Any]
    refused: str
    malformed: str
    shown: Run
    redriven: Run
    letters_left: int
    removed: Run
    triggers_left: int
    without_triggers: dict[str, Any]


def notice(aws: EmbeddedAws, playbook: Playbook) -> Noticed:
    change(aws, "CREATE TABLE noticed (id bigint PRIMARY KEY, note text)")
    created = until_table(aws, "noticed", lambda table: True)
    change(aws, "DROP TABLE noticed")
    dropped = until_table(aws, "noticed", lambda table: "DEPRECATED_BY_CRAWLER" in table["Parameters"])
    migration = crawls_of(aws, [f"CREATE TABLE migrated_{number} (id int)" for number in range(50)])
    lost = found_by_a_sweep(aws)
    unknown = invoke(aws, {"source": "somebody"})
    refused, malformed = blocked_by_a_policy(aws), blocked_by_the_environment(aws)
    shown, redriven = playbook.run("redrive", "--check").succeeded(), playbook.run("redrive").succeeded()
    left = letters(aws)
    removed = playbook.run("detection", "-e", "state=absent").succeeded()
    seen = (created, dropped, migration, lost, unknown, refused, malformed, shown, redriven, left)
    gone = (removed, triggers(aws), invoke(aws, SWEEP))
    playbook.run("detection", "-e", "state=present").succeeded()
    return Noticed(*seen, *gone)


def change(aws: EmbeddedAws, *statements: str) -> None:
    """In one transaction."""
    with aws.connect(user="genai_admin") as connection, connection.transaction():
        for statement in statements:
            connection.execute(statement)


def until_swept(aws: EmbeddedAws, there: Callable[[], bool]) -> None:
    """Wait, and sweep now and then as the rule does: an invocation that nobody waits for."""
    sweep_at = time.monotonic() + SWEEP_SECONDS

    def there_or_sweep() -> bool:
        nonlocal sweep_at
        if there():
            return True
        if time.monotonic() > sweep_at:
            sweep_at = time.monotonic() + SWEEP_SECONDS
            aws.client("lambda").invoke(FunctionName=FUNCTION, InvocationType="Event", Payload=json.dumps(SWEEP))
        return False

    until(there_or_sweep, LONGEST_SECONDS)


def until_table(aws: EmbeddedAws, name: str, good: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    glue = aws.client("glue")
    found: dict[str, Any] = {}

    def there() -> bool:
        try:
            table = glue.get_table(DatabaseName=DATABASE, Name=f"genai_demo_public_{name}")["Table"]
        except glue.exceptions.EntityNotFoundException:
            return False
        found.update(table)
        return good(table)

    until_swept(aws, there)
    return found


def crawls_of(aws: EmbeddedAws, statements: list[str]) -> int:
    glue = aws.client("glue")

    def crawls() -> int:
        return len(glue.list_crawls(CrawlerName=CRAWLER, MaxResults=1000)["Crawls"])

    until_swept(aws, lambda: at_rest(aws))
    before = crawls()
    change(aws, *statements)
    until_table(aws, "migrated_49", lambda table: True)
    until_swept(aws, lambda: at_rest(aws))
    return crawls() - before


def at_rest(aws: EmbeddedAws) -> bool:
    item = aws.client("dynamodb").get_item(TableName="data-catalog-pending", Key={"crawler": {"S": CRAWLER}})["Item"]
    return item["requested"] == item["confirmed"]


def invoke(aws: EmbeddedAws, event: dict[str, Any]) -> dict[str, Any]:
    answer = aws.client("lambda").invoke(FunctionName=FUNCTION, Payload=json.dumps(event))
    return json.loads(answer["Payload"].read())


def triggers(aws: EmbeddedAws) -> int:
    """Event triggers and schemas that the detection has in the database."""
    with aws.connect(user="genai_admin") as connection:
        [count] = connection.execute(
            "SELECT (SELECT count(*) FROM pg_event_trigger)"
            " + (SELECT count(*) FROM pg_namespace WHERE nspname = 'datacatalog_ddl')"
        ).fetchone() or [-1]
    return count


def letters(aws: EmbeddedAws) -> int:
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(found["ApproximateNumberOfMessages"]) + int(found["ApproximateNumberOfMessagesNotVisible"])


def reasons(aws: EmbeddedAws, count: int) -> str:
    """The reasons of so many letters or more, which stay."""
    until_swept(aws, lambda: letters(aws) >= count)
    shown = invoke(aws, {"source": "datacatalog.redrive"})["letters"]
    return " ".join(letter["reason"] for letter in shown)


@contextmanager
def denied(aws: EmbeddedAws, role: str, action: str) -> Iterator[None]:
    iam = aws.client("iam")
    statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName="deny", PolicyDocument=policy)
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="deny")


def found_by_a_sweep(aws: EmbeddedAws) -> dict[str, Any]:
    """A table whose call of the function failed: the database alone knows that it was not told."""
    until_swept(aws, lambda: at_rest(aws))
    with denied(aws, INVOKE_ROLE, "lambda:InvokeFunction"):
        change(aws, "CREATE TABLE lost (id int)")
    with aws.connect(user="genai_admin") as connection:
        told = connection.execute("SELECT sent_at FROM datacatalog_ddl.changes WHERE name = 'lost'").fetchall()
        # Else nothing would be told for a minute, for want of a way to Lambda.
        connection.execute("DELETE FROM datacatalog_ddl.failures")
    assert told == [(None,)]
    invoke(aws, SWEEP)
    return until_table(aws, "lost", lambda table: True)


def blocked_by_a_policy(aws: EmbeddedAws) -> str:
    with denied(aws, ROLE, "glue:StartCrawler"):
        change(aws, "CREATE TABLE refused (id int)")
        found = reasons(aws, 1)
    invoke(aws, SWEEP)
    until_table(aws, "refused", lambda table: True)
    return found


def blocked_by_the_environment(aws: EmbeddedAws) -> str:
    until_swept(aws, lambda: at_rest(aws))
    before = letters(aws)
    functions = aws.client("lambda")
    good = functions.get_function_configuration(FunctionName=FUNCTION)["Environment"]
    bad = good["Variables"] | {"DELAY_SECONDS": "soon"}
    functions.update_function_configuration(FunctionName=FUNCTION, Environment={"Variables": bad})
    try:
        change(aws, "CREATE TABLE malformed (id int)")
        until_swept(aws, lambda: letters(aws) > before)
    finally:
        functions.update_function_configuration(FunctionName=FUNCTION, Environment=good)
    return reasons(aws, before + 1)
