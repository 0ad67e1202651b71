# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements of ours in the catalog's one resource policy, among those of others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

CATALOG = "arn:aws:glue:ap-northeast-1:000000000000"
READERS = {
    "Sid": "ShopReaders",
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": ["glue:GetDatabase", "glue:GetTables"],
    "Resource": [f"{CATALOG}:catalog", f"{CATALOG}:database/shop", f"{CATALOG}:table/shop/*"],
}
KEEPERS = {
    "Sid": "ShopKeepers",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "glue:DeleteDatabase",
    "Resource": f"{CATALOG}:database/shop",
    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": False}},
}
KEEPERS_SENT = {**KEEPERS, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}
THEIRS = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
    "Action": "glue:GetTable",
    "Resource": f"{CATALOG}:*",
}


@pytest.fixture
def catalog(aws: Aws) -> Iterator[Aws]:
    yield aws
    _remove(aws)


@pytest.fixture
def alone(embedded: Aws) -> Iterator[Aws]:
    yield embedded
    _remove(embedded)


def _remove(aws: Aws) -> None:
    aws.traffic.faults.clear()
    if aws.run("glue_resource_policy_info")["policy"]:
        aws.client("glue").delete_resource_policy()


def put(aws: Aws, *statements: dict) -> None:
    """What somebody else does to the policy."""
    aws.client("glue").put_resource_policy(
        PolicyInJson=json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    )


def there(aws: Aws) -> list[dict]:
    return json.loads(aws.client("glue").get_resource_policy()["PolicyInJson"])["Statement"]


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again, which takes one call."""
    planned = aws.run("glue_resource_policy", check=True, **options)
    assert aws.traffic.writes == []
    done = aws.run("glue_resource_policy", **options)
    again = aws.run("glue_resource_policy", **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert planned["diff"] == done["diff"]
    assert planned["policy"].get("document") == done["policy"].get("document") == again["policy"].get("document")
    assert again["diff"] == {"before": {}, "after": {}}
    assert aws.traffic.operations == ["GetResourcePolicy"]
    return done


def test_life_cycle(catalog: Aws) -> None:
    aws = catalog
    made = change(aws, statements=[READERS])
    assert made["diff"] == {"before": {}, "after": {"statements": {"ShopReaders": READERS}}}
    assert made["policy"]["document"] == {"Version": "2012-10-17", "Statement": [READERS]}
    assert made["policy"]["hash"] == aws.client("glue").get_resource_policy()["PolicyHash"]
    put(aws, THEIRS, READERS)

    change(aws, statements=[READERS, KEEPERS])
    assert there(aws) == [THEIRS, READERS, KEEPERS_SENT]
    for name, value in (
        ("Effect", "Deny"),
        ("Principal", {"AWS": ["111122223333", "777788889999"]}),
        ("Action", "glue:GetDatabase"),
        ("Resource", f"{CATALOG}:catalog"),
        ("Condition", {"StringEquals": {"aws:PrincipalOrgID": "o-0123456789"}}),
    ):
        done = change(aws, statements=[{**READERS, name: value}])
        assert list(done["diff"]["after"]["statements"]) == ["ShopReaders"]
    assert [statement.get("Sid") for statement in there(aws)] == [None, "ShopReaders", "ShopKeepers"]

    change(aws, owned_sid_prefix="Shop", statements=[READERS])
    assert there(aws) == [THEIRS, READERS]
    change(aws, owned_sid_prefix="Shop", statements=[])
    assert there(aws) == [THEIRS]

    change(aws, statements=[READERS, KEEPERS])
    change(aws, state="absent", sids=["ShopKeepers"])
    gone = change(aws, state="absent", owned_sid_prefix="Shop")
    assert gone["diff"] == {"before": {"statements": {"ShopReaders": READERS}}, "after": {}}
    assert there(aws) == [THEIRS]


def test_the_policy_goes_with_its_last_statement(catalog: Aws) -> None:
    change(catalog, statements=[READERS])
    gone = change(catalog, state="absent", statements=[READERS])
    assert gone["policy"] == {}
    assert catalog.run("glue_resource_policy_info")["policy"] == {}


def test_what_means_the_same_is_no_difference(catalog: Aws) -> None:
    put(
        catalog,
        {
            **READERS,
            "Principal": {"AWS": ["arn:aws:iam::111122223333:root"]},
            "Action": ["glue:getTables", "glue:GetDatabase", "glue:GetDatabase"],
            "Resource": READERS["Resource"][::-1],
        },
        {
            **KEEPERS,
            "Principal": {"AWS": "*"},
            "Action": ["glue:DeleteDatabase"],
            "Resource": [KEEPERS["Resource"]],
            "Condition": {"Bool": {"AWS:multifactorauthpresent": ["false"]}},
        },
    )
    same = catalog.run("glue_resource_policy", statements=[READERS, KEEPERS], owned_sid_prefix="Shop")
    assert not same["changed"]
    assert catalog.traffic.operations == ["GetResourcePolicy"]


def test_a_lost_race_is_run_again(alone: Aws) -> None:
    """Two others get in between: one before the first policy is put, and one before it is put again."""
    alone.traffic.before("PutResourcePolicy", lambda: put(alone, THEIRS))
    alone.traffic.before("PutResourcePolicy", lambda: put(alone, THEIRS, KEEPERS_SENT))
    done = alone.run("glue_resource_policy", statements=[READERS])
    assert (done["changed"], alone.traffic.operations.count("PutResourcePolicy")) == (True, 3)
    assert there(alone) == [THEIRS, KEEPERS_SENT, READERS]

    alone.traffic.before("PutResourcePolicy", lambda: alone.client("glue").delete_resource_policy())
    assert alone.run("glue_resource_policy", state="absent", sids=["ShopReaders"])["changed"]
    assert alone.run("glue_resource_policy_info")["policy"] == {}


def test_a_statement_that_came_before_the_policy_is_deleted_stays(alone: Aws) -> None:
    change(alone, statements=[READERS])
    alone.traffic.before("DeleteResourcePolicy", lambda: put(alone, READERS, THEIRS))
    assert alone.run("glue_resource_policy", state="absent", owned_sid_prefix="Shop")["changed"]
    assert there(alone) == [THEIRS]


def test_answer_that_was_lost_is_still_a_change(alone: Aws) -> None:
    """The first try reached AWS: the second meets the policy that it made, and finds nothing left to do."""
    alone.traffic.before("PutResourcePolicy", lambda: put(alone, READERS))
    done = alone.run("glue_resource_policy", statements=[READERS])
    assert (done["changed"], done["diff"]["after"]["statements"]) == (True, {"ShopReaders": READERS})
    assert there(alone) == [READERS]


def test_a_race_that_is_always_lost_ends_with_the_words_of_aws(foreign: Aws) -> None:
    foreign.traffic.fail_once("PutResourcePolicy", "ConditionCheckFailureException", "somebody was faster", times=99)
    with pytest.raises(ModuleFailed, match=r"tried again for 30 seconds.*somebody was faster"):
        foreign.run("glue_resource_policy", statements=[READERS])


def test_hybrid_access_is_told_with_a_change(embedded: Aws, alone: Aws) -> None:
    for value, sent in ((True, "TRUE"), (False, "FALSE")):
        statement = {**READERS, "Effect": "Allow" if value else "Deny"}
        alone.run("glue_resource_policy", statements=[statement], enable_hybrid=value)
        [params] = [params for name, params in alone.traffic.calls if name == "PutResourcePolicy"]
        assert params["EnableHybrid"] == sent
    assert not alone.run("glue_resource_policy", statements=[statement], enable_hybrid=True)["changed"]


def test_passing_errors_are_tried_again(catalog: Aws) -> None:
    for operation in ("GetResourcePolicy", "PutResourcePolicy"):
        for code in ("ThrottlingException", "OperationTimeoutException", "InternalServiceException"):
            catalog.traffic.fail_once(operation, code)
    assert catalog.run("glue_resource_policy", statements=[READERS])["changed"]
    assert catalog.traffic.operations.count("PutResourcePolicy") == 4


def test_words_of_aws_come_through(alone: Aws) -> None:
    missing = {**READERS, "Action": [], "NotAction": ["glue:GetTable"]}
    alone.traffic.fail_once("PutResourcePolicy", "InvalidInputException", "The policy has an unknown principal")
    with pytest.raises(
        ModuleFailed, match=r"Failed to put the resource policy of the Data Catalog: .*unknown principal"
    ):
        alone.run("glue_resource_policy", statements=[missing])
    with pytest.raises(ClientError, match="Policy not found"):
        alone.client("glue").get_resource_policy()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({}, "state is present but all of the following are missing: statements"),
        ({"statements": []}, "statements: is empty, which needs owned_sid_prefix"),
        ({"statements": [READERS], "sids": ["x"]}, "sids: says what goes with state absent"),
        ({"state": "absent"}, "absent needs sids, statements or owned_sid_prefix"),
        ({"statements": [{**READERS, "Sid": ""}]}, r"statements\[0\].Sid: '' is given. Letters and digits"),
        ({"statements": [{**READERS, "Sid": "a b"}]}, r"statements\[0\].Sid: 'a b' is given. Letters and digits"),
        ({"statements": [READERS, READERS]}, r"statements\[1\].Sid: 'ShopReaders' is given twice"),
        ({"statements": [READERS], "owned_sid_prefix": "Mine"}, "does not start with 'Mine'"),
        ({"statements": [{**READERS, "Effekt": "Allow"}]}, "'Effekt' is not allowed. Did you mean Effect"),
        ({"statements": [{**READERS, "Effect": "allow"}]}, "Effect: 'allow' is not allowed. Did you mean Allow"),
        ({"statements": [{**READERS, "Principal": {}}]}, "Principal or NotPrincipal must be set, one of them"),
        ({"statements": [{**READERS, "NotAction": "glue:x"}]}, "Action or NotAction must be set, one of them"),
        ({"statements": [{**READERS, "Principal": "me"}]}, r"Principal: 'me' is given, '\*' or a map"),
        ({"statements": [{**READERS, "Principal": {"AWS": 111122223333}}]}, "111122223333 is not a string. Put it in"),
        ({"statements": [{**READERS, "Action": "s3:GetObject"}]}, "Action: 's3:GetObject' is given, actions that"),
        ({"statements": [{**READERS, "Resource": "shop"}]}, "Resource: 'shop' is given, ARNs of Glue"),
        ({"statements": [{**READERS, "Condition": {"Bool": "x"}}]}, "Condition: .* a map of maps"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("glue_resource_policy", **options)
    assert foreign.traffic.calls == []


def test_a_policy_that_grows_too_long_is_refused_before_it_is_put(alone: Aws) -> None:
    long = [f"{CATALOG}:table/shop/{number:0>200}" for number in range(30)]
    put(alone, {**THEIRS, "Resource": long})
    for check in (True, False):
        with pytest.raises(ModuleFailed, match=r"the whole policy would have 1\d{4} bytes, 10240 are allowed"):
            alone.run("glue_resource_policy", check=check, statements=[{**READERS, "Resource": long}])
        assert alone.traffic.writes == []


def test_info(alone: Aws) -> None:
    made = alone.run("glue_resource_policy", statements=[READERS])["policy"]
    assert alone.run("glue_resource_policy_info", check=True)["policy"] == made
    assert alone.traffic.operations == ["GetResourcePolicy"]
    assert alone.run("glue_resource_policy_info", include_shared=True)["policies"] == [made]
    assert alone.traffic.operations == ["GetResourcePolicy", "GetResourcePolicies"]
