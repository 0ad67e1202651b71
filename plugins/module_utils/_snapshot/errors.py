# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with a snapshot, in words for whoever has to mend it."""

from __future__ import annotations


class SnapshotError(Exception):
    """A backup or restore that cannot be done. The text says why, and what to do."""


class Damaged(SnapshotError):
    """The snapshot is not what was written. Nothing is restored from it."""


class OutOfOrder(SnapshotError):
    """AWS listed something out of the order of names, which the one pass of a backup relies on."""
