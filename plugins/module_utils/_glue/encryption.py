# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalog's encryption settings: what is given over what is there. Pure."""

from __future__ import annotations

from collections.abc import Callable

from .._aws.arns import same_key
from .._aws.diff import Comparison
from .._aws.errors import InvalidOption
from .transform import given

AT_REST = {
    "mode": "CatalogEncryptionMode",
    "kms_key_id": "SseAwsKmsKeyId",
    "service_role": "CatalogEncryptionServiceRole",
}
PASSWORDS = {"return_encrypted": "ReturnConnectionPasswordEncrypted", "kms_key_id": "AwsKmsKeyId"}
SECTIONS = {
    "encryption_at_rest": ("EncryptionAtRest", AT_REST),
    "connection_password_encryption": ("ConnectionPasswordEncryption", PASSWORDS),
}
# What a catalog does that has never been told.
UNSET: dict[str, dict] = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
}


def current_settings(settings: dict) -> dict[str, dict]:
    return {section: {**UNSET[section], **(settings.get(section) or {})} for section in UNSET}


def wanted_settings(params: dict, current: dict[str, dict]) -> dict[str, dict]:
    """All settings as they should be: AWS takes both sections at once."""
    wanted = {}
    for option, (section, names) in SECTIONS.items():
        merged = {**current[section], **given(params[option], names)}
        wanted[section] = {key: value for key, value in merged.items() if value != ""}
    at_rest = wanted["EncryptionAtRest"]
    if at_rest["CatalogEncryptionMode"] == "DISABLED":
        wanted["EncryptionAtRest"] = {"CatalogEncryptionMode": "DISABLED"}
    elif at_rest["CatalogEncryptionMode"] == "SSE-KMS":
        at_rest.pop("CatalogEncryptionServiceRole", None)
    return wanted


def check_settings(params: dict, wanted: dict[str, dict], known: bool = True) -> None:
    """Refuse what has no meaning together. A role that may be there already is only missed when that is known."""
    at_rest, asked = wanted["EncryptionAtRest"], params["encryption_at_rest"] or {}
    mode = at_rest["CatalogEncryptionMode"]
    if known and mode == "SSE-KMS-WITH-SERVICE-ROLE" and not at_rest.get("CatalogEncryptionServiceRole"):
        raise InvalidOption("encryption_at_rest.service_role: must be set for mode SSE-KMS-WITH-SERVICE-ROLE.")
    if mode != "SSE-KMS-WITH-SERVICE-ROLE" and asked.get("service_role"):
        raise InvalidOption(f"encryption_at_rest.service_role: has no meaning for mode {mode}.")
    if mode == "DISABLED" and asked.get("kms_key_id"):
        raise InvalidOption("encryption_at_rest.kms_key_id: has no meaning for mode DISABLED. Set mode to SSE-KMS.")


def compare_settings(current: dict, wanted: dict, key_arn: Callable[[str], str | None]) -> Comparison:
    """Everything that differs. Keys are asked for behind an alias only when their names differ."""

    def same_key_or_alias(before: str | None, after: str | None) -> bool:
        if not before or not after or same_key(before, after):
            return bool(before) == bool(after)
        if "alias/" not in before + after:
            return False
        arn = key_arn(before)
        return arn is not None and arn == key_arn(after)

    comparison = Comparison()
    for option, (section, names) in SECTIONS.items():
        before, after = current[section], wanted[section]
        differing = [
            name
            for name, field in names.items()
            if not _same(name, before.get(field), after.get(field), same_key_or_alias)
        ]
        if differing:
            comparison.record(option, *(_shown(values, names, differing) for values in (before, after)))
    return comparison


def _same(name: str, before: object, after: object, same_keys: Callable) -> bool:
    return same_keys(before, after) if name == "kms_key_id" else before == after


def _shown(values: dict, names: dict[str, str], only: list[str]) -> dict:
    return {name: values[names[name]] for name in only if values.get(names[name]) is not None}


def settings_result(settings: dict[str, dict]) -> dict[str, dict]:
    return {option: _shown(settings[section], names, list(names)) for option, (section, names) in SECTIONS.items()}
