# SPDX-License-Identifier: GPL-3.0-or-later
"""What to mend when Lake Formation refuses."""

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._lakeformation.advice import advise


@pytest.mark.parametrize(
    ("message", "mend"),
    [
        (
            "An error occurred (AccessDeniedException) when calling the GrantPermissions operation: Insufficient Lake"
            " Formation permission(s): Required Grantable Describe on shop",
            "Run this as an administrator of the data lake",
        ),
        ("An error occurred (InvalidInputException): Invalid principal", "Create the role or user"),
        ("An error occurred (EntityNotFoundException): Database shop not found.", "Create the catalog database first"),
        ("An error occurred (EntityNotFoundException): Table orders not found.", "Create the table first"),
        ("An error occurred (ExpiredTokenException): the token is expired", "Sign in again"),
    ],
)
def test_mend(message: str, mend: str) -> None:
    [found] = advise(message)
    assert found.startswith(mend)


def test_what_is_not_known_has_no_mend() -> None:
    assert advise("An error occurred (InvalidInputException): the table is set for dinner") == []
