# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudTrail: the tags that a trail is created with are kept."""

from __future__ import annotations

import json
from typing import Any

from ministack.services import cloudtrail

from local_aws.seams.wrapping import Action
from local_aws.seams.wrapping import Response
from local_aws.seams.wrapping import replace


def install() -> None:
    replace(cloudtrail._DISPATCH, "CreateTrail", _keeping_tags)


def _keeping_tags(original: Action) -> Action:
    def create_trail(body: dict[str, Any]) -> Response:
        status, headers, answer = original(body)
        if status == 200 and body.get("TagsList"):
            cloudtrail._add_tags({"ResourceId": json.loads(answer)["TrailARN"], "TagsList": body["TagsList"]})
        return status, headers, answer

    return create_trail
