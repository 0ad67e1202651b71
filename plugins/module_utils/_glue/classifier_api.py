# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Classifiers: one call, or one paginator, a function. Nothing here decides anything."""

from __future__ import annotations

from typing import Any

from .._aws.errors import GlueErrorHandler
from .._aws.retry import aws_retry

Client = Any


@GlueErrorHandler.list_error_handler("get classifier {name}")
@aws_retry
def get_classifier(client: Client, name: str) -> dict | None:
    """The classifier under the name of its kind, such as {"GrokClassifier": {...}}."""
    return client.get_classifier(Name=name)["Classifier"]


@GlueErrorHandler.common_error_handler("list classifiers")
@aws_retry
def get_classifiers(client: Client) -> list[dict]:
    pages = client.get_paginator("get_classifiers").paginate()
    return [classifier for page in pages for classifier in page.get("Classifiers", [])]


@GlueErrorHandler.common_error_handler("create classifier {name}")
@aws_retry
def create_classifier(client: Client, name: str, kind: str, definition: dict) -> None:
    client.create_classifier(**{kind: {**definition, "Name": name}})


@GlueErrorHandler.common_error_handler("update classifier {name}")
@aws_retry
def update_classifier(client: Client, name: str, kind: str, definition: dict) -> None:
    client.update_classifier(**{kind: {**definition, "Name": name}})


@GlueErrorHandler.deletion_error_handler("delete classifier {name}")
@aws_retry
def delete_classifier(client: Client, name: str) -> None:
    client.delete_classifier(Name=name)
