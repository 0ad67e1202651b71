# SPDX-License-Identifier: GPL-3.0-or-later
"""A catalog with something of everything, every field filled in; and a look at it without the library."""

from __future__ import annotations

import json
from typing import Any

from tests.integration.snapshot.filled import fill

DATABASE = "filled"
PARTITIONS = 130  # more than one batch, more than one page
PLAIN_TABLES = 20
PASSWORD = "not-in-any-snapshot"
ROLE = "SnapshotTestCrawlerRole"
_VOLATILE = {
    "CreateTime",
    "UpdateTime",
    "CreationTime",
    "LastUpdated",
    "LastUpdatedTime",
    "LastUpdatedBy",
    "CreatedTimeStamp",
    "CreatedBy",
    "VersionId",
    "Version",
    "ResponseMetadata",
    "PolicyHash",
    "LastCrawl",
    "State",
    "CrawlElapsedTime",
}


class Catalog:
    def __init__(self, client: Any, region: str, account: str = "000000000000") -> None:
        """`client(service)` makes clients of the region."""
        self.region = region
        self.account = account
        self.client = client
        self.glue = client("glue")
        self._model = self.glue.meta.service_model

    def filled(self, operation: str, member: str, *leave_out: str) -> dict[str, Any]:
        shape = self._model.operation_model(operation).input_shape.members[member]
        return fill(shape, member, frozenset(leave_out))

    def build(self) -> None:
        self._settings()
        self._connections()
        self._databases()
        self._tables()
        self._partitions()
        self._statistics()
        self._crawler()

    def _settings(self) -> None:
        key = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        self.glue.put_data_catalog_encryption_settings(
            DataCatalogEncryptionSettings={
                "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": key},
                "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
            }
        )
        encryption = self.filled("CreateSecurityConfiguration", "EncryptionConfiguration")
        text = json.dumps(encryption).replace("kmskeyarn", key).replace("SSE-S3", "SSE-KMS")
        self.glue.create_security_configuration(Name="secured", EncryptionConfiguration=json.loads(text))
        for kind, shape in self._model.operation_model("CreateClassifier").input_shape.members.items():
            definition = fill(shape) | {"Name": f"classified_{kind.lower()}"}
            if kind == "CsvClassifier":
                definition |= {"CustomDatatypes": ["INT"], "Delimiter": ",", "QuoteSymbol": '"'}
            if kind == "JsonClassifier":
                definition["JsonPath"] = "$[*]"
            self.glue.create_classifier(**{kind: definition})
        statement = {"Effect": "Allow", "Principal": {"AWS": self.account}, "Action": "glue:GetTable"}
        resource = f"arn:aws:glue:{self.region}:{self.account}:*"
        statements = [{**statement, "Sid": sid, "Resource": resource} for sid in ("First", "Second")]
        self.glue.put_resource_policy(PolicyInJson=json.dumps({"Version": "2012-10-17", "Statement": statements}))

    def _connections(self) -> None:
        given = {"ConnectionType": "JDBC", "MatchCriteria": ["m"], "Description": "d"}
        url = {"JDBC_CONNECTION_URL": "jdbc:postgresql://db.example.com:5432/genai_demo", "JDBC_ENFORCE_SSL": "true"}
        place = {"SubnetId": "subnet-1", "SecurityGroupIdList": ["sg-1"], "AvailabilityZone": f"{self.region}a"}
        secret = {**url, "SECRET_ID": "aurora-credentials"}
        self.glue.create_connection(
            ConnectionInput={
                **given,
                "Name": "by_secret",
                "ConnectionProperties": secret,
                "PhysicalConnectionRequirements": place,
            },
            Tags={"part": "connection"},
        )
        password = {**url, "USERNAME": "glue_crawler", "PASSWORD": PASSWORD}
        self.glue.create_connection(
            ConnectionInput={**given, "Name": "by_password", "ConnectionProperties": password},
        )

    def _databases(self) -> None:
        own = self.filled("CreateDatabase", "DatabaseInput", "TargetDatabase", "FederatedDatabase")
        permission = {"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}
        own |= {"Name": DATABASE, "CreateTableDefaultPermissions": [permission]}
        self.glue.create_database(DatabaseInput=own, Tags={"part": "database"})
        self.glue.create_database(DatabaseInput={"Name": "empty"})
        target = {"CatalogId": self.account, "DatabaseName": DATABASE}
        self.glue.create_database(DatabaseInput={"Name": "linked", "TargetDatabase": target})
        function = self.filled("CreateUserDefinedFunction", "FunctionInput")
        self.glue.create_user_defined_function(DatabaseName=DATABASE, FunctionInput=function)

    def _tables(self) -> None:
        whole = self.filled("CreateTable", "TableInput", "TargetTable", "FederatedTable", "ViewDefinition", "SchemaId")
        whole["StorageDescriptor"].pop("SchemaReference")
        self.glue.create_table(DatabaseName=DATABASE, TableInput={**whole, "Name": "whole"})
        for number in range(3):
            changed = {**whole, "Name": "whole", "Description": f"version {number}"}
            self.glue.update_table(DatabaseName=DATABASE, TableInput=changed)
        view = self.filled("CreateTable", "TableInput", "TargetTable", "FederatedTable", "PartitionKeys")
        view["StorageDescriptor"].pop("SchemaReference")
        view["ViewDefinition"] = {
            "IsProtected": True,
            "Definer": f"arn:aws:iam::{self.account}:role/{ROLE}",
            "Representations": [{"Dialect": "SPARK", "DialectVersion": "3", "ViewOriginalText": "select 1"}],
        }
        self.glue.create_table(DatabaseName=DATABASE, TableInput={**view, "Name": "seen"})
        target = {"CatalogId": self.account, "DatabaseName": DATABASE, "Name": "whole"}
        self.glue.create_table(DatabaseName=DATABASE, TableInput={"Name": "pointed", "TargetTable": target})
        for number in range(PLAIN_TABLES):
            self.glue.create_table(DatabaseName=DATABASE, TableInput=plain_table(f"plain_{number:02d}"))

    def _partitions(self) -> None:
        keys = [{"Name": "day", "Type": "string"}, {"Name": "shop", "Type": "int"}]
        self.glue.create_table(
            DatabaseName=DATABASE,
            TableInput={**plain_table("parted"), "PartitionKeys": keys},
            PartitionIndexes=[{"IndexName": "by_day", "Keys": ["day"]}],
        )
        shape = self._model.operation_model("CreatePartition").input_shape.members["PartitionInput"]
        partition = fill(shape, "PartitionInput")
        partition["StorageDescriptor"].pop("SchemaReference")
        made = [{**partition, "Values": [f"2026-{number:03d}", str(number % 7)]} for number in range(PARTITIONS)]
        for first in range(0, PARTITIONS, 100):
            self.glue.batch_create_partition(
                DatabaseName=DATABASE, TableName="parted", PartitionInputList=made[first : first + 100]
            )

    def _statistics(self) -> None:
        shape = self._model.operation_model("UpdateColumnStatisticsForTable").input_shape
        (statistics,) = fill(shape.members["ColumnStatisticsList"])
        of_types = {name.removesuffix("ColumnStatisticsData").upper(): name for name in statistics["StatisticsData"]}
        of_types.pop("TYPE")
        columns = [{"Name": f"of_{name.lower()}", "Type": "string"} for name in of_types]
        table = plain_table("counted")
        table["StorageDescriptor"]["Columns"] = columns
        self.glue.create_table(DatabaseName=DATABASE, TableInput=table)
        for kind, member in of_types.items():
            data = {"Type": kind, member: statistics["StatisticsData"][member]}
            entry = {**statistics, "ColumnName": f"of_{kind.lower()}", "ColumnType": "string", "StatisticsData": data}
            answer = self.glue.update_column_statistics_for_table(
                DatabaseName=DATABASE, TableName="counted", ColumnStatisticsList=[entry]
            )
            assert not answer.get("Errors"), answer

    def _crawler(self) -> None:
        iam = self.client("iam")
        trust = {"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        if all(role["RoleName"] != ROLE for role in iam.list_roles()["Roles"]):
            iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=document)
            allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
            iam.put_role_policy(RoleName=ROLE, PolicyName="all", PolicyDocument=json.dumps(allow))
        targets = {
            "JdbcTargets": [
                {
                    "ConnectionName": "by_secret",
                    "Path": "genai_demo/public/%",
                    "Exclusions": ["tmp_*"],
                    "EnableAdditionalMetadata": ["COMMENTS", "RAWTYPES"],
                }
            ],
            "S3Targets": [{"Path": "s3://genai-demo/data/", "Exclusions": ["*.tmp"], "SampleSize": 3}],
        }
        self.glue.create_crawler(
            Name="crawled",
            Role=ROLE,
            DatabaseName=DATABASE,
            Description="d",
            Targets=targets,
            Schedule="cron(0 17 * * ? *)",
            Classifiers=["classified_grokclassifier"],
            TablePrefix="genai_",
            SchemaChangePolicy={"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"},
            RecrawlPolicy={"RecrawlBehavior": "CRAWL_EVERYTHING"},
            Configuration='{"Version":1.0}',
            CrawlerSecurityConfiguration="secured",
            Tags={"part": "crawler"},
        )
        self.glue.stop_crawler_schedule(CrawlerName="crawled")

    def picture(self) -> dict[str, Any]:
        """What can be read of it, less what AWS fills in anew for something that is made anew."""
        glue = self.glue
        tables = {
            database["Name"]: all_of(glue, "get_tables", "TableList", DatabaseName=database["Name"])
            for database in all_of(glue, "get_databases", "DatabaseList")
            if not database.get("TargetDatabase")
        }
        whole = {
            "databases": all_of(glue, "get_databases", "DatabaseList"),
            "tables": tables,
            "connections": all_of(glue, "get_connections", "ConnectionList", HidePassword=False),
            "crawlers": all_of(glue, "get_crawlers", "Crawlers"),
            "schedules": {c["Name"]: c.get("Schedule") for c in all_of(glue, "get_crawlers", "Crawlers")},
            "classifiers": all_of(glue, "get_classifiers", "Classifiers"),
            "security": all_of(glue, "get_security_configurations", "SecurityConfigurations"),
            "functions": all_of(glue, "get_user_defined_functions", "UserDefinedFunctions", Pattern=".*"),
            "encryption": glue.get_data_catalog_encryption_settings()["DataCatalogEncryptionSettings"],
        }
        if any(table["Name"] == "parted" for table in tables.get(DATABASE, [])):
            parted = {"DatabaseName": DATABASE, "TableName": "parted"}
            whole["partitions"] = all_of(glue, "get_partitions", "Partitions", **parted)
            whole["indexes"] = all_of(glue, "get_partition_indexes", "PartitionIndexDescriptorList", **parted)
        if counted := next((table for table in tables.get(DATABASE, []) if table["Name"] == "counted"), None):
            names = [column["Name"] for column in counted["StorageDescriptor"]["Columns"]]
            whole["statistics"] = glue.get_column_statistics_for_table(
                DatabaseName=DATABASE, TableName="counted", ColumnNames=names
            )["ColumnStatisticsList"]
        policies = glue.get_resource_policies()["GetResourcePoliciesResponseList"]
        whole["policy"] = [json.loads(policy["PolicyInJson"]) for policy in policies]
        kinds = {"database": DATABASE, "connection": "by_secret", "crawler": "crawled"}
        whole["tags"] = {
            kind: self._tags(f"arn:aws:glue:{self.region}:{self.account}:{kind}/{name}") for kind, name in kinds.items()
        }
        return steady(whole)

    def _tags(self, arn: str) -> dict[str, str]:
        try:
            return self.glue.get_tags(ResourceArn=arn)["Tags"]
        except self.glue.exceptions.EntityNotFoundException:
            return {}


def all_of(client: Any, operation: str, result: str, **params: Any) -> list[dict[str, Any]]:
    return [item for page in client.get_paginator(operation).paginate(**params) for item in page[result]]


def steady(value: Any) -> Any:
    if isinstance(value, dict):
        volatile = _VOLATILE - {"State"} if "ScheduleExpression" in value else _VOLATILE
        return {name: steady(item) for name, item in value.items() if name not in volatile}
    if isinstance(value, list):
        return sorted((steady(item) for item in value), key=repr)
    return value


def plain_table(name: str) -> dict[str, Any]:
    columns = [{"Name": f"column_{number}", "Type": "decimal(12,2)", "Comment": "c"} for number in range(5)]
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "postgresql", "connectionName": "by_secret", "empty": ""},
        "StorageDescriptor": {"Columns": columns, "Location": f"genai_demo.public.{name}", "SerdeInfo": {}},
    }
