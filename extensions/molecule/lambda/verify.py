# SPDX-License-Identifier: GPL-3.0-or-later
"""The function as AWS keeps it, and a table that comes into the catalog by itself."""

from __future__ import annotations

import time

import boto3
import psycopg

FUNCTION = "DataCatalogStack-TriggerCrawlerFunction"
functions = boto3.client("lambda")

function = functions.get_function_configuration(FunctionName=FUNCTION)
assert (function["MemorySize"], function["Timeout"]) == (128, 120)
assert function["Handler"] == "trigger_crawler.handler"
assert function["DeadLetterConfig"]["TargetArn"].endswith(":data-catalog-dlq")
assert functions.get_function_concurrency(FunctionName=FUNCTION)["ReservedConcurrentExecutions"] == 5

events = boto3.client("events")
names = {rule["Name"] for rule in events.list_rules(NamePrefix="DataCatalogStack-")["Rules"]}
assert names == {
    "DataCatalogStack-RDSSchemaChangeRule",
    "DataCatalogStack-RDSInstanceChangeRule",
    "DataCatalogStack-CrawlerStateChangeRule",
    "DataCatalogStack-SweepRule",
}

glue = boto3.client("glue")
name = f"molecule_{time.time_ns()}"
with psycopg.connect("") as connection:
    connection.execute(f"CREATE TABLE {name} (id bigint PRIMARY KEY)")
# A call that is lost on a busy machine is made up for by a sweep, a minute later at the latest.
deadline = time.monotonic() + 150
while True:
    try:
        table = glue.get_table(DatabaseName="genai_demo_catalog", Name=f"genai_demo_public_{name}")["Table"]
        break
    except glue.exceptions.EntityNotFoundException:
        assert time.monotonic() < deadline, "the table did not come into the catalog"
        time.sleep(0.1)
assert table["Parameters"]["UPDATED_BY_CRAWLER"] == "genai-demo-aurora-auto-discovery"
with psycopg.connect("") as connection:
    connection.execute(f"DROP TABLE {name}")
