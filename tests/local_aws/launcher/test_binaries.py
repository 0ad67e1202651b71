# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL's programs need a few libraries of the system; what is missing is named with its package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from local_aws.errors import LocalAwsError
from local_aws.postgres.binaries import require_libraries
from local_aws.postgres.identity import Identity


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], Path]:
    def make(script: str) -> Path:
        file = tmp_path / "postgres"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    return make


def missing(library: str) -> str:
    said = f"postgres: error while loading shared libraries: {library}: cannot open shared object file"
    return f"echo '{said}' >&2; exit 127"


def test_a_program_that_starts_is_all_right(program: Callable[[str], Path]) -> None:
    require_libraries(program("echo postgres 18"), Identity())


@pytest.mark.parametrize(
    ("library", "debian", "fedora"),
    [("libssl.so.3", "libssl3", "openssl-libs"), ("libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5-libs")],
)
def test_the_package_of_a_missing_library_is_named(
    program: Callable[[str], Path], library: str, debian: str, fedora: str
) -> None:
    with pytest.raises(LocalAwsError) as caught:
        require_libraries(program(missing(library)), Identity())
    for part in (library, f"apt-get install {debian}", f"dnf install {fedora}"):
        assert part in str(caught.value)


def test_an_unknown_library_is_named_as_well(program: Callable[[str], Path]) -> None:
    with pytest.raises(LocalAwsError, match=r"libnew\.so\.9, which this machine does not have"):
        require_libraries(program(missing("libnew.so.9")), Identity())


def test_any_other_failure_is_told_as_it_is(program: Callable[[str], Path]) -> None:
    with pytest.raises(LocalAwsError, match="does not start: Illegal instruction"):
        require_libraries(program("echo 'Illegal instruction' >&2; exit 132"), Identity())
