# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible refuses by the argument spec comes with the word that was probably meant."""

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.hints import with_hint


@pytest.mark.parametrize(
    ("message", "hint"),
    [
        ("value of update_behavior must be one of: LOG, UPDATE_IN_DATABASE, got: UPDATE_IN_DB", "UPDATE_IN_DATABASE"),
        ("value of permissions must be one or more of: ALL, SELECT. Got no match for: SELCT", "SELECT"),
        (
            "Unsupported parameters for (glue_crawler) module: targets.jdbc_target. "
            "Supported parameters include: jdbc_targets (JdbcTargets), s3_targets (S3Targets).",
            "jdbc_targets",
        ),
    ],
)
def test_word_that_was_meant_is_named(message: str, hint: str) -> None:
    assert with_hint(message) == f"{message.rstrip('.')}. Did you mean {hint}?"


def test_message_of_another_kind_stays() -> None:
    assert with_hint("missing required arguments: name") == "missing required arguments: name"
