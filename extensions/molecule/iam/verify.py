# SPDX-License-Identifier: GPL-3.0-or-later
"""What the roles may do, and what they may not, by asking IAM to decide."""

from __future__ import annotations

import json

import boto3

iam = boto3.client("iam")
GLUE = "arn:aws:glue:ap-northeast-1:000000000000"
CRAWLER = f"{GLUE}:crawler/genai-demo-aurora-auto-discovery"

crawler = iam.get_role(RoleName="DataCatalogStack-GlueCrawlerRole")["Role"]
trust = crawler["AssumeRolePolicyDocument"]
(statement,) = (json.loads(trust) if isinstance(trust, str) else trust)["Statement"]
assert statement["Principal"] == {"Service": "glue.amazonaws.com"}
assert statement["Condition"]["StringEquals"]["aws:SourceAccount"] == "000000000000"
assert statement["Condition"]["ArnLike"]["aws:SourceArn"] == CRAWLER


def decision(role: str, action: str, resource: str) -> str:
    answer = iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::000000000000:role/{role}", ActionNames=[action], ResourceArns=[resource]
    )
    return answer["EvaluationResults"][0]["EvalDecision"]


CASES = [
    ("DataCatalogStack-GlueCrawlerRole", "glue:CreateTable", f"{GLUE}:table/genai_demo_catalog/orders", "allowed"),
    ("DataCatalogStack-GlueCrawlerRole", "glue:CreateTable", f"{GLUE}:table/other/orders", "implicitDeny"),
    ("DataCatalogStack-GlueCrawlerRole", "glue:DeleteDatabase", f"{GLUE}:database/genai_demo_catalog", "implicitDeny"),
    (
        "DataCatalogStack-GlueCrawlerRole",
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:ap-northeast-1:000000000000:secret:aurora-credentials-local-AbCdEf",
        "allowed",
    ),
    (
        "DataCatalogStack-GlueCrawlerRole",
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:ap-northeast-1:000000000000:secret:aurora-master-local-AbCdEf",
        "implicitDeny",
    ),
    ("DataCatalogStack-LambdaExecutionRole", "glue:StartCrawler", CRAWLER, "allowed"),
    ("DataCatalogStack-LambdaExecutionRole", "glue:StartCrawler", f"{GLUE}:crawler/other", "implicitDeny"),
    ("DataCatalogStack-LambdaExecutionRole", "glue:DeleteCrawler", CRAWLER, "implicitDeny"),
]
for role, action, resource, wanted in CASES:
    assert decision(role, action, resource) == wanted, (role, action, resource, decision(role, action, resource))
