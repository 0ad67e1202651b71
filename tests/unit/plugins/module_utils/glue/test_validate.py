# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before any call, and what is warned about."""

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._aws.errors import InvalidOption
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.validate import check_configuration
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.validate import check_options
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.validate import check_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.validate import check_targets

JDBC = {"ConnectionName": "c", "Path": "genai_demo/public/%"}


def jdbc(**changes: object) -> dict:
    return {"JdbcTargets": [{**JDBC, **changes}]}


@pytest.mark.parametrize(
    ("path", "exclusion", "mend"),
    [
        ("genai_demo/public/%", "tmp_%", "write 'tmp_*'"),
        ("genai_demo/public/%", "genai_demo/public/tmp_%", "write 'tmp_*'"),
        ("genai_demo/public/%", "genai_demo/flyway_schema_history", "write 'flyway_schema_history'"),
        ("genai_demo/public/%", "genai_demo/information_schema/%", "leave it out"),
        ("genai_demo/%", "genai_demo/flyway_schema_history", "write '*/flyway_schema_history'"),
        ("genai_demo/%", "genai_demo/information_schema/%", "write 'information_schema/*'"),
        ("genai_demo/%", "GENAI_DEMO/orders", "A schema of that name is written '[g]enai_demo/...'"),
        ("genai_demo/public/%", "{a,b", "is not a valid glob: a '{' is never closed"),
        ("genai_demo/%", "genai_demo/pg_stat_%", "write '*/pg_stat_*'"),
    ],
)
def test_exclusion_that_excludes_nothing_is_refused_with_the_glob_that_was_meant(
    path: str, exclusion: str, mend: str
) -> None:
    with pytest.raises(InvalidOption) as refused:
        list(check_targets(jdbc(Path=path, Exclusions=[exclusion])))
    assert repr(exclusion) in str(refused.value)
    assert mend in str(refused.value)


@pytest.mark.parametrize("exclusion", ["tmp_*", "genai_demo", "{a,b}_*"])
def test_exclusion_that_can_exclude_passes(exclusion: str) -> None:
    assert list(check_targets(jdbc(Exclusions=[exclusion]))) == []


@pytest.mark.parametrize(
    ("path", "exclusion", "warning"),
    [
        ("genai_demo/public/%", "*/tmp_*", "never matches"),
        ("genai_demo/public/%", "[g]enai_demo/*", "never matches"),
        ("genai_demo/public/%", "*", "excludes every table"),
        ("genai_demo/public/%", "**tmp_*", "also matches names that have something before"),
        ("genai_demo/%", "tmp_*", "(That is so for databases with schemas"),
    ],
)
def test_exclusion_that_may_not_do_what_it_should_is_warned_about(path: str, exclusion: str, warning: str) -> None:
    assert warning in list(check_targets(jdbc(Path=path, Exclusions=[exclusion])))[-1]


@pytest.mark.parametrize(
    ("targets", "complaint"),
    [
        (jdbc(ConnectionName=""), "connection_name: must not be empty"),
        (jdbc(Path="%/public/%"), "must start with the database's name"),
        (jdbc(Path="genai_demo"), "has no table"),
        ({"S3Targets": [{"Path": "s3://a", "SampleSize": 250}]}, "250 is given, 1 to 249"),
        ({"DynamoDBTargets": [{"Path": "t", "scanRate": 2.0}]}, "2.0 is given, 0.1 to 1.5"),
        ({"HudiTargets": [{"Paths": ["a"], "MaximumTraversalDepth": 21}]}, "hudi_targets.maximum_traversal_depth: 21"),
    ],
)
def test_target_that_cannot_be_is_refused(targets: dict, complaint: str) -> None:
    with pytest.raises(InvalidOption, match=complaint):
        list(check_targets(targets))


@pytest.mark.parametrize(
    ("path", "warning"),
    [("genai_demo/%", "reads every schema"), ("genai_demo/public/ord%", "does not document")],
)
def test_doubtful_path_is_warned_about(path: str, warning: str) -> None:
    assert warning in next(iter(check_targets(jdbc(Path=path))))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"Version": 1.0, "PostgreSQL": {"SampleSize": 1000}}', "'PostgreSQL' is not allowed"),
        ('{"CrawlerOutputs": {}}', "Did you mean CrawlerOutput"),
        ('{"CrawlerOutput": {"Tables": {"TableTreshold": 5}}}', "Did you mean TableThreshold"),
        ('{"CrawlerOutput": {"Tables": {"TableThreshold": "5"}}}', "not a whole number"),
        ('{"CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "MergeColumns"}}}', "Did you mean MergeNewColumns"),
        ('{"Version": 2}', "Allowed is 1.0"),
        ("[]", "is not a map"),
        ("{", "is not a map"),
    ],
)
def test_configuration_that_aws_does_not_document_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(InvalidOption, match=complaint):
        list(check_configuration(text, {"JdbcTargets"}))


def test_settings_for_s3_are_warned_about_on_jdbc_only() -> None:
    text = '{"Version": 1.0, "CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "MergeNewColumns"}}}'
    assert list(check_configuration(text, {"S3Targets"})) == []
    assert "has no effect on JDBC" in next(iter(check_configuration(text, {"JdbcTargets"})))


def params(**changes: object) -> dict:
    unset = dict.fromkeys(
        (
            "description",
            "table_prefix",
            "security_configuration",
            "schedule_state",
            "configuration",
            "targets",
            "schema_change_policy",
            "recrawl_policy",
        )
    )
    return {**unset, "name": "c", "wait_timeout": 1800, "propagation_timeout": 120, **changes}


def settings(**changes: object) -> dict:
    return {"Role": "R", "DatabaseName": "d", "Targets": jdbc(), **changes}


LOGGED = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}
S3 = {"S3Targets": [{"Path": "s3://a"}]}
CATALOG = {"CatalogTargets": [{"DatabaseName": "d", "Tables": ["t"]}]}


@pytest.mark.parametrize(
    ("changed_params", "changed_settings", "complaint"),
    [
        ({}, {"Role": None}, "To create a crawler, role must be set"),
        ({}, {"Targets": {}}, "targets must be set"),
        ({}, {"DatabaseName": ""}, "database_name: must be set"),
        ({}, {"Targets": {**CATALOG, **S3}}, "cannot be mixed"),
        ({}, {"Targets": CATALOG, "SchemaChangePolicy": {"DeleteBehavior": "DEPRECATE_IN_DATABASE"}}, "must be LOG"),
        ({}, {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}}, "for s3_targets only"),
        (
            {},
            {"Targets": S3, "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}},
            "update_behavior LOG and delete_behavior LOG",
        ),
        ({}, {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVENT_MODE"}}, "needs an event_queue_arn"),
        ({"schedule_state": "paused"}, {}, "paused needs a schedule"),
    ],
)
def test_combination_that_aws_refuses_is_refused(changed_params: dict, changed_settings: dict, complaint: str) -> None:
    with pytest.raises(InvalidOption, match=complaint):
        list(check_settings(params(**changed_params), settings(**changed_settings), exists=False))


@pytest.mark.parametrize(
    ("changed_params", "request_", "complaint"),
    [
        ({"name": ""}, {}, "name: 0 characters"),
        ({"table_prefix": "x" * 129}, {}, "table_prefix: 129 characters are given, 0 to 128"),
        ({"wait_timeout": 0}, {}, "wait_timeout: 0 is given, 1 to"),
        ({"propagation_timeout": -1}, {}, "propagation_timeout: -1 is given, 0 to"),
        ({}, {"Schedule": "rate(1 day)"}, "no rate"),
        ({}, {"Targets": {}}, "at least one target"),
        ({}, {"Targets": jdbc(Path="genai_demo")}, "has no table"),
        ({"configuration": '{"Versoin": 1}'}, {}, "Did you mean Version"),
        (
            {
                "schema_change_policy": {"update_behavior": "LOG", "delete_behavior": "LOG"},
                "recrawl_policy": {"recrawl_behavior": "CRAWL_NEW_FOLDERS_ONLY"},
            },
            {"Targets": jdbc(), "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}},
            "for s3_targets only",
        ),
    ],
)
def test_what_the_task_alone_shows_is_refused_before_any_call(
    changed_params: dict, request_: dict, complaint: str
) -> None:
    with pytest.raises(InvalidOption, match=complaint):
        list(check_options(params(**changed_params), request_))


def test_combination_that_aws_takes_passes() -> None:
    for wanted in (
        settings(),
        settings(DatabaseName="", Targets=CATALOG, SchemaChangePolicy=LOGGED),
        settings(Targets=S3, SchemaChangePolicy=LOGGED, RecrawlPolicy={"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}),
    ):
        assert list(check_settings(params(), wanted, exists=False)) == []
