# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql import direct
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.direct import describe
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import DatabaseError
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import LoginRefused
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import StatementFailed
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import Unreachable
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import connect_error
from ansible_collections.datacatalog.aws.plugins.module_utils._postgresql.errors import statement_error


@pytest.mark.parametrize(
    ("said", "kind", "mend"),
    [
        ('FATAL:  password authentication failed for user "x"', LoginRefused, "login_secret_id"),
        ("fe_sendauth: no password supplied", LoginRefused, "PGPASSFILE"),
        (
            'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "x", database "d", no encryption',
            LoginRefused,
            "ssl_mode",
        ),
        ("SSL error: certificate verify failed", LoginRefused, "ssl_root_cert"),
        ('root certificate file "/x.pem" does not exist', LoginRefused, "ssl_root_cert"),
        ('server certificate for "a" does not match host name "b"', LoginRefused, "the very host name"),
        ("server does not support SSL, but SSL was required", LoginRefused, "rds.force_ssl"),
        ('FATAL:  database "d" does not exist', Unreachable, "Create the database first"),
        ("could not translate host name", Unreachable, "method data_api"),
        ("Connection refused", Unreachable, "method data_api"),
        ("connection timeout expired", Unreachable, "security group"),
        ("FATAL:  sorry, too many connections already", DatabaseError, "Wait until connections are free"),
    ],
)
def test_a_connection_that_fails_says_what_to_mend(said: str, kind: type[DatabaseError], mend: str) -> None:
    error = connect_error(said, "database 'd' at h:5432 as 'x'")
    assert type(error) is kind
    assert str(error).startswith("Cannot connect to database 'd' at h:5432 as 'x': ")
    assert mend in str(error)


def test_a_statement_that_is_refused_says_what_to_mend() -> None:
    error = statement_error("permission denied for table t", "42501")
    assert isinstance(error, StatementFailed)
    assert str(error).startswith("PostgreSQL refused a statement: permission denied for table t. The login user lacks")
    assert str(statement_error("division by zero", "22012")) == "PostgreSQL refused a statement: division by zero."


def test_an_error_is_shown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(DatabaseError("words", ValueError("more words"))) == "words"


def test_where_a_connection_goes_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE"):
        monkeypatch.delenv(name, raising=False)
    assert describe({}) == "database '(default)' at the local socket:5432 as '(default)'"
    monkeypatch.setenv("PGHOST", "h")
    given = {"dbname": "d", "user": "u", "password": "secret"}
    assert describe(given) == "database 'd' at h:5432 as 'u'"


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct, "PSYCOPG_IMPORT_ERROR", "ImportError: no psycopg")
    with pytest.raises(DatabaseError, match=r"pip install 'psycopg\[binary\]'.*or use method data_api"):
        direct.DirectDatabase({})
