# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter patterns of CloudWatch Logs."""

from __future__ import annotations

import json

import pytest

from local_aws.logs.conditions import MISSING
from local_aws.logs.patterns import InvalidPattern
from local_aws.logs.patterns import compile_pattern
from local_aws.logs.patterns import select

ERROR = "[ERROR 400] BAD REQUEST in module_one"
EVENT = json.dumps(
    {
        "eventType": "UpdateTrail",
        "sourceIPAddress": "111.111.111.111",
        "latency": 50,
        "ratio": 0.25,
        "ok": True,
        "gone": None,
        "tags": ["a", "b"],
        "objects": [{"id": 1}, {"id": 2}],
        "cluster.name": "c",
        "user": {"name": "x"},
    }
)
ACCESS = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'


@pytest.mark.parametrize(
    ("pattern", "message", "matches"),
    [
        ("", ERROR, True),
        ("ERROR", ERROR, True),
        ("error", ERROR, False),
        ("ERROR REQUEST", ERROR, True),
        ("REQUEST ERROR", ERROR, True),
        ("ERROR TIMEOUT", ERROR, False),
        ('"BAD REQUEST"', ERROR, True),
        ('"REQUEST BAD"', ERROR, False),
        ('"[ERROR 400]"', ERROR, True),
        ("?TIMEOUT ?ERROR", ERROR, True),
        ("?TIMEOUT ?FATAL", ERROR, False),
        ('?"BAD REQUEST" ?FATAL', ERROR, True),
        ("ERROR -TIMEOUT", ERROR, True),
        ("ERROR -REQUEST", ERROR, False),
        ('ERROR -"BAD REQUEST"', ERROR, False),
        ("ERROR ?TIMEOUT", ERROR, True),
        ("%E[R]+OR%", ERROR, True),
        ("%^BAD%", ERROR, False),
        ("{ $.eventType = UpdateTrail }", EVENT, True),
        ('{ $.eventType = "Update*" }', EVENT, True),
        ('{ $.eventType != "Update*" }', EVENT, False),
        ("{ $.sourceIPAddress != 123.123.* }", EVENT, True),
        ("{ $.latency = 50 }", EVENT, True),
        ("{ $.latency >= 50 && $.latency < 51 }", EVENT, True),
        ("{ $.latency > 50 || $.ratio <= 0.25 }", EVENT, True),
        ("{ ($.latency > 50 || $.ratio > 1) && $.ok IS TRUE }", EVENT, False),
        ("{ $.latency > 5e1 }", EVENT, False),
        ("{ $.ok IS TRUE }", EVENT, True),
        ("{ $.ok IS FALSE }", EVENT, False),
        ("{ $.gone IS NULL }", EVENT, True),
        ("{ $.absent NOT EXISTS }", EVENT, True),
        ("{ $.latency NOT EXISTS }", EVENT, False),
        ("{ $.absent = 1 }", EVENT, False),
        ("{ $.absent != 1 }", EVENT, False),
        ("{ $.tags[1] = b }", EVENT, True),
        ("{ $.objects[0].id = 1 }", EVENT, True),
        ("{ $.['cluster.name'] = c }", EVENT, True),
        ("{ $.user.name = %^x$% }", EVENT, True),
        ("{ $.latency = 50 }", "no JSON latency 50", False),
        ("[ip, user_id, username, timestamp, request, status_code, bytes]", ACCESS, True),
        ("[ip, user_id, username, timestamp, request, status_code = 4*, bytes]", ACCESS, True),
        ("[ip, user_id, username, timestamp, request =*html*, status_code = 404, bytes > 1000]", ACCESS, True),
        ("[ip, user_id, username, timestamp, request, status_code = 5* || status_code = 404, bytes]", ACCESS, True),
        ("[ip, user_id, username, timestamp, request, status_code != 404, bytes]", ACCESS, False),
        ("[ip, ..., status_code = 404, bytes]", ACCESS, True),
        ("[..., status_code = 404, bytes]", ACCESS, True),
        ("[ip, user_id]", ACCESS, False),
        ("[w1 = ERROR, w2]", "ERROR here", True),
        ("[w1 = %ERR|WARN%, w2]", "WARN here", True),
    ],
)
def test_matching(pattern: str, message: str, matches: bool) -> None:
    assert (compile_pattern(pattern)(message) is not None) is matches


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.a = }",
        "{ $.a = 1",
        "{ $.a IS MAYBE }",
        "{ ($.a = 1 }",
        "[a, b",
        "{ $.a > x }",
        "%[%",
        '"open',
        "[..., ...]",
    ],
)
def test_what_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidPattern):
        compile_pattern(pattern)


def test_fields_of_a_match() -> None:
    json_fields = compile_pattern("{ $.latency = * }")(EVENT)
    assert json_fields is not None
    assert (json_fields("$.latency"), json_fields("$.absent")) == (50, MISSING)
    words = compile_pattern("[ip, ..., status_code, bytes]")(ACCESS)
    assert words is not None
    assert (words("$bytes"), words("$status_code"), words("$ip")) == ("1534", "404", "127.0.0.1")


def test_selecting() -> None:
    event = json.loads(EVENT)
    assert select(event, "$.objects[*].id") == 1
    assert select(event, "$.tags[7]") is MISSING
    assert select(event, "$.user.name.first") is MISSING
