# SPDX-License-Identifier: GPL-3.0-or-later
"""Every resource of the site that can carry tags, with the tags that AWS itself shows for it."""

from __future__ import annotations

from typing import Any

from tests.local_aws.embedded import EmbeddedAws

type Tags = dict[str, str]


def taggable(aws: EmbeddedAws) -> dict[str, Tags]:
    return {
        **_network(aws.client("ec2")),
        **_rds(aws.client("rds")),
        **_security(aws),
        **_iam_and_glue(aws),
        **_functions(aws),
        **_monitoring(aws),
    }


def _as_dict(tags: list[dict[str, str]], key: str = "Key", value: str = "Value") -> Tags:
    return {tag[key]: tag[value] for tag in tags}


def _network(ec2: Any) -> dict[str, Tags]:
    """All that is in the VPC, also what AWS made with it, and the addresses of its NAT gateways."""
    vpcs = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["genai-demo"]}])["Vpcs"]
    assert len(vpcs) == 1
    vpc = vpcs[0]["VpcId"]

    def in_vpc(items: list[dict[str, Any]], identity: str) -> dict[str, Tags]:
        return {item[identity]: _as_dict(item.get("Tags", [])) for item in items if item.get("VpcId", vpc) == vpc}

    gateways = [
        gateway
        for gateway in ec2.describe_internet_gateways()["InternetGateways"]
        if any(attachment["VpcId"] == vpc for attachment in gateway["Attachments"])
    ]
    return {
        **in_vpc(vpcs, "VpcId"),
        **in_vpc(ec2.describe_subnets()["Subnets"], "SubnetId"),
        **in_vpc(gateways, "InternetGatewayId"),
        **in_vpc(ec2.describe_nat_gateways()["NatGateways"], "NatGatewayId"),
        **in_vpc(ec2.describe_addresses()["Addresses"], "AllocationId"),
        **in_vpc(ec2.describe_route_tables()["RouteTables"], "RouteTableId"),
        **in_vpc(ec2.describe_network_acls()["NetworkAcls"], "NetworkAclId"),
        **in_vpc(ec2.describe_security_groups()["SecurityGroups"], "GroupId"),
        **in_vpc(ec2.describe_vpc_endpoints()["VpcEndpoints"], "VpcEndpointId"),
    }


def _rds(rds: Any) -> dict[str, Tags]:
    arns = [
        *(item["DBClusterArn"] for item in rds.describe_db_clusters()["DBClusters"]),
        *(item["DBInstanceArn"] for item in rds.describe_db_instances()["DBInstances"]),
        *(item["DBSubnetGroupArn"] for item in rds.describe_db_subnet_groups()["DBSubnetGroups"]),
        *(
            item["DBClusterParameterGroupArn"]
            for item in rds.describe_db_cluster_parameter_groups()["DBClusterParameterGroups"]
            if not item["DBClusterParameterGroupName"].startswith("default.")
        ),
    ]
    return {arn: _as_dict(rds.list_tags_for_resource(ResourceName=arn)["TagList"]) for arn in arns}


def _security(aws: EmbeddedAws) -> dict[str, Tags]:
    kms, s3, trails = aws.client("kms"), aws.client("s3"), aws.client("cloudtrail")
    key = kms.describe_key(KeyId="alias/genai-demo-data-catalog")["KeyMetadata"]["KeyId"]
    trail = trails.describe_trails()["trailList"][0]["TrailARN"]
    found = {
        key: _as_dict(kms.list_resource_tags(KeyId=key)["Tags"], "TagKey", "TagValue"),
        trail: _as_dict(trails.list_tags(ResourceIdList=[trail])["ResourceTagList"][0]["TagsList"]),
    }
    for secret in aws.client("secretsmanager").list_secrets()["SecretList"]:
        found[secret["Name"]] = _as_dict(secret.get("Tags", []))
    for bucket in s3.list_buckets()["Buckets"]:
        found[bucket["Name"]] = _as_dict(s3.get_bucket_tagging(Bucket=bucket["Name"])["TagSet"])
    return found


def _iam_and_glue(aws: EmbeddedAws) -> dict[str, Tags]:
    iam, glue = aws.client("iam"), aws.client("glue")
    found = {
        role["RoleName"]: _as_dict(iam.list_role_tags(RoleName=role["RoleName"])["Tags"])
        for role in iam.list_roles()["Roles"]
        if role["RoleName"].startswith("DataCatalogStack-")
    }
    for policy in iam.list_policies(Scope="Local")["Policies"]:
        found[policy["PolicyName"]] = _as_dict(iam.list_policy_tags(PolicyArn=policy["Arn"])["Tags"])
    prefix = "arn:aws:glue:ap-northeast-1:000000000000:"
    names = [
        *(f"database/{database['Name']}" for database in glue.get_databases()["DatabaseList"]),
        *(f"connection/{connection['Name']}" for connection in glue.get_connections()["ConnectionList"]),
        *(f"crawler/{crawler}" for crawler in glue.list_crawlers()["CrawlerNames"]),
    ]
    return {**found, **{name: glue.get_tags(ResourceArn=prefix + name)["Tags"] for name in names}}


def _functions(aws: EmbeddedAws) -> dict[str, Tags]:
    functions, sqs, dynamodb = aws.client("lambda"), aws.client("sqs"), aws.client("dynamodb")
    logs, events = aws.client("logs"), aws.client("events")
    found = {
        function["FunctionArn"]: functions.list_tags(Resource=function["FunctionArn"])["Tags"]
        for function in functions.list_functions()["Functions"]
    }
    for url in sqs.list_queues().get("QueueUrls", []):
        found[url] = sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
    for table in dynamodb.list_tables()["TableNames"]:
        arn = dynamodb.describe_table(TableName=table)["Table"]["TableArn"]
        found[arn] = _as_dict(dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"])
    for rule in events.list_rules()["Rules"]:
        found[rule["Arn"]] = _as_dict(events.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"])
    for group in logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]:
        found[group["logGroupName"]] = logs.list_tags_for_resource(resourceArn=group["logGroupArn"])["tags"]
    return found


def _monitoring(aws: EmbeddedAws) -> dict[str, Tags]:
    """Dashboards cannot carry tags."""
    cloudwatch, sns = aws.client("cloudwatch"), aws.client("sns")
    alarms = [alarm["AlarmArn"] for alarm in cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]]
    topics = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
    return {
        **{arn: _as_dict(cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"]) for arn in alarms},
        **{arn: _as_dict(sns.list_tags_for_resource(ResourceArn=arn)["Tags"]) for arn in topics},
    }
