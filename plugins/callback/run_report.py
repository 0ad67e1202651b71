# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
name: run_report
type: notification
short_description: Write what a run changed, and how long it took, to a JSON file
version_added: 0.1.0
description:
  - Counts the tasks of a run by role and by result, lists those that changed something or failed, and the slowest ones.
  - Holds names, counts and times only. Task results are never read, so nothing that C(no_log) hides can end up in it.
  - Set O(report_file) to switch it on.
requirements:
  - Enable it in configuration, for example C(ANSIBLE_CALLBACKS_ENABLED=datacatalog.aws.run_report).
options:
  report_file:
    description:
      - The file to write, replaced as a whole at the end of the run.
      - Nothing is written when it is empty.
    type: path
    default: ""
    env:
      - name: DATACATALOG_RUN_REPORT
    ini:
      - section: callback_run_report
        key: report_file
author:
  - The datacatalog.aws contributors (@datacatalog-aws)
"""

import json
import os
import tempfile
import time
import typing as t
from pathlib import Path

from ansible.plugins.callback import CallbackBase

if t.TYPE_CHECKING:
    from ansible.executor.stats import AggregateStats
    from ansible.executor.task_result import CallbackTaskResult
    from ansible.playbook import Playbook
    from ansible.playbook.task import Task

SLOWEST = 10


class RunRecord:
    """What a run did: counts by role and result, names of changed and failed tasks, seconds a task."""

    def __init__(self, now: float) -> None:
        self.started = now
        self.playbooks: list[str] = []
        self.roles: dict[str, dict[str, int]] = {}
        self.changed: list[dict[str, str]] = []
        self.failed: list[dict[str, str]] = []
        self.seconds: dict[str, float] = {}

    def add(self, role: str, task: str, result: str) -> None:
        counts = self.roles.setdefault(role, {"ok": 0, "changed": 0, "failed": 0, "skipped": 0})
        counts[result] += 1
        if result in ("changed", "failed"):
            getattr(self, result).append({"role": role, "task": task})

    def as_dict(self, now: float) -> dict[str, t.Any]:
        slowest = sorted(self.seconds.items(), key=lambda item: -item[1])[:SLOWEST]
        return {
            "playbooks": self.playbooks,
            "seconds": round(now - self.started, 1),
            "roles": self.roles,
            "changed": self.changed,
            "failed": self.failed,
            "slowest": [{"task": name, "seconds": round(spent, 2)} for name, spent in slowest],
        }


def write_whole(path: str, document: dict[str, t.Any]) -> None:
    """Replace the file as a whole: a reader never sees half a report."""
    target = Path(path).absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(document, stream, indent=2)
        stream.write("\n")
    Path(beside).replace(target)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "datacatalog.aws.run_report"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self.record = RunRecord(time.time())
        self.task_name = ""
        self.task_started = 0.0

    def v2_playbook_on_start(self, playbook: Playbook) -> None:
        self.record.playbooks.append(Path(playbook._file_name).name)

    def v2_playbook_on_task_start(self, task: Task, is_conditional: bool) -> None:
        self._close_task()
        self.task_name = task.get_name()
        self.task_started = time.time()

    def v2_runner_on_ok(self, result: CallbackTaskResult) -> None:
        self._add(result, "changed" if result.is_changed() else "ok")

    def v2_runner_on_failed(self, result: CallbackTaskResult, ignore_errors: bool = False) -> None:
        self._add(result, "ok" if ignore_errors else "failed")

    def v2_runner_on_unreachable(self, result: CallbackTaskResult) -> None:
        self._add(result, "failed")

    def v2_runner_on_skipped(self, result: CallbackTaskResult) -> None:
        self._add(result, "skipped")

    def v2_playbook_on_stats(self, stats: AggregateStats) -> None:
        self._close_task()
        path = self.get_option("report_file")
        if path:
            write_whole(path, self.record.as_dict(time.time()))

    def _add(self, result: CallbackTaskResult, kind: str) -> None:
        role = result.task._role
        # Both without the collection's name: a report is of one collection's run.
        name = role.get_name(include_role_fqcn=False) if role else "playbook"
        self.record.add(name, result.task.name or result.task.action, kind)

    def _close_task(self) -> None:
        if self.task_name:
            spent = time.time() - self.task_started
            self.record.seconds[self.task_name] = self.record.seconds.get(self.task_name, 0.0) + spent
            self.task_name = ""
