# SPDX-License-Identifier: GPL-3.0-or-later
"""The export of PostgreSQL's log to CloudWatch Logs: /aws/rds/cluster/<id>/postgresql, a stream for each instance."""

from __future__ import annotations

import datetime
import logging
import re
import threading
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

logger = logging.getLogger("local_aws")

_TICK_SECONDS = 0.5
_CHUNK = 2**20
# How the server begins an entry; further lines belong to the entry before them.
_ENTRY = re.compile(r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?P<fraction>\.\d+)? UTC\b")

# (milliseconds, message)
type LogEvent = tuple[int, str]


@dataclass(frozen=True)
class Export:
    """Where one server's log goes."""

    account: str
    region: str
    group: str
    stream: str
    file: Path


@dataclass
class LogTail:
    """Follows a file; the last entry is held back until it is known to be whole."""

    path: Path
    _offset: int = -1
    _rest: str = ""
    _entry: list[str] = field(default_factory=list)

    def read(self) -> list[LogEvent]:
        """The entries that have been completed since the last call; the first call begins at the end of the file."""
        lines = self._new_lines()
        done: list[str] = []
        for line in lines:
            if _ENTRY.match(line) and self._entry:
                done.append("\n".join(self._entry))
                self._entry = []
            if self._entry or _ENTRY.match(line):
                self._entry.append(line)
        if not lines and self._entry and not self._rest:
            done.append("\n".join(self._entry))
            self._entry = []
        return [(_milliseconds(entry), entry) for entry in done]

    def _new_lines(self) -> list[str]:
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            size = 0
        if self._offset < 0 or size < self._offset:
            self._offset = size if self._offset < 0 else 0
        if size == self._offset:
            return []
        with self.path.open("rb") as file:
            file.seek(self._offset)
            chunk = file.read(_CHUNK)
        self._offset += len(chunk)
        *lines, self._rest = (self._rest + chunk.decode(errors="replace")).split("\n")
        return lines


class LogShipper:
    """A thread that looks at the log files of the clusters that export them."""

    def __init__(self, exports: Callable[[], Iterable[Export]], put: Callable[[Export, list[LogEvent]], None]) -> None:
        self._exports = exports
        self._put = put
        self._tails: dict[Path, LogTail] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="aurora-logs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join(5)

    def begin(self) -> None:
        """Export from now on what is to be exported: an export was just switched on."""
        with self._lock:
            for export in self._exports():
                if export.file not in self._tails:
                    self._tails[export.file] = LogTail(export.file)
                    self._tails[export.file].read()

    def _run(self) -> None:
        while not self._ended.wait(_TICK_SECONDS):
            try:
                self._ship()
            except Exception:
                logger.exception("PostgreSQL's log could not be exported; trying again")

    def _ship(self) -> None:
        with self._lock:
            wanted = {export.file: export for export in self._exports()}
            for path in set(self._tails) - set(wanted):
                del self._tails[path]
            found = [(export, self._tails.setdefault(path, LogTail(path)).read()) for path, export in wanted.items()]
        for export, events in found:
            if events:
                self._put(export, events)


def _milliseconds(entry: str) -> int:
    match = _ENTRY.match(entry)
    if match is None:
        return int(datetime.datetime.now(datetime.UTC).timestamp() * 1000)
    moment = datetime.datetime.strptime(match["when"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=datetime.UTC)
    return int((moment.timestamp() + float(match["fraction"] or 0)) * 1000)
