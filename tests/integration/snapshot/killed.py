# SPDX-License-Identifier: GPL-3.0-or-later
"""A restore in a process of its own, which tells of each write before it makes it. It is there to be killed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.calls import Calls
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.calls import client_settings
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.manifest import choose
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.restore import Restore
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.source import Source
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Folder


def tell(model: Any, **_event: Any) -> None:
    if not model.name.startswith(("Get", "List", "BatchGet")):
        print(model.name, flush=True)


def main(folder: str, account: str, region: str) -> None:
    client = boto3.client("glue", region_name=region, config=Config(**client_settings()))
    client.meta.events.register("before-call.glue.*", tell)
    storage = Folder(Path(folder))
    restore = Restore(storage, choose(storage), Source(Calls(client), account, region))
    restore.make_plan()
    restore.apply()


if __name__ == "__main__":
    main(*sys.argv[1:])
