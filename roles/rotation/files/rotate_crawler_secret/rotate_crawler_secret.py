# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotates the password of the crawler, for AWS Secrets Manager, which calls this once for each of four steps.

Two database users take turns, so that the login that a running crawl began with stays good until the rotation after the
next one. Every step may be repeated, and a step that raises leaves the current login as it was:

| step | does | when it was done already |
|---|---|---|
| createSecret | makes a password for the user whose turn it is, and keeps it as AWSPENDING | keeps what is there |
| setSecret | gives that user the password; refuses to touch the user that is in use | gives it again |
| testSecret | logs in with it, and insists that the user may read what the other may | does it again |
| finishSecret | makes AWSPENDING the AWSCURRENT | nothing |
"""

from __future__ import annotations

import logging
import os
from typing import Any

import boto3
from crawler_rotation.databases import open_databases
from crawler_rotation.log_lines import tell
from crawler_rotation.settings import Settings
from crawler_rotation.steps import Rotation
from crawler_rotation.steps import parse_event
from crawler_rotation.versions import SecretVersions

logging.getLogger().setLevel(logging.INFO)

SETTINGS = Settings.from_environment(os.environ)
_SECRETS = boto3.client("secretsmanager")
_DATABASES = open_databases(SETTINGS, _SECRETS)


def handler(event: dict[str, Any], _context: Any) -> dict[str, str]:
    """One step in, one outcome out, which is logged as well."""
    step = parse_event(event)
    rotation = Rotation(SecretVersions(_SECRETS, step.secret), _DATABASES, SETTINGS.users)
    try:
        outcome = rotation.run(step)
    except Exception as error:
        tell("failed", step=step.name, secret=step.secret, version=step.version, reason=str(error))
        raise
    tell("done", secret=step.secret, version=step.version, **outcome)
    return outcome
