# SPDX-License-Identifier: GPL-3.0-or-later
"""What is added to PostgreSQL's own files: aws_commons, aws_lambda and the library rdsutils."""
