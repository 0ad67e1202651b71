# SPDX-License-Identifier: GPL-3.0-or-later
"""What the function makes of events as AWS documents them and as others have recorded them (recorded/)."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from catalog_refresh.events import Change
from catalog_refresh.events import Ignored
from catalog_refresh.events import Nudge
from catalog_refresh.events import Redrive
from catalog_refresh.events import Unknown
from catalog_refresh.events import understand
from catalog_refresh.filters import Filters

RECORDED = Path(__file__).parent / "recorded"
CRAWLER = "genai-demo-aurora-auto-discovery"
FILTERS = Filters(("public",), ("tmp_*", "flyway_schema_history"))


def recorded(name: str) -> dict[str, Any]:
    return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))


def transformed(event: dict[str, Any]) -> dict[str, Any]:
    """As the input transformer of the rules for RDS hands it over."""
    return {key: event[key] for key in ("source", "detail-type", "detail")}


def envelope(content: dict[str, Any]) -> dict[str, Any]:
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(content).encode())).decode()}}


def logged(*messages: str) -> dict[str, Any]:
    content = recorded("logs_data_message")
    return envelope(content | {"logEvents": [{"id": "1", "timestamp": 1, "message": text} for text in messages]})


def kind(event: Any, filters: Filters = FILTERS) -> str:
    incoming = understand(event, CRAWLER, filters)
    named = "" if isinstance(incoming, Unknown | Redrive) else f" {incoming.kind}"
    return f"{type(incoming).__name__}{named}"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (recorded("ddl"), "Change ddl"),
        (transformed(recorded("rds_cluster_failover")), "Change rds"),
        (recorded("rds_cluster_failover"), "Change rds"),
        (transformed(recorded("rds_instance_recovery")), "Change rds"),
        (recorded("crawler_started"), "Nudge crawler"),
        (recorded("crawler_succeeded"), "Nudge crawler"),
        (recorded("crawler_failed"), "Nudge crawler"),
        (recorded("crawler_of_others"), "Ignored crawler"),
        (recorded("crawler_table_change"), "Unknown"),
        (recorded("scheduled"), "Unknown"),
        (recorded("sqs_wake"), "Nudge wake"),
        ({"source": "datacatalog.sweep"}, "Nudge sweep"),
        ({"source": "datacatalog.request"}, "Change request"),
        ({"source": "datacatalog.redrive"}, "Redrive"),
        (envelope(recorded("logs_data_message")), "Change log"),
        (envelope(recorded("logs_control_message")), "Ignored log"),
        ({"awslogs": {"data": "no base64"}}, "Unknown"),
        ({"awslogs": {"data": base64.b64encode(b"no gzip").decode()}}, "Unknown"),
        ({"Records": [{"body": "no json"}]}, "Unknown"),
        ({"Records": [{"body": "{}"}, {"body": "{}"}]}, "Unknown"),
        ({"Records": [{"body": json.dumps({"Records": []})}]}, "Unknown"),
        ({"source": "aws.rds", "detail": {"SourceId": "genai-demo-aurora"}}, "Unknown"),
    ],
)
def test_what_an_event_means(event: Any, expected: str) -> None:
    assert kind(event) == expected


def test_a_redrive_only_shows_unless_it_is_told_to_act() -> None:
    assert understand({"source": "datacatalog.redrive"}, CRAWLER, FILTERS) == Redrive(dry_run=True)
    assert understand({"source": "datacatalog.redrive", "dry_run": "no"}, CRAWLER, FILTERS) == Redrive(dry_run=True)
    assert understand({"source": "datacatalog.redrive", "dry_run": False}, CRAWLER, FILTERS) == Redrive(dry_run=False)


def changed(**more: Any) -> dict[str, Any]:
    event = recorded("ddl")
    return event | {"changes": [event["changes"][0] | more]}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"name": "tmp_import"}, "Ignored ddl"),
        ({"schema": "batch"}, "Ignored ddl"),
        ({"command_tag": "GRANT"}, "Ignored ddl"),
        ({"command_tag": "TRUNCATE TABLE"}, "Ignored ddl"),
        ({"command_tag": "COMMENT"}, "Ignored ddl"),
        ({"command_tag": "ALTER TYPE", "object_type": "type", "name": "tmp_mood"}, "Change ddl"),
        ({"command_tag": "RESYNC", "name": None}, "Change ddl"),
        ({"command_tag": "DROP TABLE", "dropped": True}, "Change ddl"),
    ],
)
def test_changes_that_no_crawl_would_show_are_ignored(more: dict[str, Any], expected: str) -> None:
    assert kind(changed(**more)) == expected


def test_comments_count_where_they_are_crawled() -> None:
    with_comments = Filters(("public",), (), comments=True)
    assert kind(changed(command_tag="COMMENT"), with_comments) == "Change ddl"
    assert kind(logged("LOG:  statement: COMMENT ON TABLE orders IS 'x'"), with_comments) == "Change log"
    assert kind(logged("LOG:  statement: COMMENT ON TABLE orders IS 'x'")) == "Ignored log"


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("LOG:  statement: CREATE TABLE orders (id int)", True),
        ("LOG:  statement: create table if not exists public.orders (id int)", True),
        ("LOG:  execute <unnamed>: ALTER TABLE ONLY public.orders ADD note text", True),
        ('LOG:  statement: DROP TABLE IF EXISTS "public"."Orders"', True),
        ("LOG:  statement: CREATE OR REPLACE VIEW v AS SELECT 1", True),
        ("LOG:  statement: CREATE MATERIALIZED VIEW m AS SELECT 1", True),
        ("LOG:  statement: -- a note\nCREATE UNLOGGED TABLE u (id int)", True),
        ("LOG:  statement: BEGIN; CREATE TABLE orders (id int); COMMIT", True),
        ("LOG:  statement: DROP TABLE tmp_a, orders", True),
        ("LOG:  statement: ALTER TYPE mood ADD VALUE 'calm'", True),
        ("LOG:  statement: SELECT * INTO newer FROM orders", True),
        ("LOG:  statement: CREATE TEMP TABLE t (id int)", False),
        ("LOG:  statement: CREATE TEMPORARY TABLE t (id int)", False),
        ("LOG:  statement: CREATE TABLE tmp_import (id int)", False),
        ("LOG:  statement: ALTER TABLE batch.jobs ADD note text", False),
        ("LOG:  statement: CREATE INDEX ON orders (id)", False),
        ("LOG:  statement: GRANT SELECT ON orders TO reader", False),
        ("LOG:  statement: TRUNCATE orders", False),
        ("LOG:  statement: SELECT 'CREATE TABLE x'", False),
        ("ERROR:  relation orders does not exist", False),
        (
            'LOG:  AUDIT: SESSION,1,1,DDL,CREATE TABLE,TABLE,public.orders,"create table orders (id int)",<not logged>',
            True,
        ),
        (
            'LOG:  AUDIT: SESSION,1,1,DDL,CREATE TABLE,TABLE,public.tmp_x,"create table tmp_x (id int)",<not logged>',
            False,
        ),
        ('LOG:  AUDIT: SESSION,2,1,DDL,DROP TABLE,TABLE,batch.jobs,"drop table batch.jobs",<not logged>', False),
    ],
)
def test_which_lines_of_the_log_count(line: str, counts: bool) -> None:
    assert kind(logged(f"2026-10-06 12:26:13 UTC:10.0.0.1(5):a@b:[1]:{line}")) == (
        "Change log" if counts else "Ignored log"
    )


def test_the_same_types_are_told_apart() -> None:
    assert isinstance(understand(recorded("ddl"), CRAWLER, FILTERS), Change)
    assert isinstance(understand(recorded("crawler_failed"), CRAWLER, FILTERS), Nudge)
    assert isinstance(understand(recorded("crawler_of_others"), CRAWLER, FILTERS), Ignored)
