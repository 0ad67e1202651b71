# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tables of a database a crawler's targets call for, and the table inputs for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc import model
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusions import GlobError
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.exclusions import excluded_by
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.include_path import IncludePath
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.include_path import IncludePathError
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.include_path import parse_include_path
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.introspection import read_tables
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.model import SourceTable
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.names import NAME_LIMIT
from ansible_collections.datacatalog.aws.plugins.module_utils._jdbc.table_input import table_input

from local_aws.glue.crawl.failure import CrawlFailed
from local_aws.glue.crawlers import switches

type Target = dict[str, Any]
type TableInput = dict[str, Any]
type Warn = Callable[[str], None]


@dataclass
class Found:
    """Table inputs by name, and the names that stand for more than one table and are therefore left as they are."""

    inputs: dict[str, TableInput] = field(default_factory=dict)
    collided: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Wanted:
    table: SourceTable
    target: Target


def kinds() -> list[str]:
    """Tables, partitioned tables and views; the rest is documented nowhere, so each has its switch."""
    optional = {
        model.PARTITION: switches.partitions(),
        model.MATERIALIZED_VIEW: switches.materialized_views(),
        model.FOREIGN_TABLE: switches.foreign_tables(),
    }
    return [kind for kind in model.KINDS if optional.get(kind, True)]


def include_path_of(target: Target) -> IncludePath:
    try:
        return parse_include_path(target["Path"])
    except IncludePathError as error:
        raise CrawlFailed(str(error)) from error


def read_source(query: model.Query, targets: Iterable[Target]) -> list[SourceTable]:
    """The tables that the user may read, in the schemas that the targets name."""
    named = [include_path_of(target).schema for target in targets]
    schemas = None if None in named else [schema for schema in named if schema]
    return read_tables(query, schemas=schemas, kinds=kinds(), system_schemas=switches.system_schemas())


def select(tables: Iterable[SourceTable], targets: list[Target]) -> list[_Wanted]:
    """Each table once, for the first target that includes it and does not exclude it."""
    paths = [(include_path_of(target), target) for target in targets]
    wanted = []
    for table in tables:
        target = next((target for path, target in paths if _includes(path, target, table)), None)
        if target is not None:
            wanted.append(_Wanted(table, target))
    return wanted


def _includes(path: IncludePath, target: Target, table: SourceTable) -> bool:
    if path.database != table.database or not path.matches(table.schema, table.name):
        return False
    try:
        return excluded_by(target["Exclusions"], path.relative(table.schema, table.name)) is None
    except GlobError as error:
        raise CrawlFailed(str(error)) from error


def make_inputs(wanted: list[_Wanted], *, crawler: str, prefix: str, warn: Warn) -> Found:
    by_name: dict[str, list[TableInput]] = {}
    for one in wanted:
        made = table_input(
            one.table,
            connection_name=one.target["ConnectionName"],
            crawler_name=crawler,
            table_prefix=prefix,
            exclusions=one.target["Exclusions"],
            additional_metadata=one.target.get("EnableAdditionalMetadata", []),
        )
        by_name.setdefault(made["Name"], []).append(made)
    found = Found()
    for name, inputs in by_name.items():
        if len(name) > NAME_LIMIT:
            warn(f"Table {name} has a name longer than {NAME_LIMIT} characters and is left out")
        elif len(inputs) == 1:
            found.inputs[name] = inputs[0]
        else:
            _collide(found, name, inputs, warn)
    return found


def _collide(found: Found, name: str, inputs: list[TableInput], warn: Warn) -> None:
    """What AWS does then is documented nowhere: leave all of them out, or give them suffixes where that is wanted."""
    sources = ", ".join(sorted(_location(one) for one in inputs))
    if not switches.collision_suffix():
        warn(f"Table name {name} stands for {sources}; none of them is written")
        found.collided.add(name)
        return
    renamed = {_suffixed(name, one): one for one in inputs}
    for new_name, one in renamed.items():
        found.inputs[new_name] = {**one, "Name": new_name}
    warn(f"Table name {name} stands for {sources}; written as {', '.join(sorted(renamed))}")


def _suffixed(name: str, made: TableInput) -> str:
    """A table keeps the plain name if it is written so itself; the suffix depends on nothing but its own name."""
    location = _location(made)
    if location == location.lower():
        return name
    return f"{name}_{hashlib.sha256(location.encode()).hexdigest()[:8]}"


def _location(made: TableInput) -> str:
    return made["StorageDescriptor"]["Location"]
