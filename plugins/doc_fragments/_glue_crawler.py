# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of when a crawler runs, and how; the argument spec beside it is _glue/crawler_spec.py."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  schedule:
    description:
      - When the crawler runs, as an AWS cron expression in UTC. An empty string removes the schedule.
      - See O(schedule_local) for local time.
    type: str
  schedule_local:
    description:
      - When the crawler runs, in local time. It is converted to UTC, and the result shows both.
      - Glue has no time zones. Where the zone has daylight saving time the offset of today is used, and a warning says
        until when it holds. Run the task again after the clocks change.
    type: dict
    suboptions:
      time:
        description: The time of day, C(HH:MM). Quote it, or YAML makes a number of it.
        type: str
        required: true
      timezone:
        description: Name of the time zone, for example V(Asia/Tokyo).
        type: str
        required: true
      days:
        description: Days of the week in that time zone. The default is every day.
        type: list
        elements: str
        choices: [MON, TUE, WED, THU, FRI, SAT, SUN]
  schedule_state:
    description: Whether the schedule is followed. V(paused) keeps it, and starts nothing.
    type: str
    choices: [active, paused]
  configuration:
    description:
      - Configuration of the crawler, as a dictionary or as JSON text. An empty dictionary or string clears it.
      - C(Version) is added when it is missing, and sent as the number that AWS demands.
      - Keys that AWS does not document are refused. See O(raw_crawler_parameters) for new ones.
      - For JDBC targets only C(CrawlerOutput.Tables.TableThreshold) has an effect. A warning names the others.
    type: json
  classifiers:
    description: Names of custom classifiers, in the order to try them in. An empty list clears them.
    type: list
    elements: str
  security_configuration:
    description: Name of the Glue security configuration to use. An empty string clears it.
    type: str
  raw_crawler_parameters:
    description:
      - More fields of the API's C(CreateCrawler) and C(UpdateCrawler), in the API's spelling, for what has no option
        here.
    type: dict
  on_running:
    description:
      - What to do when the crawler has to be updated or deleted and is running, which AWS refuses.
      - V(wait) waits until it has finished, V(stop) stops the crawl, V(fail) fails.
    type: str
    choices: [wait, stop, fail]
    default: wait
  wait_timeout:
    description: How many seconds to wait at most for a running crawler.
    type: int
    default: 1800
  propagation_timeout:
    description:
      - How many seconds to try again at most when AWS says that it cannot assume the role, or does not know something
        else that was made a moment ago. A new role is often not known for some seconds.
    type: int
    default: 120
"""
