# SPDX-License-Identifier: GPL-3.0-or-later
"""Which resources IAM checks for each action of Glue, as the service authorization reference lists them.

The whole catalog comes first, then the database, then the table, as AWS names them in its refusals. An action that
asks for everything of a kind is checked on `<kind>/*`. Actions that are not listed have no resource type: `*`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

type Params = dict[str, Any]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TABLE = _words("""
    BatchCreatePartition BatchDeletePartition BatchDeleteTable BatchDeleteTableVersion BatchGetPartition
    BatchGetTableOptimizer BatchUpdatePartition CreateColumnStatisticsTaskSettings CreatePartition
    CreatePartitionIndex CreateTable CreateTableOptimizer DeleteColumnStatisticsForPartition
    DeleteColumnStatisticsForTable DeleteColumnStatisticsTaskSettings DeletePartition DeletePartitionIndex
    DeleteTable DeleteTableOptimizer DeleteTableVersion GetColumnStatisticsForPartition GetColumnStatisticsForTable
    GetPartition GetPartitionIndexes GetPartitions GetTable GetTableOptimizer GetTableVersion GetTableVersions
    GetTables ListTableOptimizerRuns SearchTables StartColumnStatisticsTaskRun StartColumnStatisticsTaskRunSchedule
    StopColumnStatisticsTaskRun StopColumnStatisticsTaskRunSchedule UpdateColumnStatisticsForPartition
    UpdateColumnStatisticsForTable UpdateColumnStatisticsTaskSettings UpdatePartition UpdateTable UpdateTableOptimizer
    """)
_DATABASE = _words("CreateDatabase CreateUserDefinedFunction GetDatabase GetDatabases UpdateDatabase")
_FUNCTION = _words("DeleteUserDefinedFunction GetUserDefinedFunction GetUserDefinedFunctions UpdateUserDefinedFunction")
_CATALOG = _words("""
    CreateCatalog CreateConnection DeleteCatalog DeleteResourcePolicy GetCatalog GetCatalogImportStatus GetCatalogs
    GetDataCatalogEncryptionSettings GetResourcePolicies GetResourcePolicy ImportCatalogToGlue
    PutDataCatalogEncryptionSettings PutResourcePolicy UpdateCatalog
    """)
_CONNECTION = _words("""
    BatchDeleteConnection DeleteConnection DescribeEntity GetConnection GetConnections ListEntities UpdateConnection
    """)
_TAGS = _words("GetTags TagResource UntagResource")

# Kind in the ARN, the parameters that name one or several of it, the actions.
_NAMED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "crawler",
        ("Name", "CrawlerName", "CrawlerNames"),
        "BatchGetCrawlers DeleteCrawler GetCrawler ListCrawls StartCrawler StopCrawler UpdateCrawler",
    ),
    (
        "job",
        ("JobName", "Name", "JobNames"),
        """
        BatchGetJobs BatchStopJobRun CreateJob DeleteJob GetJob GetJobRun GetJobRuns StartJobRun UpdateJob
        UpdateJobFromSourceControl UpdateSourceControlFromJob
        """,
    ),
    (
        "trigger",
        ("Name", "TriggerNames"),
        "BatchGetTriggers CreateTrigger DeleteTrigger GetTrigger StartTrigger StopTrigger UpdateTrigger",
    ),
    (
        "workflow",
        ("Name", "Names"),
        """
        BatchGetWorkflows CreateWorkflow DeleteWorkflow GetWorkflow GetWorkflowRun GetWorkflowRunProperties
        GetWorkflowRuns PutWorkflowRunProperties ResumeWorkflowRun StartWorkflowRun StopWorkflowRun UpdateWorkflow
        """,
    ),
    (
        "blueprint",
        ("BlueprintName", "Name", "Names"),
        """
        BatchGetBlueprints CreateBlueprint DeleteBlueprint GetBlueprint GetBlueprintRun GetBlueprintRuns
        StartBlueprintRun UpdateBlueprint
        """,
    ),
    (
        "devEndpoint",
        ("EndpointName", "DevEndpointNames"),
        "BatchGetDevEndpoints DeleteDevEndpoint GetDevEndpoint UpdateDevEndpoint",
    ),
    (
        "session",
        ("SessionId", "Id", "ResourceId"),
        """
        CancelStatement CreateSession DeleteSession GetDashboardUrl GetSession GetSessionEndpoint GetStatement
        ListStatements RunStatement StopSession
        """,
    ),
    ("usageProfile", ("Name",), "CreateUsageProfile DeleteUsageProfile GetUsageProfile UpdateUsageProfile"),
    (
        "dataQualityRuleset",
        ("Name", "RulesetName", "RulesetNames"),
        """
        CancelDataQualityRuleRecommendationRun CancelDataQualityRulesetEvaluationRun DeleteDataQualityRuleset
        GetDataQualityModel GetDataQualityModelResult GetDataQualityResult GetDataQualityRuleRecommendationRun
        GetDataQualityRuleset GetDataQualityRulesetEvaluationRun ListDataQualityResults
        ListDataQualityRuleRecommendationRuns ListDataQualityRulesetEvaluationRuns ListDataQualityRulesets
        PutDataQualityProfileAnnotation BatchPutDataQualityStatisticAnnotation StartDataQualityRuleRecommendationRun
        StartDataQualityRulesetEvaluationRun UpdateDataQualityRuleset
        """,
    ),
    (
        "mlTransform",
        ("TransformId",),
        """
        CancelMLTaskRun DeleteMLTransform GetMLTaskRun GetMLTaskRuns GetMLTransform GetMLTransforms ListMLTransforms
        StartExportLabelsTaskRun StartImportLabelsTaskRun StartMLEvaluationTaskRun
        StartMLLabelingSetGenerationTaskRun UpdateMLTransform
        """,
    ),
)
_BY_ACTION = {action: (kind, keys) for kind, keys, actions in _NAMED for action in _words(actions)}

_REGISTRY = _words("CreateRegistry DeleteRegistry GetRegistry ListSchemas UpdateRegistry")
_SCHEMA = _words("""
    CreateSchema DeleteSchema DeleteSchemaVersions GetSchema GetSchemaByDefinition GetSchemaVersion
    GetSchemaVersionsDiff ListSchemaVersions PutSchemaVersionMetadata QuerySchemaVersionMetadata RegisterSchemaVersion
    RemoveSchemaVersionMetadata UpdateSchema
    """)

# Actions that hand a role to Glue: the caller needs iam:PassRole on it.
_PASSES_ROLE = _words(
    "CreateCrawler UpdateCrawler CreateJob UpdateJob CreateSession CreateDevEndpoint CreateMLTransform"
)


def resources(action: str, params: Params, account: str, region: str) -> list[str]:
    """The ARNs that IAM checks, in order; ["*"] for an action that has no resource type."""
    owner = str(params.get("CatalogId") or account)
    prefix = f"arn:aws:glue:{region}:{owner if owner.isdigit() and len(owner) == 12 else account}:"
    if action in _TAGS:
        return [str(params.get("ResourceArn") or "*")]
    found = _resources(action, params)
    return ["*"] if found is None else [prefix + resource for resource in found]


def passed_role(action: str, params: Params, account: str) -> str | None:
    """The ARN of the role that the caller hands to Glue, if any."""
    role = params.get("Role") or params.get("RoleArn") if action in _PASSES_ROLE else None
    if role is None and action == "UpdateJob":
        role = (params.get("JobUpdate") or {}).get("Role")
    if not isinstance(role, str) or not role:
        return None
    return role if role.startswith("arn:") else f"arn:aws:iam::{account}:role/{role.lstrip('/')}"


def _resources(action: str, params: Params) -> list[str] | None:
    in_catalog = _catalog_resources(action, params)
    if in_catalog is not None:
        return ["catalog", *in_catalog]
    if action in _REGISTRY:
        return [f"registry/{_registry(params)}"]
    if action in _SCHEMA:
        return [f"registry/{_registry(params)}", f"schema/{_registry(params)}/{_schema(params)}"]
    if action in _BY_ACTION:
        kind, keys = _BY_ACTION[action]
        return [f"{kind}/{name}" for name in _names(params, *keys)]
    return None


def _catalog_resources(action: str, params: Params) -> list[str] | None:
    """What stands below the catalog; None when the action is not one of the catalog's."""
    if action in _CATALOG:
        return []
    if action in _CONNECTION:
        name = _nested(params, "ConnectionInput", "Name")
        names = _names(params, "Name", "ConnectionName", "ConnectionNameList")
        return [f"connection/{each}" for each in ([name] if name and names == ["*"] else names)]
    database = _database(action, params)
    if action == "DeleteDatabase":
        return [f"database/{database}", f"table/{database}/*", f"userDefinedFunction/{database}/*"]
    if action in _DATABASE:
        return [f"database/{database}"]
    if action in _FUNCTION:
        return [f"database/{database}", f"userDefinedFunction/{database}/{params.get('FunctionName') or '*'}"]
    if action in _TABLE:
        return [f"database/{database}", *(f"table/{database}/{name}" for name in _tables(params))]
    return None


def _database(action: str, params: Params) -> str:
    own = _nested(params, "DatabaseInput", "Name") if action == "CreateDatabase" else params.get("Name")
    of_database = own if action in {"CreateDatabase", "GetDatabase", "UpdateDatabase", "DeleteDatabase"} else None
    return str(of_database or params.get("DatabaseName") or "*").lower()


def _tables(params: Params) -> list[str]:
    """Glue folds the names of databases and tables to lower case."""
    named = params.get("TableName") or _nested(params, "TableInput", "Name") or params.get("Name")
    listed = params.get("TablesToDelete")
    if isinstance(listed, list) and listed:
        return [str(name).lower() for name in listed]
    return [str(named or "*").lower()]


def _names(params: Params, *keys: str) -> list[str]:
    return list(_named_by(params, keys)) or ["*"]


def _named_by(params: Params, keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        value = params.get(key)
        if isinstance(value, str) and value:
            yield value
            return
        if isinstance(value, list) and value:
            yield from (str(name) for name in value)
            return


def _nested(params: Params, outer: str, inner: str) -> str | None:
    value = params.get(outer)
    return value.get(inner) if isinstance(value, dict) else None


def _registry(params: Params) -> str:
    named = _nested(params, "RegistryId", "RegistryName") or _nested(params, "SchemaId", "RegistryName")
    arn = _nested(params, "RegistryId", "RegistryArn") or _nested(params, "SchemaId", "SchemaArn")
    return named or params.get("RegistryName") or (arn.split("/")[1] if arn and "/" in arn else "*")


def _schema(params: Params) -> str:
    arn = _nested(params, "SchemaId", "SchemaArn")
    named = _nested(params, "SchemaId", "SchemaName") or params.get("SchemaName")
    return named or (arn.rpartition("/")[2] if arn else "*")
