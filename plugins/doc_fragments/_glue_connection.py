# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of what a connection leads to, and from where; the argument spec is _glue/connection_spec.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  connection_properties:
    description:
      - Properties of the connection, with the keys of the AWS API. Needed to create a connection of another type than
        V(NETWORK).
      - When it is set it is the whole of the properties. A property that is missing from it is removed.
      - A connection of type V(JDBC) needs C(JDBC_CONNECTION_URL), and C(SECRET_ID) or C(USERNAME) and C(PASSWORD).
        C(SECRET_ID) is to be preferred. It keeps the password out of the catalog, and survives rotation.
      - C(JDBC_ENFORCE_SSL) and other flags may be given as booleans. They are sent as strings, as AWS keeps them.
        Without C(JDBC_ENFORCE_SSL=true) Glue falls back to a plain connection without telling.
      - C(PASSWORD) is compared with the one of AWS when AWS returns it in the clear. When connection passwords are
        encrypted in the catalog it cannot be compared. It is sent when something else differs, or with
        O(force_update=true).
    type: dict
  raw_connection_parameters:
    description:
      - More fields of the API's C(ConnectionInput), in the API's spelling, for what has no option here.
        For example C(AuthenticationConfiguration), C(SparkProperties) or C(AthenaProperties).
      - Values that AWS does not return, such as credentials, are sent when something else differs, or with
        O(force_update=true).
    type: dict
  description:
    description: What the connection is for, at most 2048 characters. An empty string clears it.
    type: str
  match_criteria:
    description:
      - Strings that select this connection, at most 10. Their order does not matter. An empty list clears them.
    type: list
    elements: str
  subnet_id:
    description:
      - ID of the subnet that the connection is made from. An empty string clears it.
      - In check mode it may be a subnet that does not exist yet.
    type: str
  availability_zone:
    description:
      - Availability zone of the subnet. It is derived from O(subnet_id) when it is not set, which is the way to never
        let them differ.
    type: str
  security_groups:
    description:
      - Security groups of the connection, by ID, or by name, at most 50. Their order does not matter. An empty list
        clears them.
      - A name takes one more call of AWS than an ID.
      - AWS demands that one of them lets all TCP ports in from itself.
    type: list
    elements: str
"""
