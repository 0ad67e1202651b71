# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crawl will change in the catalog, decided before anything is written. Pure."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any

type Table = dict[str, Any]

UPDATED_BY = "UPDATED_BY_CRAWLER"
DEPRECATED_BY = "DEPRECATED_BY_CRAWLER"
# What GetTable shows of a table beside its input.
READ_ONLY = (
    "CatalogId",
    "CreateTime",
    "CreatedBy",
    "DatabaseName",
    "IcebergTableMetadata",
    "IsMaterializedView",
    "IsMultiDialectView",
    "IsRegisteredWithLakeFormation",
    "RLSProperties",
    "Status",
    "UpdateTime",
    "VersionId",
)


@dataclass
class Plan:
    create: list[Table] = field(default_factory=list)
    update: list[Table] = field(default_factory=list)
    deprecate: list[Table] = field(default_factory=list)
    delete: list[str] = field(default_factory=list)
    # Differences that a policy of LOG leaves as they are.
    ignored_updates: list[str] = field(default_factory=list)
    ignored_deletions: list[str] = field(default_factory=list)
    unchanged: int = 0


def make_plan(
    found: Mapping[str, Table],
    existing: Mapping[str, Table],
    *,
    crawler: str,
    policy: Mapping[str, str],
    now_ms: int,
    present: Collection[str] = (),
) -> Plan:
    """Compare the table inputs that the source calls for with the tables of the database.

    `present` names tables that are there in the source but are not to be written, so they are not taken for deleted.
    """
    plan = Plan()
    for name, wanted in found.items():
        current = existing.get(name)
        if current is None:
            plan.create.append(wanted)
        elif same_table(wanted, current):
            plan.unchanged += 1
        elif policy["UpdateBehavior"] == "LOG":
            plan.ignored_updates.append(name)
        else:
            plan.update.append(wanted)
    for name, current in existing.items():
        if name not in found and name not in present and current.get("Parameters", {}).get(UPDATED_BY) == crawler:
            _plan_deletion(plan, name, current, policy["DeleteBehavior"], now_ms)
    return plan


def _plan_deletion(plan: Plan, name: str, current: Table, behavior: str, now_ms: int) -> None:
    if behavior == "DELETE_FROM_DATABASE":
        plan.delete.append(name)
    elif behavior == "LOG":
        plan.ignored_deletions.append(name)
    elif DEPRECATED_BY in current["Parameters"]:
        plan.unchanged += 1
    else:
        plan.deprecate.append(deprecated(current, now_ms))


def deprecated(table: Table, now_ms: int) -> Table:
    """The table's input with the mark that it has no source any more, in both places where AWS puts it."""
    mark = {DEPRECATED_BY: str(now_ms)}
    marked = table_input_of(table)
    marked["Parameters"] = {**marked.get("Parameters", {}), **mark}
    if "StorageDescriptor" in marked:
        storage = marked["StorageDescriptor"]
        marked["StorageDescriptor"] = {**storage, "Parameters": {**storage.get("Parameters", {}), **mark}}
    return marked


def table_input_of(table: Table) -> Table:
    return {key: value for key, value in table.items() if key not in READ_ONLY}


def same_table(wanted: Table, current: Table) -> bool:
    """Whether writing the wanted input would change nothing. What the crawler does not set is a difference as well:
    UPDATE_IN_DATABASE takes it away."""
    return _essence(wanted) == _essence(table_input_of(current))


def _essence(value: Any) -> Any:
    """A value without what is empty, false or zero: the catalog fills such defaults in."""
    if isinstance(value, dict):
        members = {key: _essence(member) for key, member in value.items()}
        return {key: member for key, member in members.items() if member}
    if isinstance(value, list):
        return [_essence(item) for item in value]
    return value
