"""Set-up installs once, again when something changed, and says what it could not get."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.tree import ROOT

INTERPRETER = """#!/bin/sh
case "$*" in
--version) cat "$INTERPRETER_VERSION" ;;
"-m venv --clear .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
"-m pip install "*) echo "$*" >>installed && [ ! -e pip-fails ] ;;
"-c "*) true ;;
*) echo "unexpected: $*" >&2 && exit 99 ;;
esac
"""
"""Stands in for Python: notes what it is asked to install."""


class Checkout:
    """A copy of what set-up works on, with an interpreter and a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commands = folder / "commands"
        self.commands.mkdir()
        (folder / "tools").mkdir()
        for name in ("tools/setup.sh", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, folder / name)
        for name in ("sh", "cat", "cksum", "cp", "dirname", "id", "mkdir"):
            self.commands.joinpath(name).symlink_to(Path(shutil.which(name) or name))
        self.command("python3", INTERPRETER)
        self.set_version("Python 3.11.2")

    def command(self, name: str, text: str = "#!/bin/sh\n") -> None:
        path = self.commands / name
        path.write_text(text)
        path.chmod(0o755)

    def set_version(self, version: str) -> None:
        (self.folder / "version").write_text(version)

    def set_up(self, what: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        script = self.folder / "tools/setup.sh"
        # The script adds Debian's folders for root's commands; here they would let this machine's own shine through.
        script.write_text(script.read_text().replace("PATH=$PATH:/usr/sbin:/sbin", "PATH=$PATH"))
        return subprocess.run(
            ["sh", script, what],
            cwd="/",
            env={
                "PATH": os.fspath(self.commands),
                "INTERPRETER_VERSION": os.fspath(self.folder / "version"),
                **(environment or {}),
            },
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    @property
    def installations(self) -> list[str]:
        """The requirement files that were installed, in order."""
        notes = self.folder / "installed"
        return [line.split()[-1] for line in notes.read_text().splitlines()] if notes.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_it_installs_once(checkout: Checkout) -> None:
    for _ in range(2):
        assert checkout.set_up("run").returncode == 0

    assert checkout.installations == ["requirements.txt"]


def test_what_was_installed_for_the_tests_is_enough_to_run(checkout: Checkout) -> None:
    checkout.set_up("dev")
    checkout.set_up("run")

    assert checkout.installations == ["requirements-dev.txt"]


def test_it_installs_again_when_a_pin_changed(checkout: Checkout) -> None:
    checkout.set_up("dev")
    with (checkout.folder / "requirements.txt").open("a") as requirements:
        requirements.write("another==1.0\n")
    checkout.set_up("run")
    checkout.set_up("dev")

    assert checkout.installations == ["requirements-dev.txt", "requirements.txt", "requirements-dev.txt"]


def test_it_installs_again_when_python_was_upgraded(checkout: Checkout) -> None:
    checkout.set_up("run")
    checkout.set_version("Python 3.13.5")
    checkout.set_up("run")

    assert len(checkout.installations) == 2


def test_an_installation_that_failed_is_tried_again(checkout: Checkout) -> None:
    (checkout.folder / "pip-fails").touch()
    assert checkout.set_up("run").returncode != 0
    (checkout.folder / "pip-fails").unlink()

    assert checkout.set_up("run").returncode == 0
    assert len(checkout.installations) == 2


def test_without_a_python_it_says_how_to_name_one(checkout: Checkout) -> None:
    (checkout.commands / "python3").unlink()
    result = checkout.set_up("run")

    assert result.returncode == 1
    assert "make PYTHON=/path/to/python3" in result.stderr


COMMANDS = (
    "sshd",
    "ssh-keygen",
    "git",
    "mosquitto",
    "mosquitto_pub",
    "chromium",
    "timekprd",
    "dbus-daemon",
    "busctl",
    "shellcheck",
)
DPKG_QUERY = "#!/bin/sh\nfor last; do :; done\n[ $last = python3-dbusmock ] && printf installed\n"


@pytest.mark.parametrize(("environment", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_a_program_that_cannot_be_had_is_named_and_fails_only_in_ci(
    checkout: Checkout, environment: dict[str, str], code: int
) -> None:
    for name in {*COMMANDS} - {"timekprd"}:
        checkout.command(name)
    checkout.command("dpkg-query", DPKG_QUERY)
    result = checkout.set_up("system", environment)

    assert result.returncode == code
    assert result.stderr.count("MISSING") == 1
    assert "sudo apt-get install timekpr-next" in result.stderr


@pytest.mark.parametrize("answer", ["printf not-installed", "exit 1"])
def test_a_package_without_a_command_is_looked_up_in_what_debian_has_installed(checkout: Checkout, answer: str) -> None:
    for name in COMMANDS:
        checkout.command(name)
    checkout.command("dpkg-query", f"#!/bin/sh\n{answer}\n")
    result = checkout.set_up("system")

    assert result.stderr.count("MISSING") == 1
    assert "sudo apt-get install python3-dbusmock" in result.stderr


def test_with_everything_there_it_asks_for_nothing(checkout: Checkout) -> None:
    for name in COMMANDS:
        checkout.command(name)
    checkout.command("dpkg-query", DPKG_QUERY)
    result = checkout.set_up("system", {"CI": "true"})

    assert (result.returncode, result.stderr) == (0, "")
