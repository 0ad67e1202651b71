# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what is not a table: each kind has a create, an update and a delete."""

from __future__ import annotations

from typing import Any

from .compare import PASSWORDS
from .compare import schedule_of
from .grants import read_grants
from .records import Key
from .records import Record
from .writing import Writer

_RUNNING = ("CrawlerRunningException", "CrawlerStoppingException")


class EncryptionWriter(Writer):
    def create(self, record: Record) -> None:
        settings = self.send("PutDataCatalogEncryptionSettings", "DataCatalogEncryptionSettings")(record.data)
        self.glue.call("PutDataCatalogEncryptionSettings", DataCatalogEncryptionSettings=settings)

    update = create

    def delete(self, key: Key) -> None:
        """Every account has settings."""


class SecurityConfigurationWriter(Writer):
    def create(self, record: Record) -> None:
        encryption = self.send("CreateSecurityConfiguration", "EncryptionConfiguration")
        self.glue.call(
            "CreateSecurityConfiguration",
            Name=record.key[0],
            EncryptionConfiguration=encryption(record.data["EncryptionConfiguration"]),
        )

    def update(self, record: Record) -> None:
        """AWS has no call that changes one."""
        self.delete(record.key)
        self.create(record)

    def delete(self, key: Key) -> None:
        self.glue.call("DeleteSecurityConfiguration", Name=key[0])


class ClassifierWriter(Writer):
    def create(self, record: Record) -> None:
        self.glue.call("CreateClassifier", **self.send("CreateClassifier")(record.data))

    def update(self, record: Record) -> None:
        """AWS keeps what an update does not name, and the type of a classifier for ever: it is made anew."""
        self.delete(record.key)
        self.create(record)

    def delete(self, key: Key) -> None:
        self.glue.call("DeleteClassifier", Name=key[0])


class ConnectionWriter(Writer):
    def create(self, record: Record) -> None:
        tags = record.beside.get("tags") or {}
        wanted = self.send("CreateConnection", "ConnectionInput")(record.data)
        self.glue.call("CreateConnection", ConnectionInput=wanted, Tags=tags)

    def update(self, record: Record) -> None:
        """AWS replaces the whole connection: the password that no snapshot holds is carried over in memory."""
        wanted = self.send("UpdateConnection", "ConnectionInput")(record.data)
        properties = wanted.setdefault("ConnectionProperties", {})
        if properties.get("USERNAME") and not properties.get("SECRET_ID"):
            found = self.glue.call("GetConnection", Name=record.key[0], HidePassword=False)["Connection"]
            held = found.get("ConnectionProperties") or {}
            properties.update({name: held[name] for name in PASSWORDS if held.get(name)})
        self.glue.call("UpdateConnection", Name=record.key[0], ConnectionInput=wanted)
        self.write_tags("connection", record)

    def delete(self, key: Key) -> None:
        self.glue.call("DeleteConnection", ConnectionName=key[0])


class DatabaseWriter(Writer):
    def create(self, record: Record) -> None:
        tags = record.beside.get("tags") or {}
        wanted = self.send("CreateDatabase", "DatabaseInput")(record.data)
        self.glue.call("CreateDatabase", DatabaseInput=wanted, Tags=tags)

    def update(self, record: Record) -> None:
        wanted = self.send("UpdateDatabase", "DatabaseInput")(record.data)
        self.glue.call("UpdateDatabase", Name=record.key[0], DatabaseInput=wanted)
        self.write_tags("database", record)

    def delete(self, key: Key) -> None:
        self.glue.call("DeleteDatabase", Name=key[0])


class FunctionWriter(Writer):
    def create(self, record: Record) -> None:
        wanted = self.send("CreateUserDefinedFunction", "FunctionInput")(record.data)
        self.glue.call("CreateUserDefinedFunction", DatabaseName=record.key[0], FunctionInput=wanted)

    def update(self, record: Record) -> None:
        database, name = record.key
        wanted = self.send("UpdateUserDefinedFunction", "FunctionInput")(record.data)
        self.glue.call("UpdateUserDefinedFunction", DatabaseName=database, FunctionName=name, FunctionInput=wanted)

    def delete(self, key: Key) -> None:
        self.glue.call("DeleteUserDefinedFunction", DatabaseName=key[0], FunctionName=key[1])


class CrawlerWriter(Writer):
    def create(self, record: Record) -> None:
        request = self.send("CreateCrawler")({**record.data, "Schedule": None})
        schedule = schedule_of(record.data)
        if schedule:
            request["Schedule"] = schedule["expression"]
        self.glue.call("CreateCrawler", **request, Tags=record.beside.get("tags") or {})
        if schedule.get("state") == "NOT_SCHEDULED":
            self.glue.call("StopCrawlerSchedule", CrawlerName=record.key[0])

    def update(self, record: Record) -> None:
        """AWS keeps what an update does not name: what the snapshot does not have is sent empty."""
        name = record.key[0]
        found = self.glue.call("GetCrawler", Name=name)["Crawler"]
        accepted = self.send("UpdateCrawler")
        request = {**self._emptied(found, record.data), **accepted({**record.data, "Schedule": None})}
        before, schedule = schedule_of(found), schedule_of(record.data)
        if before.get("expression") != schedule.get("expression"):
            request["Schedule"] = schedule.get("expression", "")
        self.glue.call("UpdateCrawler", passing=_RUNNING, **request)
        now = schedule_of(self.glue.call("GetCrawler", Name=name)["Crawler"])
        if schedule and now.get("state") != schedule["state"]:
            paused = schedule["state"] == "NOT_SCHEDULED"
            self.glue.call("StopCrawlerSchedule" if paused else "StartCrawlerSchedule", CrawlerName=name)
        self.write_tags("crawler", record)

    def _emptied(self, found: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
        has = self.send("UpdateCrawler")({**found, "Schedule": None})
        return {name: type(value)() for name, value in has.items() if not wanted.get(name)}

    def delete(self, key: Key) -> None:
        self.glue.call("DeleteCrawler", passing=_RUNNING, Name=key[0])


class GrantWriter(Writer):
    def create(self, record: Record) -> None:
        self._change("GrantPermissions", record.data)

    def update(self, record: Record) -> None:
        """What is too much goes first: a grant only ever adds."""
        held = self._held(record.data)
        surplus = sorted(set(held["Permissions"]) - set(record.data["Permissions"]))
        passable = sorted(set(held["PermissionsWithGrantOption"]) - set(record.data["PermissionsWithGrantOption"]))
        if revoked := sorted({*surplus, *passable}):
            both = {"Permissions": revoked, "PermissionsWithGrantOption": passable}
            self._change("RevokePermissions", {**record.data, **both})
        self._change("GrantPermissions", record.data)

    def _held(self, grant: dict[str, Any]) -> dict[str, list[str]]:
        return next(
            (item.data for item in read_grants(self.target) if _about(item.data) == _about(grant)),
            {"Permissions": [], "PermissionsWithGrantOption": []},
        )

    def delete(self, key: Key) -> None:
        for record in read_grants(self.target):
            if record.key == key:
                self._change("RevokePermissions", record.data)

    def _change(self, operation: str, grant: dict[str, Any]) -> None:
        lake_formation = self.target.lake_formation
        if lake_formation is not None:
            lake_formation.call(operation, **lake_formation.shapes.to_send(operation)(grant))


def _about(grant: dict[str, Any]) -> tuple[Any, Any]:
    return grant["Principal"], grant["Resource"]
