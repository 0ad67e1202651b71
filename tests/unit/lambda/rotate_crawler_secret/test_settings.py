# SPDX-License-Identifier: GPL-3.0-or-later
"""A function that cannot work says so when it starts, and a secret that is none without showing it."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawler_rotation.settings import Settings
from crawler_rotation.settings import SettingsError
from crawler_rotation.versions import BadSecret
from crawler_rotation.versions import parse_login

DIRECT = {
    "ROTATION_METHOD": "direct",
    "ROTATION_USERS": "glue_crawler,glue_crawler_clone",
    "ROTATION_DATABASE": "genai_demo",
    "ROTATION_LOGIN_SECRET": "aurora-master-local",
}
BY_API = {
    **DIRECT,
    "ROTATION_METHOD": "data_api",
    "ROTATION_CLUSTER_ARN": "arn:aws:rds:ap-northeast-1:000000000000:cluster:demo",
    "ROTATION_TRIAL_SECRET": "trial",
}


def test_both_ways_are_understood(tmp_path: Path) -> None:
    authority = tmp_path / "authority.pem"
    authority.touch()
    direct = Settings.from_environment({**DIRECT, "ROTATION_CA_FILE": str(authority)})
    assert (direct.users, direct.ca_file) == (("glue_crawler", "glue_crawler_clone"), str(authority))
    assert Settings.from_environment(BY_API).trial_secret == "trial"


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        *(({name: value for name, value in BY_API.items() if name != left}, left) for left in BY_API),
        ({**DIRECT, "ROTATION_METHOD": "telepathy"}, "ROTATION_METHOD"),
        ({**DIRECT, "ROTATION_USERS": "glue_crawler"}, "ROTATION_USERS"),
        ({**DIRECT, "ROTATION_USERS": "one,one"}, "ROTATION_USERS"),
        ({**DIRECT, "ROTATION_CA_FILE": "/nowhere/authority.pem"}, "ROTATION_CA_FILE"),
        ({**BY_API, "ROTATION_CLUSTER_ARN": "demo"}, "ROTATION_CLUSTER_ARN"),
    ],
)
def test_what_is_wrong_is_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_environment(environment)


@pytest.mark.parametrize("text", [None, "top-secret", '"top-secret"', '["top-secret"]', '{"password": "top-secret"}'])
def test_a_secret_that_is_no_login_is_not_shown(text: str | None) -> None:
    with pytest.raises(BadSecret) as caught:
        parse_login(text)
    assert "top-secret" not in str(caught.value) and caught.value.__suppress_context__
