# SPDX-License-Identifier: GPL-3.0-or-later
"""What is missing and what is not allowed, in the words of the service."""

from __future__ import annotations

from local_aws.glue.validation import NOT_NULL
from local_aws.glue.validation import complaint
from local_aws.glue.validation import sentence
from local_aws.glue.validation import shown_name
from local_aws.protocols.errors import Refused
from local_aws.protocols.models import Rules


def refuse_values(rules: Rules, missing: list[str], errors: list[str]) -> None:
    """Complain about what is missing first, as the model's order has it."""
    if missing and rules.missing:
        raise Refused(rules.missing, f"The request must contain the parameter {missing[0]}.")
    texts = [complaint(None, shown_name(name), NOT_NULL) for name in missing] + errors
    if texts and rules.invalid:
        raise Refused(rules.invalid, sentence(texts))
