# SPDX-License-Identifier: GPL-3.0-or-later
"""The same source makes the same zip everywhere, and a zip is written only when it would be another one."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.datacatalog.aws.plugins.modules import lambda_archive

type Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    def run(check_mode: bool = False, **options: Any) -> dict[str, Any]:
        options = {"path": str(tmp_path / "function.zip"), **options, "_ansible_check_mode": check_mode}
        with patch_module_args(options), pytest.raises(SystemExit):
            lambda_archive.main()
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "package" / "__pycache__").mkdir(parents=True)
    (folder / "package" / "__pycache__" / "inner.cpython-313.pyc").write_bytes(b"of one Python")
    (folder / "package" / "inner.py").write_text("INNER = 1\n")
    (folder / "handler.py").write_text("OUTER = 1\n")
    (folder / "README.md").write_text("not for Lambda\n")
    return folder


def test_bytes_depend_on_nothing_but_the_source(run: Run, source: Path, tmp_path: Path) -> None:
    wanted = {"sources": [{"path": str(source)}], "exclude": ["*.md"]}
    first = run(**wanted)
    assert first["changed"] and first["files"] == ["handler.py", "package/inner.py"]
    # Written down, so that another machine, Python or zlib that makes other bytes fails here.
    assert first["sha256"] == "5xoll9Vx5xDMBOq20IW3/n5MFuTMccSccel/++nEFCA="
    (source / "handler.py").chmod(0o755)
    os.utime(source / "handler.py", (1, 1))
    again = run(**wanted)
    assert not again["changed"] and again["sha256"] == first["sha256"]
    content = (tmp_path / "function.zip").read_bytes()
    assert len(content) == first["size"]
    entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}


def test_check_mode_says_the_hash_and_writes_nothing(run: Run, source: Path, tmp_path: Path) -> None:
    wanted = {"sources": [{"path": str(source), "prefix": "inside"}]}
    planned = run(check_mode=True, **wanted)
    assert planned["changed"] and not (tmp_path / "function.zip").exists()
    done = run(**wanted)
    assert done["sha256"] == planned["sha256"] and "inside/handler.py" in done["files"]
    (source / "handler.py").write_text("OUTER = 2\n")
    changed = run(**wanted)
    assert changed["changed"] and changed["diff"]["before"] == {"sha256": done["sha256"]}


def test_a_single_file_may_have_another_name(run: Run, source: Path) -> None:
    single = {"path": str(source / "README.md"), "name": "authority.pem", "prefix": "trust"}
    assert run(sources=[single])["files"] == ["trust/authority.pem"]


def test_packages_come_without_what_the_installer_wrote(run: Run, tmp_path: Path, site: Path) -> None:
    files = run(packages=["pure-demo"])["files"]
    assert files == ["pure_demo-1.0.dist-info/METADATA", "pure_demo/__init__.py"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, one without and one with compiled parts."""
    folder = tmp_path / "site"
    for name, inside in (("pure_demo", ["__init__.py"]), ("built_demo", ["__init__.py", "fast.so"])):
        info = folder / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (folder / name).mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "INSTALLER").write_text("somebody\n")
        listed = [f"{name}/{file}" for file in inside]
        for file in listed:
            (folder / file).write_text("")
        listed += [f"{info.name}/{file}" for file in ("METADATA", "INSTALLER", "RECORD")] + ["../../bin/demo"]
        (info / "RECORD").write_text("".join(f"{file},,\n" for file in listed))
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    return folder


@pytest.mark.parametrize(
    ("options", "mend"),
    [
        ({"packages": ["built-demo"]}, "compiled parts"),
        ({"packages": ["not-installed-demo"]}, "Install it there"),
        ({"sources": [{"path": "/nowhere/at/all"}]}, "neither a file nor a folder"),
        ({"sources": [{"path": "SOURCE", "prefix": "../out"}]}, "leaves the archive"),
        ({"sources": [{"path": "SOURCE", "name": "one.py"}]}, "name is for single files"),
        ({"sources": [{"path": "SOURCE"}], "exclude": ["*"]}, "nothing to pack"),
        (
            {"sources": [{"path": "SOURCE/handler.py"}, {"path": "SOURCE/README.md", "name": "handler.py"}]},
            "another prefix",
        ),
    ],
)
def test_refusals_say_what_to_mend(run: Run, source: Path, site: Path, options: dict[str, Any], mend: str) -> None:
    told = json.loads(json.dumps(options).replace("SOURCE", str(source)))
    result = run(**told)
    assert result["failed"] and mend in result["msg"]
