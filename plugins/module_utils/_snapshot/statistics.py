# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The column statistics that the catalog has of chosen tables and partitions, as hashes."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from functools import partial

from .compare import Comparer
from .records import Key
from .records import Record
from .source import Source
from .tables import partition_statistics
from .tables import table_statistics

Hashes = dict[str, dict[Key, object]]


def live_statistics(source: Source, comparer: Comparer, wanted: Mapping[str, Sequence[Key]]) -> Hashes:
    return {
        kind: dict(zip(keys, source.glue.each(partial(_hash, source, comparer, kind), keys), strict=True))
        for kind, keys in wanted.items()
        if keys
    }


def _hash(source: Source, comparer: Comparer, kind: str, key: Key) -> bytes | None:
    answer = source.glue.found("GetTable", DatabaseName=key[0], Name=key[1])
    if answer is None:
        return None
    table = answer["Table"]
    found = table_statistics(source, key[0], table) if kind == "table" else partition_statistics(source, table, key)
    return comparer.statistics(Record(kind, key, {}, {"statistics": found}))
