# SPDX-License-Identifier: GPL-3.0-or-later
"""The database behind a connection: where it is, and the credentials to log in with."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from local_aws.glue.catalog.connection_rules import CIPHER
from local_aws.glue.crawl.clients import Clients
from local_aws.glue.crawl.clients import error_code
from local_aws.glue.crawl.clients import service_error
from local_aws.glue.crawl.failure import CrawlFailed
from local_aws.glue.crawl.jdbc_url import JdbcUrl
from local_aws.glue.crawl.jdbc_url import UnsupportedUrl
from local_aws.glue.crawl.jdbc_url import parse_jdbc_url

type Connection = dict[str, Any]

# The one sentence that AWS has for a connection it can make nothing of; recorded for one without subnet or zone.
UNRESOLVABLE = "Unable to resolve any valid connection"


@dataclass(frozen=True)
class Credentials:
    user: str
    password: str


def url_of(connection: Connection, database: str) -> JdbcUrl:
    """The database counts for connections that give host, port and engine instead of a URL."""
    properties = connection.get("ConnectionProperties", {})
    url = properties.get("JDBC_CONNECTION_URL") or _assembled(properties, database)
    try:
        return parse_jdbc_url(url)
    except UnsupportedUrl as error:
        raise CrawlFailed(f"{UNRESOLVABLE}. {error}") from error


def _assembled(properties: dict[str, str], database: str) -> str:
    engine, host, port = (properties.get(key, "") for key in ("JDBC_ENGINE", "HOST", "PORT"))
    return f"jdbc:{engine}://{host}:{port}/{properties.get('DATABASE') or database}"


def wants_verified_tls(connection: Connection) -> bool:
    return connection.get("ConnectionProperties", {}).get("JDBC_ENFORCE_SSL", "").lower() == "true"


def secret_id_of(connection: Connection) -> str:
    properties = connection.get("ConnectionProperties", {})
    return properties.get("SECRET_ID") or connection.get("AuthenticationConfiguration", {}).get("SecretArn", "")


def credentials_of(connection: Connection, clients: Clients, *, encrypted: bool) -> Credentials:
    """From the secret that the connection names, else from the connection itself, read as the crawler's role.

    While the catalog encrypts passwords the role has to be allowed to decrypt them.
    """
    secret_id = secret_id_of(connection)
    if secret_id:
        return _from_secret(secret_id, clients)
    properties = connection.get("ConnectionProperties", {})
    basic = connection.get("AuthenticationConfiguration", {}).get("BasicAuthenticationCredentials", {})
    user = properties.get("USERNAME") or basic.get("Username")
    password = properties.get("PASSWORD") or basic.get("Password")
    cipher = (connection.get(CIPHER) if encrypted else None) or properties.get("ENCRYPTED_PASSWORD")
    if cipher:
        password = _decrypted(cipher, clients)
    if not user or not password:
        raise CrawlFailed(f"{UNRESOLVABLE}. The connection holds neither a secret nor a user name and password.")
    return Credentials(user, password)


def _decrypted(cipher: str, clients: Clients) -> str:
    try:
        return clients.get("kms").decrypt(CiphertextBlob=base64.b64decode(cipher))["Plaintext"].decode()
    except Exception as error:
        if not error_code(error):
            raise
        raise CrawlFailed(service_error("AWSKMS", error)) from error


def _from_secret(secret_id: str, clients: Clients) -> Credentials:
    try:
        text = clients.get("secretsmanager").get_secret_value(SecretId=secret_id).get("SecretString", "")
    except Exception as error:
        if not error_code(error):
            raise
        raise CrawlFailed(service_error("AWSSecretsManager", error)) from error
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise CrawlFailed(f"The secret {secret_id} is not a JSON object with the keys username and password.")
    for key in ("username", "password"):
        if not isinstance(values.get(key), str) or not values[key]:
            # AWS documents the keys; its wording for a missing one was not seen.
            raise CrawlFailed(f"The secret {secret_id} does not contain the key {key}.")
    return Credentials(values["username"], values["password"])
