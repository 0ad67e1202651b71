# SPDX-License-Identifier: GPL-3.0-or-later
"""The service models by which requests are checked, and the codes with which each service refuses them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import OperationModel
from botocore.model import OperationNotFoundError
from botocore.model import ServiceModel


@dataclass(frozen=True)
class Rules:
    """How a service refuses what its model forbids. Without `invalid` it checks values itself, and better."""

    model: str
    invalid: str = "ValidationException"
    # A code of its own for a parameter that is missing, with the older sentence.
    missing: str = ""


RULES = {
    "cloudtrail": Rules("cloudtrail", invalid=""),
    "dynamodb": Rules("dynamodb", invalid=""),
    "events": Rules("events"),
    "iam": Rules("iam", "ValidationError"),
    "kms": Rules("kms"),
    "lambda": Rules("lambda"),
    "logs": Rules("logs", "InvalidParameterException"),
    "monitoring": Rules("cloudwatch", "ValidationError"),
    "rds": Rules("rds", "InvalidParameterValue", missing="MissingParameter"),
    "rds-data": Rules("rds-data", "BadRequestException"),
    "secretsmanager": Rules("secretsmanager"),
    "sns": Rules("sns", "InvalidParameter"),
    "sqs": Rules("sqs", invalid="", missing="MissingParameter"),
    "ssm": Rules("ssm"),
    "states": Rules("stepfunctions"),
    "sts": Rules("sts", "ValidationError"),
    "tagging": Rules("resourcegroupstaggingapi", "InvalidParameterException"),
}


@cache
def model_of(service: str) -> ServiceModel | None:
    """Read when the first request for a service comes: a few milliseconds each."""
    rules = RULES.get(service)
    if rules is None:
        return None
    try:
        return ServiceModel(Loader().load_service_model(rules.model, "service-2"), rules.model)
    except UnknownServiceError:
        return None


@cache
def operation(service: str, name: str) -> OperationModel | None:
    model = model_of(service)
    try:
        return model.operation_model(name) if model else None
    except OperationNotFoundError:
        return None


def operation_at(service: str, method: str, path: str) -> OperationModel | None:
    """Which operation of a REST service a method and a path stand for."""
    for verb, pattern, name in _routes(service):
        if verb == method and pattern.fullmatch(path):
            return operation(service, name)
    return None


@cache
def _routes(service: str) -> list[tuple[str, re.Pattern[str], str]]:
    """The most particular first: a path without placeholders is not taken for one with."""
    model = model_of(service)
    if model is None:
        return []
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        template = http["requestUri"].partition("?")[0].rstrip("/")
        pattern = re.sub(r"\\\{[^}]*?\\\+\\\}", ".+", re.escape(template))
        pattern = re.sub(r"\\\{[^}]*?\\\}", "[^/]+", pattern)
        found.append((http["method"], re.compile(pattern + "/?"), name))
    return sorted(found, key=lambda route: (route[1].pattern.count("+"), -len(route[1].pattern)))
