# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of AWS, as they were recorded or documented, and what they must lead to."""

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import ADVICE
from ansible_collections.datacatalog.aws.plugins.module_utils._glue.advice import advise


@pytest.mark.parametrize(
    ("message", "mend"),
    [
        (
            "At least one security group must open all ingress ports. To limit traffic, the source security group"
            " in your"
            " inbound rule can be restricted to the same security group",
            "self-referencing rule",
        ),
        ("At least one security group must open all egress ports. To limit traffic, ...", "out on all ports"),
        (
            "VPC S3 endpoint validation failed for SubnetId: subnet-1. VPC: vpc-1. Reason: Could not find S3"
            " endpoint or NAT"
            " gateway for subnetId: subnet-1 in Vpc vpc-1",
            "S3 gateway endpoint",
        ),
        ("Could not find subnet subnet-1 for AZ ap-northeast-1c", "availability zone of its subnet"),
        ("The subnet ID 'subnet-1' does not exist", "subnet that exists"),
        ("The security group 'sg-1' does not exist", "security groups that exist"),
        ("No private DNS for network interface found", "DNS hostnames"),
        ("Failed to call ec2:DescribeSecurityGroups", "Allow ec2:DescribeSecurityGroups"),
        (
            "Reason: DescribeVpcEndpoints action is unauthorized. Unable to validate VPC ID vpc-1",
            "ec2:DescribeVpcEndpoints",
        ),
        (
            "Unable to execute HTTP request: Connect to secretsmanager.ap-northeast-1.amazonaws.com:443 [secretsmanager"
            ".ap-northeast-1.amazonaws.com] failed: connect timed out",
            "way to secretsmanager",
        ),
        ("Unable to resolve any valid connection", "Complete the connection"),
        ("Service is unable to assume provided role. Please verify role's TrustPolicy", "glue.amazonaws.com"),
        (
            "User: arn:aws:sts::1:assumed-role/R/AWS-Crawler is not authorized to perform: glue:GetConnection on"
            " resource:"
            " arn:aws:glue:ap-northeast-1:1:connection/c because no identity-based policy allows the action",
            "Allow glue:GetConnection on arn:aws:glue:ap-northeast-1:1:connection/c",
        ),
        ("Insufficient Lake Formation permission(s): Required Create Table on catalog", "grant-permissions"),
        ("Secrets Manager can't find the specified secret.", "SECRET_ID"),
        ("The secret aurora does not contain the key password.", "keys username and password"),
        ("The secret aurora is not a JSON object with the keys username and password.", "keys username and password"),
        (
            "Access to KMS is not allowed (Service: AWSSecretsManager; Status Code: 400; Error Code:"
            " AccessDeniedException)",
            "kms:Decrypt",
        ),
        ('FATAL: password authentication failed for user "glue_crawler"', "rotate it"),
        ('FATAL: too many connections for role "glue_crawler"', "connection limit"),
        ('FATAL: database "genai_demo2" does not exist', "database's name"),
        ('FATAL: role "glue_crawler" is not permitted to log in', "let it log in"),
        ('FATAL: no pg_hba.conf entry for host "10.0.1.4", user "u", database "d", no encryption', "JDBC_ENFORCE_SSL"),
        ("SSL error: certificate verify failed", "real endpoint"),
        ("Connection to localhost:5432 refused. Check that the hostname and port are correct", "database is running"),
        ("The connection attempt failed.", "database is running"),
        ("ERROR: permission denied for schema payments", "USAGE on the schema"),
        ("ERROR: canceling statement due to statement timeout", "statement_timeout"),
        (
            "The number of tables detected by crawler: 30 is greater than the table threshold value provided: 28."
            " Failing"
            " crawler without writing to Data Catalog.",
            "TableThreshold",
        ),
        ("Cannot update Crawler while running. Please stop crawl or wait until it completes to update.", "on_running"),
        ("Validation for connection properties failed", "JDBC_CONNECTION_URL"),
        (
            "Tags created previously on a crawler of the same name are in deleting state. Please retry",
            "Wait some minutes",
        ),
        ('Could not connect to the endpoint URL: "http://127.0.0.1:1/"', "AWS_ENDPOINT_URL"),
        ("An error occurred (ExpiredTokenException): The security token included in the request is expired", "Sign in"),
        ("Internal Service Exception", "Try again"),
    ],
)
def test_message_leads_to_the_mend(message: str, mend: str) -> None:
    advice = advise(f"Failed to do something: An error occurred (X) when calling the Y operation: {message}")
    assert mend in advice[0]


def test_two_causes_in_one_message_are_both_mended() -> None:
    advice = advise(
        "At least one security group must open all ingress ports. At least one security group must open all egress"
        " ports."
    )
    assert len(advice) == 2


def test_unknown_words_get_no_guess() -> None:
    assert advise("The moon is full") == []


def test_every_line_can_be_reached_and_says_what_to_do() -> None:
    for _pattern, mend in ADVICE:
        if isinstance(mend, str):
            assert mend.endswith(".")
            assert mend[0].isupper()
