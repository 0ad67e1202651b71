# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps a Data Catalog in step with its database: few crawls, and never none."""
