# SPDX-License-Identifier: GPL-3.0-or-later
"""Which PostgreSQL server stands behind which cluster.

The server that `up` starts, with the sample data, is the first cluster's: it is attached when the first cluster is
created or restored while no other has it. Every further cluster gets a server of its own. The port belongs to the
identifier of the cluster, as the endpoint does on AWS: what is restored under an old name is found at the old place.
"""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import threading
from collections.abc import Callable
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from local_aws.aurora import copies
from local_aws.aurora.cluster_server import FOLDER
from local_aws.aurora.cluster_server import ClusterHome
from local_aws.aurora.cluster_server import ClusterServer
from local_aws.files import write_atomic
from local_aws.names import HOST
from local_aws.postgres.datadir import DataFolder
from local_aws.postgres.service import PostgresService

logger = logging.getLogger("local_aws")

FIRST = "first"
# Where a cluster's record says which server it has.
KEY = "_server"
_COPIES = "copies"
_OWNER = "cluster.json"
_PORTS = "ports.json"
_PORT_COUNT = 2000

type Record = dict[str, Any]


class Servers:
    """The servers by name; the records of the clusters say which name they have."""

    def __init__(self, first: PostgresService) -> None:
        self.first = first
        self._others: dict[str, ClusterServer] = {}
        self._before_start: Callable[[str, DataFolder], None] = lambda name, data: None
        self._lock = threading.RLock()

    def set_before_start(self, prepare: Callable[[str, DataFolder], None]) -> None:
        """Called with a server's name and data before it starts."""
        self._before_start = prepare
        self.first.before_start = lambda data: prepare(FIRST, data)

    def prepare_first(self) -> None:
        """The launcher starts the first server before any of this is there."""
        self.first.ensure_running()
        self._before_start(FIRST, self.first.data_folder())

    def attach(self, cluster: Record, others: Iterable[Record]) -> PostgresService:
        """Give a new cluster its server; the server does not run yet, save the first."""
        with self._lock:
            taken = {record.get(KEY) for record in others if record is not cluster}
            cluster[KEY] = cluster["DbClusterResourceId"].lower() if FIRST in taken else FIRST
            server = self.of(cluster)
            self._write_owner(cluster)
            return server

    def ready(self, cluster: Record, others: Iterable[Record]) -> PostgresService:
        """The running server of a cluster, which is given one if it has none."""
        server = self.of(cluster) if KEY in cluster else self.attach(cluster, others)
        if not server.alive:
            server.hold(False)
            server.ensure_running()
            self._write_owner(cluster)
        return server

    def of(self, cluster: Record) -> PostgresService:
        """The server of a cluster; the first one's for a cluster of another engine, or of an older version."""
        name = cluster.get(KEY, FIRST)
        if name == FIRST:
            return self.first
        with self._lock:
            if name not in self._others:
                home = ClusterHome(self.first.home.root, server=name)
                port = self._port(cluster)
                server = ClusterServer(home, port, self.first.credentials, name=name, first=self.first)
                server.before_start = lambda data: self._before_start(name, data)
                self._others[name] = server
            return self._others[name]

    def release(self, cluster: Record) -> None:
        """Stop the server and remove its data; the first is made anew, with the sample data, for the next cluster."""
        server = self.of(cluster)
        server.stop()
        self.forget_base(cluster)
        data = server.data_folder()
        copies.remove(data.path if server is self.first else data.folder)
        server.hold(False)
        if server is self.first:
            server.ensure_running()
            return
        with self._lock:
            self._others.pop(cluster[KEY], None)

    def rename(self, cluster: Record) -> None:
        """The server answers on the port of the cluster's present name; it has to be stopped."""
        if cluster.get(KEY, FIRST) != FIRST:
            self.of(cluster).port = self._port(cluster)

    def owns(self, cluster: Record) -> bool:
        """Whether the data folder is there and belongs to this very cluster."""
        try:
            owner = json.loads((self.of(cluster).data_folder().path / _OWNER).read_text())
        except (OSError, ValueError):
            return False
        return bool(owner == cluster["DbClusterResourceId"])

    def write_owner(self, cluster: Record) -> None:
        """Say in the data folder whose it is: the records are saved a moment later and could be lost."""
        self._write_owner(cluster)

    def base(self, cluster: Record) -> Path:
        return self._folder(_COPIES) / f"base-{cluster['DbClusterResourceId'].lower()}"

    def snapshot(self, name: str) -> Path:
        return self._folder(_COPIES) / f"snapshot-{name}"

    def forget_base(self, cluster: Record) -> None:
        copies.remove(self.base(cluster))

    def remove_strays(self, clusters: Iterable[Record], snapshots: Iterable[str]) -> None:
        """Remove the folders of clusters and copies that no record knows: what a crash left half made or half gone."""
        clusters = list(clusters)
        known = {record.get(KEY) for record in clusters}
        copied = {self.base(record).name for record in clusters} | {self.snapshot(name).name for name in snapshots}
        for kind, wanted in ((FOLDER, known), (_COPIES, copied)):
            folder = self._folder(kind)
            for entry in folder.iterdir() if folder.is_dir() else ():
                if entry.is_dir() and entry.name not in wanted:
                    logger.warning("Removing %s: no cluster or snapshot has it", entry)
                    copies.remove(entry)

    def close(self) -> None:
        for server in list(self._others.values()):
            server.stop()

    def running(self) -> list[PostgresService]:
        return [server for server in (self.first, *self._others.values()) if server.alive]

    def _write_owner(self, cluster: Record) -> None:
        data = self.of(cluster).data_folder()
        if data.path.is_dir():
            write_atomic(data.path / _OWNER, json.dumps(cluster["DbClusterResourceId"]))
            data.identity.own(data.path / _OWNER)

    def _folder(self, kind: str) -> Path:
        return self._first_folder().folder / kind

    def _first_folder(self) -> DataFolder:
        return self.first.data_folder()

    def _port(self, cluster: Record) -> int:
        """The port that the cluster's name had before, if it is free, else a new one."""
        path = self._folder(FOLDER) / _PORTS
        known: dict[str, int] = {}
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(path.read_text())
        key = cluster["DBClusterArn"]
        others = {server.port for server in self._others.values()} | {self.first.port}
        port = known.get(key)
        if port is None or port in others:
            taken = others | set(known.values())
            port = next(
                port
                for port in range(self.first.port + 1, self.first.port + _PORT_COUNT)
                if port not in taken and _is_free(port)
            )
        write_atomic(path, json.dumps({**known, key: port}), 0o644)
        return port


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True
