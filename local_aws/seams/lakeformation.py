# SPDX-License-Identifier: GPL-3.0-or-later
"""Lake Formation, which ministack does not have: its grants, beside the catalog that they are about."""

from __future__ import annotations

import re

from ministack import app
from ministack.core import iam_actions
from ministack.core import responses
from ministack.core import router
from ministack.services import iam

from local_aws.glue import GlueService
from local_aws.lakeformation import LakeFormation

NAME = "lakeformation"


def install(glue: GlueService) -> None:
    router.SERVICE_PATTERNS[NAME] = {"host_patterns": [r"lakeformation\."]}
    iam_actions.SERVICE_TO_IAM_NAMESPACE[NAME] = NAME
    iam_actions._BOTOCORE_SERVICE_MAP[NAME] = [NAME]
    app.SERVICE_HANDLERS[NAME] = LakeFormation(glue, _principal_exists).handle


def _principal_exists(principal: str) -> bool:
    """Roles and users of this account are known; of other principals nothing is."""
    found = re.fullmatch(r"arn:aws:iam::(\d{12}):(role|user)/(?:.*/)?([^/]+)", principal)
    if found is None or found[1] != responses.get_account_id():
        return True
    known = (iam._roles if found[2] == "role" else iam._users).get(found[3])
    return known is not None and known["Arn"] == principal
