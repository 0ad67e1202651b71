# SPDX-License-Identifier: GPL-3.0-or-later
"""What a connection must carry to be accepted, and what of it is shown. Pure."""

from __future__ import annotations

from typing import Any

type Entry = dict[str, Any]
type Alternatives = tuple[tuple[str, ...], ...]

CREDENTIALS: Alternatives = (("USERNAME", "PASSWORD"), ("USERNAME", "ENCRYPTED_PASSWORD"), ("SECRET_ID",))
CONNECTOR: Alternatives = (("CONNECTOR_TYPE", "CONNECTOR_URL", "CONNECTOR_CLASS_NAME"),)

# For each type: requirements, each of which one of its alternatives must satisfy.
REQUIRED: dict[str, tuple[Alternatives, ...]] = {
    "JDBC": ((("JDBC_CONNECTION_URL",), ("HOST", "PORT", "JDBC_ENGINE")), CREDENTIALS),
    "MONGODB": ((("CONNECTION_URL",),), CREDENTIALS),
    "KAFKA": ((("KAFKA_BOOTSTRAP_SERVERS",),),),
    "MARKETPLACE": (CONNECTOR, (("CONNECTION_URL",),)),
    "CUSTOM": (CONNECTOR,),
}
# Given on the way in, never read out.
INPUT_ONLY = {"ValidateCredentials", "ValidateForComputeEnvironments"}
AUTHENTICATION_SHOWN = {"AuthenticationType", "SecretArn", "KmsKeyArn", "OAuth2Properties"}
OAUTH2_HIDDEN = {"AuthorizationCodeProperties", "OAuth2Credentials"}
# Of our own, beside what AWS keeps: the password as it is shown while password encryption is on.
CIPHER = "_EncryptedPassword"


def is_acceptable(given: Entry) -> bool:
    properties = given["ConnectionProperties"]
    present = {name for name, value in properties.items() if value}
    if _has_credentials(given.get("AuthenticationConfiguration", {})):
        present.add("SECRET_ID")
    if not properties.get("JDBC_CONNECTION_URL", "jdbc:").startswith("jdbc:"):
        return False
    requirements = REQUIRED.get(given["ConnectionType"], ())
    return all(any(present.issuperset(names) for names in alternatives) for alternatives in requirements)


def shown(connection: Entry, *, hide_password: bool, encrypted: bool) -> Entry:
    """A connection as it is read out."""
    visible = {name: value for name, value in connection.items() if name not in {*INPUT_ONLY, CIPHER}}
    properties = dict(connection["ConnectionProperties"])
    if encrypted and "PASSWORD" in properties:
        del properties["PASSWORD"]
        properties["ENCRYPTED_PASSWORD"] = connection[CIPHER]
    if hide_password:
        properties = {name: value for name, value in properties.items() if not name.endswith("PASSWORD")}
    visible["ConnectionProperties"] = properties
    if "AuthenticationConfiguration" in connection:
        visible["AuthenticationConfiguration"] = _authentication(connection["AuthenticationConfiguration"])
    return visible


def matches(connection: Entry, wanted: Entry) -> bool:
    """Whether a connection passes the filter of GetConnections."""
    if wanted.get("ConnectionType", connection["ConnectionType"]) != connection["ConnectionType"]:
        return False
    version = connection["ConnectionSchemaVersion"]
    if wanted.get("ConnectionSchemaVersion", version) != version:
        return False
    return set(wanted.get("MatchCriteria", [])) <= set(connection.get("MatchCriteria", []))


def _has_credentials(authentication: Entry) -> bool:
    return any(name in authentication for name in ("SecretArn", "BasicAuthenticationCredentials"))


def _authentication(given: Entry) -> Entry:
    kept = {name: value for name, value in given.items() if name in AUTHENTICATION_SHOWN}
    if "OAuth2Properties" in kept:
        kept["OAuth2Properties"] = {n: v for n, v in kept["OAuth2Properties"].items() if n not in OAUTH2_HIDDEN}
    return kept
