# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and texts inside statements that take no parameters."""

from __future__ import annotations


def quote_identifier(name: str) -> str:
    if not name or "\0" in name:
        raise ValueError(f"'{name}' cannot be a name in PostgreSQL")
    return '"' + name.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """A string constant that means the same whatever standard_conforming_strings says, and that holds no colon.

    The RDS Data API looks for `:name` parameters in a statement; a text without a colon cannot be taken for one.
    """
    if text.isascii() and not {"'", "\\", ":"} & set(text):
        return f"'{text}'"
    return "U&'" + "".join(_escape(character) for character in text) + "'"


def _escape(character: str) -> str:
    if character.isascii() and character not in "'\\:":
        return character
    code = ord(character)
    return f"\\{code:04X}" if code <= 0xFFFF else f"\\+{code:06X}"
