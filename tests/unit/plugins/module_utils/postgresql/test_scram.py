# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from psycopg import pq

from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.scram import prepare
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.scram import scram_verifier

# The example of RFC 7677: user "user", password "pencil".
SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")


def test_the_example_of_the_standard() -> None:
    verifier = scram_verifier("pencil", SALT, 4096)
    assert verifier == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
        "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )


def test_every_verifier_has_its_own_salt() -> None:
    assert scram_verifier("pencil") != scram_verifier("pencil")


def libpq_verifier(password: str, verifier: str) -> str:
    """What libpq makes of the password with the salt of another verifier, checked by logging in to nothing."""
    found = re.fullmatch(r"SCRAM-SHA-256\$(\d+):([^$]+)\$.*", verifier)
    assert found is not None
    return scram_verifier(password, base64.b64decode(found[2]), int(found[1]))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_any_password_gives_what_libpq_gives(password: str) -> None:
    connection = pq.PGconn.connect(b"host=/nowhere")
    theirs = connection.encrypt_password(password.encode(), b"user", b"scram-sha-256").decode()
    assert libpq_verifier(password, theirs) == theirs


@pytest.mark.parametrize(
    ("password", "prepared"),
    [
        ("user", "user"),
        ("USER", "USER"),
        ("I\u00adX", "IX"),
        ("\u00aa", "a"),
        ("\u2168", "IX"),
        ("a\u00a0b", "a b"),
        ("\u0007", "\u0007"),
        ("\u0627\u0031", "\u0627\u0031"),
        ("\u00ad", "\u00ad"),
    ],
)
def test_passwords_are_prepared_as_the_standard_says_or_left_alone(password: str, prepared: str) -> None:
    assert prepare(password) == prepared
