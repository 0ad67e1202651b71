# SPDX-License-Identifier: GPL-3.0-or-later
"""The beginning of a service's model is all that its answers need; the rest is there for whoever asks."""

from __future__ import annotations

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from local_aws.seams.envelopes import with_metadata_first


def whole(service: str) -> ServiceModel | None:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service) if service != "none" else None


@pytest.mark.parametrize("service", ["sts", "sqs", "events", "iam", "rds", "rds-data", "secretsmanager", "glue"])
def test_it_is_what_botocore_says(service: str) -> None:
    asked = []
    model = with_metadata_first(lambda name: asked.append(name) or whole(name))(service)
    assert model.metadata == whole(service).metadata
    assert asked == []
    assert model.operation_names == whole(service).operation_names
    assert asked == [service]


def test_a_service_that_botocore_does_not_know() -> None:
    assert with_metadata_first(whole)("none") is None
