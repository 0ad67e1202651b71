# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that Glue applies to security groups, routes and endpoints."""

from __future__ import annotations

from typing import Any

import pytest

from local_aws.glue.crawl import network
from local_aws.glue.crawl.jdbc_url import JdbcUrl
from local_aws.glue.crawl.jdbc_url import UnsupportedUrl
from local_aws.glue.crawl.jdbc_url import parse_jdbc_url
from local_aws.glue.crawl.network import NO_EGRESS
from local_aws.glue.crawl.network import NO_INGRESS
from local_aws.glue.crawl.reachability import cluster_at
from local_aws.glue.crawl.reachability import reachable
from local_aws.glue.crawl.vpc import Network

GLUE, DATABASE = "sg-glue", "sg-database"


def tcp(first: int, last: int, *, group: str = "", cidr: str = "") -> dict[str, Any]:
    return rule("tcp", group, cidr) | {"FromPort": first, "ToPort": last}


def rule(protocol: str, group: str = "", cidr: str = "") -> dict[str, Any]:
    return {
        "IpProtocol": protocol,
        "UserIdGroupPairs": [{"GroupId": group}] if group else [],
        "IpRanges": [{"CidrIp": cidr}] if cidr else [],
    }


def group(*ingress: dict[str, Any], egress: list[dict[str, Any]] | None = None, name: str = GLUE) -> dict[str, Any]:
    everything = [rule("-1", cidr="0.0.0.0/0")]
    return {
        "GroupId": name,
        "VpcId": "vpc-1",
        "IpPermissions": list(ingress),
        "IpPermissionsEgress": everything if egress is None else egress,
    }


@pytest.mark.parametrize(
    ("ingress", "fine"),
    [
        ([tcp(0, 65535, group=GLUE)], True),
        ([rule("-1", group=GLUE)], True),
        ([tcp(22, 22, cidr="0.0.0.0/0"), tcp(0, 65535, group=GLUE)], True),
        ([], False),
        ([tcp(5432, 5432, group=GLUE)], False),
        ([tcp(1, 65535, group=GLUE)], False),
        ([tcp(0, 65535, group="sg-other")], False),
        ([tcp(0, 65535, cidr="10.0.0.0/16")], False),
        ([tcp(0, 65535, cidr="0.0.0.0/0")], False),
        ([rule("udp", group=GLUE) | {"FromPort": 0, "ToPort": 65535}], False),
    ],
)
def test_one_group_has_to_let_itself_in_on_all_ports(ingress: list[dict[str, Any]], fine: bool) -> None:
    assert network.group_complaints([group(*ingress)]) == ([] if fine else [NO_INGRESS])


@pytest.mark.parametrize(
    ("egress", "fine"),
    [
        ([rule("-1", cidr="0.0.0.0/0")], True),
        ([tcp(0, 65535, group=GLUE)], True),
        ([tcp(0, 65535, cidr="0.0.0.0/0")], True),
        ([], False),
        ([tcp(5432, 5432, cidr="0.0.0.0/0"), tcp(443, 443, cidr="0.0.0.0/0")], False),
        ([tcp(0, 65535, group="sg-other")], False),
        ([tcp(0, 65535, cidr="10.0.0.0/16")], False),
    ],
)
def test_one_group_has_to_open_all_ports_outwards(egress: list[dict[str, Any]], fine: bool) -> None:
    given = group(tcp(0, 65535, group=GLUE), egress=egress)
    assert network.group_complaints([given]) == ([] if fine else [NO_EGRESS])


def test_two_groups_may_share_the_two_tasks() -> None:
    inward = group(tcp(0, 65535, group=GLUE), egress=[])
    outward = group(name="sg-out")
    assert network.group_complaints([inward, outward]) == []
    assert network.group_complaints([]) == [NO_INGRESS, NO_EGRESS]


def table(*routes: dict[str, Any], subnet: str = "", main: bool = False) -> dict[str, Any]:
    association = {"Main": main, **({"SubnetId": subnet} if subnet else {})}
    return {"RouteTableId": "rtb-1", "Associations": [association], "Routes": list(routes)}


def test_a_subnet_without_a_table_of_its_own_uses_the_main_one() -> None:
    main, own = table(main=True), table(subnet="subnet-1")
    assert network.route_table_of("subnet-1", [main, own]) is own
    assert network.route_table_of("subnet-2", [main, own]) is main
    assert network.route_table_of("subnet-2", [own]) is None


@pytest.mark.parametrize(
    ("route", "out"),
    [
        ({"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "active"}, True),
        ({"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "blackhole"}, False),
        ({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}, False),
        ({"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}, False),
        ({"DestinationCidrBlock": "192.168.0.0/16", "NatGatewayId": "nat-1", "State": "active"}, False),
    ],
)
def test_the_way_out_of_a_private_subnet(route: dict[str, Any], out: bool) -> None:
    assert network.has_way_out(table(route)) is out


@pytest.mark.parametrize(
    ("changed", "there"),
    [
        ({}, True),
        ({"RouteTableIds": ["rtb-other"]}, False),
        ({"ServiceName": "com.amazonaws.ap-northeast-1.dynamodb"}, False),
        ({"ServiceName": "com.amazonaws.eu-west-1.s3"}, False),
        ({"VpcEndpointType": "Interface"}, False),
        ({"State": "deleting"}, False),
    ],
)
def test_the_endpoint_of_s3(changed: dict[str, Any], there: bool) -> None:
    endpoint = {
        "VpcEndpointType": "Gateway",
        "ServiceName": "com.amazonaws.ap-northeast-1.s3",
        "RouteTableIds": ["rtb-1"],
        "State": "available",
        **changed,
    }
    assert network.has_s3_endpoint(table(), [endpoint], "ap-northeast-1") is there


def standing(egress: list[dict[str, Any]] | None = None) -> Network:
    subnet = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"}
    return Network(subnet, [group(egress=egress)], True, [])


@pytest.mark.parametrize(
    ("ingress", "let_in"),
    [
        ([tcp(5432, 5432, group=GLUE)], True),
        ([tcp(5000, 6000, group=GLUE)], True),
        ([rule("-1", group=GLUE)], True),
        ([tcp(5432, 5432, cidr="10.0.0.0/16")], True),
        ([tcp(5432, 5432, cidr="10.0.2.0/24")], False),
        ([tcp(5432, 5432, group="sg-other")], False),
        ([tcp(3306, 3306, group=GLUE)], False),
        ([], False),
    ],
)
def test_the_database_has_to_let_the_crawl_in(ingress: list[dict[str, Any]], let_in: bool) -> None:
    assert reachable(group(*ingress, name=DATABASE), 5432, standing()) is let_in


def test_the_crawl_has_to_be_let_out_to_the_database() -> None:
    guard = group(tcp(5432, 5432, group=GLUE), name=DATABASE)
    assert reachable(guard, 5432, standing([tcp(5432, 5432, group=DATABASE)]))
    assert not reachable(guard, 5432, standing([tcp(443, 443, cidr="0.0.0.0/0")]))


def test_a_group_of_another_vpc_knows_nobody_here() -> None:
    guard = group(tcp(5432, 5432, group=GLUE), name=DATABASE) | {"VpcId": "vpc-2"}
    assert not reachable(guard, 5432, standing())


def test_the_cluster_that_a_url_names() -> None:
    one = {"Endpoint": "localhost", "Port": 5432}
    two = {"Endpoint": "localhost", "ReaderEndpoint": "reader", "Port": 5433}
    assert cluster_at(JdbcUrl("localhost", 5433, "d"), [one, two]) is two
    assert cluster_at(JdbcUrl("reader", 1, "d"), [one, two]) is two
    assert cluster_at(JdbcUrl("elsewhere", 5432, "d"), [one, two]) is None


@pytest.mark.parametrize(
    ("url", "parsed"),
    [
        ("jdbc:postgresql://host:5433/db", JdbcUrl("host", 5433, "db")),
        ("jdbc:postgresql://a.b.example.com/db", JdbcUrl("a.b.example.com", 5432, "db")),
        ("jdbc:postgresql://host:5432/db?ssl=true", JdbcUrl("host", 5432, "db")),
        ("jdbc:postgresql://[::1]:5432/db", JdbcUrl("::1", 5432, "db")),
    ],
)
def test_jdbc_urls(url: str, parsed: JdbcUrl) -> None:
    assert parse_jdbc_url(url) == parsed


@pytest.mark.parametrize("url", ["", "jdbc:mysql://host:3306/db", "jdbc:postgresql://host:5432", "postgresql://h/db"])
def test_other_urls(url: str) -> None:
    with pytest.raises(UnsupportedUrl):
        parse_jdbc_url(url)
