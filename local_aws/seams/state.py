# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of ministack's services, entry by entry; ministack itself writes it whole, and only when it ends.

Glue's is not in it: that has a store of its own.
"""

from __future__ import annotations

import ast
import json
import logging
import sys
import time
from collections.abc import Iterable
from typing import Any

from ministack import app
from ministack.core import persistence

from local_aws.errors import LocalAwsError
from local_aws.glue import GlueService
from local_aws.glue.journal import Address
from local_aws.names import ACCOUNT
from local_aws.names import REGION
from local_aws.seams import stores
from local_aws.seams.stores import Store

logger = logging.getLogger("local_aws")

# Addresses are (service, kind, name in the service's state, key of the entry); what is no store is one entry.
type Part = tuple[str, str, str]
type Changes = dict[Address, bytes | None]
type Touched = dict[int, set[Any]]

_PLAIN = "plain"
_WHOLE = ""  # in place of a key: something that is no store, or that there is such a store
_VERSION = "version"  # in place of a kind: which version of its format a service's state has
_SMALL_SECONDS = 0.001

_encode = json.JSONEncoder(default=persistence._json_default, separators=(",", ":")).encode


class Recorder:
    """Tells what has changed since it was last asked, without looking through all of what is large."""

    def __init__(self, saved: Iterable[tuple[Address, bytes]] = ()) -> None:
        self._known: dict[Part, dict[str, int]] = {}
        for (service, kind, name, key), text in saved:
            self._known.setdefault((service, kind, name), {})[key] = hash(text)
        self._seconds: dict[str, float] = {}  # what it took to look through a service
        self._stores: dict[str, list[Store]] = {}
        self._before: Touched = {}
        self._turn = 0

    def changes(self, *, thorough: bool = False) -> Changes:
        """New and changed entries, and None for each that has gone.

        Of a large service only those entries are looked at that were handed out since the last time but one: who has
        got one may change it a moment later. If thorough, one large service after the other is looked through.
        """
        services = {name: state for name, state in app._build_persistence_save_dict().items() if name != "glue"}
        for name in services.keys() - self._stores.keys():
            self._stores[name] = _stores_of(name)
        touched = {id(store): stores.take_touched(store) for name in services for store in self._stores[name]}
        recent = {store: keys | self._before.get(store, set()) for store, keys in touched.items()}
        self._before = touched
        if self._seconds and not thorough and not any(recent.values()):
            return {}
        due = self._due(list(services)) if thorough else None
        found: Changes = {}
        for name, state in services.items():
            whole = name == due or self._seconds.get(name, 0) < _SMALL_SECONDS
            if whole or any(recent[id(store)] for store in self._stores[name]):
                try:
                    self._look(name, state, None if whole else recent, found)
                except Exception:  # a thread changed something under it
                    logger.exception("The state of %s could not be collected; trying again", name)
                    self._seconds.pop(name, None)
        return found

    def _due(self, services: list[str]) -> str | None:
        large = [name for name in services if self._seconds.get(name, 0) >= _SMALL_SECONDS]
        self._turn += 1
        return large[self._turn % len(large)] if large else None

    def _look(self, service: str, state: Any, recent: Touched | None, found: Changes) -> None:
        begin = time.perf_counter()
        with stores.shared_copies():
            now = state()
        if now is None:
            return
        version = json.dumps(persistence._state_format_version(service))
        self._compare((service, _VERSION, _WHOLE), {_WHOLE: version}, found)
        for name, value in now.items():
            kind = stores.kind_of(value)
            if kind is None:
                self._compare((service, _PLAIN, name), {_WHOLE: _encode(value)}, found)
            else:
                source = id(stores.source_of(value))
                keys = {stores.EVERY} if recent is None else recent.get(source, {stores.EVERY})
                self._look_at((service, kind, name), value, keys, found)
        if recent is None:
            self._seconds[service] = time.perf_counter() - begin

    def _look_at(self, part: Part, store: Store, keys: set[Any], found: Changes) -> None:
        texts = {_key(key): _encode(each) for key, each in stores.entries(store, keys)}
        self._compare(part, {_WHOLE: "null", **texts}, found)
        known = self._known[part]
        candidates = list(known) if stores.EVERY in keys else [_key(key) for key in keys]
        for key in candidates:
            if key in known and key not in texts and key != _WHOLE:
                del known[key]
                found[(*part, key)] = None

    def _compare(self, part: Part, texts: dict[str, str], found: Changes) -> None:
        """Those of the texts that are not the known ones are found."""
        known = self._known.setdefault(part, {})
        for key, text in texts.items():
            encoded = text.encode()
            digest = hash(encoded)
            if known.get(key) != digest:
                known[key] = digest
                found[(*part, key)] = encoded


def restore(saved: Iterable[tuple[Address, bytes]], place: str) -> None:
    """Load what a Recorder told; raises when it is from a newer ministack, whose formats this one does not know."""
    states: dict[str, dict[str, Any]] = {}
    used, newer = set(), set()
    for (service, kind, name, key), text in saved:
        value = json.loads(text, object_hook=persistence._json_object_hook)
        if kind == _VERSION:
            newer |= {service} if value > persistence._state_format_version(service) else set()
        elif kind == _PLAIN:
            states.setdefault(service, {})[name] = value
            used |= {service} if value and isinstance(value, dict | list) else set()
        else:
            state = states.setdefault(service, {})
            if name not in state:
                state[name] = stores.KINDS[kind]()
            if key != _WHOLE:
                state[name]._data[_unkey(key, kind)] = value
                used.add(service)
    if newer:
        raise LocalAwsError(
            f"{place} was written by a newer ministack (services {', '.join(sorted(newer))}). "
            "Install that version again, or move the file away to start with an empty account."
        )
    for service in sorted(used):  # a service without anything in it is imported when it is needed
        app._get_module(app._state_map[service]).load_persisted_state(states[service])


def loaded(services: list[Any]) -> dict[str, Any]:
    """The services that were used, and what the catalog holds."""
    glue = next(service for service in services if isinstance(service, GlueService))
    scope = glue.store.scope(ACCOUNT, REGION)
    used = sorted(name for name, module in app._state_map.items() if module in app._loaded_modules)
    return {
        "services": sorted({*used, "glue"}),
        "catalog": {kind: len(scope.keys(kind)) for kind in ("database", "table", "connection", "crawler")},
    }


def _stores_of(service: str) -> list[Store]:
    """All stores that the modules of a service have, saved or not."""
    module = f"ministack.services.{app._state_map[service]}"
    modules = [each for name, each in list(sys.modules.items()) if name == module or name.startswith(f"{module}.")]
    return [value for each in modules for value in vars(each).values() if stores.kind_of(value)]


def _key(key: tuple[Any, ...]) -> str:
    """Account, region if the store has one, and the entry's own key."""
    return "/".join([*key[:-1], repr(key[-1])])


def _unkey(text: str, kind: str) -> tuple[Any, ...]:
    *scope, own = text.split("/", 2 if kind == "region" else 1)
    try:
        return (*scope, ast.literal_eval(own))
    except (ValueError, SyntaxError):
        return (*scope, own)
