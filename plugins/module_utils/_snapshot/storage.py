# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where snapshots lie: below a prefix of an S3 bucket, or in a folder."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any
from typing import Protocol

from .calls import Calls
from .calls import code_of
from .errors import SnapshotError

_MISSING = {"NoSuchKey", "404", "NotFound"}


class Storage(Protocol):
    location: str

    def put(self, name: str, body: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def names(self, ending: str) -> list[str]: ...

    def delete(self, name: str) -> None: ...


class Bucket:
    def __init__(self, calls: Calls, bucket: str, prefix: str, owner: str | None = None) -> None:
        self._calls = calls
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._bucket: dict[str, str] = {"Bucket": bucket}
        if owner:
            self._bucket["ExpectedBucketOwner"] = owner
        self.location = f"s3://{bucket}/{self._prefix}"

    def put(self, name: str, body: bytes) -> None:
        """S3 compares what arrives with the checksum before it keeps it."""
        checksum = base64.b64encode(hashlib.sha256(body).digest()).decode("ascii")
        self._calls.call("PutObject", **self._bucket, Key=self._prefix + name, Body=body, ChecksumSHA256=checksum)

    def get(self, name: str) -> bytes | None:
        try:
            return self._calls.call("GetObject", **self._bucket, Key=self._prefix + name)["Body"].read()
        except self._calls.refused as error:
            if code_of(error) not in _MISSING:
                raise
        return None

    def names(self, ending: str) -> list[str]:
        found: list[str] = []
        token: dict[str, Any] = {}
        while True:
            page = self._calls.call("ListObjectsV2", **self._bucket, Prefix=self._prefix, **token)
            found += [item["Key"].removeprefix(self._prefix) for item in page.get("Contents", [])]
            if not page.get("IsTruncated"):
                return sorted(name for name in found if name.endswith(ending))
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def delete(self, name: str) -> None:
        self._calls.call("DeleteObject", **self._bucket, Key=self._prefix + name)


class Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.location = str(path)

    def put(self, name: str, body: bytes) -> None:
        file = self._path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    def get(self, name: str) -> bytes | None:
        file = self._path / name
        return file.read_bytes() if file.is_file() else None

    def names(self, ending: str) -> list[str]:
        files = (file.relative_to(self._path).as_posix() for file in self._path.rglob("*") if file.is_file())
        return sorted(name for name in files if name.endswith(ending))

    def delete(self, name: str) -> None:
        (self._path / name).unlink()


class Held:
    """Keeps what is put in memory, compressed as it is, until it is known to be wanted."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._held: dict[str, bytes] = {}
        self.location = storage.location

    def put(self, name: str, body: bytes) -> None:
        self._held[name] = body

    def release(self) -> None:
        while self._held:
            name = next(iter(self._held))
            self._storage.put(name, self._held[name])
            del self._held[name]

    def get(self, name: str) -> bytes | None:
        return self._held.get(name)

    def names(self, ending: str) -> list[str]:
        return sorted(name for name in self._held if name.endswith(ending))

    def delete(self, name: str) -> None:
        del self._held[name]


def bucket_and_prefix(location: str) -> tuple[str, str]:
    if not location.startswith("s3://") or not location.removeprefix("s3://").strip("/"):
        raise SnapshotError(f"location: {location!r} is not of the form s3://bucket/prefix")
    bucket, _slash, prefix = location.removeprefix("s3://").partition("/")
    return bucket, prefix
