# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a catalog database: what the module says, and what is then there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "life_of_a_database"
OPTIONS = {
    "name": NAME,
    "description": "Tables of the shop",
    "parameters": {"classification": "postgresql", "bounded_contexts": 13, "auto_discovery": True},
    "tags": {"Project": "GenAI-Demo"},
}


def there(aws: Aws) -> dict:
    return aws.client("glue").get_database(Name=NAME)["Database"]


def tags(aws: Aws) -> dict[str, str]:
    return aws.client("glue").get_tags(ResourceArn=f"arn:aws:glue:ap-northeast-1:{aws.account}:database/{NAME}")["Tags"]


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again."""
    planned = aws.run("glue_database", check=True, name=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("glue_database", name=NAME, **options)
    again = aws.run("glue_database", name=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert planned["diff"] == done["diff"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert len(aws.traffic.calls) <= 3
    return done


def test_life_cycle(aws: Aws) -> None:
    made = change(aws, **{key: value for key, value in OPTIONS.items() if key != "name"})
    assert made["diff"]["before"] == {}
    assert made["diff"]["after"]["parameters"]["bounded_contexts"] == "13"
    assert made["database"]["arn"] == f"arn:aws:glue:ap-northeast-1:{aws.account}:database/{NAME}"
    assert there(aws)["Parameters"] == {
        "classification": "postgresql",
        "bounded_contexts": "13",
        "auto_discovery": "true",
    }
    assert tags(aws) == {"Project": "GenAI-Demo"}

    changed = change(aws, description="Tables of the new shop")
    assert changed["diff"] == {
        "before": {"description": "Tables of the shop"},
        "after": {"description": "Tables of the new shop"},
    }
    assert there(aws)["Parameters"]["bounded_contexts"] == "13"
    change(aws, location_uri="s3://bucket/shop")
    change(aws, location_uri="")
    assert "LocationUri" not in there(aws)

    changed = change(aws, tags={"Component": "DataCatalog"}, purge_tags=False)
    assert changed["diff"] == {"before": {}, "after": {"tags": {"Component": "DataCatalog"}}}
    assert tags(aws) == {"Project": "GenAI-Demo", "Component": "DataCatalog"}
    change(aws, tags={"Component": "Catalog"})
    assert tags(aws) == {"Component": "Catalog"}

    assert aws.run("glue_database", check=True, name=NAME, state="absent")["changed"]
    assert aws.traffic.writes == []
    gone = aws.run("glue_database", name=NAME, state="absent")
    assert gone["changed"]
    assert gone["diff"]["before"]["name"] == NAME
    assert not aws.run("glue_database", name=NAME, state="absent")["changed"]


def test_parameters_of_others_stay_unless_they_are_purged(aws: Aws) -> None:
    change(aws, parameters={"mine": "1", "old": "x"})
    glue = aws.client("glue")
    glue.update_database(
        Name=NAME, DatabaseInput={"Name": NAME, "Parameters": {"mine": "1", "theirs": "2", "old": "x"}}
    )

    assert not aws.run("glue_database", name=NAME, parameters={"mine": 1})["changed"]
    change(aws, parameters={"mine": "3", "old": None})
    assert there(aws)["Parameters"] == {"mine": "3", "theirs": "2"}
    change(aws, parameters={"mine": "3"}, purge_parameters=True)
    assert there(aws)["Parameters"] == {"mine": "3"}
    aws.run("glue_database", name=NAME, state="absent")


def test_permissions_that_aws_fills_in_are_no_difference(embedded: Aws) -> None:
    aws = embedded
    change(aws, description="first")
    assert there(aws)["CreateTableDefaultPermissions"]
    default = [{"principal": "IAM_ALLOWED_PRINCIPALS", "permissions": ["ALL"]}]
    assert not aws.run("glue_database", name=NAME, create_table_default_permissions=default)["changed"]
    cleared = change(aws, create_table_default_permissions=[])
    assert cleared["diff"] == {
        "before": {"create_table_default_permissions": default},
        "after": {"create_table_default_permissions": []},
    }
    change(aws, create_table_default_permissions=default)
    change(aws, description="second")
    assert there(aws)["CreateTableDefaultPermissions"][0]["Permissions"] == ["ALL"]
    aws.run("glue_database", name=NAME, state="absent")


def test_resource_link(embedded: Aws) -> None:
    aws = embedded
    target = {"catalog_id": "111122223333", "database_name": "theirs"}
    link = change(aws, target_database=target)
    assert link["database"]["target_database"] == target
    aws.run("glue_database", name=NAME, state="absent")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"name": "x" * 256}, "name: 256 characters are given, 1 to 255 are allowed"),
        ({"name": "Shop"}, "Use 'shop'"),
        ({"name": NAME, "description": "x" * 2049}, "description: 2049 characters"),
        (
            {"name": NAME, "create_table_default_permissions": [{"principal": "a", "permissions": ["SELCT"]}]},
            "Got no match for: SELCT",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("glue_database", **options)
    assert foreign.traffic.calls == []


def test_passing_errors_are_tried_again(aws: Aws) -> None:
    for operation in ("GetDatabase", "CreateDatabase"):
        for code in ("ThrottlingException", "ConcurrentModificationException", "OperationTimeoutException"):
            aws.traffic.fail_once(operation, code)
    assert aws.run("glue_database", **OPTIONS)["changed"]
    assert aws.traffic.operations.count("CreateDatabase") == 4
    aws.run("glue_database", name=NAME, state="absent")


def test_answer_that_was_lost_makes_no_second_database(aws: Aws) -> None:
    """The first try reached AWS, and only its answer did not come."""
    aws.client("glue").create_database(DatabaseInput={"Name": NAME})
    aws.traffic.fail_once("GetDatabase", "EntityNotFoundException")
    assert aws.run("glue_database", **OPTIONS)["changed"]
    assert there(aws)["Description"] == OPTIONS["description"]
    assert tags(aws) == OPTIONS["tags"]
    aws.run("glue_database", name=NAME, state="absent")


def test_words_of_aws_come_with_the_mend(foreign: Aws) -> None:
    foreign.traffic.fail_once(
        "GetDatabase", "ExpiredTokenException", "The security token included in the request is expired"
    )
    with pytest.raises(ModuleFailed) as failed:
        foreign.run("glue_database", **OPTIONS)
    assert failed.value.result["error"]["code"] == "ExpiredTokenException"
    assert failed.value.result["msg"].startswith(f"Failed to get database {NAME}: An error occurred (ExpiredToken")
    assert failed.value.result["mend"] == ["Sign in again: the AWS credentials have expired or are wrong."]
