# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that the roles could leave behind in an account, by kind, as AWS itself lists it."""

from __future__ import annotations

from typing import Any

from tests.local_aws.embedded import EmbeddedAws


def remains(aws: EmbeddedAws) -> dict[str, list[str]]:
    """Names or ids of what there is. Keys that wait for their deletion, as AWS insists, are not there any more."""
    found = {**_network(aws.client("ec2")), **_database(aws), **_rest(aws)}
    return {kind: sorted(names) for kind, names in found.items()}


def _network(ec2: Any) -> dict[str, list[str]]:
    gateways = ec2.describe_nat_gateways()["NatGateways"]
    endpoints = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    return {
        "vpcs": [vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]],
        "subnets": [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]],
        "internet gateways": [gateway["InternetGatewayId"] for gateway in _list(ec2, "internet_gateways")],
        "nat gateways": [g["NatGatewayId"] for g in gateways if g["State"] in ("pending", "available")],
        "addresses": [address["AllocationId"] for address in ec2.describe_addresses()["Addresses"]],
        "route tables": [table["RouteTableId"] for table in ec2.describe_route_tables()["RouteTables"]],
        "security groups": [group["GroupId"] for group in ec2.describe_security_groups()["SecurityGroups"]],
        "endpoints": [e["VpcEndpointId"] for e in endpoints if e["State"] != "deleted"],
        "interfaces": [interface["NetworkInterfaceId"] for interface in _list(ec2, "network_interfaces")],
    }


def _list(ec2: Any, what: str) -> list[dict[str, Any]]:
    answer = getattr(ec2, f"describe_{what}")()
    return answer["".join(word.capitalize() for word in what.split("_"))]


def _database(aws: EmbeddedAws) -> dict[str, list[str]]:
    rds = aws.client("rds")
    groups = rds.describe_db_cluster_parameter_groups()["DBClusterParameterGroups"]
    with aws.connect(user="genai_admin") as connection:
        users = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE '%crawler%'").fetchall()
    return {
        "clusters": [cluster["DBClusterIdentifier"] for cluster in rds.describe_db_clusters()["DBClusters"]],
        "instances": [instance["DBInstanceIdentifier"] for instance in rds.describe_db_instances()["DBInstances"]],
        "subnet groups": [group["DBSubnetGroupName"] for group in rds.describe_db_subnet_groups()["DBSubnetGroups"]],
        "parameter groups": [group["DBClusterParameterGroupName"] for group in groups],
        "database users": [name for (name,) in users],
    }


def _rest(aws: EmbeddedAws) -> dict[str, list[str]]:
    kms, iam, glue = aws.client("kms"), aws.client("iam"), aws.client("glue")
    states = {key["KeyId"]: kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]}
    return {
        "keys": [key for key, data in states.items() if _is_live(data)],
        "secrets": [secret["Name"] for secret in aws.client("secretsmanager").list_secrets()["SecretList"]],
        "trails": [trail["Name"] for trail in aws.client("cloudtrail").describe_trails()["trailList"]],
        "buckets": [bucket["Name"] for bucket in aws.client("s3").list_buckets()["Buckets"]],
        "roles": [role["RoleName"] for role in iam.list_roles()["Roles"]],
        "policies": [policy["PolicyName"] for policy in iam.list_policies(Scope="Local")["Policies"]],
        "catalog databases": [database["Name"] for database in glue.get_databases()["DatabaseList"]],
        "connections": [connection["Name"] for connection in glue.get_connections()["ConnectionList"]],
        "crawlers": glue.list_crawlers()["CrawlerNames"],
        **_functions(aws),
        **_monitoring(aws),
    }


def _functions(aws: EmbeddedAws) -> dict[str, list[str]]:
    """The function with all that hangs on it, log groups of crawlers excepted: those are the service's own."""
    functions, sqs, logs = aws.client("lambda"), aws.client("sqs"), aws.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    return {
        "functions": [function["FunctionName"] for function in functions.list_functions()["Functions"]],
        "event source mappings": [m["UUID"] for m in functions.list_event_source_mappings()["EventSourceMappings"]],
        "queues": sqs.list_queues().get("QueueUrls", []),
        "dynamodb tables": aws.client("dynamodb").list_tables()["TableNames"],
        "rules": [rule["Name"] for rule in aws.client("events").list_rules()["Rules"]],
        "log groups": [group for group in groups if group.startswith("/aws/lambda/")],
    }


def _monitoring(aws: EmbeddedAws) -> dict[str, list[str]]:
    cloudwatch, sns = aws.client("cloudwatch"), aws.client("sns")
    return {
        "alarms": [alarm["AlarmName"] for alarm in cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]],
        "dashboards": [entry["DashboardName"] for entry in cloudwatch.list_dashboards()["DashboardEntries"]],
        "topics": [topic["TopicArn"] for topic in sns.list_topics()["Topics"]],
        "subscriptions": [one["SubscriptionArn"] for one in sns.list_subscriptions()["Subscriptions"]],
    }


def _is_live(metadata: dict[str, Any]) -> bool:
    return metadata["KeyState"] != "PendingDeletion" and metadata.get("KeyManager") != "AWS"
