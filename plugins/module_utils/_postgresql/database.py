# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module can do with a database, however it reaches it."""

from __future__ import annotations

from abc import ABC
from abc import abstractmethod
from contextlib import AbstractContextManager
from typing import Any

Rows = list[dict[str, Any]]


class Database(ABC):
    """Statements carry `:name` parameters. Each stands for itself unless it runs inside `transaction()`."""

    @abstractmethod
    def query(self, sql: str, params: dict[str, Any] | None = None) -> Rows:
        """The rows of one statement, each with its columns by name."""

    @abstractmethod
    def query_all(self, sql: str, params: dict[str, Any] | None = None) -> Rows:
        """The rows of an ordered statement whose result may be larger than one answer can carry."""

    @abstractmethod
    def execute(self, sql: str, params: dict[str, Any] | None = None) -> int:
        """Run one statement; the number of rows it touched."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """All statements within happen, or none."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
