# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module in this process, as Ansible does in another, and watches what it asks of AWS."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import time
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from unittest import mock

import boto3
import botocore.client
from ansible.module_utils import _internal
from ansible.module_utils.common import warnings
from ansible.module_utils.testing import patch_module_args
from botocore.exceptions import ClientError

from ansible_collections.amazon.aws.plugins.module_utils import cloud

from tests.integration.modules.documented import undocumented

MODULES = "ansible_collections.datacatalog.aws.plugins.modules"
ACCOUNTS = {"embedded": "000000000000", "moto": "123456789012"}


class ModuleFailed(AssertionError):
    def __init__(self, result: dict) -> None:
        super().__init__(result.get("msg"))
        self.result = result


@dataclass
class Traffic:
    """The calls of one module, and the errors to answer some of them with."""

    calls: list[tuple[str, dict]] = field(default_factory=list)
    faults: dict[str, list[ClientError]] = field(default_factory=dict)
    hooks: dict[str, list[Callable[[], Any]]] = field(default_factory=dict)
    pauses: list[float] = field(default_factory=list)
    speed: float = 0.01
    acting: bool = False

    @property
    def operations(self) -> list[str]:
        return [name for name, _params in self.calls]

    @property
    def writes(self) -> list[str]:
        reading = ("Get", "List", "Describe")
        return [name for name in self.operations if not name.startswith(reading)]

    def fail_once(self, operation: str, code: str, message: str = "said the test", times: int = 1) -> None:
        error = ClientError({"Error": {"Code": code, "Message": message}}, operation)
        self.faults.setdefault(operation, []).extend([error] * times)

    def before(self, operation: str, act: Callable[[], Any]) -> None:
        """Do something behind the module's back, just before it calls AWS."""
        self.hooks.setdefault(operation, []).append(act)

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        make_api_call = botocore.client.BaseClient._make_api_call

        def watch(client: Any, operation: str, params: dict) -> dict:
            if self.acting:
                return make_api_call(client, operation, params)
            if self.hooks.get(operation):
                self.acting = True
                self.hooks[operation].pop(0)()
                self.acting = False
            self.calls.append((operation, params))
            if self.faults.get(operation):
                raise self.faults[operation].pop(0)
            return make_api_call(client, operation, params)

        with (
            mock.patch.object(botocore.client.BaseClient, "_make_api_call", watch),
            mock.patch.object(cloud, "time", self),
        ):
            yield

    def sleep(self, seconds: float) -> None:
        """The pauses between tries, shortened, so that a test of ten tries does not take a minute."""
        self.pauses.append(seconds)
        time.sleep(seconds * self.speed)


@dataclass
class Aws:
    """An AWS that answers on this machine."""

    kind: str
    environment: dict[str, str]
    traffic: Traffic = field(default_factory=Traffic)

    @property
    def account(self) -> str:
        return ACCOUNTS[self.kind]

    def client(self, service: str) -> Any:
        return boto3.Session(region_name=self.environment["AWS_REGION"]).client(
            service,
            endpoint_url=self.environment.get("AWS_ENDPOINT_URL"),
            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
        )

    def run(self, module: str, check: bool = False, **options: Any) -> dict:
        """The result of the module, as a task would register it."""
        main = importlib.import_module(f"{MODULES}.{module}").main
        self.traffic = Traffic(faults=self.traffic.faults, hooks=self.traffic.hooks)
        arguments = {**options, "_ansible_check_mode": check, "_ansible_diff": True}
        result = run_main(main, arguments, self.traffic)
        if result.get("failed"):
            raise ModuleFailed(result)
        unknown = undocumented(module, result)
        assert not unknown, f"{module} returns what it does not document: {unknown}"
        return result


@contextlib.contextmanager
def as_a_module(arguments: dict) -> Iterator[None]:
    """As in a process of its own: where a test has imported Ansible's controller, warnings would go to its screen."""
    with patch_module_args(arguments), mock.patch.object(_internal, "is_controller", False):
        warnings._global_warnings.clear()
        yield


def run_main(main: Callable[[], None], arguments: dict, traffic: Traffic | None = None) -> dict:
    output = io.StringIO()
    watched = traffic.watched() if traffic else contextlib.nullcontext()
    with as_a_module(arguments), watched, contextlib.redirect_stdout(output), contextlib.suppress(SystemExit):
        main()
    return json.loads(output.getvalue())
