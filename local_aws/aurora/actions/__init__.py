# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions of RDS on Aurora PostgreSQL clusters; those on anything else stay ministack's."""
