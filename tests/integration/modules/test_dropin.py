# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks move over from community.aws by changing the prefix: nothing is changed, and no result is missed."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from local_aws.paths import REPOSITORY
from tests.integration.modules.documented import returns
from tests.integration.modules.harness import Aws
from tests.integration.roles.playbook import AS_USERS_RUN_IT
from tests.local_aws.glue_crawlers.stage import Stage

PLAYBOOK = Path(__file__).parent / "playbooks" / "community.yml"
MODULES = ("glue_connection", "glue_crawler")
# Not returned, on purpose. It is what the playbook gave.
PASSWORDS = {"PASSWORD", "ENCRYPTED_PASSWORD"}
# What a new one gets; one that is there keeps what it has.
WHEN_NEW = {"connection_type": "JDBC"}
# Of the run, or of the moment of a write.
OF_A_RUN = {"action", "changed", "invocation", "diff", "warnings", "last_updated", "last_updated_time", "version"}


def documentation(collection: str, module: str, block: str) -> dict[str, Any]:
    found = importlib.import_module(f"ansible_collections.{collection}.plugins.modules.{module}")
    return yaml.safe_load(getattr(found, block))


def variables(stage: Stage) -> dict[str, str]:
    return {
        "password": "correct horse",
        "security_group": stage.network.group,
        "subnet": stage.network.subnet,
        "role": stage.role,
    }


def run(aws: Aws, stage: Stage, *playbooks: Path) -> list[list[dict]]:
    """The results of the tasks of each playbook, run by Ansible one after the other in one process."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    settings = {"ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json", "ANSIBLE_PYTHON_INTERPRETER": sys.executable}
    done = subprocess.run(
        ["sh", "-c", AS_USERS_RUN_IT, "sh", "-i", "localhost,", "-e", json.dumps(variables(stage)), *playbooks],
        cwd=REPOSITORY,
        env={**inherited, **aws.environment, **settings},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    # One document after each playbook, with all results so far: the last one is whole.
    plays = json.loads("{" + done.stdout.rstrip().rsplit("\n{", 1)[-1].removeprefix("{"))["plays"]
    return [[task["hosts"]["localhost"] for task in play["tasks"]] for play in plays]


def tasks(stage: Stage) -> list[tuple[str, dict]]:
    """The tasks of the playbook: the module without its prefix, and its options."""
    text = PLAYBOOK.read_text(encoding="utf-8")
    for name, value in variables(stage).items():
        text = text.replace("{{ " + name + " }}", value)
    [play] = yaml.safe_load(text)
    return [
        (module.removeprefix("community.aws."), options)
        for task in play["tasks"]
        for module, options in task.items()
        if module != "name"
    ]


@pytest.fixture
def moved(embedded: Aws, tmp_path: Path) -> Any:
    ours = tmp_path / "ours.yml"
    ours.write_text(PLAYBOOK.read_text(encoding="utf-8").replace("community.aws.", "datacatalog.aws."), "utf-8")
    yield ours
    for module, name in (
        ("glue_crawler", "moved-crawler"),
        ("glue_connection", "moved-network"),
        ("glue_connection", "moved-database"),
    ):
        embedded.run(module, name=name, state="absent")


def test_playbook_moves_over_by_changing_the_prefix(embedded: Aws, stage: Stage, moved: Path) -> None:
    theirs, taken_over = run(embedded, stage, PLAYBOOK, moved)
    assert [task["changed"] for task in theirs] == [True, True, True]
    assert [task["changed"] for task in taken_over] == [False, False, False], "what community.aws made is no difference"
    for before, after in zip(theirs, taken_over, strict=True):
        assert missing_in(after, before) == []


def test_moved_playbook_does_it_all_itself(embedded: Aws, stage: Stage, moved: Path) -> None:
    for changed in (True, False):
        for module, options in tasks(stage):
            assert embedded.run(module, **options)["changed"] is changed, options["name"]


def missing_in(ours: dict, theirs: dict) -> list[str]:
    """What community.aws returned and this collection does not return alike."""
    missing = []
    for key, value in theirs.items():
        if key in OF_A_RUN or key.startswith("_ansible"):
            continue
        if key == "raw_connection_properties":
            value = {name: item for name, item in value.items() if name not in PASSWORDS}
        if ours.get(key, "nothing") != value:
            missing.append(f"{key}: {value!r}, here {ours.get(key)!r}")
    return missing


@pytest.mark.parametrize("module", MODULES)
def test_every_option_is_taken(module: str) -> None:
    theirs = documentation("community.aws", module, "DOCUMENTATION")["options"]
    ours = importlib.import_module(f"ansible_collections.datacatalog.aws.plugins.modules.{module}")
    spec = getattr(ours, f"{module.removeprefix('glue_').upper()}_SPEC")
    for name, option in theirs.items():
        assert spec[name]["type"] == option["type"], name
        assert option.get("default") in (None, spec[name].get("default"), WHEN_NEW.get(name)), name
        allowed = spec[name].get("choices")
        assert allowed is None or set(option["choices"]) <= set(allowed), name
        for part in option.get("suboptions", {}):
            assert part in spec[name]["options"], f"{name}.{part}"
    needed = {name for name, option in spec.items() if option.get("required")}
    assert needed <= {name for name, option in theirs.items() if option.get("required")}


@pytest.mark.parametrize("module", MODULES)
def test_every_documented_result_is_returned(module: str) -> None:
    theirs = documentation("community.aws", module, "RETURN")
    ours = returns(module)
    flat = {**ours, **ours[module.removeprefix("glue_")]["contains"]}
    assert [key for key in theirs if key not in flat] == []
