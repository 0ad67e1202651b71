# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes in which Python functions run: our own program, the function's variables, and its log in frames."""

from __future__ import annotations

import json
import queue
import secrets
import time
from collections.abc import Callable
from collections.abc import Sequence
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime

from local_aws import switches

_FRAME = "\x1e"
_END = f"{_FRAME}end"
# How long to wait for what a function has written when it is done already.
_PIPE_SECONDS = 2.0

type LogEvent = tuple[int, str]


def install() -> None:
    program = Path(__file__).with_name("bootstrap.py").read_text(encoding="utf-8")
    depth = lambda_runtime.INVOKE_DEPTH_BOOTSTRAP
    lambda_runtime._PYTHON_WORKER_SCRIPT = f"{program}\n\n{depth}\n\nmain(_ms_install_invoke_depth)\n"
    worker = lambda_runtime.Worker
    worker._spawn = _spawning(worker._spawn)
    worker._drain_stderr_bounded = _draining(worker._drain_stderr_bounded)


def is_python(config: dict[str, Any]) -> bool:
    return str(config.get("Runtime", "")).startswith("python") and config.get("PackageType", "Zip") == "Zip"


def log_stream(worker: Any) -> str:
    """One for each process, as on AWS."""
    return worker._local_aws_stream


def init_milliseconds(worker: Any) -> float:
    return worker._local_aws_init


def events(text: str) -> list[LogEvent]:
    """The log events in what a process has written; what came without a frame is a line each."""
    found: list[LogEvent] = []
    for line in text.split("\n") if text else []:
        if line.startswith(f"{_FRAME}["):
            moment, message = json.loads(line[1:])
            found.append((moment, message))
        elif line and line != _END:
            found.append((int(time.time() * 1000), line))
    return found


def _spawning(original: Callable[[Any], None]) -> Callable[[Any], None]:
    """Give the process what ministack does not: its log group and stream, and how to write the log."""

    def spawn(worker: Any) -> None:
        config = worker.config
        if not is_python(config):
            original(worker)
            return
        today = datetime.now(UTC)
        worker._local_aws_stream = f"{today:%Y/%m/%d}/[{config.get('Version', '$LATEST')}]{secrets.token_hex(16)}"
        variables = (config.get("Environment") or {}).get("Variables") or {}
        worker.config = {**config, "Environment": {"Variables": {**variables, **_variables(worker)}}}
        begin = time.monotonic()
        try:
            original(worker)
        finally:
            worker.config = config
            worker._local_aws_init = (time.monotonic() - begin) * 1000

    return spawn


def _variables(worker: Any) -> dict[str, str]:
    logging = worker.config.get("LoggingConfig") or {}
    variables = {
        "_LAMBDA_LOG_STREAM": worker._local_aws_stream,
        "AWS_LAMBDA_LOG_GROUP_NAME": logging.get("LogGroup") or f"/aws/lambda/{worker.config['FunctionName']}",
    }
    if logging.get("LogFormat") == "JSON":
        variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
        variables["AWS_LAMBDA_LOG_LEVEL"] = logging.get("ApplicationLogLevel") or "INFO"
    if switches.on("LOCAL_AWS_LAMBDA_ALL_PACKAGES", default=False):
        variables["_LAMBDA_ALL_PACKAGES"] = "1"
    return variables


def _draining(original: Callable[..., str]) -> Callable[..., str]:
    """Collect everything up to the mark that ends an invocation, not what happens to have come by now."""

    def drain(worker: Any, *arguments: Any, **options: Any) -> str:
        if not is_python(worker.config):
            return original(worker, *arguments, **options)
        lines: list[str] = []
        deadline = time.monotonic() + _PIPE_SECONDS
        while _END not in lines[-1:]:
            try:
                lines.append(worker._stderr_queue.get(timeout=max(0.0, deadline - time.monotonic())))
            except queue.Empty:
                break
        return "\n".join(lines)

    return drain


def text_of(log: Sequence[LogEvent]) -> str:
    return "\n".join(message for _, message in log)
