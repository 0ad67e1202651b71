# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that need no server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local_aws.aurora import function_name
from local_aws.aurora import reach
from local_aws.aurora.logs import LogTail

HOME = ("000000000000", "ap-northeast-1")
ARN = "arn:aws:lambda:us-west-2:111122223333:function:my-function"


@pytest.mark.parametrize(
    ("text", "arn"),
    [
        ("my-function", "arn:aws:lambda:ap-northeast-1:000000000000:function:my-function"),
        ("my-function:v1", "arn:aws:lambda:ap-northeast-1:000000000000:function:my-function:v1"),
        ("111122223333:function:my-function", "arn:aws:lambda:ap-northeast-1:111122223333:function:my-function"),
        ("function:my-function", "arn:aws:lambda:ap-northeast-1:000000000000:function:my-function"),
        (ARN, ARN),
        (f"{ARN}:$LATEST", f"{ARN}:$LATEST"),
    ],
)
def test_names_of_functions(text: str, arn: str) -> None:
    assert function_name.parse(text, region=None, qualifier=None, home=HOME).qualified_arn == arn


def test_a_region_and_a_qualifier_may_stand_beside_the_name() -> None:
    found = function_name.parse("my-function", region="us-west-2", qualifier="7", home=HOME)
    assert (found.region, found.qualifier) == ("us-west-2", "7")
    for wrong in ({"region": "eu-west-1", "qualifier": None}, {"region": None, "qualifier": "7"}):
        with pytest.raises(function_name.FunctionNameError, match="conflicts"):
            function_name.parse(f"{ARN}:6", **wrong, home=HOME)


@pytest.mark.parametrize("text", ["", "a b", "arn:aws:sqs:us-west-2:111122223333:q", "x" * 65, "f:1:2:3"])
def test_what_names_no_function(text: str) -> None:
    with pytest.raises(function_name.FunctionNameError):
        function_name.parse(text, region=None, qualifier=None, home=HOME)


OUT = {"GroupId": "sg-1", "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
MUTE: dict[str, Any] = {"GroupId": "sg-2", "IpPermissionsEgress": []}
NAT = {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"}
ENDPOINT = {"VpcId": "vpc-1", "VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.ap-northeast-1.lambda"}


def surroundings(groups: list[Any], routes: list[Any], endpoints: list[Any], subnets: int = 1) -> reach.Surroundings:
    table = {"RouteTableId": "rtb-1", "Routes": routes, "Associations": [{"SubnetId": "subnet-0"}]}
    names = [f"subnet-{number}" for number in range(subnets)]
    return reach.Surroundings("ap-northeast-1", "vpc-1", groups, names, [table], endpoints)


def test_lambda_is_reached_by_nat_or_endpoint() -> None:
    assert reach.complaint(surroundings([OUT], [NAT], [])) is None
    assert reach.complaint(surroundings([OUT], [], [ENDPOINT])) is None
    assert reach.complaint(surroundings([], [], [], subnets=0)) is None


def test_what_keeps_lambda_away() -> None:
    assert "has no route to a NAT gateway" in str(reach.complaint(surroundings([OUT], [], [])))
    assert "lets TCP 443 out" in str(reach.complaint(surroundings([MUTE], [NAT], [ENDPOINT])))
    other = {**ENDPOINT, "ServiceName": "com.amazonaws.ap-northeast-1.sqs"}
    assert "subnet-1" in str(reach.complaint(surroundings([OUT], [NAT], [other], subnets=2)))


def test_the_tail_of_a_log(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("2026-01-02 03:04:05 UTC::@:[1]:LOG:  before\n")
    tail = LogTail(path)
    assert tail.read() == []
    with path.open("a") as file:
        file.write("2026-01-02 03:04:06 UTC::@:[1]:LOG:  first\n\tand more\n2026-01-02 03:04:07 UTC::@:[1]:LOG:  sec")
    first, second = (
        "2026-01-02 03:04:06 UTC::@:[1]:LOG:  first\n\tand more",
        "2026-01-02 03:04:07 UTC::@:[1]:LOG:  second",
    )
    assert tail.read() == []  # the first may go on, the second is not whole
    with path.open("a") as file:
        file.write("ond\n")
    assert tail.read() == [(1767323046000, first)]
    assert tail.read() == [(1767323047000, second)]
    assert tail.read() == []
    path.write_text("2026-01-02 03:04:08 UTC::@:[1]:LOG:  a new file\n")
    assert tail.read() == []
    assert [message for _, message in tail.read()] == ["2026-01-02 03:04:08 UTC::@:[1]:LOG:  a new file"]
