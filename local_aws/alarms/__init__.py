# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudWatch alarms that are evaluated by the clock, and dashboards that are checked.

ministack looks at an alarm only when some metric is published, at any dimension, and knows no missing data.
"""

from __future__ import annotations

from ministack.services import cloudwatch

from local_aws import switches
from local_aws.alarms import actions
from local_aws.alarms import api
from local_aws.alarms import dashboards
from local_aws.alarms import evaluation
from local_aws.alarms import history
from local_aws.context import ServiceContext
from local_aws.metric_math import data
from local_aws.ticker import Ticker


def install(context: ServiceContext) -> list[Ticker]:
    cloudwatch._evaluate_alarm = lambda alarm: None
    cloudwatch._evaluate_all_alarms = lambda: None
    cloudwatch._record_history = history.record_state
    cloudwatch._dispatch_alarm_actions = actions.dispatcher(context)
    cloudwatch._put_metric_alarm = api.put_metric_alarm(cloudwatch._put_metric_alarm)
    cloudwatch._set_alarm_state = api.set_alarm_state(cloudwatch._set_alarm_state)
    cloudwatch._put_dashboard = dashboards.put_dashboard(cloudwatch._put_dashboard)
    cloudwatch._get_metric_data = data.get_metric_data(cloudwatch._get_metric_data)
    return [Ticker("alarms", switches.number("LOCAL_AWS_ALARM_SECONDS", 1), evaluation.evaluate_all)]
