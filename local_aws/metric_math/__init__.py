# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudWatch's metric math, for alarms and GetMetricData: expressions over series of datapoints."""
