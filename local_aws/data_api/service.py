# SPDX-License-Identifier: GPL-3.0-or-later
"""The five operations of the Data API. It knows PostgreSQL; what it needs of AWS comes as two functions."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from typing import Any

import psycopg

from local_aws.data_api import parameters
from local_aws.data_api import results
from local_aws.data_api.errors import DataApiError
from local_aws.data_api.errors import bad_request
from local_aws.data_api.errors import of_database

# The Data API's documented limits.
_STATEMENT_SECONDS = 45
_IDLE_SECONDS = 180
_RESULT_BYTES = 2**20

type Params = dict[str, Any]


@dataclass(frozen=True)
class Login:
    """Who a secret says to log in as."""

    user: str
    password: str


@dataclass
class Transaction:
    """A connection that is kept between requests."""

    connection: psycopg.Connection
    resource_arn: str
    used: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Surroundings:
    """connect(arn, user, password, database); check_cluster(arn) raises unless it takes requests; login(secret ARN)."""

    connect: Callable[[str, str, str, str], psycopg.Connection]
    check_cluster: Callable[[str], None]
    login: Callable[[str], Login]


class DataApi:
    """Serves requests, and keeps the transactions between them."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._transactions: dict[str, Transaction] = {}
        self._lock = threading.Lock()
        self._operations = {
            "/Execute": self._execute,
            "/BatchExecute": self._batch_execute,
            "/BeginTransaction": self._begin,
            "/CommitTransaction": lambda params: self._end(params, commit=True),
            "/RollbackTransaction": lambda params: self._end(params, commit=False),
        }

    def handle(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Serve one request; blocks while PostgreSQL works."""
        try:
            params = json.loads(body or b"{}")
            for name in ("resourceArn", "secretArn"):
                if not params.get(name):
                    raise bad_request(f"Parameter {name} is missing")
            self._surroundings.check_cluster(params["resourceArn"])
            answer = json.dumps(self._operations[path](params)).encode()
            if len(answer) > _RESULT_BYTES:
                raise bad_request("Database returned more than the allowed response size limit")
        except ValueError:
            return _failed(bad_request("The request is not valid JSON"))
        except psycopg.Error as error:
            return _failed(of_database(error))
        except DataApiError as error:
            return _failed(error)
        return 200, {"Content-Type": "application/json"}, answer

    def start(self) -> None:
        """Nothing runs beside the requests."""

    def close(self) -> None:
        """Roll back what is open."""
        with self._lock:
            for transaction in self._transactions.values():
                transaction.connection.close()
            self._transactions.clear()

    def _execute(self, params: Params) -> dict[str, Any]:
        values = parameters.values(params.get("parameters") or [])
        with self._connection(params) as connection, connection.cursor() as cursor:
            cursor.execute(parameters.rewrite(_sql(params), set(values)).encode(), values, prepare=True)
            answer: dict[str, Any] = {"generatedFields": [], "numberOfRecordsUpdated": _updated(cursor)}
            if cursor.description is None:
                return answer
            if params.get("formatRecordsAs") == "JSON":
                names = [column.name for column in cursor.description]
                rows = [dict(zip(names, row, strict=True)) for row in cursor]
                answer["formattedRecords"] = json.dumps(rows, default=str)
                return answer
            if params.get("includeResultMetadata"):
                answer["columnMetadata"] = results.metadata(cursor)
            answer["records"] = results.records(cursor)
            return answer

    def _batch_execute(self, params: Params) -> dict[str, Any]:
        sets = params.get("parameterSets") or [[]]
        with self._connection(params) as connection, connection.transaction(), connection.cursor() as cursor:
            for parameter_set in sets:
                values = parameters.values(parameter_set)
                cursor.execute(parameters.rewrite(_sql(params), set(values)).encode(), values, prepare=True)
        return {"updateResults": [{"generatedFields": []} for _ in sets]}

    def _begin(self, params: Params) -> dict[str, Any]:
        self._forget_idle()
        connection = self._open(params)
        connection.autocommit = False
        connection.execute("SELECT 1")
        name = secrets.token_urlsafe(96)
        with self._lock:
            self._transactions[name] = Transaction(connection, params["resourceArn"])
        return {"transactionId": name}

    def _end(self, params: Params, *, commit: bool) -> dict[str, Any]:
        with self._in_transaction(params) as transaction:
            with self._lock:
                self._transactions.pop(params["transactionId"], None)
            with transaction.connection:
                if commit:
                    transaction.connection.commit()
                else:
                    transaction.connection.rollback()
        return {"transactionStatus": "Transaction Committed" if commit else "Rollback Complete"}

    @contextmanager
    def _connection(self, params: Params) -> Iterator[psycopg.Connection]:
        if not params.get("transactionId"):
            with self._open(params) as connection:
                yield connection
            return
        with self._in_transaction(params) as transaction:
            yield transaction.connection

    @contextmanager
    def _in_transaction(self, params: Params) -> Iterator[Transaction]:
        self._forget_idle()
        with self._lock:
            transaction = self._transactions.get(params.get("transactionId", ""))
        if transaction is None or transaction.resource_arn != params["resourceArn"]:
            raise DataApiError(
                "TransactionNotFoundException", f"Transaction {params.get('transactionId')} is not found", 404
            )
        self._surroundings.login(params["secretArn"])
        with transaction.lock:
            yield transaction
            transaction.used = time.monotonic()

    def _open(self, params: Params) -> psycopg.Connection:
        """Without a database PostgreSQL takes the one that is named like the user, on AWS as well."""
        login = self._surroundings.login(params["secretArn"])
        database = params.get("database") or login.user
        connection = self._surroundings.connect(params["resourceArn"], login.user, login.password, database)
        results.prepare(connection)
        connection.execute(f"SET statement_timeout = '{_STATEMENT_SECONDS}s'")
        return connection

    def _forget_idle(self) -> None:
        oldest = time.monotonic() - _IDLE_SECONDS
        with self._lock:
            idle = [name for name, found in self._transactions.items() if found.used < oldest]
            for name in idle:
                self._transactions.pop(name).connection.close()


def _sql(params: Params) -> str:
    if not params.get("sql"):
        raise bad_request("Parameter sql is missing")
    return str(params["sql"])


def _updated(cursor: psycopg.Cursor) -> int:
    """Rows that a statement changed; PostgreSQL counts the rows of a SELECT as well."""
    reads = (cursor.statusmessage or "").split(" ", 1)[0] in {"SELECT", "SHOW", "FETCH", "EXPLAIN"}
    return 0 if reads else max(cursor.rowcount, 0)


def _failed(error: DataApiError) -> tuple[int, dict[str, str], bytes]:
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": error.code}
    return error.status, headers, json.dumps({"message": error.message}).encode()
