# SPDX-License-Identifier: GPL-3.0-or-later
"""What monitoring and events keep when the embedded AWS is started anew."""

from __future__ import annotations

import json

from local_aws.process import wait_until
from tests.local_aws.events.stage import Stage
from tests.local_aws.events.stage import arn
from tests.local_aws.events.stage import new_name
from tests.local_aws.events.test_rotation import GRANTED
from tests.local_aws.events.test_rotation import ROTATING
from tests.local_aws.events.test_rotation import SERVICE
from tests.local_aws.monitoring.test_alarms import Alarm
from tests.local_aws.monitoring.test_metric_filters import Group


def test_what_happens_by_itself_is_saved_soon(stage: Stage) -> None:
    """The alarm changes a second after the last request."""
    alarm = Alarm(stage)
    alarm.cloudwatch.set_alarm_state(AlarmName=alarm.name, StateValue="OK", StateReason="drill")
    alarm.publish(98765)
    assert wait_until(lambda: b"[98765.0 (" in stage.aws.saved(), 5)


def test_everything_goes_on(stage: Stage) -> None:
    topic = stage.topic()
    url = stage.subscribed(topic)
    alarm = Alarm(stage, AlarmActions=[topic], OKActions=[topic], TreatMissingData="notBreaching")
    alarm.publish(11)
    assert alarm.becomes("ALARM")
    group = Group(stage, "ERROR")
    function = stage.open_function("def handler(event, context):\n    print('RAN')\n", "events.amazonaws.com")
    rule = stage.rule("after.restart", Arn=arn("lambda", f"function:{function}")).rpartition("/")[2]
    secret = new_name("secret")
    stage.client("secretsmanager").create_secret(Name=secret, SecretString="first")
    rotating = stage.open_function(f"FAILING = False\n{ROTATING}", SERVICE, role=stage.role(GRANTED))
    stage.client("secretsmanager").rotate_secret(
        SecretId=secret,
        RotationLambdaARN=arn("lambda", f"function:{rotating}"),
        RotationRules={"AutomaticallyAfterDays": 90},
        RotateImmediately=False,
    )
    stage.client("glue").create_database(DatabaseInput={"Name": new_name("before_restart")})
    stage.restart()
    assert alarm.state == "ALARM"
    assert json.loads(alarm.history("StateUpdate")[0]["HistoryData"])["newState"]["stateValue"] == "ALARM"
    alarm.publish(-5)
    assert alarm.becomes("OK")
    assert {json.loads(each["Body"])["NewStateValue"] for each in stage.messages(url)} <= {"OK", "ALARM"}
    group.write("ERROR")
    assert group.sum() == 1
    stage.put("after.restart")
    assert "RAN" in stage.logged(function, "RAN")
    assert stage.sum("AWS/Events", "Invocations", RuleName=rule) == 1
    described = stage.client("secretsmanager").describe_secret(SecretId=secret)
    assert (described["RotationEnabled"], "NextRotationDate" in described) == (True, True)
    attributes = [{"AttributeKey": "EventName", "AttributeValue": "CreateDatabase"}]
    assert stage.client("cloudtrail").lookup_events(LookupAttributes=attributes)["Events"]
