"""The command that is pasted: readable, quoted, checked, and the same when it went through a terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
from pathlib import Path

import pytest

from computer_setup import GATE, remove_command, set_up_command
from errors import InvalidValue
from ssh_client.keys import ClientKey, generate_key, load_key
from tests.support.program import invoke, ok

from .paste import body

MAKES = "Now run this at the computer. It makes the"
ACCOUNTS = ["timekpr-mngr", "helper_2", "x.y", "Anna$"]


@pytest.fixture(scope="module")
def key() -> ClientKey:
    return load_key(generate_key())


@pytest.mark.parametrize("account", ACCOUNTS)
def test_shellcheck_has_nothing_to_say(key: ClientKey, account: str) -> None:
    for command in (set_up_command(key.public_line, account), remove_command(account)):
        for text in (command, body(command)):
            checked = subprocess.run(
                ["shellcheck", "--shell=sh", "-"], input=text, capture_output=True, text=True, check=False
            )
            assert (checked.returncode, checked.stdout) == (0, "")


def test_it_brings_the_gate_and_the_key(key: ClientKey) -> None:
    command = set_up_command(key.public_line)

    assert f"<<'GATE'\n{GATE.read_text()}GATE\n" in command
    assert f"key='{key.public_line}'\n" in command


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 not~base64 x",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIJk2Q0m1v9y7pTqf3rQh8n4s6Yw0ZxLrC5uB2dE7gH1j",
        "x-y AAAAA3gteQAAAAF4 ",
        'command="sh" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJk2Q0m1v9y7pTqf3rQh8n4s6Yw0ZxLrC5uB2dE7gH1j',
    ],
)
def test_what_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(InvalidValue):
        set_up_command(line)


def test_what_stands_behind_the_key_never_gets_into_the_script(key: ClientKey) -> None:
    kind, blob, _ = key.public_line.split()

    assert set_up_command(f"{kind} {blob} '; reboot #\nTIMEKPR_MNGR\nreboot") == set_up_command(key.public_line)


@pytest.mark.parametrize("account", ["", "a b", "a;b", "../x", "-x", "a\nb", "x" * 33, "a'b", "/x"])
def test_what_is_no_account_is_refused(key: ClientKey, account: str) -> None:
    for make in (lambda: set_up_command(key.public_line, account), lambda: remove_command(account)):
        with pytest.raises(InvalidValue):
            make()


def test_nothing_in_it_ends_it_early_or_wakes_the_completion_of_a_terminal(key: ClientKey) -> None:
    command = set_up_command(key.public_line)

    assert "\t" not in command
    assert [command.splitlines().count(end) for end in ("TIMEKPR_MNGR", "GATE")] == [1, 1]


def test_an_interactive_bash_hands_on_exactly_what_was_pasted(key: ClientKey, tmp_path: Path) -> None:
    """History, completion and line editing are on there: a ``!`` in the wrong place would be another command."""
    command = set_up_command(key.public_line)
    sudo = tmp_path / "sudo"
    sudo.write_text(f"#!/bin/sh\ncat >{tmp_path}/received\necho all-of-it\n")
    sudo.chmod(0o755)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve("/bin/bash", ["bash", "--norc", "-i"], {"PATH": f"{tmp_path}:/usr/bin:/bin", "TERM": "dumb"})
    try:
        waiting, shown = (command + "\n").encode(), b""
        while b"\nall-of-it" not in shown:
            readable, writable, _ = select.select([terminal], [terminal] if waiting else [], [], 20)
            assert readable or writable, shown[-2000:]
            if readable:
                shown += os.read(terminal, 4096)
            elif writable:
                waiting = waiting[os.write(terminal, waiting[:256]) :]
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    assert (tmp_path / "received").read_text() == body(command)


class TestOnTheCommandLine:
    def test_it_is_printed_with_the_key_of_the_program_and_nothing_else(self, tmp_path: Path) -> None:
        first = ok(tmp_path / "data", "server", "setup-command")

        assert first == set_up_command(ok(tmp_path / "data", "key", "show")) + "\n"
        assert ok(tmp_path / "data", "server", "setup-command") == first
        assert ok(tmp_path / "data", "server", "setup-command", "--account", "helper") != first
        assert ok(tmp_path / "data", "server", "remove-command") == remove_command() + "\n"

    def test_adding_a_computer_shows_it_and_what_comes_next(self, tmp_path: Path) -> None:
        shown = ok(tmp_path / "data", "server", "add", "PC", "--host", "pc.lan", "--user", "helper")
        public = ok(tmp_path / "data", "key", "show")

        sentences = shown.replace(set_up_command(public, "helper"), "")
        assert re.findall(r"^\S.*$", sentences, re.MULTILINE) == [
            "PC is added.",
            f"{MAKES} account helper, whose key can do nothing but what this program needs:",
            "Now compare its host key: server scan PC",
        ]

    def test_root_gets_the_key_alone(self, tmp_path: Path) -> None:
        shown = ok(tmp_path / "data", "server", "add", "PC", "--host", "pc.lan", "--user", "root")

        assert "sudo tee -a /root/.ssh/authorized_keys" in shown
        assert "as root" in shown

    @pytest.mark.parametrize("command", ["setup-command", "remove-command"])
    def test_a_wrong_account_is_one_sentence(self, tmp_path: Path, command: str) -> None:
        ok(tmp_path / "data", "key", "show")
        done = invoke(tmp_path / "data", "server", command, "--account", "a b")

        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("account: “a b” is not allowed.")
