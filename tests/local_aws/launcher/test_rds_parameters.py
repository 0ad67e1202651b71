# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster parameter group lists what the engine has, and what of it was changed."""

from __future__ import annotations

from typing import Any

from tests.local_aws.embedded import EmbeddedAws


def test_force_ssl_is_listed_with_the_default_of_its_version(embedded_aws: EmbeddedAws) -> None:
    rds = embedded_aws.client("rds")

    def listed(group: str, **params: Any) -> dict[str, dict[str, Any]]:
        answer = rds.describe_db_cluster_parameters(DBClusterParameterGroupName=group, **params)
        return {parameter["ParameterName"]: parameter for parameter in answer["Parameters"]}

    for major, default in (("16", "0"), ("17", "1")):
        rds.create_db_cluster_parameter_group(
            DBClusterParameterGroupName=f"listed-{major}",
            DBParameterGroupFamily=f"aurora-postgresql{major}",
            Description="d",
        )
        found = listed(f"listed-{major}")["rds.force_ssl"]
        assert (found["ParameterValue"], found["Source"]) == (default, "engine-default")
        assert (found["ApplyType"], found["DataType"], found["IsModifiable"]) == ("dynamic", "boolean", True)
    changed = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="listed-16", Parameters=[changed])
    found = listed("listed-16", Source="user")
    assert list(found) == ["rds.force_ssl"]
    assert found["rds.force_ssl"]["ParameterValue"] == "1"
