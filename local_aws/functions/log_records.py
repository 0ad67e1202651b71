# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of an invocation, as Lambda writes it: plain text, or JSON when the function asks for it."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from typing import Any

from ministack.core import responses
from ministack.services import cloudwatch_logs

from local_aws.functions.workers import LogEvent
from local_aws.policies import RoleCaller

_SYSTEM_LEVELS = ("DEBUG", "INFO", "WARN")


@dataclass(frozen=True)
class Run:
    """What is known of an invocation when it is over."""

    config: dict[str, Any]
    request_id: str
    begun: float
    milliseconds: float
    memory_mb: int
    init_milliseconds: float | None
    failed: bool


def whole(run: Run, written: list[LogEvent]) -> list[LogEvent]:
    """The function's own events between those of the platform."""
    first, last = int(run.begun * 1000), int(time.time() * 1000)
    logging = run.config.get("LoggingConfig") or {}
    if logging.get("LogFormat") != "JSON":
        head = f"START RequestId: {run.request_id} Version: {run.config.get('Version', '$LATEST')}"
        tail = [f"END RequestId: {run.request_id}", _report(run)]
    else:
        shown = logging.get("SystemLogLevel", "INFO") in _SYSTEM_LEVELS[:2]
        head = _platform("start", run.begun, {"version": run.config.get("Version", "$LATEST")}, run) if shown else ""
        tail = [_json_report(run)] if shown or run.failed else []
    return [(first, head)] * bool(head) + written + [(last, line) for line in tail]


def write(run: Run, stream_name: str, log: list[LogEvent]) -> None:
    """Into the function's log group, with the permissions of its role; without them there is no log, as on AWS."""
    name = (run.config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{run.config['FunctionName']}"
    if not _may_write(run.config, name, stream_name):
        return
    if name not in cloudwatch_logs._log_groups:
        cloudwatch_logs._create_log_group({"logGroupName": name})
    group = cloudwatch_logs._log_groups[name]
    if stream_name not in group["streams"]:
        cloudwatch_logs._create_log_stream({"logGroupName": name, "logStreamName": stream_name})
    now = int(time.time() * 1000)
    events = [{"timestamp": moment, "message": message, "ingestionTime": now} for moment, message in log]
    cloudwatch_logs._append_log_events(group["streams"][stream_name], events)
    cloudwatch_logs._fanout_to_subscription_filters(name, stream_name, events)


def _may_write(config: dict[str, Any], group: str, stream: str) -> bool:
    role = RoleCaller(config["Role"], config["FunctionName"])
    arn = f"arn:aws:logs:{responses.get_region()}:{responses.get_account_id()}:log-group:{group}"
    needed = ["logs:CreateLogStream", "logs:PutLogEvents"]
    if group not in cloudwatch_logs._log_groups:
        needed.append("logs:CreateLogGroup")
    return all(role.allowed(action, f"{arn}:log-stream:{stream}", "") for action in needed)


def _report(run: Run) -> str:
    fields = [
        f"REPORT RequestId: {run.request_id}",
        f"Duration: {run.milliseconds:.2f} ms",
        f"Billed Duration: {math.ceil(run.milliseconds)} ms",
        f"Memory Size: {run.config.get('MemorySize', 128)} MB",
        f"Max Memory Used: {run.memory_mb} MB",
    ]
    if run.init_milliseconds is not None:
        fields.append(f"Init Duration: {run.init_milliseconds:.2f} ms")
    return "\t".join(fields)


def _json_report(run: Run) -> str:
    metrics: dict[str, Any] = {
        "durationMs": round(run.milliseconds, 3),
        "billedDurationMs": math.ceil(run.milliseconds),
        "memorySizeMB": run.config.get("MemorySize", 128),
        "maxMemoryUsedMB": run.memory_mb,
    }
    if run.init_milliseconds is not None:
        metrics["initDurationMs"] = round(run.init_milliseconds, 3)
    record = {"metrics": metrics, "status": "error" if run.failed else "success"}
    return _platform("report", time.time(), record, run)


def _platform(kind: str, seconds: float, record: dict[str, Any], run: Run) -> str:
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    text = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
    return json.dumps({"time": text, "type": f"platform.{kind}", "record": {"requestId": run.request_id, **record}})
