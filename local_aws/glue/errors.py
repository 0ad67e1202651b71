# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors that Glue answers with, as AWS's JSON protocol writes them."""

from __future__ import annotations


class GlueError(Exception):
    """A refusal that reaches the client as AWS's error shape."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    def body(self) -> dict[str, str]:
        return {"__type": self.code, "Message": self.message}


def not_found(message: str) -> GlueError:
    return GlueError("EntityNotFoundException", message)


def already_exists(message: str) -> GlueError:
    return GlueError("AlreadyExistsException", message)


def invalid_input(message: str) -> GlueError:
    return GlueError("InvalidInputException", message)


def validation_failed(message: str) -> GlueError:
    return GlueError("ValidationException", message)


def concurrent_modification(message: str) -> GlueError:
    return GlueError("ConcurrentModificationException", message)


def serialization_failed(message: str) -> GlueError:
    return GlueError("SerializationException", message)
