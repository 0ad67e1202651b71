# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a module reaches PostgreSQL; the option's specification is in module_utils/_postgresql/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  connection:
    description:
      - How to reach the database, and as whom.
      - Nothing has to be set where libpq's environment says it all, that is where E(PGHOST), E(PGPORT), E(PGUSER) and
        E(PGPASSFILE), E(PGSSLMODE) and E(PGSSLROOTCERT) are set.
    type: dict
    default: {}
    suboptions:
      method:
        description:
          - V(direct) speaks to the server, with psycopg.
          - V(data_api) goes through the RDS Data API, and so reaches a cluster in private subnets from anywhere.
            The cluster needs its HTTP endpoint enabled, and the caller C(rds-data:ExecuteStatement),
            C(rds-data:BeginTransaction), C(rds-data:CommitTransaction), C(rds-data:RollbackTransaction) and
            C(secretsmanager:GetSecretValue).
        type: str
        choices: [direct, data_api]
        default: direct
      host:
        description:
          - Name of the server. The default is the host in the login secret, and else E(PGHOST).
          - Not used by V(data_api).
        type: str
      port:
        description:
          - Port of the server. The default is the port in the login secret, and else E(PGPORT).
          - Not used by V(data_api).
        type: int
      user:
        description:
          - Name of the login user. The default is the user in the login secret, and else E(PGUSER).
          - Not used by V(data_api).
        type: str
      ssl_mode:
        description:
          - How TLS is used, in the words of libpq. V(verify-full) checks the certificate and the server's name.
            The default is E(PGSSLMODE).
          - Not used by V(data_api), which always uses TLS.
        type: str
        choices: [disable, prefer, require, verify-ca, verify-full]
      ssl_root_cert:
        description: File with the authorities' certificates. The default is E(PGSSLROOTCERT).
        type: path
      cluster_arn:
        description: ARN of the Aurora cluster. Required with O(connection.method=data_api).
        type: str
      login_secret_id:
        description:
          - Name or ARN of the secret in AWS Secrets Manager that holds the login user's C(username) and C(password),
            as JSON. C(host) and C(port) are used where it has them.
          - Required with O(connection.method=data_api). Otherwise, when this is not set, the password comes from
            E(PGPASSFILE) or E(PGPASSWORD).
        type: str
requirements:
  - psycopg >= 3.1, with O(connection.method=direct)
"""
