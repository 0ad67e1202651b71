# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a global database should be, and how that differs from what it is. Pure."""

from __future__ import annotations

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from ansible_collections.amazon.aws.plugins.module_utils.tagging import boto3_tag_list_to_ansible_dict

from .diff import Comparison
from .errors import InvalidOption

CREATE_FIELDS = {
    "engine": "Engine",
    "engine_version": "EngineVersion",
    "database_name": "DatabaseName",
    "storage_encrypted": "StorageEncrypted",
    "deletion_protection": "DeletionProtection",
}
# AWS takes these from the source cluster, and refuses to be told.
FROM_SOURCE = ("engine", "engine_version", "database_name", "storage_encrypted")
IMMUTABLE = ("engine", "database_name", "storage_encrypted")


def create_fields(params: dict, source_arn: str | None) -> dict:
    """What CreateGlobalCluster takes."""
    if source_arn is None and not params["engine"]:
        raise InvalidOption("To create a global database, source_db_cluster_identifier or engine must be set.")
    fields = {
        api: params[option]
        for option, api in CREATE_FIELDS.items()
        if params[option] is not None and not (source_arn and option in FROM_SOURCE)
    }
    return {**fields, "SourceDBClusterIdentifier": source_arn} if source_arn else fields


def same_version(current: str | None, desired: str) -> bool:
    """16 is met by 16.6."""
    return current == desired or (current or "").startswith(f"{desired}.")


def member_arns(cluster: dict) -> list[str]:
    """The members, readers first: the order in which they can be taken out."""
    members = sorted(cluster.get("GlobalClusterMembers") or [], key=lambda member: bool(member.get("IsWriter")))
    return [member["DBClusterArn"] for member in members]


def check_unchangeable(params: dict, current: dict, source_arn: str | None) -> None:
    """Refuse what AWS cannot change in a global database that is there."""
    for option in IMMUTABLE:
        wanted, there = params[option], current.get(CREATE_FIELDS[option])
        if wanted is not None and there is not None and wanted != there:
            raise InvalidOption(
                f"{option}: is {there!r} and cannot be changed to {wanted!r}. Make another global database."
            )
    members = [arn.casefold() for arn in member_arns(current)]
    if source_arn and source_arn.casefold() not in members:
        raise InvalidOption(
            f"source_db_cluster_identifier: {source_arn} is not a member, and AWS only takes one in at creation."
            " Delete the global database first, or create the cluster as a member of it."
        )


def check_deletion(params: dict, current: dict) -> None:
    """Refuse what AWS would refuse."""
    members = member_arns(current)
    if members and not params["remove_members"]:
        raise InvalidOption(
            f"Global database {params['global_cluster_identifier']} has members: {', '.join(members)}. Set"
            " remove_members to true to let them go on as clusters of their own, and delete it."
        )
    if current.get("DeletionProtection") and params["deletion_protection"] is not False:
        raise InvalidOption(
            f"Global database {params['global_cluster_identifier']} is protected from deletion. Set deletion_protection"
            " to false in the same task to take the protection off, and delete it."
        )


def compare_clusters(params: dict, current: dict) -> tuple[Comparison, dict]:
    """What differs, and what ModifyGlobalCluster takes."""
    comparison, fields = Comparison(), {}
    protection = params["deletion_protection"]
    if protection is not None and comparison.field(
        "deletion_protection", bool(current.get("DeletionProtection")), protection
    ):
        fields["DeletionProtection"] = protection
    version = params["engine_version"]
    if version is not None and comparison.field("engine_version", current.get("EngineVersion"), version, same_version):
        fields["EngineVersion"] = version
        fields["AllowMajorVersionUpgrade"] = params["allow_major_version_upgrade"]
    return comparison, fields


def compare_new(params: dict, fields: dict) -> Comparison:
    comparison = Comparison()
    comparison.record("global_cluster_identifier", after=params["global_cluster_identifier"])
    for option, api in {**CREATE_FIELDS, "source_db_cluster_identifier": "SourceDBClusterIdentifier"}.items():
        if api in fields:
            comparison.record(option, after=fields[api])
    return comparison


def result_of(cluster: dict | None, tags: dict[str, str] | None = None) -> dict:
    if not cluster:
        return {}
    known = {key: value for key, value in cluster.items() if key != "TagList"}
    own = boto3_tag_list_to_ansible_dict(cluster.get("TagList") or []) if tags is None else tags
    return {**camel_dict_to_snake_dict(known), "tags": own}
