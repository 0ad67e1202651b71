# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a module begins and ends: secrets kept out of the log, the account asked once, errors told with their mend."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import Any
from typing import NoReturn

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError
from ansible_collections.amazon.aws.plugins.module_utils.iam import get_aws_account_info
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from .arns import Account
from .hints import with_hint
from .masking import secret_values


class _DiscreetModule(AnsibleModule):
    """Learns the secrets inside its options before it writes the first line to the log. Says what was meant."""

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        super().fail_json(with_hint(msg), **kwargs)

    def _log_invocation(self) -> None:
        self.no_log_values.update(secret_values(self.params))
        super()._log_invocation()


class DiscreetAWSModule(AnsibleAWSModule):
    """For options that are maps with a secret among harmless values, which no_log would hide altogether.

    What Ansible refuses by the argument spec comes with the word that was probably meant.
    """

    def __init__(self, **kwargs: Any) -> None:
        settings = AnsibleAWSModule.default_settings
        module_class = settings["module_class"]
        settings["module_class"] = _DiscreetModule
        try:
            super().__init__(**kwargs)
        finally:
            settings["module_class"] = module_class


def account_of(module: AnsibleAWSModule, client: Any, account_id: str | None = None) -> Account:
    """Account, partition and region. Where AWS has told the account's ID already it is not asked again."""
    if account_id and account_id.isdigit():
        return Account(account_id, client.meta.region_name, client.meta.partition)
    account_id, partition = get_aws_account_info(module)
    return Account(account_id, client.meta.region_name, partition)


def fail(
    module: AnsibleAWSModule, error: AnsibleAWSError, advise: Callable[[str], Iterable[str]] = lambda _text: ()
) -> None:
    """End with the words of AWS, and what to mend. Does not return: fail_json leaves the process."""
    text = str(error)
    mend = list(advise(text))
    details: dict[str, Any] = dict(error.kwargs)
    response = getattr(error.exception, "response", None)
    if isinstance(response, dict):
        metadata = {key: item for key, item in response.get("ResponseMetadata", {}).items() if key != "HTTPHeaders"}
        shown = {"Error": response.get("Error", {}), "ResponseMetadata": metadata}
        details.update(camel_dict_to_snake_dict(shown))
    if mend:
        details["mend"] = mend
        text = f"{text.rstrip('. ')}. What to mend: {' '.join(mend)}"
    module.fail_json(msg=text, **details)


def conclude(
    module: AnsibleAWSModule,
    service: str,
    ensure: Callable[[AnsibleAWSModule, Any], dict],
    advise: Callable[[str], Iterable[str]] = lambda _text: (),
) -> None:
    """The end of a module's main: do it with a client of the service, and tell the result, or the failure."""
    client = module.client(service)
    try:
        result = ensure(module, client)
    except AnsibleAWSError as error:
        fail(module, error, advise)
    module.exit_json(**result)
