# SPDX-License-Identifier: GPL-3.0-or-later
"""The PostgreSQL server that stands in for Aurora PostgreSQL."""
