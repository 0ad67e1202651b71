# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of EC2, CloudTrail and the tagging API that the roles rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.ec2_rules import duplicate
from local_aws.ec2_rules import group_in_use
from tests.local_aws.embedded import EmbeddedAws


def refused(code: str, call: Callable[..., Any], **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**params)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


@pytest.fixture(scope="module")
def ec2(embedded_aws: EmbeddedAws) -> Any:
    return embedded_aws.client("ec2")


@pytest.fixture(scope="module")
def subnet(ec2: Any) -> dict[str, Any]:
    vpc = ec2.create_vpc(CidrBlock="10.50.0.0/16")["Vpc"]["VpcId"]
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.50.1.0/24")["Subnet"]


@pytest.fixture
def make_group(ec2: Any, subnet: dict[str, Any], request: pytest.FixtureRequest) -> Callable[[str], str]:
    def make(name: str) -> str:
        name = f"{request.node.name}-{name}"
        return ec2.create_security_group(GroupName=name, Description="d", VpcId=subnet["VpcId"])["GroupId"]

    return make


def postgres_from(**peer: Any) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, **peer}


def test_a_rule_that_is_there_is_refused(ec2: Any, make_group: Callable[[str], str]) -> None:
    group = make_group("a")
    cidr = postgres_from(IpRanges=[{"CidrIp": "10.0.0.0/16", "Description": "first"}])
    again = postgres_from(IpRanges=[{"CidrIp": "10.0.0.0/16", "Description": "second"}])
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[cidr])
    message = refused(
        "InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[again]
    )
    assert message == (
        'the specified rule "peer: 10.0.0.0/16, TCP, from port: 5432, to port: 5432, ALLOW" already exists'
    )
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    refused(
        "InvalidPermission.Duplicate", ec2.authorize_security_group_egress, GroupId=group, IpPermissions=[everything]
    )
    itself = postgres_from(UserIdGroupPairs=[{"GroupId": group}])
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[itself])
    refused("InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[itself])


def test_a_rule_needs_the_group_it_names(ec2: Any, make_group: Callable[[str], str]) -> None:
    stranger = postgres_from(UserIdGroupPairs=[{"GroupId": "sg-0123456789abcdef0"}])
    refused(
        "InvalidGroup.NotFound", ec2.authorize_security_group_ingress, GroupId=make_group("a"), IpPermissions=[stranger]
    )


def test_a_group_that_another_names_stays(ec2: Any, make_group: Callable[[str], str]) -> None:
    database, crawler = make_group("database"), make_group("crawler")
    rule = postgres_from(UserIdGroupPairs=[{"GroupId": crawler}])
    ec2.authorize_security_group_ingress(GroupId=database, IpPermissions=[rule])
    assert refused("DependencyViolation", ec2.delete_security_group, GroupId=crawler) == (
        f"resource {crawler} has a dependent object"
    )
    ec2.delete_security_group(GroupId=database)
    ec2.delete_security_group(GroupId=crawler)


def test_a_group_may_name_itself() -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "UserIdGroupPairs": [{"GroupId": "sg-1"}]}
    group = {"GroupId": "sg-1", "IpPermissions": [rule], "IpPermissionsEgress": []}
    assert not group_in_use("sg-1", [group], [])
    assert group_in_use("sg-1", [{**group, "GroupId": "sg-2"}], [])
    assert group_in_use("sg-1", [], [{"VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}]}])
    assert duplicate([rule], []) is None


def test_a_nat_gateway_has_its_address(ec2: Any, subnet: dict[str, Any]) -> None:
    address = ec2.allocate_address(Domain="vpc")
    made = ec2.create_nat_gateway(SubnetId=subnet["SubnetId"], AllocationId=address["AllocationId"])["NatGateway"]
    found = ec2.describe_nat_gateways(NatGatewayIds=[made["NatGatewayId"]])["NatGateways"][0]
    assert made["NatGatewayAddresses"] == found["NatGatewayAddresses"]
    nat = found["NatGatewayAddresses"][0]
    assert (nat["AllocationId"], nat["PublicIp"]) == (address["AllocationId"], address["PublicIp"])
    assert nat["PrivateIp"].startswith("10.50.1.")
    refused("InvalidIPAddress.InUse", ec2.release_address, AllocationId=address["AllocationId"])
    ec2.delete_nat_gateway(NatGatewayId=made["NatGatewayId"])
    ec2.release_address(AllocationId=address["AllocationId"])


def test_a_vpc_endpoint_keeps_its_groups(ec2: Any, subnet: dict[str, Any], make_group: Callable[[str], str]) -> None:
    first, second = make_group("a"), make_group("b")
    made = ec2.create_vpc_endpoint(
        VpcId=subnet["VpcId"],
        ServiceName="com.amazonaws.ap-northeast-1.glue",
        VpcEndpointType="Interface",
        SubnetIds=[subnet["SubnetId"]],
        SecurityGroupIds=[first],
        PrivateDnsEnabled=True,
    )["VpcEndpoint"]
    assert [group["GroupId"] for group in made["Groups"]] == [first]
    assert made["PrivateDnsEnabled"] is True
    endpoint = made["VpcEndpointId"]
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddSecurityGroupIds=[second], RemoveSecurityGroupIds=[first])
    found = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]
    assert [group["GroupId"] for group in found["Groups"]] == [second]
    refused("DependencyViolation", ec2.delete_security_group, GroupId=second)


def test_a_trail_keeps_the_tags_of_its_creation(embedded_aws: EmbeddedAws) -> None:
    embedded_aws.client("s3").create_bucket(
        Bucket="trail-logs", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": ["s3:GetBucketAcl", "s3:PutObject"],
        "Resource": ["arn:aws:s3:::trail-logs", "arn:aws:s3:::trail-logs/*"],
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    embedded_aws.client("s3").put_bucket_policy(Bucket="trail-logs", Policy=policy)
    cloudtrail = embedded_aws.client("cloudtrail")
    tags = [{"Key": "Environment", "Value": "local"}]
    arn = cloudtrail.create_trail(Name="trail", S3BucketName="trail-logs", TagsList=tags)["TrailARN"]
    assert cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"] == tags


def test_trails_record_who_did_what(embedded_aws: EmbeddedAws) -> None:
    embedded_aws.client("glue").create_database(DatabaseInput={"Name": "trail_seen"})
    events = embedded_aws.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateDatabase"}]
    )["Events"]
    assert any("trail_seen" in event["CloudTrailEvent"] for event in events)


def test_the_tagging_api_knows_glue(embedded_aws: EmbeddedAws) -> None:
    glue, tagging = embedded_aws.client("glue"), embedded_aws.client("resourcegroupstaggingapi")
    glue.create_database(DatabaseInput={"Name": "tagging"}, Tags={"Owner": "tagging-test"})
    arn = "arn:aws:glue:ap-northeast-1:000000000000:database/tagging"
    wanted = {"TagFilters": [{"Key": "Owner", "Values": ["tagging-test"]}]}
    found = tagging.get_resources(**wanted)["ResourceTagMappingList"]
    assert found == [{"ResourceARN": arn, "Tags": [{"Key": "Owner", "Value": "tagging-test"}]}]
    assert tagging.get_resources(ResourceTypeFilters=["glue:database"], **wanted)["ResourceTagMappingList"] == found


def test_addresses_are_filtered(ec2: Any) -> None:
    tags = [{"ResourceType": "elastic-ip", "Tags": [{"Key": "Name", "Value": "nat-a"}]}]
    first = ec2.allocate_address(Domain="vpc", TagSpecifications=tags)
    second = ec2.allocate_address(Domain="vpc")

    def found(**params: Any) -> set[str]:
        return {address["AllocationId"] for address in ec2.describe_addresses(**params)["Addresses"]}

    assert found(PublicIps=[second["PublicIp"]]) == {second["AllocationId"]}
    assert found(AllocationIds=[first["AllocationId"]]) == {first["AllocationId"]}
    assert found(Filters=[{"Name": "tag:Name", "Values": ["nat-a"]}]) == {first["AllocationId"]}
    assert found(Filters=[{"Name": "public-ip", "Values": [first["PublicIp"]]}]) == {first["AllocationId"]}
    assert found(Filters=[{"Name": "tag:Name", "Values": ["nowhere"]}]) == set()
    assert found() >= {first["AllocationId"], second["AllocationId"]}
    refused("InvalidAddress.NotFound", ec2.describe_addresses, PublicIps=["192.0.2.1"])


def test_vpcs_are_found_by_their_range(ec2: Any, subnet: dict[str, Any]) -> None:
    found = ec2.describe_vpcs(Filters=[{"Name": "cidr-block", "Values": ["10.50.0.0/16"]}])["Vpcs"]
    assert [vpc["VpcId"] for vpc in found] == [subnet["VpcId"]]


def test_a_body_that_is_nested_too_deep_is_a_bad_request(embedded_aws: EmbeddedAws) -> None:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session

    request = AWSRequest(
        "POST",
        embedded_aws.environment()["AWS_ENDPOINT_URL"],
        headers={"X-Amz-Target": "AWSGlue.GetTables", "Content-Type": "application/x-amz-json-1.1"},
        data=b"[" * 100_000,
    )
    SigV4Auth(embedded_aws.session().get_credentials(), "glue", "ap-northeast-1").add_auth(request)
    answer = URLLib3Session().send(request.prepare())
    assert answer.status_code == 400
    assert b"SerializationException" in answer.content
