# SPDX-License-Identifier: GPL-3.0-or-later
"""The data folder of PostgreSQL: made under another name and renamed, so that half of one is never used."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from local_aws import certificates
from local_aws.errors import LocalAwsError
from local_aws.files import write_atomic
from local_aws.names import HOST
from local_aws.names import SUPERUSER
from local_aws.paths import Home
from local_aws.postgres.identity import Identity

# In the data folder, read after everything else: what the parameter group of a cluster says.
SETTINGS_FILE = "cluster.conf"

# Small and quiet: a database of some thousand tables and a handful of clients.
_SETTINGS = {
    "listen_addresses": f"'{HOST}'",
    "unix_socket_directories": "''",
    "ssl": "on",
    "ssl_cert_file": "'server.crt'",
    "ssl_key_file": "'server.key'",
    "ssl_min_protocol_version": "'TLSv1.2'",
    "password_encryption": "'scram-sha-256'",
    "max_connections": "60",
    "shared_buffers": "'24MB'",
    "dynamic_shared_memory_type": "'mmap'",
    "io_method": "'sync'",
    "wal_level": "'replica'",
    "wal_keep_size": "'256MB'",
    "max_wal_senders": "0",
    "min_wal_size": "'32MB'",
    "max_wal_size": "'128MB'",
    "max_worker_processes": "2",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "fsync": "off",
    "log_line_prefix": "'%t:%r:%u@%d:[%p]:'",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
    "lc_messages": "'C'",
}


@dataclass(frozen=True)
class DataFolder:
    """One data folder and the user it belongs to."""

    folder: Path
    binaries: Path
    identity: Identity
    home: Home

    @property
    def path(self) -> Path:
        return self.folder / "data"

    def ensure(self, superuser_password: str) -> None:
        """Initialise the folder unless that was done to the end."""
        if (self.path / "PG_VERSION").exists():
            return
        for leftover in self.folder.glob("data.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)  # the initdb of a killed launcher may still be at work in it
        fresh = Path(tempfile.mkdtemp(prefix="data.new-", dir=self.folder))
        self.identity.own(fresh)
        self._initdb(fresh, superuser_password)
        fresh.rename(self.path)

    def configure(self, port: int, *, force_ssl: bool = True, preload: str = "") -> None:
        """Write the settings, the access rules and, when needed, new certificates."""
        lines = [f"{name} = {value}" for name, value in _SETTINGS.items()]
        lines += [f"port = {port}", f"shared_preload_libraries = '{preload}'", f"include = '{SETTINGS_FILE}'"]
        self._write("postgresql.conf", "\n".join([*lines, ""]))
        if not (self.path / SETTINGS_FILE).exists():
            self._write(SETTINGS_FILE, "")
        self.write_access_rules(force_ssl=force_ssl)
        self._ensure_certificates()

    def write_access_rules(self, *, force_ssl: bool) -> None:
        """With rds.force_ssl, as on RDS: no rule matches a plain connection, so PostgreSQL refuses it."""
        kind = "hostssl" if force_ssl else "host"
        self._write("pg_hba.conf", f"{kind} all all {HOST}/32 scram-sha-256\n{kind} all all ::1/128 scram-sha-256\n")

    def _initdb(self, target: Path, superuser_password: str) -> None:
        password_file = self.folder / "initial-password"
        write_atomic(password_file, superuser_password, 0o600)
        self.identity.own(password_file)
        command: list[str | Path] = [
            self.binaries / "initdb",
            "--pgdata",
            target,
            "--username",
            SUPERUSER,
            "--auth",
            "scram-sha-256",
        ]
        command += ["--pwfile", password_file, "--encoding", "UTF8", "--locale", "C"]
        command += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-sync", "--no-instructions"]
        command += ["--set", "io_method=sync", "--wal-segsize", "1"]
        try:
            done = subprocess.run(
                command,
                cwd=self.folder,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                capture_output=True,
                text=True,
                check=False,
                **self.identity.popen_arguments(),
            )
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode != 0:
            raise LocalAwsError(f"PostgreSQL's initdb failed: {done.stderr.strip() or done.stdout.strip()}")

    def _ensure_certificates(self) -> None:
        authority, certificate = self.home.certificate_authority, self.path / "server.crt"
        key = self.path / "server.key"
        complete = authority.exists() and certificate.exists() and key.exists()
        if complete and certificates.still_good(authority.read_bytes(), certificate.read_bytes()):
            return
        identity = certificates.make()
        self._write("server.key", identity.key)
        self._write("server.crt", identity.certificate)
        write_atomic(authority, identity.authority, 0o644)

    def _write(self, name: str, content: str | bytes) -> None:
        write_atomic(self.path / name, content)
        self.identity.own(self.path / name)
