# SPDX-License-Identifier: GPL-3.0-or-later
"""The function's modules, imported as they are in its zip: from its folder, with _jdbc beside them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]

for folder in (ROOT / "roles" / "lambda" / "files" / "trigger_crawler", ROOT / "plugins" / "module_utils"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
