# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot as CloudFormation: what cfn-lint says of it, and the limits of CloudFormation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import ManualArgs
from cfnlint.api import lint_file
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.cloudformation import Export
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.cloudformation_shapes import TAKEN
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.errors import SnapshotError
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.export import export
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.records import Record
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.selection import Selection
from ansible_collections.datacatalog.aws.plugins.module_utils._snapshot.storage import Folder

from tests.integration.snapshot.conftest import Scene

REGION = "ap-northeast-1"
# The catalog of the tests has names that AWS does not make.
NAMES = {"subnets": {"subnet-1": "subnet-0123456789abcdef0"}, "security_groups": {"sg-1": "sg-0123456789abcdef0"}}
TYPES = {
    "encryption_settings": ("DataCatalogEncryptionSettings", "DataCatalogEncryptionSettings"),
    "security_configuration": ("SecurityConfiguration", "EncryptionConfiguration"),
    "classifier": ("Classifier", ""),
    "connection": ("Connection", "ConnectionInput"),
    "database": ("Database", "DatabaseInput"),
    "table": ("Table", "TableInput"),
    "partition": ("Partition", "PartitionInput"),
    "crawler": ("Crawler", ""),
}


@pytest.fixture(scope="module")
def folder(whole_scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    export(whole_scene.storage, whole_scene.manifest, Folder(folder), Selection(), NAMES)
    return folder


def templates(folder: Path) -> dict[str, Any]:
    return {file.name: json.loads(file.read_bytes()) for file in sorted(folder.glob("0*.json"))}


def test_cfn_lint_accepts_a_catalog_with_every_field(folder: Path, tmp_path: Path) -> None:
    """Of a hundred partitions that differ in their values alone, a few: cfn-lint is slow."""
    for name, template in templates(folder).items():
        shown = dict(list(template["Resources"].items())[:12])
        (tmp_path / name).write_text(json.dumps({**template, "Resources": shown}))
    found = [
        f"{file.name}: {match}"
        for file in sorted(tmp_path.iterdir())
        for match in lint_file(file, config=ManualArgs(regions=[REGION]))
    ]
    assert "\n".join(found) == ""


def test_the_templates_hold_everything_that_cloudformation_has_a_place_for(folder: Path, whole_scene: Scene) -> None:
    counts = whole_scene.manifest.counts
    made: dict[str, int] = {}
    for template in templates(folder).values():
        for resource in template["Resources"].values():
            made[resource["Type"].split("::")[2]] = made.get(resource["Type"].split("::")[2], 0) + 1
    assert made == {name: counts[kind] for kind, (name, _property) in TYPES.items()}
    index = json.loads((folder / "index.json").read_bytes())
    assert [template["name"] for template in index["templates"]] == sorted(templates(folder))
    assert {kind: index["left_out"][kind] for kind in ("function", "policy_statement", "table statistics")} == {
        "function": counts["function"],
        "policy_statement": counts["policy_statement"],
        "table statistics": 1,
    }


def test_a_password_is_a_parameter_that_is_not_shown(folder: Path) -> None:
    settings = templates(folder)["001-settings.json"]
    (name,) = (name for name in settings["Parameters"] if name.startswith("PasswordOf"))
    assert settings["Parameters"][name]["NoEcho"] is True
    connections = [
        r["Properties"]["ConnectionInput"] for r in settings["Resources"].values() if "Connection" in r["Type"]
    ]
    passwords = {c["Name"]: c["ConnectionProperties"].get("PASSWORD") for c in connections}
    assert passwords == {"by_password": {"Ref": name}, "by_secret": None}


def test_the_same_snapshot_gives_the_same_bytes_and_writes_nothing_again(
    folder: Path, whole_scene: Scene, tmp_path: Path
) -> None:
    again = export(whole_scene.storage, whole_scene.manifest, Folder(folder), Selection(), NAMES)
    assert (again.written, again.removed) == ([], [])
    export(whole_scene.storage, whole_scene.manifest, Folder(tmp_path), Selection(), NAMES)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        file.name: file.read_bytes() for file in folder.iterdir()
    }
    (tmp_path / "099-tables.json").write_bytes(b"{}")
    (tmp_path / "mine.json").write_bytes(b"{}")
    planned, done = (
        export(whole_scene.storage, whole_scene.manifest, Folder(tmp_path), Selection(["filled.whole"]), {}, dry)
        for dry in (True, False)
    )
    assert planned == done
    assert "099-tables.json" in done.removed
    assert set(templates(tmp_path)) == {"001-databases.json", "002-tables.json"}
    assert (tmp_path / "mine.json").exists()


def test_names_are_mapped_as_for_a_restore(whole_scene: Scene, tmp_path: Path) -> None:
    mapping = {"regions": {"eu-west-1": REGION}, "subnets": {"subnet-1": "subnet-9"}}
    export(whole_scene.storage, whole_scene.manifest, Folder(tmp_path), Selection(), mapping)
    text = (tmp_path / "001-settings.json").read_text()
    assert "subnet-9" in text and f"arn:aws:kms:{REGION}:" in text
    assert "arn:aws:kms:eu-west-1" not in text


def tables(number: int, columns: int) -> Iterator[Record]:
    listed = [{"Name": f"column_{column}", "Type": "string", "Comment": "c" * 100} for column in range(columns)]
    for table in range(number):
        data = {"Name": f"t{table:05d}", "StorageDescriptor": {"Columns": listed}}
        yield Record("table", ("wide", data["Name"]), data)


@pytest.mark.parametrize(("number", "columns", "most"), [(1_200, 2, 3), (1_200, 40, 10)])
def test_no_template_is_larger_than_cloudformation_takes(number: int, columns: int, most: int) -> None:
    made = list(Export().templates(tables(number, columns)))
    assert sum(len(template.resources) for template in made) == number
    assert all(len(template.resources) <= 500 for template in made)
    assert all(len(template.to_bytes("about")) <= 1_000_000 for template in made)
    assert len(made) <= most


def test_what_cloudformation_would_change_is_refused() -> None:
    large = {"Name": "t", "ViewOriginalText": "x" * 1_000_000}
    with pytest.raises(SnapshotError, match=r"table wide\.t is larger than CloudFormation takes"):
        list(Export().templates([Record("table", ("wide", "t"), large)]))
    resolved = {"Name": "t", "Description": "{{resolve:ssm:parameter}}"}
    with pytest.raises(SnapshotError, match="CloudFormation would replace"):
        list(Export().templates([Record("table", ("wide", "t"), resolved)]))
    (template,) = Export().templates([Record("table", ("wide", "t"), {"Name": "t", "Description": "a ${b} ${c}"})])
    (resource,) = template.resources.values()
    assert resource["Properties"]["TableInput"]["Description"] == {"Fn::Join": ["$", ["a ", "{b} ", "{c}"]]}


@pytest.mark.parametrize("kind", TYPES)
def test_what_cloudformation_takes_is_what_its_schema_says(kind: str) -> None:
    """A field that CloudFormation gets is known as soon as cfn-lint knows it."""
    name, member = TYPES[kind]
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, f"AWS::Glue::{name}").schema
    of = schema["properties"]
    if member:
        of = resolved(schema, of[member])["properties"]
    wanted = members(schema, of)
    # A secret of an authentication is not in a snapshot, and tags stand beside it.
    for name in ("Tags", "ValidateCredentials", "ValidateForComputeEnvironments", "CatalogId"):
        wanted.pop(name, None)
    if kind == "classifier":
        wanted.pop("Name")
    if kind == "connection":
        wanted["AuthenticationConfiguration"] = TAKEN[kind]["AuthenticationConfiguration"]
    if kind == "database":
        wanted["CreateTableDefaultPermissions"] = None
    assert flat(TAKEN[kind]) == flat(wanted)


def resolved(schema: dict, value: dict) -> dict:
    if "$ref" in value:
        return resolved(schema, schema["definitions"][value["$ref"].rsplit("/", 1)[1]])
    return resolved(schema, value["items"]) if value.get("type") == "array" and "items" in value else value


def members(schema: dict, properties: dict) -> dict[str, Any]:
    found = {}
    for name, value in properties.items():
        below = resolved(schema, value).get("properties")
        found[name] = members(schema, below) if below else None
    return found


def flat(found: dict[str, Any], within: str = "") -> set[str]:
    names = set()
    for name, below in found.items():
        names |= flat(below, f"{within}{name}.") if below else {within + name}
    return names
