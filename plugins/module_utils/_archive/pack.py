# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip whose bytes depend on names and content alone, not on the machine, its clock, its umask or its zlib."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o100644 << 16


def pack(content: dict[str, bytes]) -> bytes:
    """Stored, not deflated: compressed bytes differ between versions of zlib."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            archive.writestr(entry, content[name], zipfile.ZIP_STORED)
    return buffer.getvalue()


def code_sha256(content: bytes) -> str:
    """As Lambda shows it in CodeSha256."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode("ascii")
