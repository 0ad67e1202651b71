# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals that pass: AWS does not know yet, everywhere, what was made a moment ago. Pure."""

from __future__ import annotations

import re

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from .._aws.errors import error_code
from .._aws.errors import error_text

# As InvalidInputException, where Glue tries what it was given: the role, the queue, the security configuration.
_TRIED = re.compile(
    r"unable to assume (the )?(provided )?role"
    r"|role'?s trustpolicy"
    r"|is not authorized to perform"
    r"|sqs queue .* does not exist or the role provided does not have access"
    r"|error trying to retrieve security config"
    r"|in deleting state",
    re.I | re.S,
)
_LAKE_FORMATION = re.compile(r"insufficient lake formation permission", re.I)


def is_propagating(error: AnsibleAWSError) -> bool:
    """Whether trying again may help. A missing permission of the caller itself is not waited for."""
    code, text = error_code(error), error_text(error)
    if code == "InvalidInputException":
        return bool(_TRIED.search(text) or _LAKE_FORMATION.search(text))
    if code in ("AlreadyExistsException", "OperationTimeoutException"):
        return "in deleting state" in text.casefold()
    return code == "AccessDeniedException" and bool(_LAKE_FORMATION.search(text))
