# SPDX-License-Identifier: GPL-3.0-or-later
"""The function's folder on the path, and the library that the role packs beside it."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]

sys.path[:0] = [str(ROOT / "roles/backup/files/backup_catalog"), str(ROOT / "plugins/module_utils")]
