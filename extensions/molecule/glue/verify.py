# SPDX-License-Identifier: GPL-3.0-or-later
"""Database, connection and crawler as AWS keeps them."""

from __future__ import annotations

import json

import boto3

glue = boto3.client("glue")

database = glue.get_database(Name="genai_demo_catalog")["Database"]
assert database["Parameters"]["bounded_contexts"] == "13"
assert "LocationUri" not in database

connection = glue.get_connection(Name="genai-demo-aurora-connection", HidePassword=True)["Connection"]
properties = connection["ConnectionProperties"]
assert properties["JDBC_ENFORCE_SSL"] == "true"
assert properties["SECRET_ID"] == "aurora-credentials-local"
assert not {"USERNAME", "PASSWORD"} & set(properties)
place = connection["PhysicalConnectionRequirements"]
(subnet,) = boto3.client("ec2").describe_subnets(SubnetIds=[place["SubnetId"]])["Subnets"]
assert place["AvailabilityZone"] == subnet["AvailabilityZone"] == "ap-northeast-1a"

crawler = glue.get_crawler(Name="genai-demo-aurora-auto-discovery")["Crawler"]
assert crawler["Schedule"]["ScheduleExpression"] == "cron(0 17 * * ? *)", "02:00 in Tokyo is 17:00 UTC"
(target,) = crawler["Targets"]["JdbcTargets"]
assert target["Path"] == "genai_demo/public/%"
assert not [pattern for pattern in target["Exclusions"] if "%" in pattern or pattern.startswith("genai_demo/")]
assert json.loads(crawler["Configuration"])["Version"] == 1.0
tags = glue.get_tags(ResourceArn="arn:aws:glue:ap-northeast-1:000000000000:crawler/" + crawler["Name"])["Tags"]
assert tags["ManagedBy"] == "Ansible" and tags["Environment"] == "local"
