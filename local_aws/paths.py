# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everything of one embedded AWS lives."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Home:
    """The folder of one embedded AWS; every path is derived from it."""

    root: Path

    @classmethod
    def current(cls) -> Home:
        """LOCAL_AWS_HOME, else .local in the checkout."""
        chosen = os.environ.get("LOCAL_AWS_HOME")
        return cls(Path(chosen).expanduser().resolve() if chosen else REPOSITORY / ".local")

    @cached_property
    def environment(self) -> Path:
        return self.root / "env"

    @cached_property
    def pgpass(self) -> Path:
        return self.root / "pgpass"

    @cached_property
    def certificate_authority(self) -> Path:
        return self.root / "ca.pem"

    @cached_property
    def credentials(self) -> Path:
        return self.root / "credentials.json"

    @cached_property
    def ports(self) -> Path:
        return self.root / "ports.json"

    @cached_property
    def state(self) -> Path:
        return self.root / "state"

    @cached_property
    def objects(self) -> Path:
        """Contents of S3 buckets."""
        return self.root / "s3"

    @cached_property
    def log(self) -> Path:
        return self.root / "log"

    @cached_property
    def server_log(self) -> Path:
        return self.log / "aws.log"

    @cached_property
    def postgres_log(self) -> Path:
        return self.log / "postgresql.log"

    @cached_property
    def run(self) -> Path:
        return self.root / "run"

    @cached_property
    def command_lock(self) -> Path:
        """Held by `up` and `down`, so that they run one after the other."""
        return self.run / "command.lock"

    @cached_property
    def server_lock(self) -> Path:
        """Held by the server for as long as it lives, whatever ends it; holds its pid and start time."""
        return self.run / "server.lock"

    @cached_property
    def empty_profile(self) -> Path:
        """AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE: the user's own profile must not leak in."""
        return self.root / "no-profile"

    def prepare(self) -> None:
        """Make the folders; the home holds passwords, so nobody else may list it (they may pass through)."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711)
        for folder in (self.state, self.log, self.run, self.objects):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.empty_profile.touch()
