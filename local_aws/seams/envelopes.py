# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol of a service, for the content type of its answers.

ministack asks botocore for the service's whole model: EC2's takes half a second and 60 MB, to learn two words of it.
"""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore
from ministack.core import responses

_MARK = '"metadata":'
_HEAD = 16 * 1024  # far more than any model's first members take


class ServiceModel:
    """Stands for a model of botocore's, which is loaded when somebody wants to know more than what it begins with."""

    def __init__(self, metadata: dict[str, Any], whole: Callable[[], Any]) -> None:
        self.metadata = metadata
        self._whole = whole

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole(), name)


def install() -> None:
    responses._service_model = with_metadata_first(responses._service_model)


def with_metadata_first(original: Callable[[str], Any]) -> Callable[[str], Any]:
    @functools.cache
    def model(service: str) -> Any:
        folder = Path(botocore.__file__).parent / "data" / responses._BOTOCORE_NAME.get(service, service)
        for text in _heads(folder):
            start = text.find(_MARK)
            if start >= 0:
                metadata, _ = json.JSONDecoder().raw_decode(text[start + len(_MARK) :].lstrip())
                return ServiceModel(metadata, functools.partial(original, service))
        return original(service)

    return model


def _heads(folder: Path) -> Iterator[str]:
    """How the newest version's model begins."""
    for version in sorted(folder.glob("*/"), reverse=True):
        for file in version.glob("service-2.json*"):
            with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as content:
                yield content.read(_HEAD).decode("utf-8", "replace")
