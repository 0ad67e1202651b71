# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from local_aws.glue.errors import GlueError
from local_aws.glue.protocol import RawList
from local_aws.glue.protocol import encode_result
from local_aws.glue.protocol import parse


def test_a_body_that_is_nested_too_deep_is_not_valid():
    with pytest.raises(GlueError, match="SerializationException"):
        parse(b"[" * 100_000)


def test_an_empty_body_is_an_empty_request():
    assert parse(b"") == {}


def test_entries_go_out_as_they_are_kept():
    result = {"List": RawList([b'{"a":1}', b'{"b":2}']), "One": b'{"c":3}', "Text": "\u672c", "None": RawList([])}
    assert encode_result(result).decode() == '{"List":[{"a":1},{"b":2}],"One":{"c":3},"Text":"\u672c","None":[]}'
