# SPDX-License-Identifier: GPL-3.0-or-later
"""The embedded AWS that the tests below this folder use."""

from tests.local_aws.embedded import embedded_aws
from tests.local_aws.embedded import make_embedded_aws

__all__ = ["embedded_aws", "make_embedded_aws"]
