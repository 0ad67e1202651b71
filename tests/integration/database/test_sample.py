# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample database is worth crawling: contexts, comments, rows, and every family of types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.local_aws.embedded import EmbeddedAws

SAMPLE = Path(__file__).parents[3] / "local_aws" / "sample"
CONTEXTS = 13
# Tables of all bounded contexts.
TABLES = 40
FAMILIES = """
    int2 int4 int8 numeric float4 float8 money oid bool bit varbit text varchar bpchar citext date timestamp timestamptz
    time timetz interval bytea json jsonb uuid xml hstore inet cidr macaddr macaddr8 point polygon box tsvector _text
    _int4 numrange daterange tstzrange
"""


@pytest.fixture(scope="module")
def sample(embedded_aws: EmbeddedAws) -> Iterator[psycopg.Connection]:
    with embedded_aws.connect() as connection:
        yield connection


def test_each_bounded_context_has_a_file_of_its_own() -> None:
    texts = [file.read_text() for file in sorted(SAMPLE.glob("*.sql"))]
    assert sum("-- Bounded context " in text for text in texts) == CONTEXTS


def test_every_table_of_the_contexts_has_a_comment_and_rows(sample: psycopg.Connection) -> None:
    tables = sample.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = CAST('public' AS regnamespace)"
        " AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname !~ '^(flyway|tmp|temp)_'"
        " AND obj_description(c.oid, 'pg_class') IS NOT NULL"
    ).fetchall()
    assert len(tables) == TABLES
    for (name,) in tables:
        assert sample.execute(f'SELECT EXISTS (SELECT FROM "{name}")').fetchone() == (True,), name


def test_rows_are_the_same_on_every_machine(sample: psycopg.Connection) -> None:
    text = "".join(file.read_text() for file in SAMPLE.glob("9*.sql"))
    for source in ("random()", "gen_random_uuid", "clock_timestamp", "CURRENT_"):
        assert source not in text
    assert sample.execute("SELECT sum(subtotal), count(*) FROM orders").fetchone()[1] == 400
    assert sample.execute("SELECT count(*) FROM daily_sales").fetchone()[0] > 50


def test_every_partition_has_rows(sample: psycopg.Connection) -> None:
    rows = sample.execute("SELECT CAST(tableoid AS regclass)::text, count(*) FROM audit_logs GROUP BY 1").fetchall()
    assert len(rows) == 4


def test_what_must_be_excluded_is_there(sample: psycopg.Connection) -> None:
    for table in ("flyway_schema_history", "tmp_import_batch", "temp_price_upload", "batch.job_runs"):
        assert sample.execute(f"SELECT EXISTS (SELECT FROM {table})").fetchone() == (True,)


def test_every_family_of_types_is_there(sample: psycopg.Connection) -> None:
    rows = sample.execute(
        "SELECT DISTINCT t.typname, t.typtype FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " JOIN pg_type t ON t.oid = a.atttypid WHERE c.relnamespace = CAST('public' AS regnamespace) AND a.attnum > 0"
    ).fetchall()
    names = {name for name, _kind in rows}
    wanted = set(FAMILIES.split())
    assert wanted <= names
    assert {kind for _name, kind in rows} >= {"b", "c", "d", "e", "r"}
    kept = sample.execute(
        "SELECT count(*) FILTER (WHERE attidentity <> ''), count(*) FILTER (WHERE attgenerated <> '')"
        " FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE c.relnamespace = CAST('public' AS regnamespace)"
    ).fetchone()
    assert kept is not None
    assert kept[0] > 15
    assert kept[1] >= 5
