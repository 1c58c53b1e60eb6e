"""What is in the repository, and what is not."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.tree import ROOT, files
from version import VERSION

OF_ONE_MACHINE = re.compile(r"(?<![\w.~-])/(work|farm|Users|root|home/[^/\s]+)/(?!\.ssh\b)[\w.]+")
"""Folders of a developer's machine. The ``.ssh`` of an account that we tell people to make is another matter."""

PUT_OFF = re.compile(
    "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", r"mark\.(sk" + "ip|xf" + "ail)", r"pytest\.sk" + "ip"])
)

PIN = re.compile(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*\s+# \S.*")


def texts() -> dict[str, str]:
    """Every file that holds text."""
    found = {}
    for path in files():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_knows_the_machine_of_a_developer() -> None:
    assert lines_with(OF_ONE_MACHINE) == []


def test_nothing_is_put_off_and_no_test_left_out() -> None:
    assert lines_with(PUT_OFF) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_is_pinned_and_has_its_reason(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r "))]

    assert lines
    assert [line for line in lines if not PIN.fullmatch(line)] == []


def test_scripts_can_be_run() -> None:
    scripts = [path for path in files() if path.suffix == ".sh" or path.parent.name == ".ci"]

    assert scripts
    assert [path.name for path in scripts if not os.access(path, os.X_OK)] == []


def test_no_file_is_a_link_out_of_the_repository() -> None:
    assert [path.name for path in files() if not Path(os.path.realpath(path)).is_relative_to(ROOT)] == []


def test_the_changelog_knows_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert version in (ROOT / "CHANGELOG.md").read_text()
    assert version == VERSION


def test_the_licence_is_the_one_that_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"]
    text = (ROOT / "LICENSE").read_text()

    assert declared == "Apache-2.0"
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (OF_ONE_MACHINE, "path = '/ro" + "ot/project/x'"),
        (OF_ONE_MACHINE, "cd /wo" + "rk/main"),
        (OF_ONE_MACHINE, "in /ho" + "me/developer/src"),
        (PUT_OFF, "# TO" + "DO: later"),
        (PUT_OFF, "@pytest.mark.sk" + "ipif(True)"),
        (PUT_OFF, "pytest.sk" + "ip('no sshd')"),
    ],
)
def test_such_a_line_is_found(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize(
    "line", ["/home/timekpr-mngr/.ssh", "https://example.org/work/main", "~/work/x", "skip the line"]
)
def test_other_lines_are_left_alone(line: str) -> None:
    assert not OF_ONE_MACHINE.search(line)
    assert not PUT_OFF.search(line)
