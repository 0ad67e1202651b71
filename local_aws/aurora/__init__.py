# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes the embedded PostgreSQL an Aurora PostgreSQL: extensions, clusters, copies, parameters, logs, events."""
