# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotate a secret: the rotation function is invoked for each of its four steps, and has to move the labels itself."""

from __future__ import annotations

import contextvars
import json
import logging
import threading
import time
from collections.abc import Callable

from ministack.core import responses
from ministack.services import lambda_svc
from ministack.services import secretsmanager

from local_aws import calls
from local_aws.policies import ServiceCaller
from local_aws.rotation import schedule
from local_aws.rotation import versions
from local_aws.rotation.versions import Secret

logger = logging.getLogger("local_aws")

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
# Without an immediate rotation the function is only tried out, on a copy of the current version.
TRIAL = ("testSecret",)

type Notify = Callable[[Secret, str, str], None]


class Rotator:
    """Runs rotations in the background, one at a time for each secret."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._running: set[str] = set()
        self._lock = threading.Lock()

    def begin(self, secret: Secret, version: str, steps: tuple[str, ...] = STEPS) -> None:
        """Rotate to a version that carries AWSPENDING."""
        with self._lock:
            if secret["ARN"] in self._running:
                return
            self._running.add(secret["ARN"])
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(self._run, secret, version, steps), name="rotation", daemon=True).start()

    def rotate_due(self) -> None:
        """Begin the rotations whose time has come."""
        for (account, region, _), secret in secretsmanager._secrets.all_items():
            due = schedule.next_rotation(secret)
            if due is None or due > time.time() or secret.get("DeletedDate") or secret.get("_PrimarySecretArn"):
                continue
            with responses.request_scope(account, region):
                version = versions.unfinished(secret) or responses.new_uuid()
                versions.begin(secret, version)
                secret["RotationSince"] = time.time()
                self.begin(secret, version)

    def _run(self, secret: Secret, version: str, steps: tuple[str, ...]) -> None:
        self._notify(secret, "RotationStarted", version)
        try:
            for step in steps:
                _invoke(secret, version, step)
            if steps == STEPS:
                self._finish(secret, version)
            else:
                secret["Versions"].pop(version, None)
        except (calls.CallRefused, _StepFailed) as error:
            logger.warning("The rotation of secret %s failed: %s", secret["Name"], error)
            self._notify(secret, "RotationFailed", str(error))
        finally:
            with self._lock:
                self._running.discard(secret["ARN"])

    def _finish(self, secret: Secret, version: str) -> None:
        if versions.labelled(secret, versions.CURRENT) != version:
            raise _StepFailed(f"finishSecret did not move {versions.CURRENT} to {version}.")
        now = time.time()
        secret["LastRotatedDate"] = secret["LastChangedDate"] = now
        secretsmanager._sync_replicas(secret)
        self._notify(secret, "RotationSucceeded", version)


class _StepFailed(Exception):
    """The rotation function raised, or did not do what its step is for."""


def caller(secret: Secret) -> ServiceCaller:
    return ServiceCaller("secretsmanager.amazonaws.com", secret["ARN"])


def _invoke(secret: Secret, version: str, step: str) -> None:
    record = calls.find_function(caller(secret), secret["RotationLambdaARN"])
    event = {"ClientRequestToken": version, "SecretId": secret["ARN"], "Step": step}
    result = lambda_svc._execute_function(record, event)
    if result.get("error"):
        body = result.get("body")
        raise _StepFailed(f"{step}: {json.dumps(body.get('errorMessage') if isinstance(body, dict) else body)}")
