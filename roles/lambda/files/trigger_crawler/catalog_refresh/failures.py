# SPDX-License-Identifier: GPL-3.0-or-later
"""Which errors of AWS a retry mends, and what an operator can do about the others."""

from __future__ import annotations

import re
from typing import Any

# What to mend, by the error's code. Every other error is raised, so that Lambda retries and then keeps the event.
_ADVICE = {
    "EntityNotFoundException": "There is no such crawler. Run the role glue, or correct lambda_crawler_name.",
    "AccessDeniedException": "The function's role may not. Run the role iam again; look for policies that deny it.",
    "InvalidInputException": "Glue refuses the request. Compare the function's environment with the inventory.",
    "ValidationException": "The request is refused. Compare the function's environment with the inventory.",
    "ResourceNotFoundException": "The table of pending changes does not exist. Run the role lambda again.",
    "HttpEndpointNotEnabledException": "The Data API is off. Set database_data_api, or use refresh mode crawl.",
    "DatabaseNotFoundException": "There is no such cluster or database. Correct lambda_cluster_identifier.",
    "SecretsErrorException": "The secret cannot be read. Correct lambda_secret_name, or run the role iam again.",
    "InvalidSecretException": "The secret must hold JSON with username and password. Correct lambda_secret_name.",
    "BadRequestException": "The Data API refuses the request: see the secret, and whether the triggers are installed.",
    "DatabaseErrorException": "The database refuses the query. Install the triggers again: run the role lambda.",
    "ForbiddenException": "The function's role may not use the Data API. Run the role iam again.",
    "UnrecognizedClientException": "The function's credentials are refused. See whether its role still exists.",
}
# What PostgreSQL says that passes by itself: no connection to be had, too few of them, a restart, a conflict.
_PASSING = ("08", "40", "53", "57")


class Permanent(Exception):
    """An error that no retry mends, in words for an operator."""

    def __init__(self, code: str, reason: str, *, loses_event: bool = False) -> None:
        self.code = code
        self.reason = reason
        # Whether the event was not yet counted when it happened, so that nothing but the letter holds it.
        self.loses_event = loses_event
        super().__init__(reason)


def code_of(error: Exception) -> str:
    response: dict[str, Any] = getattr(error, "response", {}) or {}
    return str(response.get("Error", {}).get("Code", ""))


def sqlstate_of(error: BaseException) -> str:
    """PostgreSQL's own code in an error of the Data API."""
    message = (getattr(error, "response", None) or {}).get("Error", {}).get("Message", "")
    found = re.search(r"SQLState: (\w{5})", message)
    return found.group(1) if found else ""


def permanent(doing: str, error: Exception, *, loses_event: bool = False) -> Permanent | None:
    """The error as Permanent, or nothing when it may pass."""
    code = code_of(error)
    if code not in _ADVICE or sqlstate_of(error).startswith(_PASSING):
        return None
    message = getattr(error, "response", {})["Error"].get("Message", "")
    return Permanent(code, f"{doing}: {code}: {message} {_ADVICE[code]}", loses_event=loses_event)
