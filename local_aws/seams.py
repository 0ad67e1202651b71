# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place where the embedded AWS changes ministack, and the check that what it leans on is still there.

ministack has no plug-in interface: its tables of handlers are plain dicts, and its functions find each other by
module attribute. Each function below replaces one entry of those and says what AWS does that ministack does not.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import re
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from ministack import app
from ministack.core import iam_actions
from ministack.core import iam_evaluator
from ministack.core import persistence
from ministack.core import responses
from ministack.core import router
from ministack.services import cloudtrail
from ministack.services import ec2
from ministack.services import eventbridge
from ministack.services import rds
from ministack.services import rds_data
from ministack.services import secretsmanager
from ministack.services import tagging

from local_aws import alarms
from local_aws import audit
from local_aws import ec2_rules
from local_aws import events
from local_aws import functions
from local_aws import glue_authorization
from local_aws import logs
from local_aws import policies
from local_aws import rds_cluster
from local_aws import rds_parameters
from local_aws import rotation
from local_aws import seam_check
from local_aws import service_metrics
from local_aws import snapshot
from local_aws import topics
from local_aws.aurora.servers import Servers
from local_aws.aurora.service import Aurora
from local_aws.context import ServiceContext
from local_aws.data_api.errors import DataApiError
from local_aws.data_api.errors import bad_request
from local_aws.data_api.service import DataApi
from local_aws.data_api.service import Login
from local_aws.data_api.service import Surroundings
from local_aws.errors import LocalAwsError
from local_aws.glue import GlueService
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import find_action
from local_aws.glue.dispatch import run
from local_aws.glue.errors import GlueError
from local_aws.names import ACCOUNT
from local_aws.names import REGION
from local_aws.postgres.service import PostgresService
from local_aws.snapshot import Snapshot

type Response = tuple[int, dict[str, str], bytes]
type QueryAction = Callable[[dict[str, Any]], Response]

_KEPT_EVENTS = 1000

_access_key: contextvars.ContextVar[str] = contextvars.ContextVar("local_aws_access_key", default="")


def install(context: ServiceContext, postgres: PostgresService) -> list[Any]:
    """Change ministack; returns the services of our own, each with start() and close()."""
    glue = GlueService(context)
    _install_glue(glue)
    _install_authorization()
    _install_ec2()
    _install_cloudtrail()
    servers = Servers(postgres)
    _install_rds(servers)
    aurora = Aurora(context, servers)
    rds._default_parameters_for_family = rds_parameters.with_defaults(rds._default_parameters_for_family)
    parts = (alarms, audit, events, functions, logs, policies, rotation, service_metrics, topics)
    return [glue, _install_data_api(servers), aurora, *(service for part in parts for service in part.install(context))]


def _replace(table: dict[str, Any], name: str, wrap: Callable[[Any], Any]) -> None:
    """Wrap one entry of a table of ministack's."""
    if name not in table:
        raise LocalAwsError(f"ministack {seam_check.MINISTACK_VERSION} has no {name} in its table of actions.")
    table[name] = wrap(table[name])


# --- State: ministack writes it only when it ends, file by file ---


def collect_state() -> Snapshot:
    """The state of every service that was used, Glue's aside (it has a store of its own)."""
    wanted = {name: state for name, state in app._build_persistence_save_dict().items() if name != "glue"}
    states = {name: state() for name, state in wanted.items()}
    return Snapshot(
        services={
            name: json.dumps(state, default=persistence._json_default, separators=(",", ":")).encode()
            for name, state in states.items()
            if state is not None
        },
        formats={name: persistence._state_format_version(name) for name in states},
    )


def restore_state(folder: Path) -> None:
    """Load what collect_state gave; raises when the file is damaged or from a newer ministack."""
    text = snapshot.load(folder, {name: persistence._state_format_version(name) for name in app._state_map})
    services = json.loads(text, object_hook=persistence._json_object_hook) if text else {}
    for name, state in services.items():
        app._get_module(app._state_map[name]).load_persisted_state(state)


def loaded(services: list[Any]) -> dict[str, Any]:
    """The services that were used, and what the catalog holds."""
    glue = next(service for service in services if isinstance(service, GlueService))
    scope = glue.store.scope(ACCOUNT, REGION)
    used = sorted(name for name, module in app._state_map.items() if module in app._loaded_modules)
    return {
        "services": sorted({*used, "glue"}),
        "catalog": {kind: len(scope.keys(kind)) for kind in ("database", "table", "connection", "crawler")},
    }


# --- Glue: a service of our own, its actions authorized on every resource that AWS checks ---


def _install_glue(glue: GlueService) -> None:
    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> Response:
        return _glue_refusal(headers, body, query_params) or await glue.handle(
            method, path, headers, body, query_params
        )

    def tags() -> Iterator[tuple[str, list[dict[str, str]]]]:
        scope = glue.store.scope(*context_scope())
        for arn in scope.keys("tags"):
            yield arn, [{"Key": key, "Value": value} for key, value in (scope.get("tags", arn) or {}).items()]

    def call(action: str, arn: str, **params: Any) -> None:
        account, region = context_scope()
        request = Request(
            action, {"ResourceArn": arn, **params}, glue.store.scope(account, region), glue.context, account, region
        )
        try:
            run(find_action(action), request)
        except GlueError as error:
            raise tagging._ResourceNotFound(arn) from error

    events_of_scope = eventbridge._events_log_list

    def bounded_events() -> list[Any]:
        """Every event is kept in a list that nothing reads; a catalog with many changes would fill the memory."""
        events = events_of_scope()
        del events[:-_KEPT_EVENTS]
        return events

    context_scope = glue.context.current_scope
    eventbridge._events_log_list = bounded_events
    app.SERVICE_HANDLERS["glue"] = handle
    tagging._COLLECTORS["glue"] = tagging._RESOURCE_TAG_COLLECTORS["glue"] = tags
    tagging._WRITERS["glue"] = lambda _spec, arn, given: call("TagResource", arn, TagsToAdd=given)
    tagging._REMOVERS["glue"] = lambda _spec, arn, keys: call("UntagResource", arn, TagsToRemove=list(keys))


def _glue_refusal(headers: dict, body: bytes, query_params: dict) -> Response | None:
    """ministack has checked the first resource; AWS checks all of them, and iam:PassRole on a role given to Glue."""
    key = router.extract_access_key_id(headers, query_params)
    if iam_evaluator.is_root_access_key(key):
        return None
    name = headers.get("x-amz-target", "").rpartition(".")[2]
    params = _json_object(body)
    account, region = responses.get_account_id(), responses.get_region()
    context = iam_actions.request_tag_context("glue", f"glue:{name}", body, {})
    checks = [
        (f"glue:{name}", "glue", arn, context)
        for arn in glue_authorization.resources(name, params, account, region)[1:]
    ]
    role = glue_authorization.passed_role(name, params, account)
    if role:
        checks.append(("iam:PassRole", "iam", role, {"iam:PassedToService": "glue.amazonaws.com"}))
    for action, service, arn, keys in checks:
        denied = iam_evaluator.enforce(key, action, service, region, resource_arn=arn, service_context=keys)
        if isinstance(denied, iam_evaluator.EvalResult):
            return iam_actions.access_denied_response(
                "glue",
                action,
                denied.principal_arn,
                "",
                resource_arn=arn,
                explicit_deny=denied.decision == "Deny",
            )
    return None


# --- IAM: the resource of a request, and the wording of a refusal ---


def _install_authorization() -> None:
    original_resource, original_response = iam_actions.extract_resource_arn, iam_actions.access_denied_response

    def extract_resource_arn(
        service: str,
        method: str,
        path: str,
        headers: dict,
        body: bytes,
        query_params: dict,
        region: str,
        account_id: str,
    ) -> str:
        if service == "glue":
            name = headers.get("x-amz-target", "").rpartition(".")[2]
            return glue_authorization.resources(name, _json_object(body), account_id, region)[0]
        found = original_resource(service, method, path, headers, body, query_params, region, account_id)
        if service == "logs" and re.search(r":log-group:[^:*]+$", found):
            # AWS checks the streams of a group, so that a policy needs `log-group:NAME:*`; only tagging is different.
            tags = headers.get("x-amz-target", "").endswith(("TagResource", "TagsForResource"))
            return found if tags else f"{found}:log-stream:{_json_object(body).get('logStreamName') or ''}"
        return found

    def access_denied_response(
        service: str, action: str, principal_arn: str, request_id: str, **details: Any
    ) -> Response:
        if service in {"glue", "secretsmanager"} and not details.get("error_code") and not details.get("message"):
            resource = details.get("resource_arn", "*")
            message = iam_actions.identity_denial_message(
                action, principal_arn, resource, bool(details.get("explicit_deny"))
            )
            headers = {
                "Content-Type": "application/x-amz-json-1.1",
                "x-amzn-ErrorType": "AccessDeniedException",
            }
            return 400, headers, json.dumps({"__type": "AccessDeniedException", "Message": message}).encode()
        return original_response(service, action, principal_arn, request_id, **details)

    iam_actions.extract_resource_arn = extract_resource_arn
    iam_actions.access_denied_response = access_denied_response


# --- EC2 ---


def _install_ec2() -> None:
    actions = ec2._ACTION_MAP
    _replace(actions, "AuthorizeSecurityGroupIngress", lambda original: _strict_authorize(original, "IpPermissions"))
    _replace(
        actions, "AuthorizeSecurityGroupEgress", lambda original: _strict_authorize(original, "IpPermissionsEgress")
    )
    _replace(actions, "DeleteSecurityGroup", _strict_delete_group)
    _replace(actions, "CreateNatGateway", lambda original: _associating(_with_nat_addresses(original)))
    _replace(actions, "DescribeNatGateways", _with_nat_addresses)
    _replace(actions, "DeleteNatGateway", _disassociating)
    _replace(actions, "ReleaseAddress", _strict_release)
    _replace(actions, "DescribeAddresses", _filtering_addresses)
    _replace(actions, "CreateVpcEndpoint", _keeping_endpoint_details)
    _replace(actions, "ModifyVpcEndpoint", _modifying_endpoint_groups)
    ec2._vpce_fields_xml = _with_endpoint_details(ec2._vpce_fields_xml)
    vpc_matches = ec2._matches_vpc_filters
    ec2._matches_vpc_filters = lambda vpc, filters: vpc_matches(vpc, ec2_rules.with_official_names(filters))


def _strict_authorize(original: QueryAction, direction: str) -> QueryAction:
    """A rule that is there already, or whose group does not exist, is refused."""

    def authorize(params: dict[str, Any]) -> Response:
        group = ec2._security_groups.get(ec2._p(params, "GroupId"))
        if group is not None:
            wanted = ec2._parse_ip_permissions(params, "IpPermissions")
            for peer in sorted(ec2_rules.referenced_groups(wanted)):
                if peer not in ec2._security_groups:
                    return ec2._error("InvalidGroup.NotFound", f"The security group '{peer}' does not exist", 400)
            found = ec2_rules.duplicate(wanted, group[direction])
            if found:
                return ec2._error("InvalidPermission.Duplicate", found.replace('"', "&quot;"), 400)
        return original(params)

    return authorize


def _strict_delete_group(original: QueryAction) -> QueryAction:
    """A group that something else refers to stays."""

    def delete(params: dict[str, Any]) -> Response:
        group_id = ec2._p(params, "GroupId")
        holders = [
            *ec2._network_interfaces.values(),
            *ec2._vpc_endpoints.values(),
            *rds._clusters.values(),
            *rds._instances.values(),
        ]
        if group_id and ec2_rules.group_in_use(group_id, ec2._security_groups.values(), holders):
            return ec2._error("DependencyViolation", f"resource {group_id} has a dependent object", 400)
        return original(params)

    return delete


def _with_nat_addresses(original: QueryAction) -> QueryAction:
    """The address of a NAT gateway is kept."""

    def filled(match: re.Match[str]) -> str:
        gateway = ec2._nat_gateways[match[2]]
        address = ec2._addresses.get(gateway.get("AllocationId") or "")
        return match[1] + ec2_rules.nat_addresses_xml(gateway, ec2._subnets.get(gateway["SubnetId"]), address)

    pattern = re.compile(
        r"(<natGatewayId>(nat-\w+)</natGatewayId>(?:(?!<natGatewayId>).)*?)<natGatewayAddressSet/>", re.S
    )

    def action(params: dict[str, Any]) -> Response:
        status, headers, body = original(params)
        return status, headers, pattern.sub(filled, body.decode()).encode() if status == 200 else body

    return action


def _associating(original: QueryAction) -> QueryAction:
    """The Elastic IP of a NAT gateway is in use from then on."""

    def create(params: dict[str, Any]) -> Response:
        allocation = ec2._p(params, "AllocationId")
        address = ec2._addresses.get(allocation)
        if allocation and address is None:
            return ec2._error("InvalidAllocationID.NotFound", f"The allocation ID '{allocation}' does not exist", 400)
        if address is not None and address.get("AssociationId"):
            return ec2._error(
                "Resource.AlreadyAssociated",
                f"resource {allocation} is already associated with associate-id {address['AssociationId']}",
                400,
            )
        status, headers, body = original(params)
        made = re.search(rb"<natGatewayId>(nat-\w+)</natGatewayId>", body)
        if status == 200 and made and address is not None:
            address["AssociationId"] = ec2_rules.nat_association_id({"NatGatewayId": made[1].decode()})
        return status, headers, body

    return create


def _disassociating(original: QueryAction) -> QueryAction:
    def delete(params: dict[str, Any]) -> Response:
        answer = original(params)
        gateway = ec2._nat_gateways.get(ec2._p(params, "NatGatewayId")) or {}
        address = ec2._addresses.get(gateway.get("AllocationId") or "")
        if answer[0] == 200 and address is not None:
            address["AssociationId"] = None
        return answer

    return delete


def _strict_release(original: QueryAction) -> QueryAction:
    def release(params: dict[str, Any]) -> Response:
        address = ec2._addresses.get(ec2._p(params, "AllocationId")) or {}
        if address.get("AssociationId"):
            return ec2._error("InvalidIPAddress.InUse", f"Address {address['PublicIp']} is in use.", 400)
        return original(params)

    return release


def _filtering_addresses(original: QueryAction) -> QueryAction:
    """Public addresses and filters are honoured; what is asked for by id has to exist."""

    def describe(params: dict[str, Any]) -> Response:
        filters = ec2._parse_filters(params)
        wanted_ids = ec2._parse_member_list(params, "AllocationId")
        wanted_ips = ec2._parse_member_list(params, "PublicIp")
        known = {address["PublicIp"] for address in ec2._addresses.values()}
        for allocation in wanted_ids:
            if allocation not in ec2._addresses:
                message = f"The allocation ID '{allocation}' does not exist"
                return ec2._error("InvalidAllocationID.NotFound", message, 400)
        for public in wanted_ips:
            if public not in known:
                return ec2._error("InvalidAddress.NotFound", f"Address '{public}' not found.", 400)
        found = [
            address["AllocationId"]
            for address in ec2._addresses.values()
            if ec2_rules.address_matches(address, wanted_ids, wanted_ips, filters)
            and ec2._resource_matches_tag_filters(address["AllocationId"], filters)
        ]
        if not found:
            return ec2._xml(200, "DescribeAddressesResponse", "<addressesSet/>")
        return original({f"AllocationId.{number}": [name] for number, name in enumerate(found, 1)})

    return describe


def _keeping_endpoint_details(original: QueryAction) -> QueryAction:
    """Security groups, policy and private DNS of a VPC endpoint are kept."""

    def create(params: dict[str, Any]) -> Response:
        status, headers, body = original(params)
        made = re.search(rb"<vpcEndpointId>(vpce-\w+)</vpcEndpointId>", body)
        if status != 200 or made is None:
            return status, headers, body
        endpoint = ec2._vpc_endpoints[made[1].decode()]
        groups = ec2._parse_member_list(params, "SecurityGroupId")
        if endpoint["VpcEndpointType"] == "Interface":
            endpoint["Groups"] = _group_records(groups or _default_groups(endpoint["VpcId"]))
            endpoint["PrivateDnsEnabled"] = ec2._p(params, "PrivateDnsEnabled", "true")
        endpoint["PolicyDocument"] = ec2._p(params, "PolicyDocument") or _OPEN_POLICY
        rendered = ec2._vpce_fields_xml(endpoint, tag="vpcEndpoint")
        return ec2._xml(200, "CreateVpcEndpointResponse", rendered)

    return create


_OPEN_POLICY = json.dumps(
    {"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
)


def _modifying_endpoint_groups(original: QueryAction) -> QueryAction:
    def modify(params: dict[str, Any]) -> Response:
        answer = original(params)
        endpoint = ec2._vpc_endpoints.get(ec2._p(params, "VpcEndpointId"))
        if answer[0] == 200 and endpoint is not None and endpoint["VpcEndpointType"] == "Interface":
            removed = set(ec2._parse_member_list(params, "RemoveSecurityGroupId"))
            kept = [group["GroupId"] for group in endpoint.get("Groups", []) if group["GroupId"] not in removed]
            added = [group for group in ec2._parse_member_list(params, "AddSecurityGroupId") if group not in kept]
            endpoint["Groups"] = _group_records([*kept, *added])
        return answer

    return modify


def _with_endpoint_details(original: Callable[..., str]) -> Callable[..., str]:
    def fields(endpoint: dict[str, Any], tag: str = "item") -> str:
        rendered = original(endpoint, tag)
        groups = "".join(
            f"<item><groupId>{group['GroupId']}</groupId><groupName>{group['GroupName']}</groupName></item>"
            for group in endpoint.get("Groups", [])
        )
        policy = str(endpoint.get("PolicyDocument") or _OPEN_POLICY)
        for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            policy = policy.replace(sign, entity)
        extra = f"<groupSet>{groups}</groupSet><policyDocument>{policy}</policyDocument>"
        extra += f"<privateDnsEnabled>{endpoint.get('PrivateDnsEnabled', 'false')}</privateDnsEnabled>"
        head, closing, tail = rendered.rpartition(f"</{tag}>")
        return f"{head}{extra}{closing}{tail}"

    return fields


def _group_records(group_ids: list[str]) -> list[dict[str, str]]:
    return [
        {"GroupId": group_id, "GroupName": ec2._security_groups.get(group_id, {}).get("GroupName", group_id)}
        for group_id in group_ids
    ]


def _default_groups(vpc_id: str) -> list[str]:
    return [
        group["GroupId"]
        for group in ec2._security_groups.values()
        if group["VpcId"] == vpc_id and group["GroupName"] == "default"
    ]


# --- CloudTrail ---


def _install_cloudtrail() -> None:
    def keeping_tags(original: QueryAction) -> QueryAction:
        """TagsList at creation is kept."""

        def create_trail(body: dict[str, Any]) -> Response:
            status, headers, answer = original(body)
            if status == 200 and body.get("TagsList"):
                cloudtrail._add_tags({"ResourceId": json.loads(answer)["TrailARN"], "TagsList": body["TagsList"]})
            return status, headers, answer

        return create_trail

    _replace(cloudtrail._DISPATCH, "CreateTrail", keeping_tags)


# --- RDS: an Aurora PostgreSQL cluster is the embedded PostgreSQL ---


def _install_rds(servers: Servers) -> None:
    for name in ("CreateDBCluster", "ModifyDBCluster"):
        _replace(rds._ACTION_MAP, name, lambda original, name=name: _applying_cluster(name, original, servers))
    cluster_xml, instance_xml = rds._cluster_xml, rds._instance_xml

    def render_cluster(cluster: dict[str, Any]) -> str:
        exports = rds_cluster.log_exports_xml(cluster.get("EnabledCloudwatchLogsExports") or [])
        return cluster_xml(rds_cluster.shown_cluster(cluster, servers.of(cluster).port)) + exports

    def render_instance(instance: dict[str, Any]) -> str:
        cluster = rds._resolve_cluster_in_request_region(instance.get("DBClusterIdentifier") or "") or {}
        return instance_xml(rds_cluster.shown_instance(instance, servers.of(cluster).port))

    rds._cluster_xml = render_cluster
    rds._instance_xml = render_instance


def _applying_cluster(name: str, original: QueryAction, servers: Servers) -> QueryAction:
    """Master user, password, first database and log exports take effect."""

    def action(params: dict[str, Any]) -> Response:
        engine = rds._p(params, "Engine") or rds_cluster.ENGINE
        if engine == rds_cluster.ENGINE:
            message = rds_cluster.refusal(rds._p(params, "MasterUsername"), rds._p(params, "MasterUserPassword"))
            if message:
                return rds._error("InvalidParameterValue", message.replace("<", "&lt;"), 400)
            version = rds._p(params, "EngineVersion")
            if version:
                offered = rds.AURORA_POSTGRESQL_ENGINE_VERSION_SET
                params = {**params, "EngineVersion": [rds_cluster.newest_version(version, offered)]}
        status, headers, body = original(params)
        cluster = rds._resolve_cluster_in_request_region(rds._p(params, "DBClusterIdentifier"))
        if status != 200 or cluster is None or not rds_cluster.is_attached(cluster):
            return status, headers, body
        prefix = "CloudwatchLogsExportConfiguration."
        cluster["EnabledCloudwatchLogsExports"] = rds_cluster.log_exports(
            cluster.get("EnabledCloudwatchLogsExports") or [],
            [
                *rds._parse_member_list(params, "EnableCloudwatchLogsExports"),
                *rds._parse_member_list(params, f"{prefix}EnableLogTypes"),
            ],
            rds._parse_member_list(params, f"{prefix}DisableLogTypes"),
        )
        try:
            rds_cluster.apply(cluster, servers.ready(cluster, rds._clusters.all_values()))
        except Exception as error:
            return rds._error("InternalFailure", f"The embedded PostgreSQL did not take the change: {error}", 500)
        inner = f"<{name}Result><DBCluster>{rds._cluster_xml(cluster)}</DBCluster></{name}Result>"
        return rds._xml(200, f"{name}Response", inner)

    return action


# --- RDS Data API ---


def _install_data_api(servers: Servers) -> Any:
    def connect(arn: str, user: str, password: str, database: str) -> psycopg.Connection:
        return servers.of(rds._resolve_cluster(arn) or {}).connect(user, password, database)

    api = DataApi(Surroundings(connect, _check_cluster, _secret_login))

    async def handle_request(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> Response:
        _access_key.set(router.extract_access_key_id(headers, query_params))
        return await asyncio.to_thread(api.handle, path, body)

    rds_data.handle_request = handle_request
    return api


def _check_cluster(arn: str) -> None:
    cluster = rds._resolve_cluster(arn)
    if cluster is None or not rds_cluster.is_attached(cluster):
        raise DataApiError("NotFoundException", f"DBCluster {arn.rpartition(':')[2]} not found", 404)
    if not cluster.get("HttpEndpointEnabled"):
        raise DataApiError("HttpEndpointNotEnabledException", f"HttpEndpoint is not enabled for resource {arn}")
    if not cluster.get("DBClusterMembers"):
        raise DataApiError("DatabaseNotFoundException", "The DB cluster doesn't have a DB instance.", 404)


def _secret_login(secret_arn: str) -> Login:
    """The Data API reads the secret with the caller's own permissions."""
    _, secret = secretsmanager._resolve(secret_arn)
    if secret is None or secret.get("DeletedDate"):
        raise bad_request(f"Secret {secret_arn} is not found")
    denied = iam_evaluator.enforce(
        _access_key.get(),
        "secretsmanager:GetSecretValue",
        "secretsmanager",
        responses.get_region(),
        resource_arn=secret["ARN"],
    )
    if isinstance(denied, iam_evaluator.EvalResult):
        raise DataApiError(
            "AccessDeniedException",
            iam_actions.identity_denial_message(
                "secretsmanager:GetSecretValue", denied.principal_arn, secret["ARN"], denied.decision == "Deny"
            ),
            403,
        )
    _, version = secretsmanager._find_stage_version(secret, "AWSCURRENT")
    value = _json_object((version or {}).get("SecretString") or "")
    if not value.get("username") or not value.get("password"):
        raise DataApiError("InvalidSecretException", f"The secret {secret_arn} has no username and password.")
    return Login(str(value["username"]), str(value["password"]))


def _json_object(text: bytes | str) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
