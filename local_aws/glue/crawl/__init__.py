# SPDX-License-Identifier: GPL-3.0-or-later
"""The crawl itself: a real client of the embedded AWS and of PostgreSQL, checked as AWS checks one."""
