# SPDX-License-Identifier: GPL-3.0-or-later
"""The function's folder on the path, and the two files that the role packs beside it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql import scram
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql import sql

ROOT = Path(__file__).parents[4]

sys.path.insert(0, str(ROOT / "roles/rotation/files/rotate_crawler_secret"))
importlib.import_module("crawler_rotation")
sys.modules["crawler_rotation.scram"] = scram
sys.modules["crawler_rotation.sql"] = sql
