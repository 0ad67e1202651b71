# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The type map: which Data Catalog type a crawler is expected to give a PostgreSQL type.

AWS publishes no such table for crawlers. Each row therefore says how sure it is and where it comes from, and nothing in
the collection claims that a crawl on AWS gives the same. `docs/type-mapping.md` shows the same rows.

High: AWS's own PostgreSQL mapping and the driver's JDBC code agree. Medium: one of the two, or an inference from it.
Low: an inference with little under it. Unknown: documented nowhere; the value is this project's choice.
"""

from __future__ import annotations

from typing import NamedTuple

HIGH = "high"
MEDIUM = "medium"
LOW = "low"
UNKNOWN = "unknown"


class TypeRow(NamedTuple):
    """`postgresql` is a name in pg_type, or `<enum>` and the like for a whole kind; `glue` may hold {p} and {s}."""

    postgresql: str
    glue: str
    jdbc: str
    confidence: str
    source: str


_DOC_AND_DRIVER = "AWS's PostgreSQL ingest guidance for Iceberg, and the JDBC code of pgjdbc"
_DRIVER = "the JDBC code of pgjdbc"
_OTHER = "pgjdbc reports OTHER, which has no Data Catalog type of its own; string is the usual rest"
_CHOSEN = "documented nowhere; string chosen because its text form is all a reader can rely on"

ROWS: tuple[TypeRow, ...] = (
    # Numbers
    TypeRow("int2", "smallint", "SMALLINT", MEDIUM, _DRIVER + "; the ingest guidance says int"),
    TypeRow("int4", "int", "INTEGER", HIGH, _DOC_AND_DRIVER),
    TypeRow("int8", "bigint", "BIGINT", HIGH, _DOC_AND_DRIVER),
    TypeRow("numeric(p,s)", "decimal({p},{s})", "NUMERIC", HIGH, _DOC_AND_DRIVER),
    TypeRow(
        "numeric",
        "decimal(38,18)",
        "NUMERIC",
        UNKNOWN,
        "pgjdbc reports precision 0; decimal(38,18) chosen because Spark reads such a column so",
    ),
    TypeRow(
        "numeric(p>38,s)",
        "decimal(38,{s})",
        "NUMERIC",
        UNKNOWN,
        "the Data Catalog's decimal ends at 38 digits; documented nowhere what a crawler does beyond them",
    ),
    TypeRow("float4", "float", "REAL", HIGH, _DOC_AND_DRIVER),
    TypeRow("float8", "double", "DOUBLE", HIGH, _DOC_AND_DRIVER),
    TypeRow("money", "double", "DOUBLE", LOW, _DRIVER),
    TypeRow("oid", "bigint", "BIGINT", LOW, _DRIVER),
    # Truth and bits
    TypeRow("bool", "boolean", "BIT", HIGH, _DOC_AND_DRIVER),
    TypeRow("bit", "boolean", "BIT", UNKNOWN, "pgjdbc reports bit(n) with the code of bool, whatever its length"),
    TypeRow("varbit", "string", "OTHER", UNKNOWN, _OTHER),
    # Text
    TypeRow("text", "string", "VARCHAR", HIGH, _DOC_AND_DRIVER),
    TypeRow("varchar", "string", "VARCHAR", HIGH, _DOC_AND_DRIVER),
    TypeRow("bpchar", "string", "CHAR", HIGH, _DOC_AND_DRIVER),
    TypeRow("name", "string", "VARCHAR", HIGH, _DRIVER),
    TypeRow("char", "string", "CHAR", MEDIUM, _DRIVER),
    TypeRow("citext", "string", "VARCHAR", MEDIUM, "an extension's text type; treated as text"),
    # Time
    TypeRow("date", "date", "DATE", HIGH, _DOC_AND_DRIVER),
    TypeRow("timestamp", "timestamp", "TIMESTAMP", HIGH, _DOC_AND_DRIVER),
    TypeRow("timestamptz", "timestamp", "TIMESTAMP_WITH_TIMEZONE", HIGH, _DOC_AND_DRIVER),
    TypeRow("time", "string", "TIME", MEDIUM, "the Data Catalog has no type for a time of day"),
    TypeRow("timetz", "string", "TIME", MEDIUM, "the Data Catalog has no type for a time of day"),
    TypeRow("interval", "string", "OTHER", UNKNOWN, _OTHER),
    # Bytes, documents, identifiers
    TypeRow("bytea", "binary", "BINARY", MEDIUM, _DRIVER),
    TypeRow("json", "string", "OTHER", MEDIUM, _OTHER),
    TypeRow("jsonb", "string", "OTHER", MEDIUM, _OTHER),
    TypeRow("uuid", "string", "OTHER", MEDIUM, _OTHER),
    TypeRow("xml", "string", "SQLXML", MEDIUM, _DRIVER),
    TypeRow("hstore", "string", "OTHER", UNKNOWN, _OTHER),
    # Networks, geometry, search
    TypeRow("inet", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("cidr", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("macaddr", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("macaddr8", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("point", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("line", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("lseg", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("box", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("path", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("polygon", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("circle", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("tsvector", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("tsquery", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("vector", "string", "OTHER", UNKNOWN, _OTHER),
    # Whole kinds of types
    TypeRow("<array>", "array<{element}>", "ARRAY", MEDIUM, "AWS's ingest guidance; a crawler may say string"),
    TypeRow("<enum>", "string", "VARCHAR", MEDIUM, _DRIVER),
    TypeRow("<domain>", "{base}", "DISTINCT", UNKNOWN, "documented nowhere; the type under the domain chosen"),
    TypeRow("<composite>", "string", "STRUCT", UNKNOWN, _CHOSEN),
    TypeRow("<range>", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("<multirange>", "string", "OTHER", UNKNOWN, _OTHER),
    TypeRow("<other>", "string", "OTHER", UNKNOWN, _OTHER),
)
