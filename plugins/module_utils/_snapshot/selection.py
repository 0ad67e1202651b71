# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which databases and tables a restore is about. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from .errors import SnapshotError
from .records import OF_DATABASES
from .records import Key


class Selection:
    """Patterns as `database` or `database.table`, each part with the wildcards of file names. None at all is all."""

    def __init__(self, only: Iterable[str] = ()) -> None:
        self._patterns = [tuple(pattern.lower().split(".", 1)) for pattern in only]
        if any(not part for pattern in self._patterns for part in pattern):
            raise SnapshotError("only: each pattern is `database` or `database.table`; one of them has an empty part.")

    @property
    def everything(self) -> bool:
        return not self._patterns

    def database(self, name: str) -> bool:
        """Whether something in the database is chosen: then it has to be there."""
        return self.everything or any(fnmatchcase(name, pattern[0]) for pattern in self._patterns)

    def whole_database(self, name: str) -> bool:
        return self.everything or any(len(pattern) == 1 and fnmatchcase(name, pattern[0]) for pattern in self._patterns)

    def table(self, database: str, name: str) -> bool:
        return self.whole_database(database) or any(
            len(pattern) == 2 and fnmatchcase(database, pattern[0]) and fnmatchcase(name, pattern[1])
            for pattern in self._patterns
        )

    def record(self, kind: str, key: Key) -> bool:
        """What belongs to no database is chosen only with everything."""
        if self.everything:
            return True
        if kind not in OF_DATABASES:
            return False
        if kind == "database":
            return self.database(key[0])
        return self.whole_database(key[0]) if kind == "function" else self.table(key[0], key[1])
