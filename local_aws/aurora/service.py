# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that runs beside the requests: the end point of aws_lambda, the export of logs, the base copies."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import threading
from collections.abc import Iterator

from local_aws import switches
from local_aws.aurora import aws
from local_aws.aurora import copies
from local_aws.aurora import reach
from local_aws.aurora import shown
from local_aws.aurora.actions import clusters
from local_aws.aurora.actions import global_clusters
from local_aws.aurora.actions import instances
from local_aws.aurora.actions import parameter_groups
from local_aws.aurora.actions import restores
from local_aws.aurora.actions import roles
from local_aws.aurora.actions import snapshots
from local_aws.aurora.aws import Record
from local_aws.aurora.convergence import converge
from local_aws.aurora.copies import Copy
from local_aws.aurora.events import Events
from local_aws.aurora.function_name import FunctionName
from local_aws.aurora.invocation import COLUMNS
from local_aws.aurora.invocation import Caller
from local_aws.aurora.invocation import Invocations
from local_aws.aurora.invocation import Surroundings
from local_aws.aurora.logs import Export
from local_aws.aurora.logs import LogEvent
from local_aws.aurora.logs import LogShipper
from local_aws.aurora.runtime import Runtime
from local_aws.aurora.servers import FIRST
from local_aws.aurora.servers import KEY
from local_aws.aurora.servers import Servers
from local_aws.aurora.transitions import Transitions
from local_aws.aurora.wire import WireServer
from local_aws.context import ServiceContext
from local_aws.files import write_atomic
from local_aws.names import HOST
from local_aws.postgres.datadir import DataFolder

logger = logging.getLogger("local_aws")

_ENDPOINT_FILE = "aws_lambda.endpoint"
_KEEP_SECONDS = 20.0
# Of write-ahead log since the base copy; wal_keep_size is four times as much.
_BASE_BYTES = 64 * 2**20


class Aurora:
    """start() is called on the loop that serves the requests."""

    def __init__(self, context: ServiceContext, servers: Servers) -> None:
        self._context = context
        self._servers = servers
        events = Events(context.put_event, aws.record_event)
        transitions = Transitions(switches.number("LOCAL_AWS_RDS_STATE_SECONDS", 0))
        self.runtime = Runtime(context, servers, events, transitions)
        self._strict_network = switches.on("LOCAL_AWS_LAMBDA_NETWORK", default=True)
        self._password = secrets.token_hex(32)
        self._listener = socket.create_server((HOST, 0))
        self._wire: asyncio.Task[None] | None = None
        self._logs = LogShipper(self._exports, self._put_logs)
        self.runtime.exports_changed = self._logs.begin
        self._ended = threading.Event()
        servers.set_before_start(self._write_endpoint)
        for actions in (snapshots, clusters, restores, instances, roles, parameter_groups):
            actions.install(self.runtime)
        global_clusters.install()
        shown.install()

    def start(self) -> None:
        self._wire = asyncio.get_running_loop().create_task(self._serve_wire())
        self._logs.start()
        threading.Thread(target=self._keep, name="aurora-keeper", daemon=True).start()

    def close(self) -> None:
        self._ended.set()
        self._logs.close()
        self._listener.close()
        self._servers.close()

    async def _serve_wire(self) -> None:
        surroundings = Surroundings(self._caller, self._allowed, self._reachable, self._invoke)
        wire = WireServer(self._password, COLUMNS, Invocations(surroundings).answer)
        server = await asyncio.start_server(wire.serve, sock=self._listener)
        async with server:
            await server.serve_forever()

    def _write_endpoint(self, name: str, data: DataFolder) -> None:
        """How the extension in this server finds us; the server's superuser alone can read it."""
        settings = {
            "host": HOST,
            "port": str(self._listener.getsockname()[1]),
            "user": "rdsadmin",
            "password": self._password,
            "dbname": name,
            "sslmode": "disable",
            "gssencmode": "disable",
            "client_encoding": "UTF8",
            "connect_timeout": "2",
        }
        write_atomic(data.path / _ENDPOINT_FILE, " ".join(f"{key}={value}" for key, value in settings.items()))
        data.identity.own(data.path / _ENDPOINT_FILE)

    # --- aws_lambda ---

    def _caller(self, server: str) -> Caller | None:
        found = self._attached(server)
        if found is None:
            return None
        account, region, cluster = found
        with self._context.in_scope(account, region):
            return Caller(account, region, roles.assumable_role(self.runtime, cluster, roles.LAMBDA))

    def _allowed(self, caller: Caller, function_arn: str) -> bool:
        with self._context.in_scope(caller.account, caller.region):
            return bool(caller.role_arn) and self._context.allowed(
                str(caller.role_arn), "lambda:InvokeFunction", function_arn
            )

    def _reachable(self, server: str) -> bool:
        found = self._attached(server)
        if found is None or not self._strict_network:
            return True
        account, region, cluster = found
        complaint = reach.complaint(aws.network_of(account, region, cluster))
        if complaint:
            logger.warning("%s cannot reach Lambda: %s", cluster["DBClusterIdentifier"], complaint)
        return complaint is None

    async def _invoke(
        self, function: FunctionName, payload: bytes, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        with self._context.in_scope(function.account, function.region):
            return await aws.invoke_function(function, payload, headers)

    def _attached(self, server: str) -> tuple[str, str, Record] | None:
        return next((found for found in aws.all_clusters() if found[2].get(KEY, FIRST) == server), None)

    # --- Logs ---

    def _exports(self) -> Iterator[Export]:
        for account, region, cluster in aws.all_clusters():
            writer = next((m for m in cluster["DBClusterMembers"] if m["IsClusterWriter"]), None)
            if writer and "postgresql" in (cluster.get("EnabledCloudwatchLogsExports") or []):
                group = f"/aws/rds/cluster/{cluster['DBClusterIdentifier']}/postgresql"
                file = self._servers.of(cluster).home.postgres_log
                yield Export(account, region, group, f"{writer['DBInstanceIdentifier']}.0", file)

    def _put_logs(self, export: Export, entries: list[LogEvent]) -> None:
        with self._context.in_scope(export.account, export.region):
            aws.put_log_events(export.group, export.stream, entries)

    # --- Base copies ---

    def _keep(self) -> None:
        try:
            converge(self.runtime)
        except Exception:
            logger.exception("The clusters could not be brought back to the state that they were in")
        while not self._ended.is_set():
            for _, _, cluster in aws.all_clusters():
                try:
                    self._keep_base(cluster)
                except Exception:
                    logger.exception("The base copy of %s could not be renewed", cluster["DBClusterIdentifier"])
            self._ended.wait(_KEEP_SECONDS)

    def _keep_base(self, cluster: Record) -> None:
        server = self._servers.of(cluster)
        if cluster["Status"] != "available" or not server.alive:
            return
        base = Copy.read(self._servers.base(cluster))
        if base is None or copies.log_bytes_since(server.data_folder(), base) > _BASE_BYTES:
            self.runtime.take_base(cluster)
