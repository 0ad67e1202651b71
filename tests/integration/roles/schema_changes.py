# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes of changes in the database of a whole site: from CREATE TABLE to the catalog, and when that is blocked."""

from __future__ import annotations

import json
from collections.abc import Callable
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
DENY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "glue:StartCrawler", "Resource": "*"}],
}


@dataclass(frozen=True)
class Noticed:
    """What was seen on the way; the reasons are those of the dead letters."""

    created: dict[str, Any]
    dropped: dict[str, Any]
    crawls_of_a_migration: int
    unknown: dict[str, Any]
    refused: str
    malformed: str
    shown: Run
    redriven: Run
    letters_left: int


def notice(aws: EmbeddedAws, playbook: Playbook) -> Noticed:
    change(aws, "CREATE TABLE noticed (id bigint PRIMARY KEY, note text)")
    created = until_table(aws, "noticed", lambda table: True)
    change(aws, "DROP TABLE noticed")
    dropped = until_table(aws, "noticed", lambda table: "DEPRECATED_BY_CRAWLER" in table["Parameters"])
    migration = crawls_of(aws, [f"CREATE TABLE migrated_{number} (id int)" for number in range(50)])
    unknown = invoke(aws, {"source": "somebody"})
    refused, malformed = blocked_by_a_policy(aws), blocked_by_the_environment(aws)
    shown, redriven = playbook.run("redrive", "--check").succeeded(), playbook.run("redrive").succeeded()
    return Noticed(created, dropped, migration, unknown, refused, malformed, shown, redriven, letters(aws))


def change(aws: EmbeddedAws, *statements: str) -> None:
    """In one transaction."""
    with aws.connect(user="genai_admin") as connection:
        for statement in statements:
            connection.execute(statement)


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

    until(there)
    return found


def crawls_of(aws: EmbeddedAws, statements: list[str]) -> int:
    glue = aws.client("glue")

    def crawls() -> int:
        return len(glue.list_crawls(CrawlerName=CRAWLER, MaxResults=1000)["Crawls"])

    until(lambda: at_rest(aws))
    before = crawls()
    change(aws, *statements)
    until_table(aws, "migrated_49", lambda table: True)
    until(lambda: at_rest(aws))
    return crawls() - before


def at_rest(aws: EmbeddedAws) -> bool:
    item = aws.client("dynamodb").get_item(TableName="data-catalog-pending", Key={"crawler": {"S": CRAWLER}})["Item"]
    return item["requested"] == item["confirmed"]


def invoke(aws: EmbeddedAws, event: dict[str, Any]) -> dict[str, Any]:
    answer = aws.client("lambda").invoke(FunctionName=FUNCTION, Payload=json.dumps(event))
    return json.loads(answer["Payload"].read())


def letters(aws: EmbeddedAws) -> int:
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(found["ApproximateNumberOfMessages"]) + int(found["ApproximateNumberOfMessagesNotVisible"])


def last_reason(aws: EmbeddedAws, count: int) -> str:
    """The reason of the newest of so many letters, which stay."""
    until(lambda: letters(aws) == count)
    shown = invoke(aws, {"source": "datacatalog.redrive"})["letters"]
    return " ".join(letter["reason"] for letter in shown)


def blocked_by_a_policy(aws: EmbeddedAws) -> str:
    iam = aws.client("iam")
    iam.put_role_policy(RoleName=ROLE, PolicyName="deny", PolicyDocument=json.dumps(DENY))
    try:
        change(aws, "CREATE TABLE refused (id int)")
        return last_reason(aws, 1)
    finally:
        iam.delete_role_policy(RoleName=ROLE, PolicyName="deny")
        invoke(aws, {"source": "datacatalog.sweep"})
        until_table(aws, "refused", lambda table: True)


def blocked_by_the_environment(aws: EmbeddedAws) -> str:
    until(lambda: at_rest(aws))
    functions = aws.client("lambda")
    good = functions.get_function_configuration(FunctionName=FUNCTION)["Environment"]
    bad = good["Variables"] | {"DELAY_SECONDS": "soon"}
    functions.update_function_configuration(FunctionName=FUNCTION, Environment={"Variables": bad})
    try:
        change(aws, "CREATE TABLE malformed (id int)")
        until(lambda: letters(aws) == 2)
    finally:
        functions.update_function_configuration(FunctionName=FUNCTION, Environment=good)
    return last_reason(aws, 2)
