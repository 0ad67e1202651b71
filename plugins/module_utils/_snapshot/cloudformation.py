# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot as CloudFormation templates, for those who restore that way. The same snapshot gives the same bytes.

Templates are numbered in the order in which they have to be deployed. No template is larger than CloudFormation takes
from a bucket, nor has more resources than that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from .cloudformation_shapes import TAKEN
from .cloudformation_shapes import taken
from .compare import schedule_of
from .errors import SnapshotError
from .records import Record

MOST_RESOURCES = 500
MOST_BYTES = 1_000_000
MOST_PARAMETERS = 200
# Kinds that stand in the same templates. What comes later needs what comes before.
GROUPS = {
    "encryption_settings": "settings",
    "security_configuration": "settings",
    "classifier": "settings",
    "connection": "settings",
    "database": "databases",
    "table": "tables",
    "partition": "partitions",
    "crawler": "crawlers",
}
_ACCOUNT = {"Ref": "AWS::AccountId"}
# A stack that goes leaves the catalog; one that could not be made takes away what it made.
_KEPT = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
_TYPES_OF_TABLES = ("EXTERNAL_TABLE", "VIRTUAL_VIEW")
_EMPTY_SIZE = 200


@dataclass
class Template:
    name: str
    resources: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    size: int = _EMPTY_SIZE

    def has_room(self, resource: Resource, size: int) -> bool:
        return (
            len(self.resources) < MOST_RESOURCES
            and self.size + size <= MOST_BYTES
            and len(self.parameters) + len(resource.parameters) <= MOST_PARAMETERS
        )

    def add(self, resource: Resource, size: int) -> None:
        self.resources[resource.name] = resource.body
        self.parameters.update(resource.parameters)
        self.size += size

    def to_bytes(self, description: str) -> bytes:
        whole: dict[str, Any] = {"AWSTemplateFormatVersion": "2010-09-09", "Description": description}
        if self.parameters:
            whole["Parameters"] = self.parameters
        return _encode({**whole, "Resources": self.resources}) + b"\n"


@dataclass(frozen=True)
class Resource:
    name: str
    body: dict[str, Any]
    parameters: dict[str, Any]

    @property
    def size(self) -> int:
        return len(_encode({self.name: self.body})) + len(_encode(self.parameters))


class Export:
    """Makes templates of records, one after the other, and counts what CloudFormation has no place for."""

    def __init__(self) -> None:
        self.left_out: dict[str, int] = {}
        self._of: dict[str, Callable[[Record, str], tuple[str, dict[str, Any], dict[str, Any]]]] = {
            "encryption_settings": self._encryption_settings,
            "security_configuration": self._security_configuration,
            "classifier": self._classifier,
            "connection": self._connection,
            "database": self._database,
            "table": self._table,
            "partition": self._partition,
            "crawler": self._crawler,
        }

    def templates(self, records: Iterable[Record]) -> Iterator[Template]:
        group, number, template = "", 0, None
        for record in records:
            resource = self._resource(record)
            if resource is None:
                continue
            size = resource.size
            if template is None or GROUPS[record.kind] != group or not template.has_room(resource, size):
                if template is not None:
                    yield template
                group, number = GROUPS[record.kind], number + 1
                template = Template(f"{number:03d}-{group}.json")
                if not template.has_room(resource, size):
                    raise SnapshotError(f"{record.title} is larger than CloudFormation takes. Leave it out: only.")
            template.add(resource, size)
        if template is not None:
            yield template

    def _resource(self, record: Record) -> Resource | None:
        if record.kind not in self._of:
            self._miss(record.kind)
            return None
        if b"{{resolve:" in _encode(record.data):
            raise SnapshotError(
                f"{record.title} holds {{{{resolve:, which CloudFormation would replace. Leave it out: only."
            )
        name = _name(record)
        kind, properties, parameters = self._of[record.kind](record, name)
        for beside in sorted(record.beside):
            if not (beside == "tags" and "Tags" in properties):
                self._miss(f"{record.kind} {beside}")
        body = {"Type": f"AWS::Glue::{kind}", "Properties": _guarded(properties), **_KEPT}
        return Resource(name, body, parameters)

    def _miss(self, what: str) -> None:
        self.left_out[what] = self.left_out.get(what, 0) + 1

    def _taken(self, record: Record, data: dict[str, Any] | None = None) -> Any:
        return taken(TAKEN[record.kind], record.data if data is None else data, record.kind, self.left_out)

    def _encryption_settings(self, record: Record, _name: str) -> tuple[str, dict, dict]:
        settings = {"CatalogId": _ACCOUNT, "DataCatalogEncryptionSettings": self._taken(record)}
        return "DataCatalogEncryptionSettings", settings, {}

    def _security_configuration(self, record: Record, _name: str) -> tuple[str, dict, dict]:
        encryption = self._taken(record, record.data["EncryptionConfiguration"])
        return "SecurityConfiguration", {"Name": record.key[0], "EncryptionConfiguration": encryption}, {}

    def _classifier(self, record: Record, _name: str) -> tuple[str, dict, dict]:
        return "Classifier", self._taken(record), {}

    def _connection(self, record: Record, name: str) -> tuple[str, dict, dict]:
        """A password is a parameter: no snapshot holds one. So is a zone, whose subnet may be another one elsewhere."""
        wanted = self._taken(record)
        properties = dict(wanted.get("ConnectionProperties") or {})
        parameters: dict[str, Any] = {}
        place = wanted.get("PhysicalConnectionRequirements") or {}
        if zone := place.get("AvailabilityZone"):
            parameter = f"ZoneOf{name}"
            parameters[parameter] = {"Type": "AWS::EC2::AvailabilityZone::Name", "Default": zone}
            wanted["PhysicalConnectionRequirements"] = {**place, "AvailabilityZone": {"Ref": parameter}}
        if properties.get("USERNAME") and not properties.get("SECRET_ID"):
            parameter = f"PasswordOf{name}"
            parameters[parameter] = {
                "Type": "String",
                "NoEcho": True,
                "Description": f"Password of {properties['USERNAME']} for the connection {record.key[0]}",
            }
            wanted["ConnectionProperties"] = {**properties, "PASSWORD": {"Ref": parameter}}
        return "Connection", {"CatalogId": _ACCOUNT, "ConnectionInput": wanted, **_tags(record)}, parameters

    def _database(self, record: Record, _name: str) -> tuple[str, dict, dict]:
        return "Database", {"CatalogId": _ACCOUNT, "DatabaseInput": self._taken(record)}, {}

    def _table(self, record: Record, _name: str) -> tuple[str, dict, dict]:
        wanted = self._taken(record)
        if wanted.get("TableType", _TYPES_OF_TABLES[0]) not in _TYPES_OF_TABLES:
            self._miss(f"table.TableType {wanted.pop('TableType')}")
        return "Table", {"CatalogId": _ACCOUNT, "DatabaseName": record.key[0], "TableInput": wanted}, {}

    def _partition(self, record: Record, _name: str) -> tuple[str, dict, dict]:
        place = {"CatalogId": _ACCOUNT, "DatabaseName": record.key[0], "TableName": record.key[1]}
        return "Partition", {**place, "PartitionInput": self._taken(record)}, {}

    def _crawler(self, record: Record, _name: str) -> tuple[str, dict, dict]:
        schedule = schedule_of(record.data)
        if schedule.get("state") == "NOT_SCHEDULED":
            self._miss("crawler schedule that is paused")
        wanted = self._taken(record, {**record.data, "Schedule": None})
        if schedule:
            wanted["Schedule"] = {"ScheduleExpression": schedule["expression"]}
        return "Crawler", {**wanted, **_tags(record)}, {}


def _tags(record: Record) -> dict[str, Any]:
    tags = record.beside.get("tags")
    return {"Tags": tags} if tags else {}


def _name(record: Record) -> str:
    """Letters and digits are all that it may have; whose resource it is, its properties say."""
    digest = hashlib.sha256(_encode([record.kind, record.key])).hexdigest()[:20]
    return "".join(word.capitalize() for word in record.kind.split("_")) + digest


def _guarded(value: Any) -> Any:
    """A text with ${ in it would be taken for a forgotten Fn::Sub."""
    if isinstance(value, str) and "${" in value:
        first, *rest = value.split("${")
        return {"Fn::Join": ["$", [first, *("{" + part for part in rest)]]}
    if isinstance(value, dict):
        return {key: _guarded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_guarded(item) for item in value]
    return value


def _encode(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")
