# SPDX-License-Identifier: GPL-3.0-or-later
"""The function's folder is what Lambda unpacks: its packages are imported by their own names."""

from __future__ import annotations

import sys

from local_aws.paths import REPOSITORY

sys.path.append(str(REPOSITORY / "roles" / "monitoring" / "files" / "publish_metrics"))
