# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL reached through the RDS Data API: no network path to the database is needed, only rights in IAM."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.retries import AWSRetry

from .data_api_values import from_field
from .data_api_values import to_parameter
from .database import Database
from .database import Rows
from .errors import DatabaseError
from .errors import LoginRefused
from .errors import Unreachable
from .errors import connect_error
from .errors import statement_error

try:
    from botocore.exceptions import BotoCoreError
    from botocore.exceptions import ClientError
except ImportError:  # AnsibleAWSModule says what is missing
    pass

# A paused Aurora Serverless cluster takes some seconds to resume.
_RETRY = AWSRetry.jittered_backoff(
    retries=8, delay=2, backoff=1.5, max_delay=15, catch_extra_error_codes=["DatabaseResumingException"]
)
# An answer carries at most 1 MiB.
_PAGE = 1000

_SQLSTATE = re.compile(r"SQLState:\s*([0-9A-Z]{5})")
_ENABLE = "Enable it: aws rds enable-http-endpoint --resource-arn {cluster}"
_ALLOW = (
    "Allow rds-data:ExecuteStatement, BeginTransaction, CommitTransaction and RollbackTransaction on the cluster, and "
    "secretsmanager:GetSecretValue (with kms:Decrypt on its key) on the secret."
)
_JSON_ADVICE = "The secret must be in the cluster's region and hold JSON with username and password."


class DataApiDatabase(Database):
    def __init__(self, client: Any, cluster_arn: str, secret_arn: str, database: str) -> None:
        self._client = client
        self._cluster = cluster_arn
        self._target = {"resourceArn": cluster_arn, "secretArn": secret_arn}
        self._database = database
        self._transaction: str | None = None

    def query(self, sql: str, params: dict[str, Any] | None = None) -> Rows:
        answer = self._execute(sql, params)
        columns = answer.get("columnMetadata", [])
        return [
            {
                column["label"]: from_field(field, column["typeName"])
                for column, field in zip(columns, record, strict=True)
            }
            for record in answer.get("records", [])
        ]

    def query_all(self, sql: str, params: dict[str, Any] | None = None) -> Rows:
        rows: Rows = []
        while True:
            page = {"page_size": _PAGE, "page_offset": len(rows)}
            found = self.query(f"{sql.rstrip()}\nLIMIT :page_size OFFSET :page_offset", {**(params or {}), **page})
            rows.extend(found)
            if len(found) < _PAGE:
                return rows

    def execute(self, sql: str, params: dict[str, Any] | None = None) -> int:
        return self._execute(sql, params).get("numberOfRecordsUpdated", 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        begun = self._call(self._client.begin_transaction, **self._target, database=self._database)
        self._transaction = begun["transactionId"]
        try:
            yield
        except BaseException:
            self._end(self._client.rollback_transaction)
            raise
        self._end(self._client.commit_transaction)

    def close(self) -> None:
        """Nothing is held open between calls."""

    def _end(self, call: Any) -> None:
        transaction, self._transaction = self._transaction, None
        self._call(call, **self._target, transactionId=transaction)

    def _execute(self, sql: str, params: dict[str, Any] | None) -> dict[str, Any]:
        arguments: dict[str, Any] = {**self._target, "database": self._database, "sql": sql}
        arguments["includeResultMetadata"] = True
        if params:
            arguments["parameters"] = [to_parameter(name, value) for name, value in params.items()]
        if self._transaction:
            arguments["transactionId"] = self._transaction
        return self._call(self._client.execute_statement, **arguments)

    def _call(self, call: Any, **arguments: Any) -> dict[str, Any]:
        try:
            return _RETRY(call)(**arguments)
        except ClientError as error:
            raise self._translate(error) from error
        except BotoCoreError as error:
            raise Unreachable(f"Cannot reach the RDS Data API: {error}.", error) from error

    def _translate(self, error: Any) -> DatabaseError:
        code = error.response["Error"].get("Code", "")
        text = error.response["Error"].get("Message", "") or error.response.get("message", "")
        where = f"database '{self._database}' of {self._cluster} by the RDS Data API"
        said = " ".join(text.split()).rstrip(".")
        if code == "HttpEndpointNotEnabledException" or "HttpEndpoint is not enabled" in text:
            return LoginRefused(f"The RDS Data API of {self._cluster} is off. {_ENABLE.format(cluster=self._cluster)}")
        if code in ("AccessDeniedException", "ForbiddenException"):
            return LoginRefused(f"AWS refuses access to {where}: {said}. {_ALLOW}", error)
        if code in ("SecretsErrorException", "InvalidSecretException"):
            return LoginRefused(f"AWS cannot use the secret to log in to {where}: {said}. {_JSON_ADVICE}", error)
        if code in ("DatabaseNotFoundException", "DatabaseUnavailableException", "InvalidResourceStateException"):
            return Unreachable(
                f"Cannot reach {where}: {said}. Check the cluster's ARN and that it is available.", error
            )
        return self._database_said(code, said, where, error)

    def _database_said(self, code: str, said: str, where: str, error: Any) -> DatabaseError:
        state = _SQLSTATE.search(said)
        if "FATAL:" in said or _mentions_login(said):
            return connect_error(said, where, error)
        if state or code in ("DatabaseErrorException", "StatementTimeoutException"):
            return statement_error(said, state[1] if state else None, error)
        if "cluster" in said.lower() and "not found" in said.lower():
            return Unreachable(f"Cannot reach {where}: {said}. Check the cluster's ARN.", error)
        return DatabaseError(f"The RDS Data API refused a call to {where}: {code}: {said}.", error)


def _mentions_login(said: str) -> bool:
    return "password authentication failed" in said or re.search(r'database "[^"]*" does not exist', said) is not None
