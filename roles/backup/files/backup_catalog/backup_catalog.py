# SPDX-License-Identifier: GPL-3.0-or-later
"""Backs up the Data Catalog of the account, so that no laptop has to be awake for it.

| event | backup |
|---|---|
| `{}`, as the schedule sends it | is always written: the age of the newest snapshot is the age of what can be lost |
| `{"only_when_changed": true}`, after a crawl | is written when the catalog is not what the newest snapshot holds |
| `{"resume": "20260105T...", "run": 2}`, from the function itself | goes on with one that ran out of time |

AWS ends a function after 15 minutes at the latest. A minute before its own end the function keeps what is complete, and
calls itself to go on. What fails is raised: AWS counts it as an error, and tries the event twice more.
"""

from __future__ import annotations

import json
import logging
import os
from functools import partial
from typing import Any

import boto3
from catalog_backup.log_lines import tell
from catalog_backup.making import make
from catalog_backup.settings import Order
from catalog_backup.settings import Settings

logging.getLogger().setLevel(logging.INFO)

SPARE_MS = 60_000

_SESSION = boto3.session.Session()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One event in, one outcome out, which is logged as well."""
    try:
        settings = Settings.from_environment(os.environ)
        outcome = make(_SESSION, settings, Order.of(event), partial(_in_time, context), partial(_go_on, context))
    except Exception as error:
        tell("failed", reason=str(error))
        raise
    tell("done", **outcome)
    return outcome


def _in_time(context: Any) -> bool:
    return context.get_remaining_time_in_millis() > SPARE_MS


def _go_on(context: Any, event: dict[str, Any]) -> None:
    _SESSION.client("lambda").invoke(
        FunctionName=context.function_name, InvocationType="Event", Payload=json.dumps(event).encode()
    )
