# SPDX-License-Identifier: GPL-3.0-or-later
"""What CloudWatch is told about crawls and about the catalog, since crawlers tell it nothing."""
