# SPDX-License-Identifier: GPL-3.0-or-later
"""The background process: the embedded AWS, and PostgreSQL as its child."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import faulthandler
import gc
import json
import logging
import os
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from local_aws import credentials as credential_store
from local_aws import process
from local_aws.errors import LocalAwsError
from local_aws.names import ACCOUNT
from local_aws.names import HOST
from local_aws.names import REGION
from local_aws.paths import Home
from local_aws.ports import Ports
from local_aws.ports import taken_message
from local_aws.postgres.service import PostgresService

logger = logging.getLogger("local_aws")

_END_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def main() -> int:
    """Serve until asked to end; returns only when it could not start.

    `up` starts this and reads one JSON line from the report pipe: listening, or why not.
    """
    gc.disable()  # what is imported stays
    arguments = _arguments()
    home = Home(arguments.home)
    _record_process(arguments.lock_fd)
    faulthandler.register(signal.SIGUSR1)  # writes what every thread does into the log
    asked_to_end = threading.Event()
    for number in _END_SIGNALS:
        signal.signal(number, lambda *_: asked_to_end.set())
    try:
        ports = Ports(aws=arguments.aws_port, postgres=arguments.postgres_port)
        listener = _listen(ports.aws)
        gateway = _prepare(home, ports)
    except LocalAwsError as error:
        _report(arguments.report_fd, {"message": str(error)})
        return 1
    except Exception:
        _report(arguments.report_fd, {"message": f"The embedded AWS did not start:\n{traceback.format_exc()}"})
        raise
    _report(arguments.report_fd, {"listening": ports.aws})
    asyncio.new_event_loop().run_until_complete(_serve(gateway, listener, asked_to_end))
    logging.shutdown()
    os._exit(0)  # everything is written; a task or thread of ministack's that does not end must not keep the process


def _report(descriptor: int, line: dict[str, Any]) -> None:
    """Tell the `up` that started this, if it is still there."""
    with contextlib.suppress(BrokenPipeError):
        os.write(descriptor, json.dumps(line).encode() + b"\n")
    os.close(descriptor)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="local_aws.server")
    parser.add_argument("--home", type=Path, required=True)
    for name in ("--aws-port", "--postgres-port", "--lock-fd", "--report-fd"):
        parser.add_argument(name, type=int, required=True)
    return parser.parse_args()


def _record_process(lock_descriptor: int) -> None:
    """Say who we are in the lock file that we hold until we end."""
    os.set_inheritable(lock_descriptor, False)
    record = json.dumps({"pid": os.getpid(), "started": process.start_time(os.getpid())}).encode()
    os.pwrite(lock_descriptor, record, 0)
    os.ftruncate(lock_descriptor, len(record))


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        raise LocalAwsError(taken_message("aws", port)) from error
    return listener


def _prepare(home: Home, ports: Ports) -> Any:
    """PostgreSQL starts while ministack is imported; ministack reads its settings from the environment as it is."""
    credentials = credential_store.ensure(home)
    os.environ.update(_settings(home, ports, credentials))
    postgres = PostgresService(home, ports.postgres, credentials)
    starting = threading.Thread(target=_start, args=(postgres,), name="postgres-start")
    starting.start()
    try:
        from local_aws import seam_check

        seam_check.check_once()
        from local_aws.gateway import Gateway

        return Gateway(home, ports, credentials, postgres)
    except BaseException:
        starting.join()
        postgres.stop()
        raise


def _start(postgres: PostgresService) -> None:
    """Begin at once; `up` asks again, and gets the error if there is one."""
    try:
        postgres.ensure_running()
    except Exception:
        logger.exception("PostgreSQL did not start")


def _settings(home: Home, ports: Ports, credentials: credential_store.Credentials) -> dict[str, str]:
    return {
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_CONFIG_FILE": str(home.empty_profile),
        "AWS_SHARED_CREDENTIALS_FILE": str(home.empty_profile),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "CLOUDTRAIL_MAX_EVENTS": "2000",
        "CLOUDTRAIL_RECORDING": "1",
        "DOCKER_HOST": f"unix://{home.run}/no-docker",
        "EDGE_PORT": str(ports.aws),
        "GATEWAY_PORT": str(ports.aws),
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": os.environ.get("LOCAL_AWS_LOG_LEVEL", "WARNING"),
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "MINISTACK_WORKER_THREADS": "16",
        "S3_DATA_DIR": str(home.objects),
        "S3_PERSIST": "1",
        "SFTP_ENABLED": "0",
        "STATE_DIR": str(home.state),
    }


async def _serve(gateway: Any, listener: socket.socket, asked_to_end: threading.Event) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    from local_aws import writing

    writing.install()
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 3
    config.accesslog = None
    config.errorlog = logging.getLogger("hypercorn.error")
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _END_SIGNALS:
        loop.add_signal_handler(number, ended.set)
    if asked_to_end.is_set():
        ended.set()
    gateway.start()
    gc.freeze()
    gc.enable()
    try:
        await serve(gateway, config, shutdown_trigger=ended.wait)
    finally:
        await gateway.close()


if __name__ == "__main__":
    sys.exit(main())
