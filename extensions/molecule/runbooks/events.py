# SPDX-License-Identifier: GPL-3.0-or-later
"""Each event that has a runbook: how it comes about, and how it is seen that it is over. All by AWS's own API."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError

CRAWLER = "genai-demo-aurora-auto-discovery"
CRAWLER_ROLE = "DataCatalogStack-GlueCrawlerRole"
DATABASE = "genai_demo_catalog"
CLUSTER = "genai-demo-aurora"
SECRET = "aurora-credentials-local"
TABLE = "genai_demo_public_customers"
BACKUP_FUNCTION = "DataCatalogStack-BackupCatalogFunction"
BUCKET = "genai-demo-backup-local"
ELSEWHERE = "ap-southeast-1"


# How it was before it was broken.
remembered: dict[str, Any] = {}


@dataclass(frozen=True)
class Event:
    page: str
    cause: Callable[[], None]
    mended: Callable[[], None]


def until(what: str, look: Callable[[], Any], seconds: float = 180) -> Any:
    """What it looks for, as soon as it is there. The bound is for a machine that is busy."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


def finished_crawl(after: Any = None) -> dict[str, Any] | None:
    crawler = boto3.client("glue").get_crawler(Name=CRAWLER)["Crawler"]
    last = crawler.get("LastCrawl") or {}
    return last if crawler["State"] == "READY" and last.get("StartTime") not in (None, after) else None


def crawl(words: str) -> None:
    """Let the crawler run: it has to end with these words, or well where there are none."""
    glue = boto3.client("glue")
    before = until("the crawler is ready", finished_crawl)["StartTime"]
    # The database tells of changes: the function may be first.
    with contextlib.suppress(glue.exceptions.CrawlerRunningException):
        glue.start_crawler(Name=CRAWLER)
    last = until("the crawl ends", lambda: finished_crawl(before))
    assert last["Status"] == ("FAILED" if words else "SUCCEEDED"), last
    assert words in last.get("ErrorMessage", ""), last


def crawls_again() -> None:
    last = until("the crawler is ready", finished_crawl)
    assert last["Status"] == "SUCCEEDED", last


def tables(region: str | None = None) -> dict[str, list[tuple[str, str]]]:
    """Their columns by their names, without those that the crawler says are gone."""
    pages = boto3.client("glue", region_name=region).get_paginator("get_tables").paginate(DatabaseName=DATABASE)
    return {
        table["Name"]: [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]
        for page in pages
        for table in page["TableList"]
        if "DEPRECATED_BY_CRAWLER" not in table["Parameters"]
    }


def sql(statement: str) -> None:
    cluster = boto3.client("rds").describe_db_clusters(DBClusterIdentifier=CLUSTER)["DBClusters"][0]
    boto3.client("rds-data").execute_statement(
        resourceArn=cluster["DBClusterArn"], secretArn="aurora-master-local", database="genai_demo", sql=statement
    )


# The crawler fails: somebody changed who may assume its role.


def forget_glue_in_trust() -> None:
    trust = boto3.client("iam").get_role(RoleName=CRAWLER_ROLE)["Role"]["AssumeRolePolicyDocument"]
    remembered["trust"] = trust
    stranger = [statement | {"Principal": {"Service": "ec2.amazonaws.com"}} for statement in trust["Statement"]]
    boto3.client("iam").update_assume_role_policy(
        RoleName=CRAWLER_ROLE, PolicyDocument=json.dumps(trust | {"Statement": stranger})
    )
    crawl("Service is unable to assume provided role")
    until("the alarm fires", alarm_of_failure)


def alarm_of_failure() -> bool:
    alarms = boto3.client("cloudwatch").describe_alarms(AlarmNames=["DataCatalog-CrawlerExecutionFailure"])
    return alarms["MetricAlarms"][0]["StateValue"] == "ALARM"


def trusts_glue() -> None:
    role = boto3.client("iam").get_role(RoleName=CRAWLER_ROLE)["Role"]
    assert role["AssumeRolePolicyDocument"] == remembered["trust"], role
    crawls_again()


# The connection is refused: the cluster was stopped, and the rule that lets Glue in was taken away.


def aurora_group() -> dict[str, Any]:
    groups = boto3.client("ec2").describe_security_groups(Filters=[{"Name": "group-name", "Values": [CLUSTER]}])
    return groups["SecurityGroups"][0]


def close_database() -> None:
    boto3.client("rds").stop_db_cluster(DBClusterIdentifier=CLUSTER)
    until("the cluster is stopped", lambda: cluster_status() == "stopped")
    crawl(" refused. Check that the hostname and port are correct")
    group = aurora_group()
    remembered["rules"] = group["IpPermissions"]
    boto3.client("ec2").revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])


def cluster_status() -> str:
    return boto3.client("rds").describe_db_clusters(DBClusterIdentifier=CLUSTER)["DBClusters"][0]["Status"]


def database_is_open() -> None:
    assert cluster_status() == "available"
    assert aurora_group()["IpPermissions"] == remembered["rules"], aurora_group()
    crawls_again()


# A table is missing: somebody deleted it in the catalog, and the crawler may no longer read it.


def lose_table() -> None:
    remembered["tables"] = tables()
    sql("REVOKE SELECT ON public.customers FROM glue_crawler, glue_crawler_clone")
    # A crawl that read the table before that may still be on its way; after this one none is.
    crawl("")
    boto3.client("glue").delete_table(DatabaseName=DATABASE, Name=TABLE)
    crawl("")
    assert TABLE not in tables()


def tables_are_back() -> None:
    assert tables() == remembered["tables"]


# The secret was changed by hand: its password is not the database's.


def change_secret_by_hand() -> None:
    secrets = boto3.client("secretsmanager")
    secret = secrets.get_secret_value(SecretId=SECRET)
    remembered["secret"] = secret["SecretString"]
    login = json.loads(secret["SecretString"]) | {"password": "chosen by hand and told to nobody"}
    secrets.put_secret_value(SecretId=SECRET, SecretString=json.dumps(login))
    crawl(f'password authentication failed for user "{login["username"]}"')


def secret_logs_in() -> None:
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=SECRET)
    # Not compared by assert, which would show it.
    if secret["SecretString"] != remembered["secret"]:
        raise AssertionError("AWSCURRENT is not what it was before")
    crawls_again()


# The catalog is deleted by mistake.


def delete_catalog() -> None:
    remembered["tables"] = tables()
    back_up()
    now = datetime.now(UTC)
    # CloudTrail's times have no fractions: the deletion has to come in a later second than the snapshot.
    until("the next second", lambda: datetime.now(UTC).replace(microsecond=0) > now)
    boto3.client("glue").delete_database(Name=DATABASE)
    crawl(f"Database {DATABASE} not found")


def back_up() -> None:
    """As its schedule does. It may be busy with what a crawl asked it for."""
    client = boto3.client("lambda")

    def invoke() -> dict[str, Any] | None:
        with contextlib.suppress(client.exceptions.TooManyRequestsException):
            return client.invoke(FunctionName=BACKUP_FUNCTION, Payload=b"{}")
        return None

    answer = until("the backup function is free", invoke)
    said = json.loads(answer["Payload"].read())
    assert said["outcome"] == "written", said


# The region is lost, with its catalog and its backups. Their copies elsewhere are there:
# tests of the role backup let S3 make such copies, here they are made as S3 would.


def lose_region() -> None:
    remembered["tables"] = tables()
    back_up()
    here, there = boto3.client("s3"), boto3.client("s3", region_name=ELSEWHERE)
    copies = f"{BUCKET}-{ELSEWHERE}"
    there.create_bucket(Bucket=copies, CreateBucketConfiguration={"LocationConstraint": ELSEWHERE})
    for page in here.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for entry in page["Contents"]:
            there.copy_object(Bucket=copies, Key=entry["Key"], CopySource={"Bucket": BUCKET, "Key": entry["Key"]})
            here.delete_object(Bucket=BUCKET, Key=entry["Key"])
    glue = boto3.client("glue")
    glue.delete_crawler(Name=CRAWLER)
    glue.delete_database(Name=DATABASE)
    try:
        tables(ELSEWHERE)
    except ClientError as error:
        assert error.response["Error"]["Code"] == "EntityNotFoundException", error
    else:
        raise AssertionError(f"There is a catalog in {ELSEWHERE} already.")


def catalog_is_elsewhere() -> None:
    assert tables(ELSEWHERE) == remembered["tables"]


# The last one does not end as it began: the site is in a region that is lost.
EVENTS = (
    Event("crawler-fails", forget_glue_in_trust, trusts_glue),
    Event("connection-refused", close_database, database_is_open),
    Event("table-missing", lose_table, tables_are_back),
    Event("secret-rotated-badly", change_secret_by_hand, secret_logs_in),
    Event("catalog-deleted", delete_catalog, tables_are_back),
    Event("region-lost", lose_region, catalog_is_elsewhere),
)
