# SPDX-License-Identifier: GPL-3.0-or-later
"""The function of role rotation in the embedded AWS: packed, permitted and set by the data of the role itself."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.template import trust_as_template

from ansible_collections.datacatalog.aws.plugins.module_utils._archive.collect import collect
from ansible_collections.datacatalog.aws.plugins.module_utils._archive.pack import pack

from local_aws.paths import REPOSITORY
from tests.integration.database.conftest import Shop
from tests.integration.database.conftest import variables_of
from tests.local_aws.glue_crawlers.stage import Stage

ROLE = REPOSITORY / "roles" / "rotation"
SECONDS = 30
_NUMBERS = itertools.count(1)
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def until[T](look: Callable[[], T]) -> T:
    """What is there in the end, or nothing."""
    deadline = time.monotonic() + SECONDS
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def of_role(names: tuple[str, ...], role: Path = ROLE, **inputs: Any) -> dict[str, Any]:
    """Variables of a role, as Ansible makes them of defaults, vars and inputs."""
    loader = DataLoader()
    files = [
        loader.load_from_file(str(role / folder / "main.yml"), trusted_as_template=True)
        for folder in ("defaults", "vars")
    ]
    templar = Templar(loader, variables={**files[0], **files[1], **inputs, "role_path": str(role)})
    return {name: templar.template(trust_as_template("{{ " + name + " }}")) for name in names}


@dataclass(frozen=True)
class Rotating:
    """A secret that rotates between a shop's user and its clone."""

    shop: Shop
    method: str
    number: int

    @classmethod
    def of(cls, shop: Shop, method: str) -> Rotating:
        return cls(shop, method, next(_NUMBERS))

    @property
    def name(self) -> str:
        return f"rotate-{self.number}"

    @property
    def users(self) -> list[str]:
        return [self.shop.user, f"{self.shop.user}_clone"]

    def client(self, service: str) -> Any:
        return self.shop.cluster.client(service)

    @cached_property
    def settings(self) -> dict[str, Any]:
        environment = variables_of(self.shop.cluster.aws)
        names = ("__rotation_sources", "__rotation_packages", "__rotation_statements", "__rotation_environment")
        return of_role(
            (*names, "__rotation_trial_secret"),
            rotation_account_id="000000000000",
            rotation_region="ap-northeast-1",
            rotation_secret_name=self.shop.secret_id,
            rotation_login_secret_name=self.shop.cluster.secret_id,
            rotation_users=self.users,
            rotation_database=self.shop.name,
            rotation_method=self.method,
            rotation_cluster_identifier=self.shop.cluster.arn.rpartition(":")[2],
            rotation_ca_file=environment["PGSSLROOTCERT"],
            rotation_function_name=self.name,
        )

    def build(self) -> None:
        iam, functions = self.client("iam"), self.client("lambda")
        role = iam.create_role(RoleName=self.name, AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]["Arn"]
        self.put_policy("role", self.settings["__rotation_statements"])
        self.client("logs").create_log_group(logGroupName=f"/aws/lambda/{self.name}")
        if self.method == "data_api":
            self.shop.cluster.put_secret(self.settings["__rotation_trial_secret"])
        content = collect(self.settings["__rotation_sources"], self.settings["__rotation_packages"], [])
        arn = functions.create_function(
            FunctionName=self.name,
            Role=role,
            Runtime="python3.14",
            Handler="rotate_crawler_secret.handler",
            Timeout=60,
            Code={"ZipFile": pack(content)},
            Environment={"Variables": self.settings["__rotation_environment"]},
            VpcConfig=self.network() if self.method == "direct" else {},
        )["FunctionArn"]
        functions.add_permission(
            FunctionName=self.name,
            StatementId="rotate",
            Action="lambda:InvokeFunction",
            Principal="secretsmanager.amazonaws.com",
        )
        self.client("secretsmanager").rotate_secret(
            SecretId=self.shop.secret_id,
            RotationLambdaARN=arn,
            RotationRules={"AutomaticallyAfterDays": 90},
            RotateImmediately=False,
        )
        assert until(lambda: [line for line in self.log() if line["step"] == "testSecret"])

    def network(self) -> dict[str, list[str]]:
        """Directly it reaches the database from a network, whose interfaces its role has to be allowed to make."""
        network = Stage(self.shop.cluster.aws).network
        return {"SubnetIds": [network.subnet], "SecurityGroupIds": [network.group]}

    def remove(self) -> None:
        iam = self.client("iam")
        self.client("secretsmanager").cancel_rotate_secret(SecretId=self.shop.secret_id)
        self.client("lambda").delete_function(FunctionName=self.name)
        for policy in iam.list_role_policies(RoleName=self.name)["PolicyNames"]:
            iam.delete_role_policy(RoleName=self.name, PolicyName=policy)
        iam.delete_role(RoleName=self.name)

    def put_policy(self, name: str, statements: list[dict[str, Any]]) -> None:
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self.client("iam").put_role_policy(RoleName=self.name, PolicyName=name, PolicyDocument=document)

    def deny(self, action: str) -> None:
        self.put_policy("deny", [{"Effect": "Deny", "Action": action, "Resource": "*"}])

    def allow_again(self) -> None:
        self.client("iam").delete_role_policy(RoleName=self.name, PolicyName="deny")

    def current(self) -> dict[str, Any]:
        return json.loads(self.client("secretsmanager").get_secret_value(SecretId=self.shop.secret_id)["SecretString"])

    def log(self) -> list[dict[str, str]]:
        """What the function told, in order."""
        events = self.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{self.name}")["events"]
        found = (event["message"].partition("{") for event in events)
        return [json.loads(brace + rest) for _, brace, rest in found if '"message"' in rest]

    def whole_log(self) -> str:
        return json.dumps(self.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{self.name}")["events"])

    def rotate(self) -> dict[str, str]:
        """Until a rotation has come to an end, good or bad: the last line of its log."""
        seen = len(self.log())
        client = self.client("secretsmanager")

        def ended() -> list[dict[str, str]]:
            lines = self.log()[seen:]
            return [line for line in lines if line["message"] == "failed" or line["step"] == "finishSecret"]

        def again() -> list[dict[str, str]]:
            # One that failed is taken up again; one that is on its way is left alone.
            if not ended():
                try:
                    client.rotate_secret(SecretId=self.shop.secret_id)
                except client.exceptions.InvalidRequestException:
                    time.sleep(0.2)
            return until(ended)

        return until(again)[-1]
