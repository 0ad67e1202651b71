# SPDX-License-Identifier: GPL-3.0-or-later
"""Says in one screen what a deploy or a plan of one environment came to, from the reports that its playbooks left.

Reads run.json (the run_report callback: what changed, what failed), site.json (account, region, resources), crawl.json
and verify.json (results of the modules). A report that is not there, because the run ended before it, is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

Report = dict[str, Any]


def plural(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def changes_by_role(changed: list[dict[str, str]]) -> str:
    """`networking 9, glue 3`: how many tasks of each role changed something."""
    return ", ".join(f"{role} {count}" for role, count in Counter(entry["role"] for entry in changed).items())


def resource_lines(site: Report, run: Report) -> list[str]:
    counts = {role: sum(things.values()) for role, things in site.get("resources", {}).items()}
    resources = {role: count for role, count in counts.items() if count}
    total = sum(resources.values())
    by_role = ", ".join(f"{role} {count}" for role, count in resources.items())
    lines = [f"Resources   {total} ({by_role})"] if resources else []
    roles = set(site.get("resources", {}))
    changed = [entry for entry in run.get("changed", []) if entry["role"] in roles]
    crawled = [entry for entry in run.get("changed", []) if entry["role"] not in roles]
    if changed:
        lines.append(f"Changed     {plural(len(changed), 'task')} ({changes_by_role(changed)})")
    elif crawled:
        lines.append("Changed     nothing in AWS; the crawl found changes in the database")
    else:
        lines.append("Changed     nothing: everything was as the inventory says")
    return lines


def table_lines(crawl: Report, verify: Report) -> list[str]:
    contexts = verify.get("contexts", {})
    found = sum(context["found"] for context in contexts.values())
    complete = sum(not context["missing"] for context in contexts.values())
    unassigned = verify.get("unassigned", [])
    lines = [
        f"Tables      {found} in {complete} of {len(contexts)} bounded contexts"
        + (f", {len(unassigned)} outside them" if unassigned else "")
    ]
    width = max(map(len, contexts), default=0)
    for name, context in contexts.items():
        gap = f"   missing: {', '.join(context['missing'])}" if context["missing"] else ""
        lines.append(f"              {name:<{width}}  {context['found']} of {context['expected']}{gap}")
    if unassigned:
        lines.append(f"              outside: {', '.join(unassigned)}")
    if verify.get("excluded"):
        lines.append(f"Excluded    {', '.join(verify['excluded'])}")
    for word in ("missing", "extra"):
        if verify.get(word):
            lines.append(f"{word.capitalize():<11} {', '.join(verify[word])}")
    tables = crawl.get("tables", {})
    counted = [f"{len(tables[key])} {key}" for key in ("created", "updated", "deleted") if tables.get(key)]
    if tables:
        lines.append(f"Last crawl  {', '.join(counted) or 'no table changed'}")
    return lines


def next_commands(environment: str) -> list[str]:
    """Three commands to try next: look, change the database, see the change arrive."""
    if environment != "local":
        return [f"make crawl ENV={environment}", f"make verify ENV={environment}", f"make plan ENV={environment}"]
    return [
        ". .local/env && aws glue get-tables --database-name genai_demo_catalog --query 'TableList[].Name'",
        ". .local/env && psql -c 'CREATE TABLE invoices (id bigint PRIMARY KEY, total numeric(12,2))'",
        "aws glue get-table --database-name genai_demo_catalog --name genai_demo_public_invoices  # seconds later",
    ]


def deploy_summary(environment: str, reports: dict[str, Report], seconds: float, endpoint: str) -> list[str]:
    site, run = reports["site"], reports["run"]
    where = f"account {site['account_id']}, {site['region']}" if site else ""
    lines = [f"The catalog of {environment} stands: {where}", *resource_lines(site, run)]
    lines += table_lines(reports["crawl"], reports["verify"])
    lines.append(f"Took        {seconds:.0f} s")
    if endpoint:
        lines.append(f"Endpoint    {endpoint}")
    return [*lines, "", "Next, try:", *(f"  {command}" for command in next_commands(environment))]


def plan_summary(environment: str, run: Report) -> list[str]:
    changed = run.get("changed", [])
    if not changed:
        return [f"A deploy to {environment} would change nothing."]
    lines = [f"A deploy to {environment} would change {plural(len(changed), 'task')} ({changes_by_role(changed)}):"]
    return lines + [f"  {entry['role']}: {entry['task']}" for entry in changed] + ["Nothing was changed."]


def failure_summary(environment: str, run: Report) -> list[str]:
    lines = [f"Not finished: {environment}."]
    for entry in run.get("failed", []):
        lines.append(f"  {entry['role']}: {entry['task']} failed; its message is above.")
    return [*lines, "What was built stays. Mend the cause and run the same command again: it goes on from there."]


def summary(args: argparse.Namespace, reports: dict[str, Report], now: float, endpoint: str) -> list[str]:
    if args.status != 0:
        return failure_summary(args.environment, reports["run"])
    if args.plan:
        return plan_summary(args.environment, reports["run"])
    return deploy_summary(args.environment, reports, now - args.started, endpoint)


def read(folder: Path, name: str) -> Report:
    file = folder / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def local_endpoint(folder: Path) -> str:
    """The endpoint that the embedded AWS wrote for shells, if this is its environment."""
    env = folder.parent.parent / "env"
    if folder.name != "local" or not env.exists():
        return ""
    values = dict(
        line.removeprefix("export ").split("=", 1)
        for line in env.read_text(encoding="utf-8").splitlines()
        if "=" in line
    )
    return f"{values.get('AWS_ENDPOINT_URL', '')}   PostgreSQL {values.get('PGHOST', '')}:{values.get('PGPORT', '')}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--environment", required=True)
    parser.add_argument("--started", type=float, default=time.time())
    parser.add_argument("--status", type=int, default=0)
    parser.add_argument("--plan", action="store_true")
    args = parser.parse_args()
    reports = {name: read(args.report, name) for name in ("run", "site", "crawl", "verify")}
    print()
    print(os.linesep.join(summary(args, reports, time.time(), local_endpoint(args.report))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
