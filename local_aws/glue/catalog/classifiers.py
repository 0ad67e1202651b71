# SPDX-License-Identifier: GPL-3.0-or-later
"""Classifiers of the four kinds. They are kept for crawlers; a crawl of a database has no use for them."""

from __future__ import annotations

from typing import Any

from local_aws.glue.clock import now_exact
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import already_exists
from local_aws.glue.errors import invalid_input
from local_aws.glue.errors import not_found
from local_aws.glue.names import join_key
from local_aws.glue.paging import page_of_keys
from local_aws.glue.protocol import RawList
from local_aws.glue.store import Scope

KIND = "classifier"
PAGE = 1000
KINDS = ("GrokClassifier", "XMLClassifier", "JsonClassifier", "CsvClassifier")
DEFAULTS: dict[str, dict[str, Any]] = {"CsvClassifier": {"Serde": "None"}}

type Entry = dict[str, Any]


@action("CreateClassifier")
def create(request: Request) -> Result:
    kind, given = _only_kind(request.params)
    key = join_key(given["Name"])
    if request.scope.exists(KIND, key):
        raise already_exists(f"Classifier with name {given['Name']} already exists")
    time = now_exact()
    classifier = {**DEFAULTS.get(kind, {}), **given, "CreationTime": time, "LastUpdated": time, "Version": 1}
    request.scope.put(KIND, key, {kind: classifier})
    return {}


@action("UpdateClassifier")
def update(request: Request) -> Result:
    """Changes what is given and leaves the rest."""
    kind, given = _only_kind(request.params)
    current = _find(request.scope, given["Name"])
    if kind not in current:
        raise invalid_input(f"Classifier {given['Name']} is not of the kind {kind}")
    changed = {**current[kind], **given, "LastUpdated": now_exact(), "Version": current[kind]["Version"] + 1}
    request.scope.put(KIND, join_key(given["Name"]), {kind: changed})
    return {}


@action("GetClassifier")
def read(request: Request) -> Result:
    return {"Classifier": _find(request.scope, request.params["Name"])}


@action("GetClassifiers")
def list_classifiers(request: Request) -> Result:
    page = page_of_keys(request, KIND, most=PAGE)
    return {"Classifiers": RawList([raw for key in page.keys if (raw := request.scope.raw(KIND, key))]), **page.token}


@action("DeleteClassifier")
def delete(request: Request) -> Result:
    _find(request.scope, request.params["Name"])
    request.scope.delete(KIND, join_key(request.params["Name"]))
    return {}


def _only_kind(params: Entry) -> tuple[str, Entry]:
    given = [kind for kind in KINDS if kind in params]
    if len(given) != 1:
        raise invalid_input("Exactly one classifier must be specified")
    return given[0], params[given[0]]


def _find(scope: Scope, name: str) -> Entry:
    found = scope.get(KIND, join_key(name))
    if found is None:
        raise not_found(f"Classifier entry with name {name} does not exist")
    return found
