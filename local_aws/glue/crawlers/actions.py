# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateCrawler to ListCrawlers: the definitions of crawlers."""

from __future__ import annotations

from local_aws.glue.catalog.tags import set_tags
from local_aws.glue.catalog.tags import tags_of
from local_aws.glue.clock import now_exact
from local_aws.glue.crawlers import history
from local_aws.glue.crawlers import records
from local_aws.glue.crawlers import switches
from local_aws.glue.crawlers.definition import Record
from local_aws.glue.crawlers.definition import change_record
from local_aws.glue.crawlers.definition import create_record
from local_aws.glue.crawlers.definition import show
from local_aws.glue.crawlers.roles import check_role
from local_aws.glue.crawlers.targets import connections_of
from local_aws.glue.dispatch import Request
from local_aws.glue.dispatch import Result
from local_aws.glue.dispatch import action
from local_aws.glue.errors import already_exists
from local_aws.glue.errors import invalid_input
from local_aws.glue.names import escape
from local_aws.glue.paging import page_of_items
from local_aws.glue.paging import page_of_keys
from local_aws.glue.store import Scope

DELETED_TAGS = "crawler_deleted_tags"
PAGE = 100
LONGEST_PAGE = 1000


@action("CreateCrawler")
def create_crawler(request: Request) -> Result:
    params, scope = request.params, request.scope
    name = params["Name"]
    record = create_record(params, now_exact())
    _refuse_existing(scope, name)
    _refuse_tags_in_deletion(scope, name, bool(params.get("Tags")))
    _check_names(scope, record)
    check_role(request, record, params["Role"])
    records.put(scope, record)
    set_tags(scope, records.crawler_arn(scope, name), params.get("Tags") or {})
    return {}


@action("UpdateCrawler")
def update_crawler(request: Request) -> Result:
    scope = request.scope
    record = records.get(scope, request.params["Name"])
    records.refuse_update_while_busy(record)
    changed = change_record(record, request.params, now_exact())
    _check_names(scope, changed)
    if "Role" in request.params or "Targets" in request.params:
        check_role(request, changed, request.params.get("Role") or changed["Role"])
    records.put(scope, changed)
    return {}


@action("DeleteCrawler")
def delete_crawler(request: Request) -> Result:
    scope, name = request.scope, request.params["Name"]
    record = records.get(scope, name)
    records.refuse_deletion_while_busy(record)
    arn = records.crawler_arn(scope, name)
    if tags_of(scope, arn) and switches.tags_deleting_seconds():
        scope.put(DELETED_TAGS, escape(name), {"Until": now_exact() + switches.tags_deleting_seconds()})
    set_tags(scope, arn, {})
    history.forget(scope, name)
    scope.delete(records.KIND, escape(name))
    return {}


@action("GetCrawler")
def get_crawler(request: Request) -> Result:
    return {"Crawler": show(records.get(request.scope, request.params["Name"]), now_exact())}


@action("GetCrawlers")
def get_crawlers(request: Request) -> Result:
    page = page_of_keys(request, records.KIND, most=LONGEST_PAGE if "MaxResults" in request.params else PAGE)
    now = now_exact()
    found = (request.scope.get(records.KIND, key) for key in page.keys)
    return {"Crawlers": [show(record, now) for record in found if record], **page.token}


@action("ListCrawlers")
def list_crawlers(request: Request) -> Result:
    wanted = request.params.get("Tags") or {}
    every = ((key, record["Name"]) for key, record in request.scope.items(records.KIND))
    found = ((key, name) for key, name in every if _has_tags(request.scope, name, wanted))
    names, token = page_of_items(request, found, most=PAGE)
    return {"CrawlerNames": names, **token}


@action("BatchGetCrawlers")
def batch_get_crawlers(request: Request) -> Result:
    names = list(dict.fromkeys(request.params["CrawlerNames"]))
    found = {name: record for name in names if (record := records.find(request.scope, name))}
    now = now_exact()
    return {
        "Crawlers": [show(record, now) for record in found.values()],
        "CrawlersNotFound": [name for name in names if name not in found],
    }


def _has_tags(scope: Scope, name: str, wanted: dict[str, str]) -> bool:
    return not wanted or wanted.items() <= tags_of(scope, records.crawler_arn(scope, name)).items()


def _refuse_existing(scope: Scope, name: str) -> None:
    if records.find(scope, name):
        raise already_exists(f"Crawler with name {name} already exists")


def _refuse_tags_in_deletion(scope: Scope, name: str, has_tags: bool) -> None:
    going = scope.get(DELETED_TAGS, escape(name))
    if going is None:
        return
    if now_exact() < going["Until"]:
        if has_tags:
            raise invalid_input(
                "Tags created previously on a crawler of the same name are in deleting state. "
                "Please retry after some time."
            )
    else:
        scope.delete(DELETED_TAGS, escape(name))


def _check_names(scope: Scope, record: Record) -> None:
    """What the crawler names has to be there. The wordings were not seen on AWS."""
    for connection in connections_of(record["Targets"]):
        if not scope.exists("connection", escape(connection)):
            raise invalid_input(f"Connection {connection} does not exist.")
    for classifier in record["Classifiers"]:
        if not scope.exists("classifier", escape(classifier)):
            raise invalid_input(f"Classifier {classifier} does not exist.")
    security = record.get("CrawlerSecurityConfiguration")
    if security and not scope.exists("security_configuration", escape(security)):
        raise invalid_input(f"Error trying to retrieve security config: Security configuration {security} not found.")
