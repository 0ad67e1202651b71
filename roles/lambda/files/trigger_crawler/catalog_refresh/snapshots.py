# SPDX-License-Identifier: GPL-3.0-or-later
"""Which transactions had ended when the database was looked at: PostgreSQL's own pg_snapshot, as it writes it."""

from __future__ import annotations

from collections.abc import Iterable


def shows(snapshot: str, transactions: Iterable[str]) -> bool:
    """Whether all of them had ended, by a commit or a rollback. An empty snapshot shows none."""
    if not snapshot:
        return False
    _lowest, next_one, in_progress = snapshot.split(":")
    running = set(in_progress.split(","))
    return all(int(each) < int(next_one) and each not in running for each in transactions)
