# SPDX-License-Identifier: GPL-3.0-or-later
"""A request that is refused before its service sees it."""

from __future__ import annotations


class Refused(Exception):
    """With AWS's code and words."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
