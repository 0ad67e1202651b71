# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the words of Lake Formation to what to mend. Pure."""

from __future__ import annotations

from .._glue import advice

ADVICE = {
    "insufficient lake formation permission": (
        "Run this as an administrator of the data lake, or grant the permissions to the identity that runs it, with the"
        " right to pass them on."
    ),
    "invalid principal": "Create the role or user that principal names first, or correct its ARN.",
    "database ": "Create the catalog database first, or correct database.",
    "table ": "Create the table first, or correct table.",
    "register the s3 path": "Register data_location with Lake Formation first.",
}
NOT_FOUND = ("database ", "table ")


def advise(text: str) -> list[str]:
    """What to mend, or nothing when the message is not known."""
    folded = text.casefold()
    for words, mend in ADVICE.items():
        if words in folded and (words not in NOT_FOUND or "entitynotfound" in folded):
            return [mend]
    return advice.advise(text)
