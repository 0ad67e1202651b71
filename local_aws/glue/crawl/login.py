# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything between a connection and a session of the database, checked in the order in which AWS meets it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local_aws.glue.catalog.settings import password_key
from local_aws.glue.crawl.access import Access
from local_aws.glue.crawl.database import connect
from local_aws.glue.crawl.reachability import check_database_reachable
from local_aws.glue.crawl.source import Connection
from local_aws.glue.crawl.source import credentials_of
from local_aws.glue.crawl.source import secret_id_of
from local_aws.glue.crawl.source import url_of
from local_aws.glue.crawl.source import wants_verified_tls
from local_aws.glue.crawl.vpc import check_network
from local_aws.glue.crawl.vpc import check_service_reachable
from local_aws.glue.crawl.vpc import place_interface
from local_aws.glue.crawl.vpc import remove_interface
from local_aws.glue.crawlers import switches

INTERFACE_TAG = "aws-glue-service-resource"


@contextmanager
def login(connection: Connection, access: Access, purpose: str, database: str = "postgres") -> Iterator[Any]:
    """A psycopg connection as the connection describes it; the network interface stands as long as it lasts."""
    url = url_of(connection, database)
    network = check_network(connection, access.clients, access.scope.region)
    _require_interface_permissions(access, network.group_ids)
    interface = place_interface(network, access.clients, purpose)
    try:
        if secret_id_of(connection):
            check_service_reachable(network, access.clients, access.scope.region, "secretsmanager")
        credentials = credentials_of(connection, access.clients, encrypted=password_key(access.scope) is not None)
        check_database_reachable(url, network, access.service)
        with connect(
            url,
            credentials,
            verify_tls=wants_verified_tls(connection),
            trust_anchors=access.context.trust_anchors,
            seconds=switches.connect_seconds(),
        ) as session:
            yield session
    finally:
        remove_interface(interface, access.clients)


def _require_interface_permissions(access: Access, groups: list[str]) -> None:
    """The call itself is checked on the subnet alone; AWS also asks for the groups and the interface, and tags it."""
    base = f"arn:aws:ec2:{access.scope.region}:{access.scope.account}"
    for group in groups:
        access.require("ec2:CreateNetworkInterface", f"{base}:security-group/{group}")
    access.require("ec2:CreateNetworkInterface", f"{base}:network-interface/*")
    access.require("ec2:CreateTags", f"{base}:network-interface/*", {"aws:TagKeys": [INTERFACE_TAG]})
