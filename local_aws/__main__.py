# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m local_aws up | down | status"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from typing import Any

from local_aws import lifecycle
from local_aws.errors import LocalAwsError
from local_aws.paths import Home


def main() -> int:
    """Run one command; its exit code is 0 when both servers are in the asked-for state."""
    arguments = _arguments()
    home = Home.current()
    try:
        if arguments.command == "up":
            return _print_status(home, lifecycle.up(home), as_json=arguments.json)
        if arguments.command == "down":
            stopped = lifecycle.down(home, purge=arguments.purge)
            print("Stopped." if stopped else "Nothing was running.", "Data removed." if arguments.purge else "")
            return 0
        return _print_status(home, lifecycle.status(home), as_json=arguments.json)
    except LocalAwsError as error:
        print(f"local_aws: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nlocal_aws: interrupted; the next `up` carries on from here.", file=sys.stderr)
        return 130


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local_aws", description="The embedded AWS and its PostgreSQL.")
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("up", help="start what is not running; load the sample database when it is not there")
    stop = commands.add_parser("down", help="stop both servers, keep the data")
    stop.add_argument("--purge", action="store_true", help="remove the data as well")
    show = commands.add_parser("status", help="show what runs; exit code 1 unless both servers do")
    for command in (start, show):
        command.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


def _print_status(home: Home, found: dict[str, Any] | None, *, as_json: bool) -> int:
    complete = found is not None and (found["postgres"]["running"] or found["postgres"]["stopped_by_rds"])
    if as_json:
        print(json.dumps(found or {"aws": None, "postgres": None}, indent=1))
    elif found is None:
        print(f"The embedded AWS in {home.root} is not running. Start it with: python -m local_aws up")
    else:
        print(_described(home, found))
    return 0 if complete else 1


def _described(home: Home, found: dict[str, Any]) -> str:
    aws, database = found["aws"], found["postgres"]
    catalog = ", ".join(f"{count} {kind}s" for kind, count in aws["loaded"]["catalog"].items())
    lines = [
        f"Embedded AWS  {found['endpoint']}  pid {aws['pid']}  {_megabytes(aws)}",
        f"              Glue: {catalog}; in use: {', '.join(aws['loaded']['services'])}",
    ]
    if database["running"]:
        tables = ", ".join(f"{name} ({count} tables)" for name, count in database["loaded"].items())
        lines += [
            f"PostgreSQL    localhost:{database['port']}  pid {database['pid']}  {_megabytes(database)}",
            f"              {tables}",
        ]
    elif database["stopped_by_rds"]:
        lines.append("PostgreSQL    stopped with its cluster; StartDBCluster, or its first instance, brings it back")
    else:
        lines.append(f"PostgreSQL    NOT RUNNING (see {home.postgres_log}); `python -m local_aws up` brings it back")
    lines.append(f"Data          {home.root}")
    if database["folder"] and not database["folder"].startswith(str(home.root)):
        lines.append(f"              {database['folder']} (PostgreSQL: the user nobody cannot reach the other folder)")
    lines.append(f"Use it        . {shlex.quote(str(home.environment))}")
    return "\n".join([*lines, *found.get("notes", [])])


def _megabytes(part: dict[str, Any]) -> str:
    return f"{part['memory_bytes'] / 2**20:.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
