# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages as Glue hands them out: bounded, in the order of keys, with a token that only fits the call that gave it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from local_aws.glue.dispatch import Request
from local_aws.glue.errors import invalid_input

CHUNK = 1000


@dataclass(frozen=True)
class Page:
    keys: list[str]
    token: dict[str, str]  # {"NextToken": …} or empty: ready to be merged into the answer


def page_of_keys(
    request: Request, kind: str, prefix: str = "", *, most: int, matches: Callable[[str], bool] | None = None
) -> Page:
    """The next keys of a kind: at most MaxResults, or the service's own page size."""
    size = min(request.params.get("MaxResults", most), most)
    after = read_token(request)
    found = list(_take(_keys(request, kind, prefix, after, matches, size + 1), size + 1))
    return Page(found[:size], next_token(request, found[size - 1]) if len(found) > size else {})


def page_of_items[T](request: Request, items: Iterable[tuple[str, T]], *, most: int) -> tuple[list[T], dict[str, str]]:
    """The same for items that are made on the way, each with a key that sorts as they come."""
    size = min(request.params.get("MaxResults", most), most)
    after = read_token(request)
    rest = [(key, item) for key, item in items if after is None or key > after]
    token = next_token(request, rest[size - 1][0]) if len(rest) > size else {}
    return [item for _, item in rest[:size]], token


def next_token(request: Request, last_key: str) -> dict[str, str]:
    text = f"{request.action}\n{last_key}".encode()
    return {"NextToken": base64.urlsafe_b64encode(crc32(text).to_bytes(4) + text).decode()}


def read_token(request: Request) -> str | None:
    """The key after which to go on."""
    token = request.params.get("NextToken")
    if not token:
        return None
    try:
        decoded = base64.urlsafe_b64decode(token.encode())
        action, _, key = decoded[4:].decode().partition("\n")
    except (binascii.Error, ValueError) as error:
        raise invalid_input("Invalid pagination token.") from error
    if crc32(decoded[4:]).to_bytes(4) != decoded[:4] or action != request.action:
        raise invalid_input("Invalid pagination token.")
    return key


def _keys(
    request: Request, kind: str, prefix: str, after: str | None, matches: Callable[[str], bool] | None, wanted: int
) -> Iterator[str]:
    chunk = CHUNK if matches else wanted
    while True:
        keys = request.scope.keys_after(kind, prefix, after, chunk)
        yield from keys if matches is None else filter(matches, keys)
        if len(keys) < chunk:
            return
        after = keys[-1]


def _take(keys: Iterator[str], count: int) -> Iterator[str]:
    for _, key in zip(range(count), keys, strict=False):
        yield key
