# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalog shows every table of the 13 bounded contexts, and none that was to be left out."""

from __future__ import annotations

from pathlib import Path

import boto3
import yaml

inventory = Path(__file__).resolve().parents[3] / "inventories" / "local" / "group_vars" / "all" / "catalog.yml"
contexts = yaml.safe_load(inventory.read_text(encoding="utf-8"))["catalog_bounded_contexts"]
assert len(contexts) == 13

pages = boto3.client("glue").get_paginator("get_tables").paginate(DatabaseName="genai_demo_catalog")
tables = {table["Name"]: table for page in pages for table in page["TableList"]}
wanted = {f"genai_demo_public_{table}" for names in contexts.values() for table in names}
assert wanted <= set(tables), sorted(wanted - set(tables))
assert not [name for name in tables if any(word in name for word in ("flyway", "tmp_", "temp_", "batch"))]
columns = {
    column["Name"]: column["Type"] for column in tables["genai_demo_public_orders"]["StorageDescriptor"]["Columns"]
}
assert len(columns) > 5, columns
