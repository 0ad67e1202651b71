# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a function once, however it was called: result or error as AWS writes them, its log, and its metrics."""

from __future__ import annotations

import contextlib
import contextvars
import logging
import time
from collections.abc import Callable
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local_aws import process
from local_aws.functions import log_records
from local_aws.functions import workers
from local_aws.service_metrics.publish import count
from local_aws.service_metrics.publish import measure

logger = logging.getLogger("local_aws")

_NAMESPACE = "AWS/Lambda"
_MEGABYTE = 1024 * 1024
_TIMED_OUT = "Task timed out after"

type Result = dict[str, Any]

# All tries of an asynchronous invocation are one request.
_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("local_aws_request_id", default="")


def install() -> None:
    workers.install()
    lambda_svc._execute_function = _measuring(lambda_svc._execute_function)
    lambda_svc._execute_function_dispatch = _naming(lambda_svc._execute_function_dispatch)
    lambda_svc._execute_function_warm = _in_worker(lambda_svc._execute_function_warm)
    lambda_svc._emit_lambda_logs = _unless_written(lambda_svc._emit_lambda_logs)
    lambda_svc._emit_lambda_metrics = lambda *arguments, **options: None


@contextlib.contextmanager
def as_request(request_id: str) -> Iterator[None]:
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


def _measuring(original: Callable[..., Result]) -> Callable[..., Result]:
    def execute(func: dict[str, Any], event: Any) -> Result:
        config = func.get("config") or func
        if lambda_svc._function_config_scope_mismatch(config):
            return original(func, event)  # It calls this again, in the function's own account and region.
        begun = time.monotonic()
        result = original(func, event)
        _publish(config, result, result.get("milliseconds", (time.monotonic() - begun) * 1000))
        return result

    return execute


def _publish(config: dict[str, Any], result: Result, milliseconds: float) -> None:
    """For the function, for the version or alias that was called, and for all functions together."""
    name = config["FunctionName"]
    qualifier = config["FunctionArn"].partition(":function:")[2].partition(":")[2]
    resource = {"FunctionName": name, "Resource": f"{name}:{qualifier}" if qualifier else name}
    for dimensions in ({}, {"FunctionName": name}, resource):
        if result.get("throttle"):
            count(_NAMESPACE, "Throttles", **dimensions)
            continue
        count(_NAMESPACE, "Invocations", **dimensions)
        count(_NAMESPACE, "Errors", 1 if result.get("error") else 0, **dimensions)
        count(_NAMESPACE, "Throttles", 0, **dimensions)
        measure(_NAMESPACE, "Duration", milliseconds, "Milliseconds", **dimensions)


def _naming(original: Callable[..., Result]) -> Callable[..., Result]:
    def dispatch(func: dict[str, Any], config: dict[str, Any], event: Any, request_id: str, started: float) -> Result:
        return original(func, config, event, _request_id.get() or request_id, started)

    return dispatch


def _unless_written(original: Callable[..., None]) -> Callable[..., None]:
    """Functions that ran in a worker of ours have their log already."""

    def emit(*arguments: Any, log_source: str | None = None, **options: Any) -> None:
        if log_source != "worker":
            original(*arguments, log_source=log_source, **options)

    return emit


def _in_worker(original: Callable[..., Result]) -> Callable[..., Result]:
    def execute(func: dict[str, Any], event: Any, request_id: str) -> Result:
        config = func.get("config") or func
        code = func.get("code_zip")
        if not code or not workers.is_python(config):
            return original(func, event, request_id)
        lambda_svc._ensure_reaper_thread()
        version = config.get("Version", "$LATEST")
        worker, _ = lambda_runtime.acquire_worker(config["FunctionName"], config, code, qualifier=version)
        try:
            return _run(worker, config, event, request_id)
        finally:
            lambda_runtime.release_worker(worker)

    return execute


def _run(worker: Any, config: dict[str, Any], event: Any, request_id: str) -> Result:
    begun = time.time()
    try:
        answer = worker.invoke(
            event,
            request_id,
            trace_id=lambda_svc._xray_trace_id_for_invocation(config),
            invoked_function_arn=config["FunctionArn"],
            depth=lambda_svc._invoke_depth.get(),
            durable=lambda_svc._durable_env_overlay(),
        )
    except (OSError, RuntimeError, ValueError) as error:
        logger.warning("The process of function %s failed: %s", config["FunctionName"], error)
        answer = {"status": "error", "error": str(error), "cold_start": True}
    init = workers.init_milliseconds(worker) if answer.get("cold_start") else None
    milliseconds = max(0.01, (time.time() - begun) * 1000 - (init or 0))
    failed = answer["status"] != "ok" or bool(answer.get("failed"))
    body = answer["result"] if answer["status"] == "ok" else _broken(answer["error"], request_id)
    written = workers.events(answer.get("log", ""))
    if answer["status"] != "ok":
        written.append((int(time.time() * 1000), _epitaph(answer["error"], request_id)))
    run = log_records.Run(config, request_id, begun, milliseconds, _memory_mb(worker), init, failed)
    log = log_records.whole(run, written)
    log_records.write(run, workers.log_stream(worker), log)
    result = {"body": body, "log": workers.text_of(log), "log_source": "worker", "milliseconds": milliseconds}
    return {**result, "request_id": request_id, "error": True} if failed else {**result, "request_id": request_id}


def _broken(error: str, request_id: str) -> dict[str, str]:
    """The process did not answer: it took too long, or ended."""
    if error.startswith(_TIMED_OUT):
        return {"errorType": "Sandbox.Timedout", "errorMessage": f"RequestId: {request_id} Error: {error}"}
    text = f"RequestId: {request_id} Error: Runtime exited with error: exit status 1"
    return {"errorType": "Runtime.ExitError", "errorMessage": text}


def _epitaph(error: str, request_id: str) -> str:
    if error.startswith(_TIMED_OUT):
        moment = datetime.now(UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z {request_id} {error}"
    return f"RequestId: {request_id} Error: Runtime exited with error: exit status 1\nRuntime.ExitError"


def _memory_mb(worker: Any) -> int:
    pid = worker._proc.pid if worker._proc is not None else None
    return round(process.memory_bytes(pid) / _MEGABYTE) if pid else 0
