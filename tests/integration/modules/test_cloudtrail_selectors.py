# SPDX-License-Identifier: GPL-3.0-or-later
"""Which events a trail records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed

NAME = "life-of-a-trail"
BUCKET = "life-of-a-trail-logs"
ALL = {"read_write_type": "All", "include_management_events": True}
NOTHING = {"data_resources": [], "exclude_management_event_sources": []}
FUNCTIONS = {"type": "AWS::Lambda::Function", "values": ["arn:aws:lambda"]}
OBJECTS = {"type": "AWS::S3::Object", "values": ["arn:aws:s3:::a/", "arn:aws:s3:::b/"]}
MANAGEMENT = {"name": "All of it", "field_selectors": [{"field": "eventCategory", "equals": ["Management"]}]}
BACKUPS = {
    "field_selectors": [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        {"field": "resources.ARN", "starts_with": ["arn:aws:s3:::a/", "arn:aws:s3:::b/"]},
    ]
}


def with_trail(aws: Aws) -> Iterator[Aws]:
    s3, cloudtrail = aws.client("s3"), aws.client("cloudtrail")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    service = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    statements = [
        {**service, "Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{BUCKET}"},
        {**service, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"},
    ]
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    cloudtrail.create_trail(Name=NAME, S3BucketName=BUCKET)
    yield aws
    aws.traffic.faults.clear()
    cloudtrail.delete_trail(Name=NAME)
    s3.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def trail(aws: Aws) -> Iterator[Aws]:
    """On both emulators."""
    yield from with_trail(aws)


@pytest.fixture
def embedded_trail(embedded: Aws) -> Iterator[Aws]:
    yield from with_trail(embedded)


def change(aws: Aws, **options: Any) -> dict:
    """Predicted, done, and not done again, which takes two calls."""
    planned = aws.run("cloudtrail_selectors", check=True, trail=NAME, **options)
    assert aws.traffic.writes == []
    done = aws.run("cloudtrail_selectors", trail=NAME, **options)
    again = aws.run("cloudtrail_selectors", trail=NAME, **options)
    assert (planned["changed"], done["changed"], again["changed"]) == (True, True, False), options
    assert planned["diff"] == done["diff"]
    assert planned["trail"] == done["trail"]
    assert again["diff"] == {"before": {}, "after": {}}
    assert aws.traffic.operations == ["GetEventSelectors", "GetInsightSelectors"]
    return done


def test_basic_selectors(trail: Aws) -> None:
    new = trail.run("cloudtrail_selectors", trail=NAME)
    assert (new["changed"], new["trail"]["event_selectors"]) == (False, [{**ALL, **NOTHING}])
    assert not trail.run("cloudtrail_selectors", trail=NAME, event_selectors=[])["changed"]
    assert not trail.run("cloudtrail_selectors", trail=NAME, event_selectors=[ALL])["changed"]

    for setting in (
        {"read_write_type": "WriteOnly"},
        {"include_management_events": False, "data_resources": [FUNCTIONS]},
        {"exclude_management_event_sources": ["kms.amazonaws.com"]},
        {"data_resources": [FUNCTIONS, OBJECTS]},
    ):
        done = change(trail, event_selectors=[setting])
        assert list(done["diff"]["after"]) == ["event_selectors"]
        assert done["trail"]["event_selectors"] == [{**ALL, **NOTHING, **setting}]
        [kept] = trail.client("cloudtrail").get_event_selectors(TrailName=NAME)["EventSelectors"]
        assert kept["ReadWriteType"] == setting.get("read_write_type", "All")
        assert len(kept["DataResources"]) == len(setting.get("data_resources", []))
    turned = {"data_resources": [{**OBJECTS, "values": OBJECTS["values"][::-1]}, FUNCTIONS]}
    assert not trail.run("cloudtrail_selectors", trail=NAME, event_selectors=[turned])["changed"], "order says nothing"
    assert not trail.run("cloudtrail_selectors", trail=NAME)["changed"], "what is not set is left alone"
    change(trail, state="absent")
    assert not trail.run("cloudtrail_selectors", trail=NAME, event_selectors=[])["changed"]


def test_advanced_selectors_and_the_way_back(embedded_trail: Aws) -> None:
    aws = embedded_trail
    done = change(aws, advanced_event_selectors=[MANAGEMENT, BACKUPS])
    assert done["diff"]["before"]["event_selectors"] == [{**ALL, **NOTHING}]
    assert done["diff"]["after"]["event_selectors"] == []
    assert done["trail"]["advanced_event_selectors"][0] == MANAGEMENT
    turned = {"field_selectors": BACKUPS["field_selectors"][::-1]}
    same = aws.run("cloudtrail_selectors", trail=NAME, advanced_event_selectors=[turned, MANAGEMENT])
    assert not same["changed"], "order says nothing"
    assert not aws.run("cloudtrail_selectors", trail=NAME)["changed"]
    change(aws, advanced_event_selectors=[BACKUPS])
    change(aws, event_selectors=[{"read_write_type": "ReadOnly"}])
    change(aws, advanced_event_selectors=[MANAGEMENT])
    assert change(aws, advanced_event_selectors=[])["trail"]["event_selectors"] == [{**ALL, **NOTHING}]


def test_insights(embedded_trail: Aws) -> None:
    aws = embedded_trail
    both = ["ApiErrorRateInsight", "ApiCallRateInsight"]
    done = change(aws, insight_types=both)
    assert done["diff"] == {"before": {"insight_types": []}, "after": {"insight_types": sorted(both)}}
    [described] = aws.client("cloudtrail").describe_trails(trailNameList=[NAME])["trailList"]
    assert described["HasInsightSelectors"] is True
    assert "_InsightSelectors" not in described
    assert not aws.run("cloudtrail_selectors", trail=NAME, insight_types=both[::-1])["changed"]
    change(aws, insight_types=both[:1])
    change(aws, insight_types=[])
    change(aws, insight_types=both, event_selectors=[{"read_write_type": "WriteOnly"}])
    quiet = {"include_management_events": False, "data_resources": [FUNCTIONS]}
    warned = aws.run("cloudtrail_selectors", check=True, trail=NAME, event_selectors=[quiet], insight_types=both)
    assert "insight_types: the trail records no management events" in str(warned["warnings"])
    gone = change(aws, state="absent")
    assert sorted(gone["diff"]["before"]) == ["event_selectors", "insight_types"]


def test_an_insight_keeps_the_events_that_it_looks_at(embedded_trail: Aws) -> None:
    aws, client = embedded_trail, embedded_trail.client("cloudtrail")
    broad = {"InsightType": "ApiErrorRateInsight", "EventCategories": ["Management", "Data"]}
    client.put_insight_selectors(TrailName=NAME, InsightSelectors=[broad])
    assert not aws.run("cloudtrail_selectors", trail=NAME, insight_types=["ApiErrorRateInsight"])["changed"]
    change(aws, insight_types=["ApiErrorRateInsight", "ApiCallRateInsight"])
    assert broad in client.get_insight_selectors(TrailName=NAME)["InsightSelectors"]


def test_a_trail_that_is_not_there(aws: Aws) -> None:
    options = {"trail": "nowhere", "event_selectors": [{"read_write_type": "ReadOnly"}]}
    planned = aws.run("cloudtrail_selectors", check=True, **options)
    assert planned["diff"]["after"]["event_selectors"] == [{**ALL, **NOTHING, "read_write_type": "ReadOnly"}]
    with pytest.raises(
        ModuleFailed, match=r"trail: 'nowhere' is not there. Create it first, with amazon.aws.cloudtrail"
    ):
        aws.run("cloudtrail_selectors", **options)
    assert aws.traffic.writes == []
    assert not aws.run("cloudtrail_selectors", trail="nowhere", state="absent")["changed"]


def test_passing_errors_are_tried_again(trail: Aws) -> None:
    for operation in ("GetEventSelectors", "PutEventSelectors"):
        for code in ("ThrottlingException", "ConflictException"):
            trail.traffic.fail_once(operation, code)
    assert trail.run("cloudtrail_selectors", trail=NAME, event_selectors=[{"read_write_type": "ReadOnly"}])["changed"]
    assert trail.traffic.operations.count("PutEventSelectors") == 3


def test_error_of_aws_is_shown(trail: Aws) -> None:
    trail.traffic.fail_once("PutEventSelectors", "InvalidHomeRegionException", "The trail is of another region.")
    with pytest.raises(ModuleFailed, match=r"Failed to put the event selectors of trail .*of another region"):
        trail.run("cloudtrail_selectors", trail=NAME, event_selectors=[{"read_write_type": "ReadOnly"}])


def advanced(*fields: dict) -> dict:
    return {"advanced_event_selectors": [{"field_selectors": list(fields)}]}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"trail": "a"}, "trail: 'a' is given, the ARN or the name of a trail"),
        ({"event_selectors": [{}] * 6}, "event_selectors: 6 are given, 5 are allowed"),
        (
            {"event_selectors": [{"data_resources": [{"type": "AWS::S3::Objekt", "values": ["arn:aws:s3"]}]}]},
            r"data_resources\[0\].type: 'AWS::S3::Objekt' is not allowed. Did you mean AWS::S3::Object\?",
        ),
        ({"event_selectors": [{"data_resources": [{**OBJECTS, "values": []}]}]}, "values: is empty"),
        (
            {"event_selectors": [{"data_resources": [{**OBJECTS, "values": ["a"] * 251}]}]},
            "251 values of data_resources",
        ),
        (advanced({"field": "eventCategory"}), "eventCategory has no condition. Allowed are equals, not_equals"),
        (advanced({"field": "readOnly", "equals": ["true"]}), "needs the field eventCategory with equals"),
        (advanced({"field": "eventCategory", "equals": ["data"]}), r"'data' is not allowed. Did you mean Data\?"),
        (advanced({"field": "eventCategory", "starts_with": ["Data"]}), "for eventCategory, equals with one value"),
        (advanced({"field": "eventcategory", "equals": ["Data"]}), r"Did you mean eventCategory\?"),
        (advanced(*BACKUPS["field_selectors"], {"field": "resources.arn", "equals": ["a"]}), "mean resources.ARN"),
        (advanced(*BACKUPS["field_selectors"], {"field": "readOnly", "equals": ["yes"]}), "Allowed are false, true"),
        (advanced({"field": "eventCategory", "equals": ["NetworkActivity"]}), "needs the field eventSource"),
        ({"event_selectors": [{"include_management_events": False}]}, r"event_selectors\[0\]: records nothing"),
        (
            {"event_selectors": [{"exclude_management_event_sources": ["kms"]}]},
            "'kms' is not allowed. .*Allowed are kms.amazonaws.com, rdsdata.amazonaws.com",
        ),
        ({"event_selectors": [{"read_write_type": "ReadOnyl"}]}, r"Did you mean ReadOnly\?"),
        ({"insight_types": ["ApiCallRate"]}, r"Did you mean ApiCallRateInsight\?"),
        ({"state": "absent", "insight_types": []}, "insight_types: says what is there, so it goes with state present"),
        (advanced({"field": "eventCategory", "equals": ["Data"]}), "data events need the field resources.type"),
        (advanced({"field": "eventCategory", "equals": ["Data"]}, {"field": "eventCategory"}), "has no condition"),
        ({**advanced(MANAGEMENT["field_selectors"][0]), "event_selectors": []}, "mutually exclusive"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(foreign: Aws, options: dict, complaint: str) -> None:
    with pytest.raises(ModuleFailed, match=complaint):
        foreign.run("cloudtrail_selectors", **{"trail": NAME, **options})
    assert foreign.traffic.calls == []
