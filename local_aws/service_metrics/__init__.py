# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics of services about themselves that ministack does not publish. Those of AWS/Events, AWS/SNS and AWS/Lambda are
published where these services deliver and run."""

from __future__ import annotations

from ministack.services import sqs

from local_aws import switches
from local_aws.context import ServiceContext
from local_aws.service_metrics import queues
from local_aws.ticker import Ticker


def install(context: ServiceContext) -> list[Ticker]:
    handlers = sqs._HANDLERS
    handlers["ReceiveMessage"] = queues.counting_received(handlers["ReceiveMessage"])
    for verb, metric in (("Send", "NumberOfMessagesSent"), ("Delete", "NumberOfMessagesDeleted")):
        for action in (f"{verb}Message", f"{verb}MessageBatch"):
            handlers[action] = queues.counting(metric, handlers[action])
    return [Ticker("queue-metrics", switches.number("LOCAL_AWS_QUEUE_METRIC_SECONDS", 60), queues.report_levels)]
