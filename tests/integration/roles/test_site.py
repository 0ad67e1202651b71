# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a site, in order: planned, built, unchanged, tagged, taken down; looked at through AWS's own API."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.roles.drilled import NO_SNAPSHOT
from tests.integration.roles.drilled import UNDONE
from tests.integration.roles.drilled import Drilled
from tests.integration.roles.drilled import drill
from tests.integration.roles.playbook import Playbook
from tests.integration.roles.playbook import Run
from tests.integration.roles.remains import remains
from tests.integration.roles.schema_changes import Noticed
from tests.integration.roles.schema_changes import notice
from tests.integration.roles.taggable import taggable
from tests.local_aws.embedded import EmbeddedAws
from tests.local_aws.glue_crawlers.stage import until

CRAWLER_SECRET = "aurora-credentials-local"
BACKUPS = "genai-demo-backup-local"
TAGS = {
    "Project": "GenAI-Demo",
    "Component": "DataCatalog",
    "Environment": "local",
    "CostCenter": "DataGovernance",
    "Owner": "DataArchitectureTeam",
    "ManagedBy": "Ansible",
    "AutoShutdown": "false",
    "BillingGroup": "Infrastructure",
    "Service": "DataGovernance",
    "Team": "Platform",
    "Application": "GenAI-Demo",
}


# Who else may use the catalog: settings of the whole account, which this site leaves alone unless it is told otherwise.
AUTHORIZATION = ("-e", '{"glue_manage_resource_policy": true, "glue_manage_lakeformation": true}')
THEIRS = {
    "Sid": "SomebodyElse",
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "glue:GetTable",
    "Resource": "arn:aws:glue:ap-northeast-1:000000000000:*",
}


@pytest.fixture(scope="module")
def before(site_aws: EmbeddedAws) -> dict[str, list[str]]:
    return remains(site_aws)


@pytest.fixture(scope="module")
def plan(local_site: Playbook, before: dict[str, Any]) -> Run:
    return local_site.run("site", "--check", "--diff").succeeded()


@pytest.fixture(scope="module")
def planned(site_aws: EmbeddedAws, plan: Run) -> dict[str, list[str]]:
    """What there is after the plan alone."""
    return remains(site_aws)


@pytest.fixture(scope="module")
def build(local_site: Playbook, planned: dict[str, Any]) -> Run:
    return local_site.run("site").succeeded()


@pytest.fixture(scope="module")
def rotated(site_aws: EmbeddedAws, build: Run) -> str:
    """The crawler's login after a rotation, between the two runs: whose it is."""
    secrets = site_aws.client("secretsmanager")
    version = secrets.rotate_secret(SecretId=CRAWLER_SECRET)["VersionId"]

    def stages() -> list[str]:
        return secrets.describe_secret(SecretId=CRAWLER_SECRET)["VersionIdsToStages"].get(version, [])

    until(lambda: "AWSCURRENT" in stages())
    return json.loads(secrets.get_secret_value(SecretId=CRAWLER_SECRET)["SecretString"])["username"]


@pytest.fixture(scope="module")
def healthy(local_site: Playbook, rotated: str) -> Run:
    """The daily check of a site that was just deployed."""
    return local_site.run("crawl", "playbooks/health.yml")


@pytest.fixture(scope="module")
def alarmed(local_site: Playbook, healthy: Run) -> Alarmed:
    """Every alarm, by what it is for."""
    patience = ("-e", "__alarms_patience=120")  # a message that never comes would be waited for twice
    run = local_site.run("test_alarms", *patience, "-e", f"report_dir={local_site.folder}")
    report = local_site.folder / "alarms.json"
    return Alarmed(run, json.loads(report.read_text(encoding="utf-8"))["rows"] if report.exists() else [])


@pytest.fixture(scope="module")
def again(local_site: Playbook, build: Run, rotated: str, alarmed: Alarmed) -> Run:
    """The second run is Ansible's alone: what the accelerated run built is the same to it."""
    return local_site.run("site", accelerated=False).succeeded()


@pytest.fixture(scope="module")
def noticed(local_site: Playbook, site_aws: EmbeddedAws, again: Run) -> Noticed:
    return notice(site_aws, local_site)


@pytest.fixture(scope="module")
def tagged(site_aws: EmbeddedAws, noticed: Noticed) -> dict[str, dict[str, str]]:
    return taggable(site_aws)


@pytest.fixture(scope="module")
def authorized(local_site: Playbook, site_aws: EmbeddedAws, tagged: dict[str, Any]) -> Run:
    """The site with both switches on, where somebody else has a statement in the catalog's policy already."""
    theirs = {"Version": "2012-10-17", "Statement": [THEIRS]}
    site_aws.client("glue").put_resource_policy(PolicyInJson=json.dumps(theirs))
    return local_site.run("site", "--tags", "glue", *AUTHORIZATION).succeeded()


@pytest.fixture(scope="module")
def granted(site_aws: EmbeddedAws, authorized: Run) -> dict[str, list[Any]]:
    return {"sids": sids(site_aws), "permissions": permissions(site_aws)}


@pytest.fixture(scope="module")
def unchanged(local_site: Playbook, granted: dict[str, Any]) -> Run:
    return local_site.run("site", "--tags", "glue", "--check", *AUTHORIZATION).succeeded()


@pytest.fixture(scope="module")
def drilled(
    local_site: Playbook, site_aws: EmbeddedAws, unchanged: Run, tmp_path_factory: pytest.TempPathFactory
) -> Drilled:
    return drill(site_aws, local_site, tmp_path_factory.mktemp("drill"), *AUTHORIZATION)


@pytest.fixture(scope="module")
def destroyed(local_site: Playbook, drilled: Drilled) -> Run:
    return local_site.run("destroy", "-e", "confirm_destroy=local", *AUTHORIZATION).succeeded()


@pytest.fixture(scope="module")
def left(site_aws: EmbeddedAws, destroyed: Run) -> dict[str, list[str]]:
    return remains(site_aws)


@pytest.fixture(scope="module")
def purged(local_site: Playbook, left: dict[str, Any]) -> Run:
    words = ("-e", "confirm_destroy=local", "-e", f"confirm_purge_backups={BACKUPS}")
    return local_site.run("destroy", *words).succeeded()


@dataclass(frozen=True)
class Alarmed:
    """What a test of the alarms came to, one row for each."""

    run: Run
    rows: list[dict[str, Any]]


def sids(aws: EmbeddedAws) -> list[str]:
    policy = aws.client("glue").get_resource_policy()["PolicyInJson"]
    return [statement["Sid"] for statement in json.loads(policy)["Statement"]]


def permissions(aws: EmbeddedAws) -> list[tuple[str, list[str]]]:
    """What the crawler's role is granted in Lake Formation, by the kind of resource."""
    found = aws.client("lakeformation").list_permissions()["PrincipalResourcePermissions"]
    role = "arn:aws:iam::000000000000:role/DataCatalogStack-GlueCrawlerRole"
    assert {entry["Principal"]["DataLakePrincipalIdentifier"] for entry in found} <= {role}
    return sorted((next(iter(entry["Resource"])), sorted(entry["Permissions"])) for entry in found)


def test_a_plan_changes_nothing(before: dict[str, list[str]], planned: dict[str, list[str]]) -> None:
    assert planned == before


def test_a_plan_on_an_empty_account_names_exactly_what_the_run_changes(plan: Run, build: Run) -> None:
    assert plan.changed == build.changed
    expected = {"networking", "security", "iam", "database", "rotation", "glue", "lambda", "backup", "monitoring"}
    assert {role for role, _ in build.changed} == expected


def test_a_new_site_is_healthy(healthy: Run) -> None:
    healthy.succeeded()
    assert "All is well." in healthy.output


def test_every_alarm_fires_by_what_it_is_for_and_recovers(site_aws: EmbeddedAws, alarmed: Alarmed) -> None:
    """Failed crawls, lost permissions, dropped tables, old backups; told to the topic of the alarm, and to no other."""
    assert {row["alarm"]: row for row in alarmed.rows if not row["ok"]} == {}, alarmed.run.output[-6000:]
    alarmed.run.succeeded()
    alarms = site_aws.client("cloudwatch").describe_alarms(AlarmNamePrefix="DataCatalog-")["MetricAlarms"]
    topics = {alarm["AlarmName"]: alarm["AlarmActions"][0].rpartition(":")[2] for alarm in alarms}
    assert {row["alarm"]: row["topic"] for row in alarmed.rows} == topics
    assert len(topics) >= 22
    assert site_aws.client("sns").list_subscriptions()["Subscriptions"] == []


def test_a_second_run_changes_nothing(again: Run) -> None:
    assert again.changed == {}


def test_a_second_run_leaves_the_rotation_on(site_aws: EmbeddedAws, rotated: str, again: Run) -> None:
    assert rotated == "glue_crawler_clone"
    assert again.changed == {}
    shown = site_aws.client("secretsmanager").describe_secret(SecretId=CRAWLER_SECRET)
    assert shown["RotationEnabled"] and shown["RotationRules"] == {"AutomaticallyAfterDays": 90}


def test_a_secret_is_never_printed(site_aws: EmbeddedAws, build: Run, again: Run) -> None:
    client = site_aws.client("secretsmanager")
    for name in (CRAWLER_SECRET, "aurora-master-local"):
        password = client.get_secret_value(SecretId=name)["SecretString"].split('"password": "')[1].split('"')[0]
        assert len(password) == 32
        assert password not in build.output
        assert password not in again.output


def test_a_change_in_the_database_is_in_the_catalog(noticed: Noticed) -> None:
    """Trigger, aws_lambda.invoke, the function under its own role, StartCrawler, a real crawl."""
    columns = noticed.created["StorageDescriptor"]["Columns"]
    assert [(column["Name"], column["Type"]) for column in columns] == [("id", "bigint"), ("note", "string")]
    assert noticed.created["Parameters"]["UPDATED_BY_CRAWLER"] == "genai-demo-aurora-auto-discovery"
    assert noticed.dropped["Parameters"]["DEPRECATED_BY_CRAWLER"].isdecimal()
    assert 1 <= noticed.crawls_of_a_migration <= 2


def test_a_change_whose_call_of_the_function_failed_is_found_by_a_sweep(noticed: Noticed) -> None:
    assert [column["Name"] for column in noticed.lost["StorageDescriptor"]["Columns"]] == ["id"]


def test_a_crawl_that_changed_something_is_backed_up(site_aws: EmbeddedAws, noticed: Noticed) -> None:
    """By the rule, the function and its role, after the crawl itself: nobody called it."""

    def backed_up() -> bool:
        listed = site_aws.client("s3").list_objects_v2(Bucket=BACKUPS, Prefix="glue-catalog/").get("Contents", [])
        return any(item["Key"].endswith("/manifest.json") for item in listed)

    until(backed_up)


def test_what_the_function_cannot_do_says_why_in_the_dead_letter_queue(noticed: Noticed) -> None:
    assert noticed.unknown["decision"] == "unknown"
    assert "AccessDeniedException" in noticed.refused and "Run the role iam again" in noticed.refused
    assert "DELAY_SECONDS must be a whole number from 0 to 900" in noticed.malformed


def test_a_redrive_shows_and_then_replays_what_is_in_the_queue(noticed: Noticed) -> None:
    assert noticed.shown.changed == noticed.redriven.changed != {}
    shown, redriven = counted(noticed.shown), counted(noticed.redriven)
    assert shown[0] > 0 and shown[1] == 0
    assert redriven[0] > 0 and redriven[1] == redriven[0]
    assert noticed.letters_left == 0


def test_the_triggers_go_before_an_upgrade_and_nothing_misses_them(noticed: Noticed) -> None:
    assert (noticed.removed.changed.total(), noticed.triggers_left) == (1, 0)
    assert noticed.without_triggers["found"] == 0 and noticed.without_triggers["decision"] != "dead letter"


def counted(run: Run) -> tuple[int, int]:
    """How many letters there were, which is for the crawler's own events to say, and how many were replayed."""
    found = re.search(r"(\d+) in the queue, (\d+) replayed", " ".join(run.output.split()))
    assert found, run.output[-3000:]
    return int(found[1]), int(found[2])


def test_everything_that_can_carry_tags_carries_them(tagged: dict[str, dict[str, str]]) -> None:
    assert len(tagged) >= 25, sorted(tagged)
    wrong = {name: sorted(set(TAGS.items()) - set(tags.items())) for name, tags in tagged.items()}
    assert {name: missing for name, missing in wrong.items() if missing} == {}


def test_the_site_leaves_the_settings_of_the_account_alone_unless_told_otherwise(authorized: Run, build: Run) -> None:
    """Before the switches were on there was somebody else's statement only, and no grant at all."""
    ours = {task for role, task in authorized.changed if role == "glue"}
    assert len(ours) == 2
    assert {task.partition(" | ")[0] for task in ours} == {"authorization"}
    assert ours.isdisjoint(task for _, task in build.changed)


def test_those_who_may_use_the_catalog_are_added_to_others(granted: dict[str, list[Any]], unchanged: Run) -> None:
    assert granted == {
        "sids": ["SomebodyElse", "GenAiDemoAccountReads"],
        "permissions": [
            ("Database", ["CREATE_TABLE", "DESCRIBE"]),
            ("Table", ["ALTER", "DESCRIBE", "DROP", "INSERT"]),
        ],
    }
    assert unchanged.changed == {}


def test_a_drill_loses_everything_and_brings_it_back(drilled: Drilled) -> None:
    """The rows are in no sample: the snapshot alone has them."""
    assert drilled.rows == ["first", "second"]
    before, after = drilled.network
    assert len(before) == len(after) == 6 and before.isdisjoint(after)
    report = drilled.report
    assert (report["passed"], report["differences"], report["stopped"]) == (True, [], "")
    compared = report["compared"]
    assert compared["tables_of_the_catalog"] >= 40 and compared["rows_of_the_database"] > 9000
    assert compared["alarms"] > 10 and (compared["secrets"], compared["functions"]) == (2, 3)


def test_a_drill_is_timed(drilled: Drilled) -> None:
    steps = {name: step["outcome"] for name, step in drilled.report["steps"].items()}
    assert steps == dict.fromkeys(("network", "database", "stack", "catalog", "crawler", "discovery"), "done")
    assert drilled.report["rto"]["met"] and drilled.report["rpo"]["met"]
    times = [step["seconds"] for step in drilled.report["steps"].values()]
    assert all(seconds > 0 for seconds in times) and drilled.report["rto"]["seconds"] >= sum(times) - 1
    assert drilled.log["finished"] and drilled.log["steps"] == drilled.report["steps"]
    assert "nothing differs from before" in drilled.page and "http" not in drilled.page


def test_a_recovery_takes_no_other_snapshot_than_the_one_that_is_named(drilled: Drilled) -> None:
    assert drilled.missing.returncode != 0
    assert NO_SNAPSHOT in drilled.missing.output and drilled.missing.changed == {}


def test_a_crawl_is_undone_on_the_recovered_site(drilled: Drilled) -> None:
    """That there was one shows that the triggers came back as well."""
    name = f"genai_demo_public_{UNDONE}"
    assert (drilled.shown["done"], drilled.undone["done"]) == (False, True)
    assert drilled.shown["plan"] == drilled.undone["plan"]
    assert drilled.shown["plan"]["remove"] == [f"genai_demo_catalog.{name}"]
    assert name not in drilled.tables and "genai_demo_public_customers" in drilled.tables


def test_a_destroy_takes_away_its_own_statements_and_grants_only(site_aws: EmbeddedAws, destroyed: Run) -> None:
    assert sids(site_aws) == ["SomebodyElse"]
    assert permissions(site_aws) == []
    site_aws.client("glue").delete_resource_policy()


def test_a_destroy_leaves_nothing_behind_but_the_snapshots_and_their_key(
    before: dict[str, list[str]], left: dict[str, list[str]]
) -> None:
    assert {kind: names for kind, names in left.items() if names != before[kind]}.keys() == {"buckets", "keys"}
    assert left["buckets"] == [*before["buckets"], BACKUPS]
    assert len(left["keys"]) == len(before["keys"]) + 1


def test_a_second_destroy_takes_the_snapshots_when_their_bucket_is_named_and_nothing_else(
    site_aws: EmbeddedAws, before: dict[str, list[str]], purged: Run
) -> None:
    assert list(purged.changed.items()) == [
        (("backup", "absent | Remove the bucket"), 1),
        (("security", "absent | Schedule the deletion of the key"), 1),
    ]
    assert remains(site_aws) == before


def test_a_destroy_needs_a_second_word(local_site: Playbook) -> None:
    run = local_site.run("destroy")
    assert run.returncode != 0
    assert "confirm_destroy=local" in run.output
    assert run.changed == {}
