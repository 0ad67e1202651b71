# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client of the embedded AWS needs: .local/env for shells, the same as a dict for programs, and pgpass."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from local_aws.credentials import Credentials
from local_aws.files import write_atomic
from local_aws.names import DATABASE
from local_aws.names import HOST
from local_aws.names import MASTER_USER
from local_aws.names import REGION
from local_aws.paths import Home
from local_aws.ports import Ports

# Either would win over the key pair below or send requests elsewhere.
_UNSET = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_CA_BUNDLE", "PGSERVICE", "PGPASSWORD")


def endpoint(ports: Ports) -> str:
    return f"http://{HOST}:{ports.aws}"


def variables(home: Home, ports: Ports, credentials: Credentials) -> dict[str, str]:
    """The variables, without PATH."""
    return {
        "AWS_ENDPOINT_URL": endpoint(ports),
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": str(home.empty_profile),
        "AWS_SHARED_CREDENTIALS_FILE": str(home.empty_profile),
        "AWS_EC2_METADATA_DISABLED": "true",
        "PGHOST": "localhost",
        "PGPORT": str(ports.postgres),
        "PGUSER": MASTER_USER,
        "PGDATABASE": DATABASE,
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(home.certificate_authority),
        "PGPASSFILE": str(home.pgpass),
    }


def for_programs(home: Home, ports: Ports, credentials: Credentials, binaries: Path) -> dict[str, str]:
    """A whole environment: this process's own, pointed at the embedded AWS."""
    inherited = {name: value for name, value in os.environ.items() if name not in _UNSET}
    path = os.pathsep.join([*_path_entries(binaries), inherited.get("PATH", os.defpath)])
    return {**inherited, **variables(home, ports, credentials), "PATH": path}


def write(home: Home, ports: Ports, credentials: Credentials, binaries: Path) -> None:
    """Write .local/env and .local/pgpass, each as a whole."""
    lines = ["# Made by `python -m local_aws up`; use it with: . .local/env"]
    lines += [f"unset {' '.join(_UNSET)}"]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in variables(home, ports, credentials).items()]
    for entry in reversed(_path_entries(binaries)):
        quoted = shlex.quote(entry)
        lines.append(f'case ":$PATH:" in *:{quoted}:*) ;; *) PATH={quoted}:$PATH ;; esac')
    lines.append("export PATH")
    write_atomic(home.environment, "\n".join(lines) + "\n")
    write_pgpass(home, ports.postgres, credentials)


def write_pgpass(home: Home, port: int, credentials: Credentials) -> None:
    password = credentials.master_password.replace("\\", "\\\\").replace(":", "\\:")
    write_atomic(home.pgpass, f"localhost:{port}:*:{MASTER_USER}:{password}\n")


def _path_entries(binaries: Path) -> list[str]:
    """What a shell finds first: an AWS CLI that stays here, this Python's programs, PostgreSQL's."""
    return [str(Path(__file__).with_name("cli")), str(Path(sys.executable).parent), str(binaries)]
