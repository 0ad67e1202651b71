# SPDX-License-Identifier: GPL-3.0-or-later
"""What passes is tried again with growing pauses; what does not pass is shown in AWS's words, with its mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.modules import no_change
from tests.integration.modules.harness import Aws
from tests.integration.modules.harness import ModuleFailed
from tests.local_aws.glue_crawlers.stage import Stage

PASSING = (
    "ThrottlingException",
    "ConcurrentModificationException",
    "OperationTimeoutException",
    "InternalServiceException",
)
Options = Callable[[Stage], dict[str, Any]]


def database(_stage: Stage) -> dict[str, Any]:
    return {"name": "nothing_to_do", "description": "d", "tags": {"a": "b"}}


def encryption(_stage: Stage) -> dict[str, Any]:
    return {"connection_password_encryption": {"return_encrypted": False}, "encryption_at_rest": {"mode": "DISABLED"}}


def run_of_a_crawler(stage: Stage) -> dict[str, Any]:
    return {**no_change.a_crawler(stage), "poll_interval": 0.1, "wait_timeout": 60}


LIVES: dict[str, tuple[Options, str, list[str]]] = {
    "glue_crawler": (no_change.crawler, "GetCrawler", ["CreateCrawler", "DeleteCrawler"]),
    "glue_connection": (no_change.connection, "GetConnection", ["CreateConnection", "DeleteConnection"]),
    "glue_database": (database, "GetDatabase", ["CreateDatabase", "DeleteDatabase"]),
}


@pytest.mark.parametrize("module", LIVES)
def test_passing_errors_of_a_whole_life_are_tried_again(embedded: Aws, stage: Stage, module: str) -> None:
    options, read, writes = LIVES[module]
    given = options(stage)
    for operation in (read, *writes):
        for code in PASSING:
            embedded.traffic.fail_once(operation, code)
    assert embedded.run(module, **given)["changed"]
    pauses = embedded.traffic.pauses
    assert len(pauses) == 2 * len(PASSING)
    assert len(set(pauses)) > 2, "the pauses are jittered"
    assert embedded.run(module, **given, state="absent")["changed"]
    assert not any(embedded.traffic.faults.values())
    assert not embedded.run(module, **given, state="absent")["changed"]


def test_passing_errors_of_a_crawl_are_tried_again(embedded: Aws, stage: Stage) -> None:
    for operation in ("GetCrawler", "GetTables", "StartCrawler", "ListCrawls"):
        for code in PASSING[:2]:
            embedded.traffic.fail_once(operation, code)
    assert embedded.run("glue_crawler_run", **run_of_a_crawler(stage))["crawl"]["status"] == "SUCCEEDED"
    assert not any(embedded.traffic.faults.values())


def test_passing_errors_of_settings_are_tried_again(embedded: Aws, stage: Stage) -> None:
    for code in PASSING:
        embedded.traffic.fail_once("GetDataCatalogEncryptionSettings", code)
        embedded.traffic.fail_once("PutDataCatalogEncryptionSettings", code)
    key = stage.client("kms").create_key()["KeyMetadata"]["Arn"]
    on = {"encryption_at_rest": {"mode": "SSE-KMS", "kms_key_id": key}}
    assert embedded.run("glue_catalog_encryption", **on)["changed"]
    assert not any(embedded.traffic.faults.values())
    assert embedded.run("glue_catalog_encryption", **encryption(stage))["changed"]


@pytest.mark.parametrize(
    ("module", "options", "operation"),
    [
        ("glue_crawler", no_change.crawler, "CreateCrawler"),
        ("glue_connection", no_change.connection, "CreateConnection"),
        ("glue_database", database, "CreateDatabase"),
        ("glue_crawler_run", run_of_a_crawler, "StartCrawler"),
        ("glue_catalog_encryption", encryption, "GetDataCatalogEncryptionSettings"),
        ("glue_crawler_info", lambda _stage: {}, "GetCrawlers"),
        ("glue_connection_info", lambda _stage: {}, "GetConnections"),
        ("glue_database_info", lambda _stage: {}, "GetDatabases"),
        ("glue_table_info", lambda _stage: {"database_name": "d"}, "GetTables"),
        ("glue_crawl_info", lambda _stage: {"name": "c"}, "ListCrawls"),
    ],
)
def test_error_of_aws_is_shown_with_its_mend(
    embedded: Aws, stage: Stage, module: str, options: Options, operation: str
) -> None:
    message = f"User: arn:aws:iam::1:user/u is not authorized to perform: glue:{operation} on resource: *"
    embedded.traffic.fail_once(operation, "AccessDeniedException", message)
    with pytest.raises(ModuleFailed, match=message.replace("*", r"\*")) as failed:
        embedded.run(module, **options(stage))
    assert failed.value.result["error"]["code"] == "AccessDeniedException"
    assert f"Allow glue:{operation}" in failed.value.result["mend"][0]
    assert embedded.traffic.pauses == []


PROPAGATING = [
    ("InvalidInputException", "Service is unable to assume provided role. Please verify role's TrustPolicy"),
    ("InvalidInputException", "Insufficient Lake Formation permission(s) on s3://b"),
    ("AccessDeniedException", "Insufficient Lake Formation permission(s): Required Create Table on d"),
    ("InvalidInputException", "The SQS queue q does not exist or the role provided does not have access to it"),
    ("InvalidInputException", "Error trying to retrieve security config"),
    ("AlreadyExistsException", "Tags created previously on a crawler of the same name are in deleting state."),
]


def test_creation_waits_for_what_aws_does_not_know_yet(embedded: Aws, stage: Stage) -> None:
    for code, message in PROPAGATING:
        embedded.traffic.fail_once("CreateCrawler", code, message)
    options = no_change.crawler(stage)
    assert embedded.run("glue_crawler", **options)["changed"]
    assert embedded.traffic.operations.count("CreateCrawler") == len(PROPAGATING) + 1
    assert embedded.run("glue_crawler", **options, state="absent")["changed"]


@pytest.mark.parametrize(("code", "message"), PROPAGATING)
def test_wait_ends_at_its_bound_with_the_last_error(embedded: Aws, stage: Stage, code: str, message: str) -> None:
    embedded.traffic.fail_once("CreateCrawler", code, message, times=50)
    with pytest.raises(ModuleFailed, match=r"tried again for 15 seconds") as failed:
        embedded.run("glue_crawler", **no_change.crawler(stage), propagation_timeout=15)
    assert message.rstrip(".") in failed.value.result["msg"]
    assert sum(embedded.traffic.pauses) == pytest.approx(15)
    embedded.traffic.faults.clear()
