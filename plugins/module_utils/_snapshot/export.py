# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a snapshot as CloudFormation templates, with a list of them and of what they do not hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from .cloudformation import Export
from .manifest import Manifest
from .mapping import Mapper
from .parts import read_records
from .selection import Selection
from .storage import Storage

FILE = "index.json"


@dataclass
class Exported:
    templates: list[dict[str, Any]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    # Files whose bytes were not there already, and those of another snapshot that are there too many.
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def export(
    storage: Storage,
    manifest: Manifest,
    target: Storage,
    selection: Selection,
    mapping: Mapping[str, Mapping[str, str]] | None = None,
    dry: bool = False,
) -> Exported:
    """Every part is compared with its hash; a damaged snapshot ends it. The list is written last."""
    mapper, made, done = Mapper(mapping), Export(), Exported()
    records = (
        mapper.record(record) for record in read_records(storage, manifest) if selection.record(record.kind, record.key)
    )

    def write(name: str, body: bytes) -> None:
        if target.get(name) != body:
            done.written.append(name)
            if not dry:
                target.put(name, body)

    for template in made.templates(records):
        body = template.to_bytes(f"Data Catalog, {template.name.removesuffix('.json')} of {manifest.snapshot}")
        write(template.name, body)
        done.templates.append({"name": template.name, "resources": len(template.resources), "bytes": len(body)})
    done.left_out = dict(sorted(made.left_out.items()))
    names = {template["name"] for template in done.templates}
    done.removed = [name for name in target.names(".json") if _is_ours(name) and name not in names]
    index = {
        "snapshot": manifest.snapshot,
        "content_sha256": manifest.content_sha256,
        "templates": done.templates,
        "left_out": done.left_out,
    }
    write(FILE, json.dumps(index, indent=2, sort_keys=True).encode("ascii") + b"\n")
    if not dry:
        for name in done.removed:
            target.delete(name)
    return done


def _is_ours(name: str) -> bool:
    number, _dash, _group = name.partition("-")
    return number.isdecimal() and "/" not in name
