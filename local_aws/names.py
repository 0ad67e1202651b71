# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that every part of the embedded AWS shares."""

from __future__ import annotations

ACCOUNT = "000000000000"
REGION = "ap-northeast-1"
HOST = "127.0.0.1"
DATABASE = "genai_demo"
MASTER_USER = "genai_admin"
SUPERUSER = "rdsadmin"
