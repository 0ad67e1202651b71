# SPDX-License-Identifier: GPL-3.0-or-later
"""The embedded AWS: the AWS API and an Aurora-like PostgreSQL on this machine, without an account."""
