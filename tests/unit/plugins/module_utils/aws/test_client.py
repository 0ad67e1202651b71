# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret inside a map is kept out of the log, and a failure ends with the mend."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.testing import patch_module_args
from botocore.exceptions import ClientError

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import DiscreetAWSModule
from ansible_collections.datacatalog.aws.plugins.module_utils._aws.client import fail

SPEC = {"properties": {"type": "dict"}}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []

    def record(module: AnsibleModule, message: str, log_args: Any = None) -> None:
        lines.append(remove_values(message, module.no_log_values))

    monkeypatch.setattr(AnsibleModule, "log", record)
    return lines


def make(kind: type[AnsibleAWSModule]) -> AnsibleAWSModule:
    with patch_module_args({"properties": {"PASSWORD": "hush", "JDBC_ENFORCE_SSL": "true"}}):
        return kind(argument_spec=SPEC)


def test_secret_in_a_map_is_not_logged(log: list[str]) -> None:
    make(DiscreetAWSModule)
    assert "JDBC_ENFORCE_SSL" in log[0]
    assert "hush" not in log[0]


def test_other_modules_of_the_process_stay_as_they_are(log: list[str]) -> None:
    make(DiscreetAWSModule)
    assert AnsibleAWSModule.default_settings["module_class"] is AnsibleModule


def test_failure_tells_the_words_of_aws_and_the_mend(capsys: pytest.CaptureFixture[str]) -> None:
    response = {
        "Error": {"Code": "X", "Message": "broken."},
        "ResponseMetadata": {"RequestId": "1", "HTTPHeaders": {"noise": "x"}},
    }
    error = AnsibleAWSError(message="Failed to act", exception=ClientError(response, "Act"), crawl={"state": "READY"})
    with pytest.raises(SystemExit), patch_module_args({}):
        fail(AnsibleAWSModule(argument_spec={}), error, lambda text: ["Mend it."] if "broken" in text else [])
    result = json.loads(capsys.readouterr().out)
    assert result["msg"] == (
        "Failed to act: An error occurred (X) when calling the Act operation: broken. What to mend: Mend it."
    )
    assert result["mend"] == ["Mend it."]
    assert result["error"] == {"code": "X", "message": "broken."}
    assert result["response_metadata"] == {"request_id": "1"}
    assert result["crawl"] == {"state": "READY"}
