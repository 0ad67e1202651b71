# SPDX-License-Identifier: GPL-3.0-or-later
"""Lake Formation's grants: kept and listed as AWS writes them. Nothing asks them when a table is read."""

from local_aws.lakeformation.service import LakeFormation

__all__ = ["LakeFormation"]
