# SPDX-License-Identifier: GPL-3.0-or-later
"""ministack's stores remember what was handed out or changed, so that saving need not look through all of a large one.

Every service keeps its state in dicts of two classes, one entry a resource, and copies them deeply to save them, which
takes longer than writing them. While the state is collected, a copy shares what its entries hold.
"""

from __future__ import annotations

import contextlib
import copy
import threading
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from ministack.core import responses

from local_aws import seam_check
from local_aws.errors import LocalAwsError

type Store = responses.AccountRegionScopedDict | responses.AccountScopedDict

KINDS = {"region": responses.AccountRegionScopedDict, "account": responses.AccountScopedDict}
EVERY = None  # instead of a key: any entry may have changed

_collecting: list[int] = []  # the thread that collects


class Entries(dict[Any, Any]):
    """The entries of a store, and the keys of those that somebody may have changed since they were last taken."""

    __slots__ = ("touched",)

    def __init__(self, entries: Iterable[Any] = ()) -> None:
        super().__init__(entries)
        self.touched: set[Any] = {EVERY}

    def take_touched(self) -> set[Any]:
        """Other threads may add keys meanwhile; none is lost."""
        taken = set()
        while self.touched:
            taken.add(self.touched.pop())
        return taken

    def __getitem__(self, key: Any) -> Any:
        self.touched.add(key)
        return dict.__getitem__(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        dict.__setitem__(self, key, value)
        self.touched.add(key)

    def __delitem__(self, key: Any) -> None:
        dict.__delitem__(self, key)
        self.touched.add(key)

    def get(self, key: Any, default: Any = None) -> Any:
        self.touched.add(key)
        return dict.get(self, key, default)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        self.touched.add(key)
        return dict.setdefault(self, key, default)

    def pop(self, key: Any, *default: Any) -> Any:
        try:
            return dict.pop(self, key, *default)
        finally:
            self.touched.add(key)

    def popitem(self) -> tuple[Any, Any]:
        key, value = dict.popitem(self)
        self.touched.add(key)
        return key, value

    def update(self, *others: Any, **named: Any) -> None:
        dict.update(self, *others, **named)
        self.touched.add(EVERY)

    def clear(self) -> None:
        dict.clear(self)
        self.touched.add(EVERY)

    def values(self) -> Any:
        if self:
            self.touched.add(EVERY)
        return dict.values(self)

    def items(self) -> Any:
        if self:
            self.touched.add(EVERY)
        return dict.items(self)


class _RegionCopy(responses.AccountRegionScopedDict):
    __slots__ = ("source",)


class _AccountCopy(responses.AccountScopedDict):
    __slots__ = ("source",)


def install() -> None:
    """Before the services are imported that have stores; those that are there already are converted."""
    for kind in KINDS.values():
        if kind.__slots__ != ("_data",):
            name = f"{kind.__module__}.{kind.__name__}"
            raise LocalAwsError(f"ministack {seam_check.MINISTACK_VERSION}: {name} does not keep its entries in _data.")
        kind.__init__ = _initialise
        kind.__deepcopy__ = _deepcopy


def kind_of(value: Any) -> str | None:
    """Which kind of store a value is; None when it is none."""
    return next((name for name, kind in KINDS.items() if isinstance(value, kind)), None)


def take_touched(store: Store) -> set[Any]:
    """The keys of the entries that were handed out or changed since this was last asked."""
    entries = store._data
    if isinstance(entries, Entries):
        return entries.take_touched()
    converted = store._data = Entries(entries)  # it was made before install(), or of a plain dict
    return converted.take_touched()


def entries(store: Store, keys: set[Any]) -> Iterator[tuple[Any, Any]]:
    """Those of the entries that are there, without touching them."""
    if EVERY in keys:
        yield from dict.items(store._data)
    else:
        yield from ((key, dict.__getitem__(store._data, key)) for key in keys if key in store._data)


def source_of(store: Store) -> Store:
    """The store that a copy was made of while collecting, else the store itself."""
    return store.source if isinstance(store, _RegionCopy | _AccountCopy) else store


@contextlib.contextmanager
def shared_copies() -> Iterator[None]:
    """In this thread a deep copy of a store has entries of its own, whose members are the store's."""
    _collecting.append(threading.get_ident())
    try:
        yield
    finally:
        _collecting.pop()


def _initialise(self: Store) -> None:
    self._data = Entries()


def _deepcopy(self: Store, memo: dict[int, Any]) -> Store:
    if threading.get_ident() not in _collecting:
        made = memo[id(self)] = type(self)()
        made._data = Entries(copy.deepcopy(dict(self._data), memo))
        return made
    shared = _RegionCopy() if isinstance(self, responses.AccountRegionScopedDict) else _AccountCopy()
    shared._data = {key: dict(value) if type(value) is dict else value for key, value in dict.items(self._data)}
    shared.source = self
    return shared
