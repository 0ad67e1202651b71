# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a catalog database: what the module says, and what is then there."""

from __future__ import annotations

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


def test_life_cycle(aws: Aws) -> None:
    planned = aws.run("glue_database", check=True, **OPTIONS)
    assert planned["changed"]
    assert aws.traffic.writes == []
    assert planned["diff"]["before"] == {}
    assert planned["diff"]["after"]["parameters"]["bounded_contexts"] == "13"

    created = aws.run("glue_database", **OPTIONS)
    assert created["changed"]
    assert created["diff"] == planned["diff"]
    assert there(aws)["Parameters"] == {
        "classification": "postgresql",
        "bounded_contexts": "13",
        "auto_discovery": "true",
    }
    arn = f"arn:aws:glue:ap-northeast-1:{aws.account}:database/{NAME}"
    assert created["database"]["arn"] == arn
    assert aws.client("glue").get_tags(ResourceArn=arn)["Tags"] == {"Project": "GenAI-Demo"}

    for check in (False, True):
        again = aws.run("glue_database", check=check, **OPTIONS)
        assert not again["changed"]
        assert again["diff"] == {"before": {}, "after": {}}
        assert len(aws.traffic.calls) <= 3

    assert aws.run("glue_database", check=True, name=NAME, state="absent")["changed"]
    gone = aws.run("glue_database", name=NAME, state="absent")
    assert gone["changed"]
    assert gone["diff"]["before"]["name"] == NAME
    assert not aws.run("glue_database", name=NAME, state="absent")["changed"]
    with pytest.raises(ModuleFailed, match="name: 300 characters are given, 1 to 255 are allowed"):
        aws.run("glue_database", name="x" * 300)
