# SPDX-License-Identifier: GPL-3.0-or-later
"""ministack's state in one file: written beside and renamed, so that a crash leaves the last whole one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_aws.errors import LocalAwsError
from local_aws.files import write_atomic

FORMAT = 1
FILE = "aws.json"


@dataclass(frozen=True)
class Snapshot:
    """The state of each service as the JSON text that ministack makes of it, and the version of each format."""

    services: dict[str, bytes]
    formats: dict[str, int]


def save(folder: Path, snapshot: Snapshot) -> None:
    """The first line tells what the rest has to be, byte for byte."""
    body = b"{" + b",".join(json.dumps(name).encode() + b":" + text for name, text in snapshot.services.items()) + b"}"
    header = {"format": FORMAT, "formats": snapshot.formats, "sha256": hashlib.sha256(body).hexdigest()}
    write_atomic(folder / FILE, json.dumps(header).encode() + b"\n" + body, sync=True)


def load(folder: Path, supported: dict[str, int]) -> bytes | None:
    """The JSON text of all services, or None when there is no state; raises when it is not what was written."""
    path = folder / FILE
    try:
        header_line, _, body = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    try:
        header: dict[str, Any] = json.loads(header_line)
        whole = header["format"] == FORMAT and header["sha256"] == hashlib.sha256(body).hexdigest()
        formats: dict[str, int] = header["formats"]
    except (ValueError, KeyError, TypeError):
        whole, formats = False, {}
    if not whole:
        raise LocalAwsError(
            f"{path}, the state of the embedded AWS, is damaged. It was left as it is. Put back a good copy, or move "
            "it away to start with an empty account (the catalog and the database are kept elsewhere)."
        )
    newer = sorted(name for name, version in formats.items() if version > supported.get(name, version))
    if newer:
        raise LocalAwsError(
            f"{path} was written by a newer ministack (services {', '.join(newer)}). "
            "Install that version again, or move the file away to start with an empty account."
        )
    return body
