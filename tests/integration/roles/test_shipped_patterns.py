# SPDX-License-Identifier: GPL-3.0-or-later
"""Which recorded events the rules of role lambda match, by engines that are not ours: moto's and the embedded AWS's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from moto.events.models import EventPattern

from local_aws.paths import REPOSITORY
from tests.local_aws.embedded import EmbeddedAws

RECORDED = REPOSITORY / "tests" / "unit" / "lambda" / "trigger_crawler" / "recorded"
ROLE = REPOSITORY / "roles" / "lambda"
RDS, INSTANCE = "DataCatalogStack-RDSSchemaChangeRule", "DataCatalogStack-RDSInstanceChangeRule"
CRAWLER = "DataCatalogStack-CrawlerStateChangeRule"
MATCHES = {
    RDS: {"rds_cluster_failover", "rds_cluster_creation", "rds_cluster_global_failover"},
    INSTANCE: {"rds_instance_recovery", "rds_instance_restoration"},
    CRAWLER: {"crawler_succeeded", "crawler_failed"},
}


def read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def shipped() -> dict[str, dict[str, Any]]:
    """The patterns with the role's defaults, by the rule's name."""
    given = {"lambda_account_id": "111122223333", "lambda_region": "ap-northeast-1", "lambda_tags": {}}
    variables = read(ROLE / "defaults" / "main.yml") | read(ROLE / "vars" / "main.yml") | given
    rules = variables["__lambda_rules"]
    text = json.dumps({rule["name"]: rule["pattern"] for rule in rules if "pattern" in rule})
    for name in ("lambda_cluster_identifier", "lambda_crawler_name"):
        text = text.replace(f"{{{{ {name} }}}}", variables[name])
    text = text.replace('"{{ lambda_instance_identifiers }}"', json.dumps(variables["lambda_instance_identifiers"]))
    assert "{{" not in text
    return json.loads(text)


PATTERNS = shipped()
EVENTS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(RECORDED.glob("*.json"))}
ENVELOPED = {name: event for name, event in EVENTS.items() if "detail-type" in event}


def test_every_rule_is_tried_on_events_of_every_kind() -> None:
    assert set(PATTERNS) == set(MATCHES)
    assert len(ENVELOPED) >= 15


@pytest.mark.parametrize("rule", sorted(MATCHES))
def test_moto_matches_what_it_should(rule: str) -> None:
    pattern = EventPattern.load(json.dumps(PATTERNS[rule]))
    assert {name for name, event in ENVELOPED.items() if pattern.matches_event(event)} == MATCHES[rule]


@pytest.mark.parametrize("rule", sorted(MATCHES))
def test_the_embedded_aws_matches_the_same(rule: str, embedded_aws: EmbeddedAws) -> None:
    events = embedded_aws.client("events")
    pattern = json.dumps(PATTERNS[rule])
    matched = {
        name
        for name, event in ENVELOPED.items()
        if events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"]
    }
    assert matched == MATCHES[rule]
