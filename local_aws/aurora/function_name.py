# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which a Lambda function can be named."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Name, partial ARN or ARN, each with or without a version or alias.
_FORM = re.compile(
    r"(?:arn:(?P<partition>aws[a-zA-Z-]*):lambda:(?P<region>[a-z0-9-]+):)?"
    r"(?:(?P<account>\d{12}):)?(?:function:)?"
    r"(?P<name>[A-Za-z0-9-_]{1,64})(?::(?P<qualifier>\$LATEST|[A-Za-z0-9-_]+))?"
)


@dataclass(frozen=True)
class FunctionName:
    """A function, as the service sees it."""

    account: str
    region: str
    name: str
    qualifier: str | None

    @property
    def arn(self) -> str:
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}"

    @property
    def qualified_arn(self) -> str:
        return f"{self.arn}:{self.qualifier}" if self.qualifier else self.arn


class FunctionNameError(ValueError):
    """The text names no function, or says two things."""


def parse(text: str, *, region: str | None, qualifier: str | None, home: tuple[str, str]) -> FunctionName:
    """What an account and region (home) mean by a name, with the region and qualifier given beside it."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise FunctionNameError(f'"{text}" is not a Lambda function name or ARN')
    if region and match["region"] and region != match["region"]:
        raise FunctionNameError(f'region "{region}" conflicts with the region of the function ARN "{text}"')
    if qualifier and match["qualifier"] and qualifier != match["qualifier"]:
        raise FunctionNameError(f'qualifier "{qualifier}" conflicts with the qualifier of "{text}"')
    return FunctionName(
        account=match["account"] or home[0],
        region=match["region"] or region or home[1],
        name=match["name"],
        qualifier=qualifier or match["qualifier"],
    )
