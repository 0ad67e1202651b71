# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operations on clusters share: the servers, the events, and when which server runs with which settings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local_aws.aurora import aws
from local_aws.aurora import copies
from local_aws.aurora import parameters
from local_aws.aurora.aws import Record
from local_aws.aurora.copies import Copy
from local_aws.aurora.events import Events
from local_aws.aurora.servers import FIRST
from local_aws.aurora.servers import KEY
from local_aws.aurora.servers import Servers
from local_aws.aurora.transitions import Transitions
from local_aws.context import ServiceContext
from local_aws.postgres.service import PostgresService

# In a cluster's record: its data came from a copy, so that it has no compute before it has an instance.
RESTORED = "_restored"
# In a cluster's record: a change of parameters waits for a reboot.
PENDING = "_pending_reboot"
FORCE_SSL = "rds.force_ssl"


class Runtime:
    """One embedded RDS."""

    def __init__(self, context: ServiceContext, servers: Servers, events: Events, transitions: Transitions) -> None:
        self.context = context
        self.servers = servers
        self.events = events
        self.transitions = transitions
        # Called when the logs of more clusters may have to be exported.
        self.exports_changed: Callable[[], None] = lambda: None
        self._copying = threading.Lock()

    def server(self, cluster: Record) -> PostgresService:
        return self.servers.of(cluster)

    def should_run(self, cluster: Record) -> bool:
        """The first server is there before its cluster has an instance; any other cluster needs one, as on AWS."""
        if cluster["Status"] in {"stopping", "stopped", "deleting"}:
            return False
        has_compute = cluster.get(KEY, FIRST) == FIRST and not cluster.get(RESTORED)
        return has_compute or bool(cluster.get("DBClusterMembers"))

    def settle(self, cluster: Record) -> None:
        """Start or stop the server of a cluster, as its state asks for."""
        server = self.server(cluster)
        if not self.should_run(cluster):
            server.hold(True)
            server.stop()
            return
        server.hold(False)
        if not server.alive:
            self._apply_all(cluster)
        server.ensure_running()

    def restart(self, cluster: Record) -> None:
        """Every connection ends; parameters that waited for this take effect."""
        self.server(cluster).stop()
        self.settle(cluster)

    @contextmanager
    def awake(self, cluster: Record) -> Iterator[PostgresService]:
        """The server, running for as long as it is needed even if the cluster has no instance."""
        server = self.server(cluster)
        if not server.alive:
            server.hold(False)
            self._apply_all(cluster)
            server.ensure_running()
        try:
            yield server
        finally:
            self.settle(cluster)

    def apply_parameters(self, cluster: Record) -> None:
        """Let the server have what takes effect without a reboot; the members show when something waits for one."""
        data = self.server(cluster).data_folder()
        groups = self.parameter_groups(cluster)
        wanted = parameters.effective(data, *groups)
        present = parameters.written(data)
        methods = {name: entry.get("ApplyMethod", "") for group in groups for name, entry in group.items()}
        now = parameters.immediately(data, present, wanted, methods)
        cluster[PENDING] = now != wanted
        if parameters.write(data, now) and self.server(cluster).alive:
            with self.server(cluster).superuser() as connection:
                connection.execute("SELECT pg_reload_conf()")
        self._apply_force_ssl(cluster, now)

    def parameter_groups(self, cluster: Record) -> list[dict[str, Any]]:
        """The parameters of the cluster's group, then those of its writer's group, which win."""
        _, _, _, region, account, *_ = cluster["DBClusterArn"].split(":")
        found = [aws.cluster_parameter_group_of(account, region, cluster.get("DBClusterParameterGroup") or "")]
        writer = next((member for member in cluster.get("DBClusterMembers", []) if member.get("IsClusterWriter")), None)
        for instance in aws.instances(cluster):
            if writer and instance["DBInstanceIdentifier"] == writer["DBInstanceIdentifier"]:
                for group in instance.get("DBParameterGroups", []):
                    found.append(aws.parameter_group_of(account, region, group["DBParameterGroupName"]))
        return [group.get("Parameters", {}) for group in found if group]

    def take_base(self, cluster: Record) -> Copy | None:
        """A new base for restores to a point in time; None when the server does not run."""
        server = self.server(cluster)
        if not server.alive:
            return None
        with self._copying, server.superuser() as connection:
            copy = copies.take(server.data_folder(), connection, self.servers.base(cluster))
        cluster["EarliestRestorableTime"] = aws.timestamp(copy.ended)
        return copy

    def _apply_all(self, cluster: Record) -> None:
        """As a start or reboot does."""
        data = self.server(cluster).data_folder()
        if not data.path.is_dir():
            return
        wanted = parameters.effective(data, *self.parameter_groups(cluster))
        parameters.write(data, wanted)
        cluster[PENDING] = False
        self._apply_force_ssl(cluster, wanted)

    def _apply_force_ssl(self, cluster: Record, settings: dict[str, str]) -> None:
        self.server(cluster).set_force_ssl(required=settings.get(FORCE_SSL, "1") != "0")
