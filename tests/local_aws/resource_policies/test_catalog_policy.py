# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource policy of the Data Catalog gives and takes away, as IAM policies do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.local_aws.resource_policies.conftest import ACCOUNT
from tests.local_aws.resource_policies.conftest import REGION
from tests.local_aws.resource_policies.conftest import Desk
from tests.local_aws.resource_policies.conftest import allow
from tests.local_aws.resource_policies.conftest import document
from tests.local_aws.resource_policies.conftest import refused

GLUE = f"arn:aws:glue:{REGION}:{ACCOUNT}:"
DATABASE = "policy_of_the_catalog"
RESOURCES = [f"{GLUE}catalog", f"{GLUE}database/{DATABASE}", f"{GLUE}table/{DATABASE}/*"]


@pytest.fixture
def catalog(desk: Desk) -> Iterator[Desk]:
    glue = desk.client("glue")
    glue.create_database(DatabaseInput={"Name": DATABASE})
    glue.create_table(DatabaseName=DATABASE, TableInput={"Name": "t"})
    yield desk
    glue.delete_database(Name=DATABASE)
    glue.delete_resource_policy()


def test_the_policy_of_the_catalog_decides_too(catalog: Desk) -> None:
    reader = catalog.make_role("catalog-reader")
    writer = catalog.make_role("catalog-writer", allow("glue:*"))
    glue, theirs = catalog.client("glue"), catalog.client("glue", reader)
    params = {"DatabaseName": DATABASE, "Name": "t"}
    code, message = refused(theirs.get_table, **params)
    assert (code, "no identity-based policy allows" in message) == ("AccessDeniedException", True)
    gives = {**allow("glue:GetTable"), "Resource": RESOURCES, "Principal": {"AWS": reader.arn}}
    takes = {
        "Effect": "Deny",
        "Action": ["glue:DeleteTable"],
        "Principal": {"AWS": writer.arn},
        "Resource": RESOURCES,
    }
    first = glue.put_resource_policy(PolicyInJson=document(gives, takes), PolicyExistsCondition="NOT_EXIST")
    assert theirs.get_table(**params)["Table"]["Name"] == "t"
    assert refused(theirs.delete_table, **params)[0] == "AccessDeniedException"
    code, message = refused(catalog.client("glue", writer).delete_table, **params)
    assert (code, "explicit deny" in message) == ("AccessDeniedException", True)
    glue.put_resource_policy(PolicyInJson=document(gives), PolicyHashCondition=first["PolicyHash"])
    catalog.client("glue", writer).delete_table(**params)


def test_crawlers_are_not_in_the_catalog(catalog: Desk) -> None:
    everything = {**allow("glue:*"), "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/catalog-nobody"}}
    nobody = catalog.make_role("catalog-nobody")
    catalog.client("glue").put_resource_policy(PolicyInJson=document({**everything, "Resource": f"{GLUE}*"}))
    assert catalog.client("glue", nobody).get_database(Name=DATABASE)["Database"]["Name"] == DATABASE
    assert refused(catalog.client("glue", nobody).get_crawler, Name="x")[0] == "AccessDeniedException"
