# SPDX-License-Identifier: GPL-3.0-or-later
"""Lambda: functions run, log, fail and are queued as on AWS."""

from __future__ import annotations

from local_aws.context import ServiceContext
from local_aws.functions import api
from local_aws.functions import asynchronous
from local_aws.functions import execution
from local_aws.functions import throttled
from local_aws.pauses import Pauses


def install(context: ServiceContext) -> list[Pauses]:
    api.install(context)
    execution.install()
    throttled.install()
    asynchronous.install()
    return [asynchronous.PAUSES, throttled.PAUSES]
