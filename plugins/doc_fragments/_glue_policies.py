# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of a crawler's policies; the argument spec beside it is _glue/crawler_spec.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  schema_change_policy:
    description: What to do with tables whose data has changed or is gone. A suboption that is not set is left alone.
    type: dict
    suboptions:
      update_behavior:
        description:
          - What to do with a changed table. AWS's default is V(UPDATE_IN_DATABASE), which also removes
            what others have added to the table.
        type: str
        choices: [LOG, UPDATE_IN_DATABASE]
      delete_behavior:
        description: What to do with a table that is gone. AWS's default is V(DEPRECATE_IN_DATABASE).
        type: str
        choices: [LOG, DELETE_FROM_DATABASE, DEPRECATE_IN_DATABASE]
  recrawl_policy:
    description: What to read again.
    type: dict
    suboptions:
      recrawl_behavior:
        description:
          - AWS's default is V(CRAWL_EVERYTHING). The others are for Amazon S3.
          - V(CRAWL_NEW_FOLDERS_ONLY) needs V(LOG) for both behaviors of O(schema_change_policy).
        type: str
        choices: [CRAWL_EVERYTHING, CRAWL_NEW_FOLDERS_ONLY, CRAWL_EVENT_MODE]
  lineage_configuration:
    description: Data lineage.
    type: dict
    suboptions:
      crawler_lineage_settings:
        description: Whether lineage is recorded. AWS's default is V(DISABLE).
        type: str
        choices: [ENABLE, DISABLE]
  lake_formation_configuration:
    description: Use of Lake Formation credentials. A suboption that is not set is left alone.
    type: dict
    suboptions:
      use_lake_formation_credentials:
        description: Use Lake Formation's credentials instead of the role's.
        type: bool
      account_id:
        description: The account of the data, for crawls across accounts.
        type: str
"""
