# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a rule of EventBridge, its targets and its tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._events import api

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "life-of-a-rule"
PATTERN = {"source": ["aws.glue"], "detail": {"state": ["Succeeded", "Failed"]}}
TEMPLATE = '"Crawler <crawler> is <state>, said \\"<state>\\"."'


def queue(name: str) -> str:
    return f"arn:aws:sqs:ap-northeast-1:000000000000:{name}"


FIRST = {"id": "first", "arn": queue("first")}


@pytest.fixture
def ruled(aws: Aws) -> Iterator[Aws]:
    yield aws
    aws.traffic.faults.clear()
    aws.run("events_rule", name=NAME, state="absent")


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again, which takes two calls, or three with tags."""
    planned = aws.run("events_rule", check=True, name=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("events_rule", name=NAME, **options)
    again = aws.run("events_rule", name=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False), options
    assert planned["diff"] == done["diff"]
    assert planned["rule"] | {"arn": ""} == done["rule"] | {"arn": ""} == again["rule"] | {"arn": ""}
    assert again["diff"] == {"before": {}, "after": {}}
    tags = ["ListTagsForResource"] if "tags" in options else []
    assert aws.traffic.operations == ["DescribeRule", "ListTargetsByRule", *tags]
    return done


def test_life_cycle(ruled: Aws) -> None:
    aws = ruled
    made = change(aws, event_pattern=PATTERN, description="What crawls come to", targets=[FIRST], tags={"Project": "x"})
    assert made["diff"]["before"] == {}
    assert made["diff"]["after"] == {
        "description": "What crawls come to",
        "event_pattern": PATTERN,
        "enabled": True,
        "targets": {"first": {"Id": "first", "Arn": queue("first")}},
        "tags": {"Project": "x"},
    }
    assert made["rule"]["arn"] == aws.client("events").describe_rule(Name=NAME)["Arn"]
    assert not aws.run("events_rule", name=NAME)["changed"], "what is not set is left alone"
    reordered = {"detail": {"state": ["Failed", "Succeeded"]}, "source": ["aws.glue"]}
    assert not aws.run("events_rule", name=NAME, event_pattern=reordered)["changed"]

    role = f"arn:aws:iam::{aws.account}:role/life-of-a-rule"
    for options in (
        {"description": "Other words"},
        {"description": ""},
        {"event_pattern": {"source": ["aws.glue"]}},
        {"schedule_expression": "rate(5 minutes)"},
        {"schedule_expression": "cron(0 17 * * ? *)"},
        {"event_pattern": {}},
        {"event_pattern": '{"source": ["aws.s3"]}'},
        {"schedule_expression": ""},
        {"role_arn": role},
        {"enabled": False},
        {"enabled": True},
        {"tags": {"Project": "y", "Owner": "us"}},
        {"tags": {"Project": "z"}, "purge_tags": False},
        {"tags": {}},
    ):
        done = change(aws, **options)
        changed = [option for option in options if option != "purge_tags"]
        assert sorted({*done["diff"]["before"], *done["diff"]["after"]}) == changed
    assert done["rule"]["targets"] == [FIRST], "targets that no task named"
    with pytest.raises(ModuleFailed, match="event_pattern, schedule_expression: one of them must be set"):
        aws.run("events_rule", name=NAME, event_pattern="")

    assert aws.run("events_rule", check=True, name=NAME, state="absent")["changed"]
    assert aws.traffic.writes == []
    gone = aws.run("events_rule", name=NAME, state="absent")
    assert (gone["changed"], gone["rule"], gone["diff"]["before"]["targets"]) == (True, {}, [FIRST])
    assert not aws.run("events_rule", name=NAME, state="absent")["changed"]


def read_target(aws: Aws) -> dict:
    targets = aws.client("events").list_targets_by_rule(Rule=NAME)["Targets"]
    return {target["Id"]: target for target in targets}["first"]


def test_every_part_of_a_target(ruled: Aws) -> None:
    aws = ruled
    change(aws, event_pattern=PATTERN, targets=[FIRST])
    transformer = {"input_paths_map": {"crawler": "$.detail.crawlerName", "state": "$.detail.state"}}
    text = {"InputPathsMap": transformer["input_paths_map"], "InputTemplate": TEMPLATE}
    cases: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"input": {"a": [1, None]}}, {"Input": '{"a": [1, null]}'}),
        ({"input": '"words"'}, {"Input": '"words"'}),
        ({"input_path": "$.detail"}, {"InputPath": "$.detail"}),
        ({"input_transformer": {**transformer, "input_template": TEMPLATE}}, {"InputTransformer": text}),
        (
            {"input_transformer": {**transformer, "input_template": {"state": "<state>"}}},
            {"InputTransformer": {**text, "InputTemplate": '{"state": "<state>"}'}},
        ),
        ({"input_transformer": {}}, {}),
        ({"dead_letter_arn": queue("dead")}, {"DeadLetterConfig": {"Arn": queue("dead")}}),
        ({"dead_letter_arn": ""}, {}),
        ({"role_arn": "arn:aws:iam::000000000000:role/x"}, {"RoleArn": "arn:aws:iam::000000000000:role/x"}),
        ({"role_arn": ""}, {}),
        ({"retry_policy": {"maximum_retry_attempts": 0}}, {"RetryPolicy": {"MaximumRetryAttempts": 0}}),
        (
            {"retry_policy": {"maximum_event_age_in_seconds": 60}},
            {"RetryPolicy": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}},
        ),
        ({"retry_policy": {}}, {}),
        (
            {"arn": queue("q.fifo"), "sqs_message_group_id": "one"},
            {"Arn": queue("q.fifo"), "SqsParameters": {"MessageGroupId": "one"}},
        ),
    ]
    for options, expected in cases:
        done = change(aws, targets=[{**FIRST, **options}])
        assert read_target(aws) == {"Id": "first", "Arn": queue("first"), **expected}
        assert list(done["diff"]["after"]) == ["targets"]
        if "arn" not in options:
            assert not aws.run("events_rule", name=NAME, targets=[FIRST])["changed"], "omitted parts are left alone"
    same = {**FIRST, "arn": queue("q.fifo"), "retry_policy": {"maximum_retry_attempts": 185}}
    assert not aws.run("events_rule", name=NAME, targets=[same])["changed"], "what AWS does anyhow is no difference"


def test_raw_parameters_are_sent_as_they_are(ruled: Aws) -> None:
    batch = {"BatchParameters": {"JobDefinition": "job", "JobName": "Of_the_rule"}}
    target = {**FIRST, "raw_parameters": batch}
    made = change(ruled, event_pattern=PATTERN, targets=[target])
    assert made["rule"]["targets"] == [target]


def test_targets_of_others_stay_unless_they_are_purged(ruled: Aws) -> None:
    change(ruled, event_pattern=PATTERN, targets=[FIRST])
    other = {"Id": "other", "Arn": queue("other")}
    ruled.client("events").put_targets(Rule=NAME, Targets=[other])
    second = {"id": "second", "arn": queue("second")}
    done = change(ruled, targets=[second])
    assert done["diff"] == {"before": {}, "after": {"targets": {"second": {"Id": "second", "Arn": queue("second")}}}}
    assert [target["id"] for target in done["rule"]["targets"]] == ["first", "other", "second"]
    four = [{"id": f"t{number}", "arn": queue("more")} for number in range(4)]
    with pytest.raises(ModuleFailed, match="targets: the rule would have 7, 5 are allowed"):
        ruled.run("events_rule", name=NAME, targets=four)
    assert ruled.traffic.writes == []
    done = change(ruled, targets=[second], purge_targets=True)
    assert [target["id"] for target in done["rule"]["targets"]] == ["second"]
    assert change(ruled, targets=[], purge_targets=True)["rule"]["targets"] == []


def test_another_event_bus(aws: Aws) -> None:
    events = aws.client("events")
    events.create_event_bus(Name="of-rules")
    change(aws, event_bus_name="of-rules", event_pattern=PATTERN, targets=[FIRST])
    assert not aws.run("events_rule", name=NAME, state="absent")["changed"], "that of the default bus is another one"
    assert aws.run("events_rule", name=NAME, event_bus_name="of-rules", state="absent")["changed"]
    events.delete_event_bus(Name="of-rules")


def test_entries_that_aws_did_not_take_fail_the_task(ruled: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = {"FailedEntries": [{"TargetId": "first", "ErrorCode": "Sorry", "ErrorMessage": "not today"}]}
    all_taken = api._all_taken
    with monkeypatch.context() as patch:
        patch.setattr(api, "_all_taken", lambda verb, name, _answer: all_taken(verb, name, failed))
        with pytest.raises(ModuleFailed, match="Failed to put targets of rule life-of-a-rule: first: Sorry not today"):
            ruled.run("events_rule", name=NAME, event_pattern=PATTERN, targets=[FIRST])


def test_passing_errors_are_tried_again(ruled: Aws) -> None:
    for operation in ("DescribeRule", "PutRule", "PutTargets"):
        for code in ("ThrottlingException", "ConcurrentModificationException", "InternalException"):
            ruled.traffic.fail_once(operation, code)
    assert ruled.run("events_rule", name=NAME, event_pattern=PATTERN, targets=[FIRST])["changed"]
    assert [ruled.traffic.operations.count(name) for name in ("DescribeRule", "PutRule", "PutTargets")] == [4, 4, 4]


def test_error_of_aws_is_shown(ruled: Aws) -> None:
    ruled.traffic.fail_once("PutRule", "ManagedRuleException", "is managed by somebody")
    with pytest.raises(ModuleFailed, match=r"Failed to put rule life-of-a-rule.*is managed by somebody"):
        ruled.run("events_rule", name=NAME, event_pattern=PATTERN)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"name": "a b"}, "name: 'a b' is given, letters"),
        ({"description": "x" * 513}, "description: 513 characters are given, 0 to 512"),
        ({"event_pattern": "{"}, "event_pattern: '{' is not JSON"),
        ({"event_pattern": "[1]"}, r"event_pattern: '\[1\]' is given, a map is allowed"),
        ({"event_pattern": {"source": "aws.glue"}}, r"event_pattern.source: 'aws.glue' is given, a list of values"),
        ({"event_pattern": {"detail": {"state": []}}}, "event_pattern.detail.state: is an empty list"),
        ({"event_pattern": {"detail": {}}}, "event_pattern.detail: is empty"),
        ({"schedule_expression": "rate(1 minutes)"}, r"rate\(1 minute\) or rate\(2 minutes\) is the form"),
        ({"schedule_expression": "rate(0 minutes)"}, "is the form that is allowed"),
        ({"schedule_expression": "every day"}, r"schedule_expression: 'every day' is given, cron"),
        ({"schedule_expression": "cron(0 17 * * *)"}, "has 5 fields, 6 are allowed"),
        ({"schedule_expression": "cron(0 17 * * * *)"}, r"needs '\?' for exactly one"),
        ({"schedule_expression": "rate(5 minutes)", "event_bus_name": "mine"}, "only rules of the event bus 'default'"),
        ({"targets": [FIRST, FIRST]}, r"targets\[1\].id: 'first' is given twice"),
        ({"targets": [{"id": "a", "arn": "b"}]}, r"targets\[0\].arn: 'b' is given, an ARN is allowed"),
        ({"targets": [{**FIRST, "input": "words"}]}, "is not JSON. A text is written as"),
        ({"targets": [{**FIRST, "input_path": "detail"}]}, r"targets\[0\].input_path: 'detail' is given, a path"),
        ({"targets": [{**FIRST, "input": [1], "input_path": "$"}]}, "input and input_path are given, one of them"),
        ({"targets": [{**FIRST, "dead_letter_arn": queue("x.fifo")}]}, "the ARN of a standard SQS queue is allowed"),
        ({"targets": [{**FIRST, "retry_policy": {"maximum_retry_attempts": 186}}]}, "186 is given, 0 to 185"),
        ({"targets": [{**FIRST, "retry_policy": {"maximum_event_age_in_seconds": 1}}]}, "1 is given, 60 to 86400"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("events_rule", **{"name": NAME, **options})
    assert foreign.traffic.calls == []
