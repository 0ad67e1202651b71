# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Between a module and the library of snapshots, which knows nothing of Ansible."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

try:
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError
    from botocore.exceptions import ClientError
except ImportError:
    pass  # AnsibleAWSModule says so

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from .._snapshot.calls import client_settings
from .._snapshot.errors import SnapshotError


def make_clients(module: AnsibleAWSModule, workers: int) -> Callable[[str], Any]:
    def make(service: str) -> Any:
        settings = client_settings(workers)
        del settings["user_agent"]  # Ansible has its own
        if service != "glue":
            del settings["parameter_validation"]
        return module.client(service, aws_config=Config(**settings))

    return make


@contextmanager
def failing_with_words(module: AnsibleAWSModule, what: str) -> Iterator[None]:
    """What the library says is what the user reads; errors of AWS keep their own words."""
    try:
        yield
    except SnapshotError as error:
        module.fail_json(msg=str(error))
    except (BotoCoreError, ClientError) as error:
        module.fail_json_aws(error, msg=f"Failed to {what}")
