# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS makes of what it is given.

`cases.json` was written by hand after what each case names as its source: which members come back filled in,
rewritten or left out. The values are our own.
"""

from __future__ import annotations

import functools
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.local_aws.embedded import EmbeddedAws

CASES = json.loads((Path(__file__).parent / "cases.json").read_text())
TIMES = {"CreateTime", "UpdateTime", "CreationTime", "LastUpdated"}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@pytest.fixture(scope="module")
def role(embedded_aws: EmbeddedAws) -> str:
    iam, glue = embedded_aws.client("iam"), embedded_aws.client("glue")
    iam.create_role(RoleName="Readbacks", AssumeRolePolicyDocument=json.dumps(TRUST))
    glue.create_database(DatabaseInput={"Name": "readbacks"})
    return "Readbacks"


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_reads_as_recorded_on_aws(embedded_aws: EmbeddedAws, role: str, case: dict[str, Any]) -> None:
    glue = embedded_aws.client("glue")
    names = {
        "$name": f"readback_{uuid.uuid4().hex[:8]}",
        "$role": role,
        "$role_arn": f"arn:aws:iam::000000000000:role/{role}",
    }
    fill = functools.partial(_filled, names=names)
    action, params = case["create"]
    getattr(glue, action)(**fill(params))
    action, params, path = case["read"]
    found = getattr(glue, action)(**fill(params))
    for step in path.split("."):
        found = found[step]
    if isinstance(found, dict):
        found = {name: value for name, value in found.items() if name not in TIMES}
    assert found == fill(case["expected"])


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value
