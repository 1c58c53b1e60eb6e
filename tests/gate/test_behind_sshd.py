"""The gate as the forced command of a real sshd: the program works through it, and nobody gets past it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from computer_setup import GATE
from tests.support.program import as_json, invoke, ok
from workbench.computers import timekpr_tree
from workbench.sshd import Sshd

pytestmark = pytest.mark.real


@dataclass
class Gated:
    """A computer whose key for us has the gate in front, and OpenSSH's own clients with that very key."""

    sshd: Sshd
    data: Path
    pc: Path

    def options(self) -> list[str]:
        known = self.data.parent / "known_hosts"
        known.write_text(f"[127.0.0.1]:{self.sshd.port} {self.sshd.host_key_line}\n")
        return [
            "-F", "none", "-i", str(self.data / "ssh/id_ed25519"), "-o", f"Port={self.sshd.port}",
            "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", f"UserKnownHostsFile={known}",
            "-o", "ExitOnForwardFailure=yes",
        ]  # fmt: skip

    def ssh(self, *words: str, more: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        return self._run(["ssh", *self.options(), *more, f"{self.sshd.account}@127.0.0.1", *words], "")

    def sftp(self, *commands: str) -> subprocess.CompletedProcess[str]:
        line = ["sftp", *self.options(), "-b", "-", f"{self.sshd.account}@127.0.0.1"]
        return self._run(line, "".join(f"{command}\n" for command in commands))

    def _run(self, line: list[str], given: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(line, input=given, capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture(params=["internal-sftp", "/usr/lib/openssh/sftp-server -l ERROR"])
def gated(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gated]:
    data, pc = tmp_path / "data", tmp_path / "pc"
    timekpr_tree(pc, ("anna", "ben"))
    line = f'restrict,command="{GATE}" {ok(data, "key", "show").strip()}'
    config = "workbench.sshd.CONFIG"
    monkeypatch.setattr(config, Sshd.start.__globals__["CONFIG"].replace("internal-sftp", request.param))
    with Sshd(tmp_path / "sshd", line, extra="AllowTcpForwarding yes\nPermitTTY yes") as sshd:
        yield Gated(sshd, data, pc)


def test_the_whole_program_reads_through_it(gated: Gated) -> None:
    where = ("--host", "127.0.0.1", "--port", str(gated.sshd.port), "--user", gated.sshd.account)
    ok(gated.data, "server", "add", "PC", *where, "--main-config", str(gated.pc / "timekpr.conf"))
    ok(gated.data, "server", "trust", "PC", "--fingerprint", as_json(gated.data, "server", "scan", "PC")["fingerprint"])

    assert as_json(gated.data, "server", "scan", "PC")["users"] == ["anna", "ben"]
    ok(gated.data, "user", "add", "PC", "anna")
    done = invoke(gated.data, "sync", "--json")
    assert json.loads(done.stdout)["servers"][0]["online"], done.stdout
    assert ok(gated.data, "get", "PC", "anna", "LIMIT_PER_WEEK") == "18000\n"
    assert '"guessed":false' in (gated.data / "cache/status.json").read_text().replace(" ", "")  # date was answered


def test_commands_of_the_program_run_and_others_do_not(gated: Gated) -> None:
    assert len(gated.ssh("date '+%F %T %z'").stdout.split()) == 3
    assert gated.ssh("id -u").stdout == f"{os.getuid()}\n"
    for words in (("sh -c id",), ("id -u; id",), ("cat", "/etc/passwd"), ()):
        done = gated.ssh(*words)
        assert (done.returncode, done.stdout) == (126, ""), words
        assert "timekpr-mngr-gate: " in done.stderr


def test_files_are_read_over_sftp_and_never_changed(gated: Gated, tmp_path: Path) -> None:
    inside = gated.pc / "timekpr.conf"
    before = inside.read_bytes()
    outside = tmp_path / "mine"
    outside.write_text("x")

    assert gated.sftp(f"get {inside} {tmp_path}/copy").returncode == 0
    assert (tmp_path / "copy").read_bytes() == before
    for change in (
        f"put {outside} {inside}",
        f"put {outside} {gated.pc}/new",
        f"rm {inside}",
        f"mkdir {gated.pc}/new",
        f"rename {inside} {gated.pc}/new",
        f"ln -s /etc/passwd {gated.pc}/new",
        f"ln {inside} {gated.pc}/new",
        f"chmod 777 {inside}",
    ):
        assert gated.sftp(change).returncode != 0, change
    assert inside.read_bytes() == before
    assert not os.path.lexists(gated.pc / "new")


def test_no_terminal_and_no_forwarding(gated: Gated) -> None:
    assert "PTY allocation request failed" in gated.ssh("id -u", more=("-tt",)).stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    back = gated.ssh("id -u", more=("-R", f"{port}:127.0.0.1:{gated.sshd.port}"))
    assert "remote port forwarding failed" in back.stderr
    through = gated.ssh(more=("-W", f"127.0.0.1:{gated.sshd.port}"))
    assert "administratively prohibited" in through.stderr
