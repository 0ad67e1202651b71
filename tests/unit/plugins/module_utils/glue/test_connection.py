# SPDX-License-Identifier: GPL-3.0-or-later
"""What a connection becomes when AWS replaces the whole of it."""

from __future__ import annotations

from typing import Any

from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import compare_connections
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import merged_connection
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.connection import plain_fallback_warning

THERE = {
    "ConnectionType": "JDBC",
    "Description": "old",
    "MatchCriteria": ["a", "b"],
    "ConnectionProperties": {"JDBC_CONNECTION_URL": "jdbc:x", "SECRET_ID": "s", "JDBC_ENFORCE_SSL": "false"},
    "PhysicalConnectionRequirements": {"SubnetId": "subnet-1", "SecurityGroupIdList": ["sg-2", "sg-1"]},
    "SparkProperties": {"theirs": "kept"},
}


def params(**given: Any) -> dict:
    options = ("connection_properties", "description", "match_criteria", "raw_connection_parameters")
    return {"name": "c", "connection_type": "JDBC", **dict.fromkeys(options), **given}


def merged(placement: dict | None = None, **given: Any) -> dict:
    there = THERE["PhysicalConnectionRequirements"]
    return merged_connection(params(**given), THERE, there if placement is None else placement)


def test_what_is_not_given_is_sent_back_as_it_was() -> None:
    assert merged() == THERE
    assert merged(description="new") == {**THERE, "Description": "new"}


def test_empty_values_clear() -> None:
    result = merged({}, description="", match_criteria=[])
    assert result.keys() == THERE.keys() - {"Description", "MatchCriteria", "PhysicalConnectionRequirements"}


def test_properties_are_strings() -> None:
    properties = {"JDBC_ENFORCE_SSL": True, "PORT": 5432, "HOST": "h", "unset": None}
    assert merged(connection_properties=properties)["ConnectionProperties"] == {
        "JDBC_ENFORCE_SSL": "true",
        "PORT": "5432",
        "HOST": "h",
    }


def test_order_and_flags_are_no_difference() -> None:
    given = params(match_criteria=["b", "a"], connection_properties={"JDBC_CONNECTION_URL": "jdbc:x", "SECRET_ID": "s"})
    placement = {"SubnetId": "subnet-1", "SecurityGroupIdList": ["sg-1", "sg-2"]}
    assert not compare_connections(THERE, merged_connection(given, THERE, placement), given).changed


def test_credentials_in_raw_parameters_are_not_compared_since_aws_never_returns_them() -> None:
    authentication = {"AuthenticationType": "BASIC", "BasicAuthenticationCredentials": {"Password": "hush"}}
    given = params(raw_connection_parameters={"AuthenticationConfiguration": authentication})
    there = {**THERE, "AuthenticationConfiguration": {"AuthenticationType": "BASIC"}}
    wanted = merged_connection(given, there, THERE["PhysicalConnectionRequirements"])
    assert not compare_connections(there, wanted, given).changed
    assert wanted["AuthenticationConfiguration"] == authentication
    comparison = compare_connections(THERE, wanted, given)
    assert comparison.changed
    assert "hush" not in str(comparison.as_diff())


def test_plain_fallback_is_only_told_about_jdbc_without_enforced_tls() -> None:
    assert plain_fallback_warning({"JDBC_ENFORCE_SSL": "false"}, "JDBC")
    assert plain_fallback_warning({"JDBC_ENFORCE_SSL": "TRUE"}, "JDBC") is None
    assert plain_fallback_warning({}, "NETWORK") is None
