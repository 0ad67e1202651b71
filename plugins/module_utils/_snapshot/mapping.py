# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the names of one account and region to those of another. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .errors import SnapshotError
from .records import Key
from .records import Record

# What may be mapped. Hosts are parts of JDBC URLs; connection_secrets gives a connection that had a password a secret.
PARTS = (
    "accounts",
    "regions",
    "buckets",
    "connections",
    "subnets",
    "security_groups",
    "availability_zones",
    "keys",
    "secrets",
    "hosts",
    "connection_secrets",
)
_ARN = re.compile(r"arn:(aws[a-z-]*):([a-z0-9-]*):([a-z0-9-]*):([0-9]*):([^\s\"',]+)")
_S3_URL = re.compile(r"(s3[an]?)://([^/\s\"',]+)")
# Where a bare name of a connection stands: any other text of the same letters is not one.
_CONNECTION_FIELDS = ("ConnectionName", "connectionName")
_HOST_FIELDS = {"JDBC_CONNECTION_URL", "CONNECTION_URL", "HOST", "KAFKA_BOOTSTRAP_SERVERS"}

Names = dict[str, str]


class Mapper:
    def __init__(self, mapping: Mapping[str, Mapping[str, str]] | None = None) -> None:
        given = {part: dict(names or {}) for part, names in (mapping or {}).items()}
        unknown = sorted(set(given) - set(PARTS))
        if unknown:
            raise SnapshotError(f"mapping: {', '.join(unknown)} cannot be mapped; {', '.join(PARTS)} can.")
        self._of: dict[str, Names] = {part: given.get(part, {}) for part in PARTS}
        self._whole: Names = {}
        for part in ("accounts", "subnets", "security_groups", "availability_zones", "keys", "secrets"):
            self._whole.update(self._of[part])

    @property
    def nothing(self) -> bool:
        return not any(self._of.values())

    def account(self, name: str) -> str:
        return self._of["accounts"].get(name, name)

    def region(self, name: str) -> str:
        return self._of["regions"].get(name, name)

    def record(self, record: Record) -> Record:
        if self.nothing:
            return record
        data = self._value("", record.data)
        key = self._key(record.kind, record.key)
        if record.kind == "connection":
            data = self._connection(record.key[0], {**data, "Name": key[0]})
        return replace(record, key=key, data=data, beside=self._value("", record.beside))

    def _key(self, kind: str, key: Key) -> Key:
        if kind == "connection":
            return (self._of["connections"].get(key[0], key[0]),)
        if kind == "lake_formation_grant":
            return tuple(self._text(part) for part in key)
        return key

    def _connection(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        properties = dict(data.get("ConnectionProperties") or {})
        for field in _HOST_FIELDS & properties.keys():
            for old, new in self._of["hosts"].items():
                properties[field] = properties[field].replace(old, new)
        if secret := self._of["connection_secrets"].get(name):
            properties.pop("USERNAME", None)
            properties["SECRET_ID"] = secret
        return {**data, "ConnectionProperties": properties}

    def _value(self, field: str, value: Any) -> Any:
        if isinstance(value, str):
            if field == "Region":
                return self.region(value)
            return self._of["connections"].get(value, value) if field in _CONNECTION_FIELDS else self._text(value)
        if isinstance(value, dict):
            return {name: self._value(name, item) for name, item in value.items()}
        if isinstance(value, list):
            # The values of a partition are data of the table, whatever they look like.
            return value if field == "Values" else [self._value(field, item) for item in value]
        return value

    def _text(self, text: str) -> str:
        if text in self._whole:
            return self._whole[text]
        if "://" in text:
            text = _S3_URL.sub(self._bucket_of_url, text)
        return _ARN.sub(self._arn, text) if "arn:" in text else text

    def _bucket_of_url(self, found: re.Match[str]) -> str:
        return f"{found[1]}://{self._of['buckets'].get(found[2], found[2])}"

    def _arn(self, found: re.Match[str]) -> str:
        if found[0] in self._whole:
            return self._whole[found[0]]
        partition, service, region, account, resource = found.groups()
        if service in _TAILS:
            resource = _TAILS[service](self._of, resource)
        return f"arn:{partition}:{service}:{self.region(region)}:{self.account(account)}:{resource}"


def _bucket(of: dict[str, Names], resource: str) -> str:
    bucket, slash, rest = resource.partition("/")
    return of["buckets"].get(bucket, bucket) + slash + rest


def _key(of: dict[str, Names], resource: str) -> str:
    kind, slash, name = resource.partition("/")
    return of["keys"].get(resource, kind + slash + of["keys"].get(name, name))


def _secret(of: dict[str, Names], resource: str) -> str:
    """AWS adds a hyphen and six characters to the name in an ARN. Another secret has others, and is found without."""
    kind, colon, name = resource.partition(":")
    return kind + colon + of["secrets"].get(name, of["secrets"].get(name[:-7], name))


def _connection(of: dict[str, Names], resource: str) -> str:
    kind, slash, name = resource.partition("/")
    return kind + slash + of["connections"].get(name, name) if kind == "connection" else resource


_TAILS: dict[str, Callable[[dict[str, Names], str], str]] = {
    "s3": _bucket,
    "kms": _key,
    "secretsmanager": _secret,
    "glue": _connection,
}
