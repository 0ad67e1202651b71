# SPDX-License-Identifier: GPL-3.0-or-later
"""A network, a role, a database user and a connection in the embedded AWS: what a crawl needs to succeed."""

from __future__ import annotations

import itertools
import json
import time
import uuid
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError
from psycopg import sql

from tests.local_aws.embedded import EmbeddedAws

REGION = "ap-northeast-1"
ZONE = "ap-northeast-1a"
ACCOUNT = "000000000000"
DATABASE = "genai_demo"
CRAWL_SECONDS = 90
_numbers = itertools.count(1)


def unique(prefix: str) -> str:
    return f"{prefix}{next(_numbers)}{uuid.uuid4().hex[:6]}"


def trust(**conditions: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [{**statement, **({"Condition": conditions} if conditions else {})}]}


def allow(actions: list[str], resources: str | list[str] = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


NETWORK_RIGHTS = allow(
    [
        "ec2:DescribeSubnets",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeVpcEndpoints",
        "ec2:DescribeRouteTables",
        "ec2:DescribeVpcAttribute",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:CreateTags",
    ]
)
CATALOG_RIGHTS = allow(
    [
        "glue:GetConnection",
        "glue:GetDatabase",
        "glue:GetTable",
        "glue:GetTables",
        "glue:CreateTable",
        "glue:UpdateTable",
        "glue:DeleteTable",
    ]
)
SECRET_RIGHTS = allow(["secretsmanager:GetSecretValue"])
LOG_RIGHTS = allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])
ALL_RIGHTS = policy(NETWORK_RIGHTS, CATALOG_RIGHTS, SECRET_RIGHTS, LOG_RIGHTS)


@dataclass
class Network:
    """Where the crawls of these tests stand: one subnet with a way out through a NAT gateway."""

    vpc: str
    subnet: str
    group: str


@dataclass
class Stage:
    aws: EmbeddedAws
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.aws.client(service)
        return self._clients[service]

    @property
    def glue(self) -> Any:
        return self.client("glue")

    @property
    def ec2(self) -> Any:
        return self.client("ec2")

    @property
    def port(self) -> int:
        return int(self.aws.environment()["PGPORT"])

    # Network

    @cached_property
    def network(self) -> Network:
        vpc = self.make_vpc()
        subnet = self.make_subnet(vpc)
        table = self.make_route_table(vpc, subnet)
        self.add_nat_route(table, subnet)
        return Network(vpc, subnet, self.make_group(vpc))

    def make_vpc(self, *, hostnames: bool = True) -> str:
        vpc = self.ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
        self.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": hostnames})
        return vpc

    def make_subnet(self, vpc: str, addresses: str = "10.7.1.0/24", zone: str = ZONE) -> str:
        made = self.ec2.create_subnet(VpcId=vpc, CidrBlock=addresses, AvailabilityZone=zone)
        return made["Subnet"]["SubnetId"]

    def make_route_table(self, vpc: str, subnet: str) -> str:
        table = self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        return table

    def add_nat_route(self, table: str, subnet: str) -> None:
        address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        gateway = self.ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
        self.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway)

    def make_group(self, vpc: str, *, itself: bool = True, egress: bool = True) -> str:
        group = self.ec2.create_security_group(VpcId=vpc, GroupName=unique("g"), Description="crawl")["GroupId"]
        if itself:
            self.let_in(group, group, 0, 65535)
        if not egress:
            rule = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            self.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[rule])
        return group

    def let_in(self, group: str, source: str, first: int, last: int) -> None:
        rule = {
            "IpProtocol": "tcp",
            "FromPort": first,
            "ToPort": last,
            "UserIdGroupPairs": [{"GroupId": source, "UserId": ACCOUNT}],
        }
        self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])

    # Role

    @cached_property
    def role(self) -> str:
        return self.make_role()

    def make_role(
        self, rights: dict[str, Any] = ALL_RIGHTS, trusted: dict[str, Any] | None = None, path: str = "/"
    ) -> str:
        name, iam = unique("CrawlRole"), self.client("iam")
        document = json.dumps(trusted or trust())
        iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=document)
        iam.put_role_policy(RoleName=name, PolicyName="crawl", PolicyDocument=json.dumps(rights))
        return name

    # Source

    @cached_property
    def user(self) -> str:
        """A database user that may log in and read what it is granted."""
        name = unique("crawl_user_")
        statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), self.password)
        with self.aws.connect() as connection:
            connection.execute(statement)
        return name

    password = "correct horse"

    @contextmanager
    def schema(self, *statements: str) -> Iterator[str]:
        """A schema with what the statements make in it, readable by the crawl's user."""
        name = unique("src_")
        with self.aws.connect() as connection:
            connection.execute(f"CREATE SCHEMA {name}")
            connection.execute(f"SET search_path TO {name}, public")
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"GRANT USAGE ON SCHEMA {name} TO {self.user}")
            connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO {self.user}")
            yield name
            connection.execute(f"DROP SCHEMA {name} CASCADE")

    def change(self, schema: str, *statements: str) -> None:
        with self.aws.connect() as connection:
            connection.execute(f"SET search_path TO {schema}, public")
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {self.user}")

    def connect(self) -> psycopg.Connection[Any]:
        return self.aws.connect()

    # Catalog

    @cached_property
    def secret(self) -> str:
        return self.make_secret({"username": self.user, "password": self.password})

    def make_secret(self, value: Any, **more: Any) -> str:
        name = unique("crawl-secret-")
        text = value if isinstance(value, str) else json.dumps(value)
        self.client("secretsmanager").create_secret(Name=name, SecretString=text, **more)
        return name

    @cached_property
    def connection(self) -> str:
        return self.make_connection()

    def make_connection(
        self,
        *,
        port: int | None = None,
        database: str = DATABASE,
        properties: dict[str, str] | None = None,
        placed: dict[str, Any] | None = None,
        tls: str = "true",
    ) -> str:
        name = unique("connection-")
        url = f"jdbc:postgresql://localhost:{port or self.port}/{database}"
        login = {"SECRET_ID": self.secret} if properties is None else properties
        given = {
            "Name": name,
            "ConnectionType": "JDBC",
            "ConnectionProperties": {"JDBC_CONNECTION_URL": url, "JDBC_ENFORCE_SSL": tls, **login},
            "PhysicalConnectionRequirements": self.placement() if placed is None else placed,
        }
        if not given["PhysicalConnectionRequirements"]:
            del given["PhysicalConnectionRequirements"]
        self.glue.create_connection(ConnectionInput=given)
        return name

    def placement(self, **changed: Any) -> dict[str, Any]:
        network = self.network
        placed = {"SubnetId": network.subnet, "AvailabilityZone": ZONE, "SecurityGroupIdList": [network.group]}
        return {**placed, **changed}

    def make_database(self) -> str:
        name = unique("catalog_")
        self.glue.create_database(DatabaseInput={"Name": name})
        return name

    def make_crawler(self, path: str = f"{DATABASE}/public/%", **given: Any) -> str:
        """A crawler of one JDBC target; `target` adds to the target, anything else to the call."""
        name = given.pop("Name", None) or unique("crawler-")
        connection = given.pop("connection", None) or self.connection
        target = {"ConnectionName": connection, "Path": path, **given.pop("target", {})}
        call = {"Role": self.role, "Targets": {"JdbcTargets": [target]}, **given}
        if "DatabaseName" not in call:
            call["DatabaseName"] = self.make_database()
        self.glue.create_crawler(Name=name, **call)
        return name

    # Crawls

    def crawl(self, crawler: str) -> dict[str, Any]:
        """Start a crawl and wait for its end; what GetCrawler shows then."""
        self.glue.start_crawler(Name=crawler)
        return self.wait(crawler)

    def wait(self, crawler: str) -> dict[str, Any]:
        def ready() -> dict[str, Any] | None:
            shown = self.glue.get_crawler(Name=crawler)["Crawler"]
            return shown if shown["State"] == "READY" else None

        return until(ready)

    def failure(self, crawler: str) -> str:
        """Crawl, and why it failed."""
        last = self.crawl(crawler)["LastCrawl"]
        assert last["Status"] == "FAILED", last
        return last["ErrorMessage"]

    def succeed(self, crawler: str) -> dict[str, Any]:
        """Crawl, which has to succeed; the entry that ListCrawls has of it."""
        last = self.crawl(crawler)["LastCrawl"]
        assert last["Status"] == "SUCCEEDED", last
        return self.glue.list_crawls(CrawlerName=crawler)["Crawls"][0]

    def tables(self, crawler: str) -> dict[str, Any]:
        """The tables of the crawler's database, by name."""
        database = self.glue.get_crawler(Name=crawler)["Crawler"]["DatabaseName"]
        pages = self.glue.get_paginator("get_tables").paginate(DatabaseName=database)
        return {table["Name"]: table for page in pages for table in page["TableList"]}

    def log_lines(self, crawler: str, group: str = "/aws-glue/crawlers") -> list[str]:
        events = self.client("logs").get_log_events(logGroupName=group, logStreamName=crawler, startFromHead=True)
        return [event["message"] for event in events["events"]]


def refusal(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    """The code and the message of the error that a call is answered with."""
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def until[T](ask: Callable[[], T | None], seconds: float = CRAWL_SECONDS) -> T:
    """Ask until there is an answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.03)
    raise AssertionError(f"nothing came within {seconds} s")
