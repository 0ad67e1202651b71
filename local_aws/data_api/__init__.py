# SPDX-License-Identifier: GPL-3.0-or-later
"""The RDS Data API on the embedded PostgreSQL."""
