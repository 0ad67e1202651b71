# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs playbooks of the collection and reads what they changed."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from local_aws.paths import REPOSITORY

# Where a module has no check mode, a task beside it says what it would do.
PLAN_MARK = " (plan)"

# The environment that scripts/play.sh gives Ansible; MITOGEN=0 switches the accelerator off.
AS_USERS_RUN_IT = '. scripts/ansible_env.sh && exec ansible-playbook "$@"'


@dataclass(frozen=True)
class Run:
    """One run: its output, and the tasks that changed something, by role."""

    returncode: int
    output: str
    changed: Counter[tuple[str, str]]

    def succeeded(self) -> Run:
        assert self.returncode == 0, self.output[-6000:]
        return self


@dataclass(frozen=True)
class Playbook:
    """One inventory environment, a folder for reports, and the variables of the process."""

    environment: str
    folder: Path
    variables: dict[str, str]

    def run(self, name: str, *options: str, accelerated: bool = True, seconds: float = 600) -> Run:
        """Run a playbook, with Mitogen as `make deploy` does, or with Ansible alone."""
        report = self.folder / "run.json"
        report.unlink(missing_ok=True)
        leak = ("AWS_", "PG", "LOCAL_")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(leak)}
        done = subprocess.run(
            [
                "sh",
                "-c",
                AS_USERS_RUN_IT,
                "sh",
                "-i",
                f"inventories/{self.environment}",
                f"playbooks/{name}.yml",
                *options,
            ],
            cwd=REPOSITORY,
            env={
                **inherited,
                **self.variables,
                "MITOGEN": "1" if accelerated else "0",
                "ANSIBLE_CALLBACKS_ENABLED": "datacatalog.aws.run_report",
                "DATACATALOG_RUN_REPORT": str(report),
                "ANSIBLE_NOCOLOR": "1",
            },
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        recorded = json.loads(report.read_text(encoding="utf-8"))["changed"] if report.exists() else []
        changed = Counter((entry["role"], entry["task"].removesuffix(PLAN_MARK)) for entry in recorded)
        return Run(done.returncode, done.stdout + done.stderr, changed)
