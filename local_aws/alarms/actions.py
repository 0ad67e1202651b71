# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell the actions of an alarm, and EventBridge, that it changed its state."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from botocore.loaders import Loader
from ministack.core import responses
from ministack.services import cloudwatch

from local_aws import calls
from local_aws.alarms import history
from local_aws.alarms import reasons
from local_aws.context import ServiceContext
from local_aws.metric_math.queries import period_of
from local_aws.policies import ServiceCaller

_LISTS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}

type Dispatch = Callable[[dict[str, Any], str, str, str], None]


def dispatcher(context: ServiceContext) -> Dispatch:
    """What ministack calls after each change of state, of metric alarms and of composite ones."""

    def dispatch(alarm: dict[str, Any], old_state: str, new_state: str, reason: str) -> None:
        update = history.last_update(alarm["AlarmName"]) or {}
        context.put_event(
            "aws.cloudwatch", "CloudWatch Alarm State Change", _detail(alarm, update), [alarm["AlarmArn"]]
        )
        if not alarm.get("ActionsEnabled", True):
            return
        for action in alarm.get(_LISTS[new_state]) or []:
            _execute(alarm, action, old_state, new_state, reason, _detail(alarm, update))

    return dispatch


def _execute(
    alarm: dict[str, Any], action: str, old_state: str, new_state: str, reason: str, detail: dict[str, Any]
) -> None:
    kind = "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm"
    data: dict[str, Any] = {"actionState": "Succeeded", "notificationResource": action}
    try:
        if action.startswith("arn:aws:sns:"):
            message = json.dumps(_notification(alarm, old_state, new_state, reason))
            subject = f'{new_state}: "{alarm["AlarmName"]}" in {_region_name(responses.get_region())}'[:100]
            caller = ServiceCaller("cloudwatch.amazonaws.com", alarm["AlarmArn"], names_owner=True)
            calls.publish(caller, action, message, subject)
            data["publishedMessage"] = json.dumps({"default": message})
        elif action.startswith("arn:aws:lambda:"):
            caller = ServiceCaller("lambda.alarms.cloudwatch.amazonaws.com", alarm["AlarmArn"])
            calls.invoke_function(caller, action, _function_event(alarm, detail))
        else:
            raise calls.CallRefused(calls.ERROR_FROM_TARGET, "Actions of this kind are not emulated.")
    except calls.CallRefused as refused:
        data = {"actionState": "Failed", "notificationResource": action, "error": _error(alarm, action, refused)}
        summary = f'Failed to execute action {action}. Received error: "{data["error"]}"'
    else:
        summary = f"Successfully executed action {action}"
    history.add(alarm["AlarmName"], kind, "Action", summary, data)


def _error(alarm: dict[str, Any], action: str, refused: calls.CallRefused) -> str:
    if refused.key:
        return "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."
    if refused.code == calls.NO_PERMISSIONS and action.startswith("arn:aws:sns:"):
        return f"Resource: {alarm['AlarmArn']} is not authorized to perform: SNS:Publish on resource: {action}"
    return str(refused)


def _notification(alarm: dict[str, Any], old_state: str, new_state: str, reason: str) -> dict[str, Any]:
    common = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription") or None,
        "AWSAccountId": responses.get_account_id(),
        "AlarmConfigurationUpdatedTimestamp": reasons.timestamp(alarm["AlarmConfigurationUpdatedTimestamp"]),
        "NewStateValue": new_state,
        "NewStateReason": reason,
        "StateChangeTime": reasons.timestamp(alarm["StateUpdatedTimestamp"]),
        "Region": _region_name(responses.get_region()),
        "AlarmArn": alarm["AlarmArn"],
        "OldStateValue": old_state,
        **{name: alarm.get(name) or [] for name in _LISTS.values()},
    }
    if "AlarmRule" in alarm:
        children = json.loads(alarm.get("StateReasonData") or "{}").get("triggeringAlarms", [])
        return {**common, "AlarmRule": alarm["AlarmRule"], "TriggeringChildren": [_child(child) for child in children]}
    return {**common, "Trigger": _trigger(alarm)}


def _child(child: dict[str, Any]) -> dict[str, Any]:
    return {"Arn": child["arn"], "State": {"Value": child["state"]["value"], "Timestamp": child["state"]["timestamp"]}}


def _trigger(alarm: dict[str, Any]) -> dict[str, Any]:
    to_alarm = {"DatapointsToAlarm": alarm["DatapointsToAlarm"]} if "DatapointsToAlarm" in alarm else {}
    return {
        **(_metrics_of(alarm) if alarm.get("Metrics") else _metric_of(alarm)),
        "Period": period_of(alarm),
        "EvaluationPeriods": alarm["EvaluationPeriods"],
        **to_alarm,
        "ComparisonOperator": alarm["ComparisonOperator"],
        "Threshold": alarm["Threshold"],
        "TreatMissingData": alarm.get("TreatMissingData", "missing"),
        "EvaluateLowSampleCountPercentile": "",
    }


def _metric_of(alarm: dict[str, Any]) -> dict[str, Any]:
    extended = alarm.get("ExtendedStatistic")
    statistic = (
        {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": extended}
        if extended
        else {"StatisticType": "Statistic", "Statistic": _upper_snake(alarm["Statistic"])}
    )
    return {
        "MetricName": alarm["MetricName"],
        "Namespace": alarm["Namespace"],
        **statistic,
        "Unit": alarm.get("Unit"),
        "Dimensions": _dimensions(alarm),
    }


def _metrics_of(alarm: dict[str, Any]) -> dict[str, Any]:
    shown = []
    for query in alarm["Metrics"]:
        stat = query.get("MetricStat")
        if stat:
            metric = {**stat["Metric"], "Dimensions": _dimensions(stat["Metric"])}
            query = {**query, "MetricStat": {**stat, "Metric": metric}}
        shown.append(query)
    return {"Metrics": shown}


def _dimensions(metric: dict[str, Any]) -> list[dict[str, str]]:
    return [{"value": each["Value"], "name": each["Name"]} for each in metric.get("Dimensions") or []]


def _upper_snake(name: str) -> str:
    return "SAMPLE_COUNT" if name == "SampleCount" else name.upper()


def _detail(alarm: dict[str, Any], update: dict[str, Any]) -> dict[str, Any]:
    now = reasons.timestamp(alarm["StateUpdatedTimestamp"])
    detail = {
        "alarmName": alarm["AlarmName"],
        "state": {**_state(update.get("newState") or {}), "timestamp": now},
        "previousState": {**_state(update.get("oldState") or {}), "timestamp": now},
    }
    description = {"description": alarm["AlarmDescription"]} if alarm.get("AlarmDescription") else {}
    if "AlarmRule" in alarm:
        return {**detail, "configuration": {"alarmRule": alarm["AlarmRule"], **description}}
    metrics = [_query(query) for query in alarm["Metrics"]] if alarm.get("Metrics") else [_metric(alarm)]
    return {**detail, "configuration": {"metrics": metrics, **description}}


def _state(recorded: dict[str, Any]) -> dict[str, Any]:
    state = {"value": recorded.get("stateValue"), "reason": recorded.get("stateReason")}
    if "stateReasonData" in recorded:
        state["reasonData"] = json.dumps(recorded["stateReasonData"], separators=(",", ":"))
    return state


def _metric(alarm: dict[str, Any]) -> dict[str, Any]:
    statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    return {
        "id": responses.new_uuid(),
        "metricStat": _metric_stat(alarm, alarm["Period"], statistic),
        "returnData": True,
    }


def _query(query: dict[str, Any]) -> dict[str, Any]:
    stat = query.get("MetricStat")
    what = (
        {"metricStat": _metric_stat(stat["Metric"], stat["Period"], stat["Stat"])}
        if stat
        else {"expression": query["Expression"]}
    )
    label = {"label": query["Label"]} if query.get("Label") else {}
    return {"id": query["Id"], **what, **label, "returnData": query["ReturnData"]}


def _metric_stat(metric: dict[str, Any], period: int, statistic: str) -> dict[str, Any]:
    return {
        "metric": {
            "namespace": metric["Namespace"],
            "name": metric["MetricName"],
            "dimensions": cloudwatch._dims_from_list(metric.get("Dimensions") or []),
        },
        "period": period,
        "stat": statistic,
    }


def _function_event(alarm: dict[str, Any], detail: dict[str, Any]) -> dict[str, Any]:
    """What a function gets as the action of an alarm."""
    return {
        "source": "aws.cloudwatch",
        "alarmArn": alarm["AlarmArn"],
        "accountId": responses.get_account_id(),
        "time": detail["state"]["timestamp"],
        "region": responses.get_region(),
        "alarmData": detail,
    }


@functools.cache
def _region_name(region: str) -> str:
    """CloudWatch's notifications name a region in words."""
    for partition in Loader().load_data("endpoints")["partitions"]:
        if region in partition["regions"]:
            return partition["regions"][region]["description"]
    return region
