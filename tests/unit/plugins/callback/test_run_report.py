# SPDX-License-Identifier: GPL-3.0-or-later
"""The run_report callback: what a run changed, in a file, and nothing of any result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]

PLAYBOOK = """
- name: Play
  hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - name: Change something
      ansible.builtin.set_fact:
        password: s3cret-value
      changed_when: true
      no_log: true
    - name: Leave it alone
      ansible.builtin.debug:
        msg: s3cret-value
    - name: Leave it out
      ansible.builtin.debug:
        msg: never
      when: false
    - name: Run a role
      ansible.builtin.include_role:
        name: some_role
    - name: Break
      ansible.builtin.assert:
        that: "{{ not (fail | default(false) | bool) }}"
        msg: s3cret-value
"""

TASKS = """
- ansible.builtin.debug:
    msg: s3cret-value
  changed_when: true
"""


def play(tmp_path: Path, *args: str, report: str | None = None) -> dict:
    playbook = tmp_path / "some_play.yml"
    playbook.write_text(PLAYBOOK)
    tasks = tmp_path / "roles" / "some_role" / "tasks" / "main.yml"
    tasks.parent.mkdir(parents=True)
    tasks.write_text(TASKS)
    file = tmp_path / "reports" / "run.json"
    subprocess.run(
        [Path(sys.executable).parent / "ansible-playbook", "-i", "localhost,", *args, str(playbook)],
        env=os.environ
        | {
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "collections"),
            "ANSIBLE_CALLBACKS_ENABLED": "datacatalog.aws.run_report",
            "DATACATALOG_RUN_REPORT": str(file) if report is None else report,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    text = file.read_text() if file.exists() else "{}"
    assert "s3cret" not in text
    return json.loads(text)


@pytest.fixture(scope="module")
def succeeded(tmp_path_factory: pytest.TempPathFactory) -> dict:
    return play(tmp_path_factory.mktemp("succeeded"))


def test_counts_by_result(succeeded: dict) -> None:
    assert succeeded["roles"] == {
        "playbook": {"ok": 3, "changed": 1, "failed": 0, "skipped": 1},
        "some_role": {"ok": 0, "changed": 1, "failed": 0, "skipped": 0},
    }


def test_names_what_changed(succeeded: dict) -> None:
    assert succeeded["changed"] == [
        {"role": "playbook", "task": "Change something"},
        {"role": "some_role", "task": "ansible.builtin.debug"},
    ]
    assert succeeded["failed"] == []


def test_tells_the_playbook_and_the_time(succeeded: dict) -> None:
    assert succeeded["playbooks"] == ["some_play.yml"]
    assert succeeded["seconds"] >= max(task["seconds"] for task in succeeded["slowest"])


def test_names_what_failed(tmp_path: Path) -> None:
    report = play(tmp_path, "-e", "fail=true")
    assert report["failed"] == [{"role": "playbook", "task": "Break"}]


def test_writes_nothing_unless_a_file_is_named(tmp_path: Path) -> None:
    assert play(tmp_path, report="") == {}
    assert not (tmp_path / "reports").exists()
