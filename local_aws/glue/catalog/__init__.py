# SPDX-License-Identifier: GPL-3.0-or-later
"""The Data Catalog: databases, tables and what belongs to them. Importing it registers its actions."""
