# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of a crawler's targets; the argument spec beside it is _glue/target_spec.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  targets:
    description:
      - What the crawler reads. At least one target is needed, and O(targets) is needed to create a crawler.
      - Every key is accepted in the spelling of this documentation and in that of the AWS API.
      - When O(targets) is set it is the whole list. A kind or a target that is missing from it is removed from the
        crawler.
      - A suboption that is left out of a target means the default of AWS.
        O(targets.iceberg_targets[].maximum_traversal_depth) and O(targets.hudi_targets[].maximum_traversal_depth)
        are the exception, they are left alone.
      - The order of targets, and of exclusions, tables and paths in a target, does not matter.
    type: dict
    suboptions:
      jdbc_targets:
        description: Databases that are read over JDBC.
        type: list
        elements: dict
        aliases: [JdbcTargets]
        suboptions:
          connection_name:
            description: Name of the Glue connection to use.
            type: str
            required: true
            aliases: [ConnectionName]
          path:
            description:
              - The include path, C(database/schema/table), or C(database/table) for engines without schemas.
              - V(%) stands for every schema or every table. It cannot stand for the database.
              - For PostgreSQL write one target a schema, for example V(genai_demo/public/%).
            type: str
            required: true
            aliases: [Path]
          exclusions:
            description:
              - Glob patterns of what not to catalogue, relative to the include path.
              - With O(targets.jdbc_targets[].path=genai_demo/public/%) the table names are matched, for example
                V(tmp_*).
                With O(targets.jdbc_targets[].path=genai_demo/%) schema and table are matched, for example V(*/tmp_*).
              - V(%) is an ordinary character in a glob, and a pattern that starts with the database's name matches
                nothing.
                Both are refused.
            type: list
            elements: str
            aliases: [Exclusions]
          enable_additional_metadata:
            description: Also catalogue comments, the database's own types, or both.
            type: list
            elements: str
            choices: [COMMENTS, RAWTYPES]
            aliases: [EnableAdditionalMetadata]
      s3_targets:
        description: Folders in Amazon S3.
        type: list
        elements: dict
        aliases: [S3Targets]
        suboptions:
          path:
            description: The path of the folder, for example V(s3://bucket/prefix).
            type: str
            required: true
            aliases: [Path]
          exclusions:
            description: Glob patterns of what not to catalogue, relative to the path.
            type: list
            elements: str
            aliases: [Exclusions]
          connection_name:
            description: Name of a Glue connection of type V(NETWORK).
            type: str
            aliases: [ConnectionName]
          sample_size:
            description: How many files of each leaf folder to read, from 1 to 249.
            type: int
            aliases: [SampleSize]
          event_queue_arn:
            description: ARN of the SQS queue with S3 events.
            type: str
            aliases: [EventQueueArn]
          dlq_event_queue_arn:
            description: ARN of the dead-letter queue of that queue.
            type: str
            aliases: [DlqEventQueueArn]
      mongodb_targets:
        description: MongoDB or Amazon DocumentDB collections.
        type: list
        elements: dict
        aliases: [MongoDBTargets]
        suboptions:
          connection_name:
            description: Name of the Glue connection to use.
            type: str
            required: true
            aliases: [ConnectionName]
          path:
            description: The collection, C(database/collection).
            type: str
            required: true
            aliases: [Path]
          scan_all:
            description: Read all records, instead of a sample. AWS's default is to read all.
            type: bool
            aliases: [ScanAll]
      dynamodb_targets:
        description: Amazon DynamoDB tables.
        type: list
        elements: dict
        aliases: [DynamoDBTargets]
        suboptions:
          path:
            description: Name of the table.
            type: str
            required: true
            aliases: [Path]
          scan_all:
            description: Read all records, instead of a sample. AWS's default is to read all.
            type: bool
            aliases: [scanAll]
          scan_rate:
            description: The share of the table's read capacity to use, from 0.1 to 1.5.
            type: float
            aliases: [scanRate]
      catalog_targets:
        description: Tables that are in the catalog already. AWS does not let them be mixed with other kinds.
        type: list
        elements: dict
        aliases: [CatalogTargets]
        suboptions:
          database_name:
            description: Name of the catalog database.
            type: str
            required: true
            aliases: [DatabaseName]
          tables:
            description: Names of its tables.
            type: list
            elements: str
            required: true
            aliases: [Tables]
          connection_name:
            description: Name of a Glue connection of type V(NETWORK).
            type: str
            aliases: [ConnectionName]
          event_queue_arn:
            description: ARN of the SQS queue with S3 events.
            type: str
            aliases: [EventQueueArn]
          dlq_event_queue_arn:
            description: ARN of the dead-letter queue of that queue.
            type: str
            aliases: [DlqEventQueueArn]
      delta_targets:
        description: Delta Lake tables.
        type: list
        elements: dict
        aliases: [DeltaTargets]
        suboptions:
          delta_tables:
            description: The paths of the tables in Amazon S3.
            type: list
            elements: str
            required: true
            aliases: [DeltaTables]
          connection_name:
            description: Name of a Glue connection of type V(NETWORK).
            type: str
            aliases: [ConnectionName]
          write_manifest:
            description: Write the manifest files to the tables' paths.
            type: bool
            aliases: [WriteManifest]
          create_native_delta_table:
            description: Create native tables, for engines that read the transaction log themselves.
            type: bool
            aliases: [CreateNativeDeltaTable]
      iceberg_targets:
        description: Apache Iceberg tables.
        type: list
        elements: dict
        aliases: [IcebergTargets]
        suboptions: &paths
          paths:
            description: The paths in Amazon S3 to look for tables in.
            type: list
            elements: str
            required: true
            aliases: [Paths]
          connection_name:
            description: Name of a Glue connection of type V(NETWORK).
            type: str
            aliases: [ConnectionName]
          exclusions:
            description: Glob patterns of what not to catalogue, relative to the path.
            type: list
            elements: str
            aliases: [Exclusions]
          maximum_traversal_depth:
            description: How many folders deep to look, from 1 to 20.
            type: int
            aliases: [MaximumTraversalDepth]
      hudi_targets:
        description: Apache Hudi tables.
        type: list
        elements: dict
        aliases: [HudiTargets]
        suboptions: *paths
"""
