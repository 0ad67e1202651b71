# SPDX-License-Identifier: GPL-3.0-or-later
"""The program in which a Python function runs, as AWS's runtime for Python behaves. It is no part of the package: its
text is handed to a process of its own, which sees the standard library, the function, and what AWS puts beside it.
The program calls main at its end.

It reads JSON lines from standard input: first how to begin, then one invocation each. It answers on what was standard
output. What the function logs goes to standard error in frames, so that an event of several lines stays one.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import json
import logging
import os
import re
import sys
import sysconfig
import time
import traceback
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
FRAME = "\x1e"
END = FRAME + "end"
# What AWS's runtime brings along; everything else a function has to bring itself.
BUNDLED = {
    "awslambdaric", "boto3", "botocore", "cffi", "dateutil", "jmespath", "s3transfer", "simplejson", "six",
    "snapshot_restore_py", "urllib3",
}  # fmt: skip
KEPT_VARIABLES = ("AWS_", "_LAMBDA_", "_MINISTACK_", "_X_AMZN_", "LAMBDA_", "LC_", "SSL_CERT_")
KEPT_NAMES = {"LANG", "LD_LIBRARY_PATH", "PATH", "PYTHONHASHSEED", "TMPDIR", "_HANDLER"}
TEXT_FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s"
LEVELS = {"TRACE": logging.DEBUG, "DEBUG": logging.DEBUG, "INFO": logging.INFO, "WARN": logging.WARNING}
LEVELS |= {"ERROR": logging.ERROR, "FATAL": logging.CRITICAL}


def emit(text: str) -> None:
    frame = FRAME + json.dumps([int(time.time() * 1000), text]) + "\n"
    os.write(2, frame.encode())


class LogStream:
    """Standard output and standard error of the function: each line is one event of the log."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self) -> None:
        self.rest = ""

    def write(self, text: str) -> int:
        *lines, self.rest = (self.rest + text).split("\n")
        for line in lines:
            emit(line)
        return len(text)

    def flush(self) -> None:
        """A line that has not ended yet may still grow."""

    def finish(self) -> None:
        if self.rest:
            self.write("\n")

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True


class LogHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        emit(self.format(record))


class RequestFilter(logging.Filter):
    request_id: str | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        record.aws_request_id = self.request_id or ""
        return True


class JsonFormatter(logging.Formatter):
    known = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id"}

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            fields["stackTrace"] = traceback.format_tb(error.__traceback__)
            fields["errorType"] = type(error).__name__
            fields["errorMessage"] = str(error)
        fields["requestId"] = getattr(record, "aws_request_id", "") or None
        extra = {name: value for name, value in vars(record).items() if name not in self.known}
        present = {name: value for name, value in {**fields, **extra}.items() if value is not None}
        return json.dumps(present, default=str)


class Packages:
    """Finds the modules of this machine that the runtime on AWS does not have, in order to refuse them."""

    def __init__(self, install_depth: Callable[[], None] | None) -> None:
        self.places = tuple({sysconfig.get_path(name) + os.sep for name in ("purelib", "platlib")})
        self.install_depth = install_depth

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> None:
        if name == "botocore.session" and self.install_depth:
            install, self.install_depth = self.install_depth, None
            install()
        if path is not None or name in BUNDLED:
            return
        spec = importlib.machinery.PathFinder.find_spec(name)
        locations = [spec.origin, *(spec.submodule_search_locations or [])] if spec else []
        if any(str(place).startswith(self.places) for place in locations if place):
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)


class Context:
    def __init__(self, call: dict[str, Any], deadline: float) -> None:
        self.aws_request_id = call["request_id"]
        self.invoked_function_arn = call["invoked_function_arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline = deadline

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._deadline - time.time()) * 1000))


def clean_environment(own: dict[str, str]) -> None:
    """Leave nothing of the embedded AWS's own surroundings."""
    for name in list(os.environ):
        if name not in own and name not in KEPT_NAMES and not name.startswith(KEPT_VARIABLES):
            del os.environ[name]
    os.environ["AWS_LAMBDA_LOG_STREAM_NAME"] = os.environ.pop("_LAMBDA_LOG_STREAM")
    os.environ.setdefault("AWS_EXECUTION_ENV", f"AWS_Lambda_{VERSION}")
    os.environ.setdefault("TZ", ":UTC")
    time.tzset()


def find_code(code_dir: str) -> None:
    """Only the function, its layers, the standard library and the runtime's own packages can be imported."""
    library = sysconfig.get_path("stdlib")
    kept = [place for place in sys.path if place.startswith((library, sysconfig.get_path("purelib"))) or "zip" in place]
    layers = []
    for layer in filter(None, os.environ.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep)):
        layers += [f"{layer}/python", f"{layer}/python/lib/{VERSION}/site-packages"]
    sys.path[:] = [code_dir, *layers, *kept]


def set_up_logging() -> RequestFilter:
    handler = LogHandler()
    request = RequestFilter()
    handler.addFilter(request)
    root = logging.getLogger()
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        handler.setFormatter(JsonFormatter())
        root.setLevel(LEVELS.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO"), logging.INFO))
    else:
        formatter = logging.Formatter(TEXT_FORMAT, "%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        handler.setFormatter(formatter)
    root.addHandler(handler)
    return request


def failure(kind: str, message: str, frames: Iterable[str] = (), request_id: str | None = None) -> dict[str, Any]:
    error = {"errorMessage": message, "errorType": kind}
    if request_id:
        error["requestId"] = request_id
    return {**error, "stackTrace": list(frames)}


def frames_of(error: BaseException, code_dir: str) -> list[str]:
    """The stack below this program, with the paths that it has on AWS."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    frames = [frame for frame in frames if "importlib" not in frame.filename]
    return [text.replace(code_dir, "/var/task") for text in traceback.format_list(frames)]


def load(module_name: str, handler_name: str, code_dir: str) -> tuple[Callable[..., Any] | None, dict[str, Any]]:
    """The handler, or what every invocation fails with."""
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        text = f"Unable to import module '{module_name}': {error}"
        return None, failure("Runtime.ImportModuleError", text)
    except SyntaxError as error:
        file = (error.filename or "").replace(code_dir, "/var/task")
        frame = f'  File "{file}" Line {error.lineno}\n    {error.text}'
        return None, failure("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", [frame])
    except Exception as error:
        return None, failure(type(error).__name__, str(error), frames_of(error, code_dir))
    handler = getattr(module, handler_name, None)
    if handler is None:
        text = f"Handler '{handler_name}' missing on module '{module_name}'"
        return None, failure("Runtime.HandlerNotFound", text)
    return handler, {}


def log_failure(error: dict[str, Any], request_id: str) -> None:
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        emit(json.dumps({"timestamp": moment, "log_level": "ERROR", **error, "requestId": request_id}))
        return
    trace = "".join(error["stackTrace"]).rstrip("\n")
    text = f"[ERROR] {error['errorType']}: {error['errorMessage']}\nTraceback (most recent call last):\n{trace}"
    emit(re.sub(r"(?<=\n) +", lambda spaces: "\xa0" * len(spaces[0]), text))


def invoke(handler: Callable[..., Any], event: Any, context: Context, code_dir: str) -> dict[str, Any]:
    """What the function answers: a result, or an error as AWS writes it."""
    try:
        result = handler(event, context)
    except SystemExit as error:
        text = f"RequestId: {context.aws_request_id} Error: Runtime exited with error: exit status {error.code or 0}"
        return {"failed": True, "result": {"errorType": "Runtime.ExitError", "errorMessage": text}}
    except BaseException as error:
        failed = failure(type(error).__name__, str(error), frames_of(error, code_dir), context.aws_request_id)
        log_failure(failed, context.aws_request_id)
        return {"failed": True, "result": failed}
    try:
        return {"result": json.loads(json.dumps(result))}
    except (TypeError, ValueError) as error:
        text = f"Unable to marshal response: {error}"
        failed = failure("Runtime.MarshalError", text, [], context.aws_request_id)
        log_failure(failed, context.aws_request_id)
        return {"failed": True, "result": failed}


def set_variables(call: dict[str, Any]) -> None:
    """What is different for each invocation travels beside the event."""
    variables = {"_X_AMZN_TRACE_ID": call.get("trace_id"), "_MINISTACK_INVOKE_DEPTH": call.get("depth")}
    variables |= dict.fromkeys(("AWS_LAMBDA_DURABLE_EXECUTION_ARN", "AWS_LAMBDA_DURABLE_CHECKPOINT_TOKEN"))
    for name, value in {**variables, **(call.get("durable") or {})}.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = str(value)


def main(install_depth: Callable[[], None]) -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    stream = sys.stdout = sys.stderr = LogStream()
    begin = json.loads(sys.stdin.readline())
    code_dir = begin["code_dir"]
    os.environ.update(begin["env"])
    everything = os.environ.pop("_LAMBDA_ALL_PACKAGES", None)
    clean_environment(begin["env"])
    find_code(code_dir)
    if not everything:
        sys.meta_path.insert(0, Packages(install_depth))
    request = set_up_logging()
    handler, broken = load(begin["module"], begin["handler"], code_dir)
    answers.write(json.dumps({"status": "ready"}) + "\n")
    for line in sys.stdin:
        message = json.loads(line)
        call = message["ctx"]
        set_variables(call)
        request.request_id = call["request_id"]
        context = Context(call, time.time() + call["timeout_ms"] / 1000)
        if handler is None:
            log_failure(broken, call["request_id"])
            answer = {"failed": True, "result": {**broken, "requestId": call["request_id"]}}
        else:
            answer = invoke(handler, message["event"], context, code_dir)
        stream.finish()
        os.write(2, (END + "\n").encode())
        answers.write(json.dumps({"status": "ok", **answer}) + "\n")
