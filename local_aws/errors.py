# SPDX-License-Identifier: GPL-3.0-or-later
"""The one exception whose text is meant for the person who typed the command."""

from __future__ import annotations


class LocalAwsError(Exception):
    """What went wrong and what to do about it, in words that can be printed as they are."""
