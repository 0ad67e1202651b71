# SPDX-License-Identifier: GPL-3.0-or-later
"""The check at start-up that ministack still has every name that the embedded AWS leans on."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib
import importlib.metadata
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from local_aws.errors import LocalAwsError
from local_aws.files import write_atomic
from local_aws.paths import REPOSITORY

MINISTACK_VERSION = "1.5.33"
_FOLDER = Path(__file__).parent
_STAMP = REPOSITORY / ".cache" / "seam-check"
_IMPORT = re.compile(r"^\s*from ministack", re.MULTILINE)

# What is replaced or called with positions: its parameters have to be these.
_SIGNATURES = {
    "ministack.app:_authenticate_only": "service headers query_params request_id",
    "ministack.app:_dispatch_service_request": "method path headers body query_params request_id",
    "ministack.app:_handle_rds_data_request": "method path headers body query_params request_id",
    "ministack.app:_routing_params": "method path headers body query_params",
    "ministack.core.iam_actions:extract_resource_arn": (
        "service method path headers body query_params region account_id"
    ),
    "ministack.core.iam_actions:identity_denial_message": "action principal_arn resource explicit_deny",
    "ministack.core.iam_actions:request_tag_context": "service iam_action body params",
    "ministack.core.iam_evaluator:_gather_role_policies": "role_name account_id",
    "ministack.core.iam_evaluator:_permissions_boundary": "store name account_id",
    "ministack.core.iam_evaluator:enforce": "access_key_id iam_action service region resource_arn service_context",
    "ministack.core.iam_evaluator:evaluate_resource_policy": "doc ctx service named_only direct_only",
    "ministack.core.iam_evaluator:pin_request_origin": "source_ip secure_transport",
    "ministack.core.responses:_service_model": "service",
    "ministack.services.cloudwatch:_dispatch_alarm_actions": "alarm old_state new_state reason",
    "ministack.services.cloudwatch:_put_dashboard": "params cbor_data is_cbor is_json",
    "ministack.services.cloudwatch:_put_metric_alarm": "params cbor_data is_cbor is_json",
    "ministack.services.cloudwatch:_record_history": "alarm_name old_state new_state reason alarm_type reason_data",
    "ministack.services.cloudwatch:_set_alarm_state": "params cbor_data is_cbor is_json",
    "ministack.services.cloudwatch:record_metric": "namespace metric_name value unit dimensions",
    "ministack.services.cloudwatch_logs:_fanout_to_subscription_filters": "group_name stream_name events",
    "ministack.services.ec2:_error": "code message status",
    "ministack.services.ec2:_vpce_fields_xml": "ep tag",
    "ministack.services.eventbridge:_apply_input_transformer": "transformer rule view",
    "ministack.services.eventbridge:_invoke_target": "target event rule view",
    "ministack.services.eventbridge:_matches_pattern_view": "pattern_str view owner",
    "ministack.services.eventbridge:_put_events": "data allow_aws_source",
    "ministack.services.lambda_svc:_emit_lambda_logs": "func request_id log_text error duration_ms log_source",
    "ministack.services.lambda_svc:_execute_function": "func event",
    "ministack.services.lambda_svc:_execute_function_dispatch": "func config event request_id started",
    "ministack.services.lambda_svc:_execute_function_warm": "func event request_id",
    "ministack.services.lambda_svc:_run_sqs_batch": "esm func_rec event batch queue_url queue_name",
    "ministack.services.lambda_svc:_put_event_invoke_config": "func_name qualifier data",
    "ministack.services.lambda_svc:_put_function_concurrency": "func_name data",
    "ministack.services.lambda_svc:_update_config": "name data",
    "ministack.services.lambda_svc:invoke_async_with_retry": "func event",
    "ministack.services.rds:_cluster_xml": "c",
    "ministack.services.rds:_error": "code message status",
    "ministack.services.rds:_instance_xml": "i",
    "ministack.services.rds_data:handle_request": "method path headers body query_params",
    "ministack.services.sns:_deliver_to_lambda": (
        "endpoint envelope topic_arn sub_arn msg_id raw_message message_attributes"
    ),
    "ministack.services.sns:_deliver_to_sqs": (
        "endpoint envelope raw raw_message message_group_id message_dedup_id message_attributes topic_arn"
    ),
    "ministack.services.sns:_fanout": (
        "topic_arn msg_id message subject message_structure message_attributes message_group_id message_dedup_id"
    ),
    "ministack.services.sts:register_session": "access_key session",
}


def check_once() -> None:
    """The check, unless it passed before with the very same sources and the very same ministack."""
    stamp = _fingerprint()
    with contextlib.suppress(OSError):
        if _STAMP.read_text() == stamp:
            return
    check()
    with contextlib.suppress(OSError):  # a checkout that cannot be written to is checked at every start
        write_atomic(_STAMP, stamp, 0o644)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sorted(_FOLDER.rglob("*.py")):
        digest.update(f"{file.relative_to(_FOLDER)}\0".encode() + file.read_bytes())
    distribution = importlib.metadata.distribution("ministack")
    digest.update(f"{distribution.version}\0{distribution.read_text('RECORD')}".encode())
    return digest.hexdigest()


def check() -> None:
    """Raise, naming everything that is missing, unless ministack is the one this was written for."""
    found = importlib.metadata.version("ministack")
    if found != MINISTACK_VERSION:
        raise LocalAwsError(
            f"ministack {found} is installed, the embedded AWS is made for {MINISTACK_VERSION}. "
            "Install it with: pip install -r requirements.txt (docs/embedded-aws.md says how to move the pin)."
        )
    missing = [*_missing_names(), *_changed_signatures()]
    if missing:
        raise LocalAwsError(
            f"ministack {found} is not as the embedded AWS needs it: {', '.join(missing)}. "
            "docs/embedded-aws.md says how to move the pin."
        )


def names(source: str) -> set[tuple[str, str]]:
    """Every (module, attribute) of ministack that a source file uses."""
    tree = ast.parse(source)
    modules = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ministack"
        for alias in node.names
    }
    return {
        (modules[node.value.id], node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
    }


def used_names() -> set[tuple[str, str]]:
    """What all of the embedded AWS uses, read from its own source, so that nobody has to keep a list."""
    sources = (file.read_text(encoding="utf-8") for file in _FOLDER.rglob("*.py"))
    return set().union(*(names(source) for source in sources if _IMPORT.search(source)))


def _missing_names() -> Iterator[str]:
    for module, attribute in sorted(used_names()):
        try:
            present = hasattr(importlib.import_module(module), attribute)
        except ImportError:
            present = False
        if not present:
            yield f"{module}.{attribute} is missing"


def _changed_signatures() -> Iterator[str]:
    for name, expected in _SIGNATURES.items():
        module, _, function = name.partition(":")
        target = getattr(importlib.import_module(module), function, None)
        actual = " ".join(inspect.signature(target).parameters) if callable(target) else None
        if actual is not None and actual != expected:
            yield f"{module}.{function} takes ({actual}) instead of ({expected})"
