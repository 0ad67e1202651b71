# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the embedded AWS changes ministack, a service a file.

ministack has no plug-in interface: its tables of handlers are plain dicts, and its functions find each other by
module attribute. Each file here, and each package in the list below, replaces entries of those and says what AWS
does that ministack does not. `seam_check` finds in their source which names of ministack they lean on.
"""

from __future__ import annotations

from typing import Any

from local_aws import alarms
from local_aws import audit
from local_aws import encryption
from local_aws import events
from local_aws import functions
from local_aws import logs
from local_aws import policies
from local_aws import protocols
from local_aws import rotation
from local_aws import service_metrics
from local_aws import strictness
from local_aws import topics
from local_aws.aurora.servers import Servers
from local_aws.aurora.service import Aurora
from local_aws.context import ServiceContext
from local_aws.postgres.service import PostgresService
from local_aws.seams import addresses
from local_aws.seams import authorization
from local_aws.seams import cloudtrail
from local_aws.seams import condition_keys
from local_aws.seams import data_api
from local_aws.seams import envelopes
from local_aws.seams import eventbridge
from local_aws.seams import glue
from local_aws.seams import insights
from local_aws.seams import lakeformation
from local_aws.seams import policy_versions
from local_aws.seams import rds
from local_aws.seams import security_groups
from local_aws.seams import stores
from local_aws.seams import vpcs

_PARTS = (
    alarms,
    audit,
    events,
    functions,
    logs,
    policies,
    rotation,
    service_metrics,
    topics,
    strictness,
    encryption,
    protocols,
)


def install(context: ServiceContext, postgres: PostgresService) -> list[Any]:
    """Change ministack; returns the services of our own, each with start() and close()."""
    stores.install()
    servers = Servers(postgres)
    catalog = glue.install(context)
    lakeformation.install(catalog)
    for seam in (
        envelopes,
        authorization,
        condition_keys,
        security_groups,
        addresses,
        vpcs,
        cloudtrail,
        insights,
        eventbridge,
        policy_versions,
    ):
        seam.install()
    rds.install(servers)
    aurora = Aurora(context, servers)
    rds.install_defaults()
    services = [service for part in _PARTS for service in part.install(context)]
    return [catalog, data_api.install(servers), aurora, *services]
