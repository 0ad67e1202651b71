# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module of this collection says about check mode, diff mode and its action group."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Says what a run would change, and changes nothing.
  diff_mode:
    description: Returns the fields that differ, before and after, from the comparison that decides V(changed).
  action_group:
    description: Use C(group/datacatalog.aws.aws) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - datacatalog.aws.aws
"""

    MANAGES = r"""
options: {}
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This module changes nothing.
  diff_mode:
    support: N/A
    details:
      - This module changes nothing.
"""
