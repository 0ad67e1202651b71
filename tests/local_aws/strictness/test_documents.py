# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies of keys and roles that AWS does not take."""

from __future__ import annotations

from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.strictness.conftest import ACCOUNT
from tests.local_aws.strictness.conftest import ROOT
from tests.local_aws.strictness.conftest import document
from tests.local_aws.strictness.conftest import refused

MALFORMED = "MalformedPolicyDocumentException"
NOBODY = f"arn:aws:iam::{ACCOUNT}:role/there-is-no-such-role"
MANAGES = {"Effect": "Allow", "Principal": ROOT, "Action": "kms:*", "Resource": "*"}


def test_a_key_names_principals_that_are_there(embedded_aws: EmbeddedAws) -> None:
    kms = embedded_aws.client("kms")
    uses = {"Effect": "Allow", "Principal": {"AWS": [NOBODY]}, "Action": "kms:Decrypt", "Resource": "*"}
    text = "Policy contains a statement with one or more invalid principals."
    assert refused(kms.create_key, Policy=document(MANAGES, uses)) == (MALFORMED, text)
    key = kms.create_key(Policy=document(MANAGES))["KeyMetadata"]["KeyId"]
    params = {"KeyId": key, "PolicyName": "default"}
    assert refused(kms.put_key_policy, **params, Policy=document(MANAGES, uses)) == (MALFORMED, text)
    assert refused(kms.put_key_policy, **params, Policy="{")[0] == MALFORMED


def test_a_key_stays_manageable(embedded_aws: EmbeddedAws) -> None:
    kms = embedded_aws.client("kms")
    only_uses = document({**MANAGES, "Action": "kms:Decrypt"})
    code, message = refused(kms.create_key, Policy=only_uses)
    assert (code, "update the key policy in the future" in message) == (MALFORMED, True)
    assert kms.create_key(Policy=only_uses, BypassPolicyLockoutSafetyCheck=True)["KeyMetadata"]["KeyId"]


def test_the_trust_of_a_role(embedded_aws: EmbeddedAws) -> None:
    iam = embedded_aws.client("iam")
    assume = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    for policy, message in (
        ("{", "This policy contains invalid Json"),
        (document(assume), "Missing required field Principal"),
        (document({**assume, "Principal": {"AWS": NOBODY}}), f'Invalid principal in policy: "AWS":"{NOBODY}"'),
    ):
        found = refused(iam.create_role, RoleName="strict-trust", AssumeRolePolicyDocument=policy)
        assert found == ("MalformedPolicyDocument", message)
    iam.create_role(RoleName="strict-trust", AssumeRolePolicyDocument=document({**assume, "Principal": ROOT}))
    found = refused(iam.update_assume_role_policy, RoleName="strict-trust", PolicyDocument=document(assume))
    assert found == ("MalformedPolicyDocument", "Missing required field Principal")
