# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a security configuration should be, and how that differs from what it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .._aws.arns import same_key
from .._aws.diff import Comparison
from .._aws.errors import InvalidOption
from .suggest import require_length
from .transform import plain

KMS_ARN = re.compile(r"arn:aws[a-z0-9-]*:kms:")
NO_KEY_MODES = ("DISABLED", "SSE-S3")


@dataclass(frozen=True)
class Part:
    """What one part of a security configuration encrypts: its name and that of its mode in the API."""

    api: str
    mode: str
    modes: tuple[str, ...]


PARTS: dict[str, Part] = {
    "s3_encryption": Part("S3Encryption", "S3EncryptionMode", ("DISABLED", "SSE-KMS", "SSE-S3")),
    "cloudwatch_encryption": Part("CloudWatchEncryption", "CloudWatchEncryptionMode", ("DISABLED", "SSE-KMS")),
    "job_bookmarks_encryption": Part("JobBookmarksEncryption", "JobBookmarksEncryptionMode", ("DISABLED", "CSE-KMS")),
    "data_quality_encryption": Part("DataQualityEncryption", "DataQualityEncryptionMode", ("DISABLED", "SSE-KMS")),
}
# Sent at creation even when the task does not mention them: what is known to be accepted.
ALWAYS_SENT = ("s3_encryption", "cloudwatch_encryption", "job_bookmarks_encryption")
OFF = {"mode": "DISABLED"}

Settings = dict[str, dict[str, str]]


def check_configuration(params: dict) -> None:
    """Refuse what AWS would refuse, or take and not do."""
    require_length("name", params["name"], 255, 1)
    for option in PARTS:
        part = params[option] or {}
        mode, key = part.get("mode"), part.get("kms_key_arn")
        if key and not KMS_ARN.match(key):
            raise InvalidOption(
                f"{option}.kms_key_arn: {key!r} is not an ARN of KMS. Give the ARN of the key or of its alias,"
                " such as arn:aws:kms:ap-northeast-1:123456789012:alias/genai-demo-catalog."
            )
        if mode in NO_KEY_MODES and key:
            raise InvalidOption(f"{option}.kms_key_arn: has no meaning for mode {mode}.")
        if mode and mode not in NO_KEY_MODES and not key:
            raise InvalidOption(f"{option}.kms_key_arn: must be set for mode {mode}.")


def settings_of(configuration: dict | None) -> Settings:
    """What AWS returns, under the names of the options. A part that is not there is off."""
    encryption = (configuration or {}).get("EncryptionConfiguration") or {}
    settings = {}
    for option, part in PARTS.items():
        found = encryption.get(part.api) or {}
        if isinstance(found, list):
            found = found[0]
        mode = found.get(part.mode) or OFF["mode"]
        key = found.get("KmsKeyArn") if mode not in NO_KEY_MODES else None
        settings[option] = {"mode": mode, **({"kms_key_arn": key} if key else {})}
    return settings


def wanted_settings(params: dict, current: Settings) -> Settings:
    """All parts as they should be: what the task does not mention is left as it is."""
    wanted = {}
    for option in PARTS:
        asked = {name: value for name, value in (params[option] or {}).items() if value}
        wanted[option] = asked or current[option]
    return wanted


def to_api(settings: Settings) -> dict:
    encryption: dict = {}
    for option, part in PARTS.items():
        chosen = settings[option]
        if chosen == OFF and option not in ALWAYS_SENT:
            continue
        sent = {part.mode: chosen["mode"]}
        if "kms_key_arn" in chosen:
            sent["KmsKeyArn"] = chosen["kms_key_arn"]
        encryption[part.api] = [sent] if option == "s3_encryption" else sent
    return encryption


def compare_settings(
    name: str, exists: bool, current: Settings, wanted: Settings, key_arn: Callable[[str], str | None]
) -> Comparison:
    """Everything that differs. KMS is asked for the key behind an alias only when the names differ."""
    comparison = Comparison()
    if not exists:
        comparison.record("name", after=name)
        for option, part in wanted.items():
            comparison.record(option, after=part)
        return comparison
    for option in PARTS:
        before, after = current[option], wanted[option]
        if before["mode"] != after["mode"] or not _same_key(before, after, key_arn):
            comparison.record(option, before, after)
    return comparison


def _same_key(before: dict, after: dict, key_arn: Callable[[str], str | None]) -> bool:
    one, other = before.get("kms_key_arn", ""), after.get("kms_key_arn", "")
    if same_key(one, other) or ":alias/" not in one + other:
        return same_key(one, other)
    arn = key_arn(one)
    return arn is not None and arn == key_arn(other)


def users_among(crawlers: list[dict], name: str) -> list[dict]:
    return [crawler for crawler in crawlers if crawler.get("CrawlerSecurityConfiguration") == name]


def check_replacement(name: str, differing: list[str], replace: bool, users: list[dict]) -> None:
    """AWS cannot change a security configuration, so a difference needs the user's word, and nobody at work with it."""
    names = ", ".join(crawler["Name"] for crawler in users)
    using = f" It is used by the crawlers {names}." if users else " No crawler uses it."
    if not replace:
        raise InvalidOption(
            f"{', '.join(differing)}: differs from security configuration {name}, which AWS cannot change.{using} Set"
            " replace to true to delete it and create it anew under its name, or make another one and give that to the"
            " crawlers."
        )
    busy = [crawler["Name"] for crawler in users if crawler.get("State") != "READY"]
    if busy:
        raise InvalidOption(
            f"replace: security configuration {name} cannot be replaced while these crawlers run with it:"
            f" {', '.join(busy)}. Wait for them, or stop them."
        )


def check_removal(name: str, users: list[dict], force: bool) -> None:
    if users and not force:
        raise InvalidOption(
            f"Security configuration {name} is used by the crawlers {', '.join(crawler['Name'] for crawler in users)},"
            " which would fail without it. Give them another one first, or set force to true."
        )


def configuration_result(name: str, settings: Settings, created: object = None) -> dict:
    facts = {"created_time": plain(created)} if created else {}
    return {"name": name, **settings, **facts}
