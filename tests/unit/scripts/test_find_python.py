# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/find_python.sh takes the newest Python that runs, and is not taken in by shims."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "find_python.sh"


def find(path: list[Path], **env: str) -> str:
    """Run the script in an empty home, with these folders and the few tools it uses on PATH, and none of this machine's
    Pythons."""
    with tempfile.TemporaryDirectory() as tools:
        for tool in ("awk", "sed", "sort", "tr"):
            (Path(tools) / tool).symlink_to(shutil.which(tool) or tool)
        done = subprocess.run(
            ["/bin/sh", str(SCRIPT)],
            env={"PATH": os.pathsep.join([*map(str, path), tools]), "HOME": "/nonexistent"} | env,
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout.strip()


def python_saying(folder: Path, name: str, version: tuple[int, int, int]) -> Path:
    """A python that really runs, and claims a version."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(
        "#!/bin/sh\n"
        f'exec "{sys.executable}" -c "import sys; sys.version_info = {version}; sys.executable = \'{program}\'; '
        'sys.argv = [\'-c\', \\"$3\\"]; exec(\\"\\"\\"$2\\"\\"\\")"\n'
    )
    program.chmod(0o755)
    return program


def shim(folder: Path, name: str) -> None:
    """What pyenv leaves on PATH for a version that is not selected."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f'#!/bin/sh\necho "pyenv: {name}: command not found" >&2\nexit 127\n')
    program.chmod(0o755)


def test_takes_the_newest_that_runs(tmp_path: Path) -> None:
    python_saying(tmp_path / "a", "python3.12", (3, 12, 9))
    newest = python_saying(tmp_path / "b", "python3.13", (3, 13, 1))
    assert find([tmp_path / "a", tmp_path / "b"]) == str(newest)


def test_compares_versions_as_numbers(tmp_path: Path) -> None:
    python_saying(tmp_path / "a", "python3.12", (3, 12, 9))
    newest = python_saying(tmp_path / "b", "python3.12", (3, 12, 10))
    assert find([tmp_path / "a", tmp_path / "b"]) == str(newest)


def test_passes_over_a_shim_that_does_not_run(tmp_path: Path) -> None:
    shim(tmp_path / "shims", "python3.14")
    shim(tmp_path / "shims", "python3.12")
    real = python_saying(tmp_path / "b", "python3.12", (3, 12, 1))
    assert find([tmp_path / "shims", tmp_path / "b"]) == str(real)


def test_looks_under_pyenv_root(tmp_path: Path) -> None:
    real = python_saying(tmp_path / "pyenv" / "versions" / "3.12.1" / "bin", "python3", (3, 12, 1))
    assert find([], PYENV_ROOT=str(tmp_path / "pyenv")) == str(real)


def test_finds_pyenv_by_its_shims_on_path(tmp_path: Path) -> None:
    shim(tmp_path / "pyenv" / "shims", "python3.13")
    real = python_saying(tmp_path / "pyenv" / "versions" / "3.13.2" / "bin", "python3", (3, 13, 2))
    assert find([tmp_path / "pyenv" / "shims"]) == str(real)


def test_works_in_a_folder_with_a_space(tmp_path: Path) -> None:
    real = python_saying(tmp_path / "my tools", "python3.13", (3, 13, 1))
    assert find([tmp_path / "my tools"]) == str(real)


def test_python_variable_decides_alone(tmp_path: Path) -> None:
    python_saying(tmp_path / "a", "python3.14", (3, 14, 0))
    chosen = python_saying(tmp_path / "b", "mine", (3, 12, 1))
    assert find([tmp_path / "a"], PYTHON=str(chosen)) == str(chosen)


def test_finds_nothing_among_too_old_and_too_new(tmp_path: Path) -> None:
    old = python_saying(tmp_path / "a", "python3", (3, 11, 7))
    assert find([], PYTHON=str(old)) == ""
    new = python_saying(tmp_path / "b", "python3", (3, 15, 0))
    assert find([], PYTHON=str(new)) == ""
