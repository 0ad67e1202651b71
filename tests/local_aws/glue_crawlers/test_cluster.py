# SPDX-License-Identifier: GPL-3.0-or-later
"""A database that RDS knows lets a crawl in by its security group alone."""

from __future__ import annotations

from tests.local_aws.glue_crawlers.stage import DATABASE
from tests.local_aws.glue_crawlers.stage import Stage

PORT = 5432


def test_the_security_group_of_the_cluster(lone_stage: Stage) -> None:
    stage = lone_stage
    vpc = stage.network.vpc
    guard = stage.make_group(vpc, itself=False)
    crawler = stage.make_crawler(f"{DATABASE}/nowhere/%")
    stage.succeed(crawler)  # RDS knows nothing of the database yet
    subnets = [stage.network.subnet, stage.make_subnet(vpc, "10.7.2.0/24", "ap-northeast-1c")]
    rds = stage.client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="crawl", DBSubnetGroupDescription="d", SubnetIds=subnets)
    rds.create_db_cluster(
        DBClusterIdentifier="crawl",
        Engine="aurora-postgresql",
        MasterUsername="genai_admin",
        MasterUserPassword="a-password-of-the-test",
        DBSubnetGroupName="crawl",
        VpcSecurityGroupIds=[guard],
    )
    assert stage.failure(crawler) == "The connection attempt failed."
    stage.let_in(guard, stage.make_group(vpc), PORT, PORT)
    assert stage.failure(crawler) == "The connection attempt failed."
    stage.let_in(guard, stage.network.group, PORT, PORT)
    stage.succeed(crawler)
