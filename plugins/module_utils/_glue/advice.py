# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the words of AWS to what to mend. Pure: a table, and the search in it."""

from __future__ import annotations

import re
from collections.abc import Callable


def _lake_formation(_match: re.Match[str]) -> str:
    return (
        "Grant the role what it misses in Lake Formation: aws lakeformation grant-permissions --principal"
        " DataLakePrincipalIdentifier=ROLE_ARN --permissions CREATE_TABLE ALTER DROP DESCRIBE"
        ' --resource \'{"Database":{"Name":"DATABASE"}}\'.'
    )


def _ec2_action(match: re.Match[str]) -> str:
    return f"Allow ec2:{match['call'] or match['called']} in the policy of the crawler's role."


def _way_to_service(match: re.Match[str]) -> str:
    service = match["service"].split(".")[0]
    return (
        f"Give the connection's subnet a way to {service}: an interface endpoint that lets the connection's security"
        " group in on port 443, or a route to a NAT gateway."
    )


def _not_authorized(match: re.Match[str]) -> str:
    resource = f" on {match['resource']}" if match["resource"] else ""
    return f"Allow {match['action']}{resource} in the policy of the role or user that the message names."


# Each line: what the message says, and what to do about it. The first lines are about what stops most first crawls.
ADVICE: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    # The network of the connection
    (
        r"security group.*open all ingress ports|inbound rule in security group required",
        "Let one of the connection's security groups in from itself on all TCP ports (a self-referencing rule).",
    ),
    (
        r"security group.*open all egress ports|outbound rule in security group required",
        "Let one of the connection's security groups out on all ports.",
    ),
    (
        r"s3 endpoint validation failed|could not find s3 endpoint or nat gateway",
        "Add the free S3 gateway endpoint to the route table of the connection's subnet, or a route to a NAT gateway.",
    ),
    (
        r"could not find subnet.* for az|subnet.*availability zone.*do(es)? not (match|agree)",
        "Give the connection the availability zone of its subnet, or leave availability_zone out to have it derived.",
    ),
    (
        r"invalidsubnetid|the subnet id .* does not exist",
        "Give the connection a subnet that exists: the one it names is gone.",
    ),
    (
        r"invalidgroup\.notfound|the security group .* does not exist",
        "Give the connection security groups that exist: one that it names is gone.",
    ),
    (
        r"insufficient free addresses|not enough free addresses|resource unavailable",
        "Free some IP addresses in the connection's subnet, or use a larger one.",
    ),
    (r"failed to call ec2:(?P<called>\w+)|(?P<call>Describe\w+) action is unauthorized", _ec2_action),
    (r"unable to execute http request: connect to (?P<service>[a-z0-9.-]+):443", _way_to_service),
    (
        r"no private dns for network interface",
        "Turn DNS support and DNS hostnames on in the VPC of the connection.",
    ),
    (
        r"unable to resolve any valid connection",
        "Complete the connection: JDBC_CONNECTION_URL, SECRET_ID or USERNAME and PASSWORD, subnet_id, security_groups.",
    ),
    # The role
    (
        r"unable to assume (the )?(provided )?role|role'?s trustpolicy|cannot be assumed|assume role permissions",
        "Let glue.amazonaws.com assume the role: check that the role exists, and the Principal and the"
        " aws:SourceArn and aws:SourceAccount conditions of its trust policy.",
    ),
    (r"iam:passrole", "Allow iam:PassRole on the role to whoever runs this task."),
    (r"insufficient lake formation permission", _lake_formation),
    (
        r"not authorized to perform:? (?P<action>[a-z0-9-]+:[a-z]+)(?:.*? on (?:the )?resource:? (?P<resource>\S+))?",
        _not_authorized,
    ),
    # The secret
    (
        r"secrets manager can.?t find the specified secret|secret .*(not found|does not exist)",
        "Create the secret that SECRET_ID of the connection names, in the same region, or correct SECRET_ID.",
    ),
    (
        r"secret.*marked for deletion|scheduled for deletion",
        "Restore the secret: it is marked for deletion.",
    ),
    (
        r"secret.*(missing|required|not contain|not a json).*(username|password)"
        r"|secret.*(username|password).*(missing|required)",
        "Give the secret the keys username and password, as JSON.",
    ),
    (
        r"secret.*(invalid json|parse)",
        "Make the value of the secret JSON with the keys username and password.",
    ),
    (
        r"kms.*(access ?denied|not authorized|disabled|pending deletion)|access to kms is not allowed",
        "Allow the role kms:Decrypt on the key of the secret, and see that the key is enabled.",
    ),
    # The database
    (
        r"password authentication failed",
        "Make the password in the secret and that of the database user the same: rotate it, or run the role"
        " that sets it.",
    ),
    (
        r"role .* is not permitted to log ?in|role \"?[\w-]+\"? does not exist",
        "Create the crawler's database user, and let it log in.",
    ),
    (
        r"too many (connections|clients)|remaining connection slots|connection limit",
        "Raise the connection limit of the crawler's database user, or wait for its other sessions to end.",
    ),
    (
        r"database \"?[\w-]+\"? does not exist",
        "Correct the database's name in JDBC_CONNECTION_URL and in the include path.",
    ),
    (
        r"permission denied for|permission denied on",
        "Grant the crawler's database user USAGE on the schema and SELECT.",
    ),
    (
        r"no pg_hba\.conf entry.*(ssl off|no encryption)|ssl off",
        'Set JDBC_ENFORCE_SSL to "true": the database takes encrypted connections only.',
    ),
    (
        r"does not support ssl|server does not support tls",
        "Turn TLS on in the database, or JDBC_ENFORCE_SSL off in the connection.",
    ),
    (
        r"certificate|hostname .*(verif|match)|pkix|ssl (error|handshake)|tls handshake",
        "Use the cluster's real endpoint in JDBC_CONNECTION_URL, the one its certificate names, or set"
        " CUSTOM_JDBC_CERT.",
    ),
    (
        r"unknown ?host|could not translate host|name or service not known|name resolution|could not resolve",
        "Correct the host in JDBC_CONNECTION_URL, and turn DNS support and DNS hostnames on in the VPC.",
    ),
    (
        r"^(?!.*http request)(?!.*endpoint url)"
        r".*(refused|connection attempt failed|could not connect|timed out|timeout expired)",
        "See that the database is running, that the host and port in JDBC_CONNECTION_URL are right, and that its"
        " security group lets the connection's security group in on that port.",
    ),
    (r"statement timeout", "Raise statement_timeout of the crawler's database user, or crawl fewer schemas a target."),
    # The crawler
    (
        r"table threshold|tables detected",
        "Raise CrawlerOutput.Tables.TableThreshold of the crawler, or exclude more.",
    ),
    (
        r"while running|crawler .*(is|currently) running|crawlerrunningexception",
        "Wait until the crawler has finished, or set on_running to wait or stop.",
    ),
    (
        r"validation for connection properties failed",
        "Give JDBC_CONNECTION_URL, and SECRET_ID or both USERNAME and PASSWORD.",
    ),
    (r"in deleting state", "Wait some minutes: AWS is still deleting the tags of a crawler of the same name."),
    (r"security config", "Create the security configuration first, or correct its name."),
    (r"connection .*not found|connection .*does not exist", "Create the connection first, or correct connection_name."),
    (r"database .*not found", "Create the catalog database first, or correct database_name."),
    # Aurora
    (
        r"global.*(not empty|has members|contains clusters)|cannot be deleted.*member",
        "Take the members out first: set remove_members to true.",
    ),
    (
        r"deletion protection",
        "Set deletion_protection to false in the same task.",
    ),
    # Whoever runs the task
    (
        r"expiredtoken|token .*expired|security token included in the request is (expired|invalid)",
        "Sign in again: the AWS credentials have expired or are wrong.",
    ),
    (r"could not connect to the endpoint url", "Check the region, and AWS_ENDPOINT_URL if it is set."),
    (r"unable to locate credentials", "Give AWS credentials, in the environment or in a profile."),
    (
        r"internal service exception",
        "Try again. When it stays, look into the log of the crawl: the line before this one often tells more.",
    ),
]
_COMPILED = [(re.compile(pattern, re.I | re.S), mend) for pattern, mend in ADVICE]
AT_MOST = 2


def advise(text: str) -> list[str]:
    """What to mend, most likely cause first, or nothing when the message is not known."""
    found: list[str] = []
    for pattern, mend in _COMPILED:
        match = pattern.search(text)
        if match and len(found) < AT_MOST:
            found.append(mend if isinstance(mend, str) else mend(match))
    return found
