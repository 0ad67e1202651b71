# SPDX-License-Identifier: GPL-3.0-or-later
"""A ministack that is not the one this was written for is refused at start, with what is missing."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable

import pytest
from ministack.core import iam_actions
from ministack.services import ec2

from local_aws import seam_check
from local_aws.errors import LocalAwsError


def test_the_installed_one_is_right() -> None:
    seam_check.check()


def test_the_names_are_read_from_the_source() -> None:
    used = seam_check.used_names()
    assert ("ministack.services.ec2", "_security_groups") in used
    assert ("ministack.core.iam_actions", "extract_resource_arn") in used
    assert ("ministack.app", "SERVICE_HANDLERS") in used
    source = "from ministack.services import sqs as queues\nqueues._queues.clear()\nother.name\n"
    assert seam_check.names(source) == {("ministack.services.sqs", "_queues")}


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "1.6.0" if name == "ministack" else real(name))
    with pytest.raises(LocalAwsError, match=r"ministack 1\.6\.0 is installed, the embedded AWS is made for 1\.5\.33"):
        seam_check.check()


def _without_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ec2, "_vpce_fields_xml")


def _with_another_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iam_actions, "extract_resource_arn", lambda request: "*")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_without_name, r"ministack\.services\.ec2\._vpce_fields_xml is missing"),
        (_with_another_signature, r"ministack\.core\.iam_actions\.extract_resource_arn takes \(request\) instead of"),
    ],
)
def test_what_has_moved_is_named(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch], None], message: str
) -> None:
    change(monkeypatch)
    with pytest.raises(LocalAwsError, match=message):
        seam_check.check()
