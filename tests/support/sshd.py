"""A real OpenSSH server on loopback, as the user who runs the tests, with its own keys and files."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

SSHD = "/usr/sbin/sshd"

CONFIG = """\
ListenAddress {listen}
HostKey {root}/host_key
PidFile none
AuthorizedKeysFile {root}/authorized_keys
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 1000
LogLevel ERROR
Subsystem sftp internal-sftp
{extra}
"""


def free_port() -> int:
    """A port that nobody listens at just now, on any loopback address."""
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        return probe.getsockname()[1]


class Sshd:
    """``with Sshd(directory, public_key_line) as sshd:`` listens at ``sshd.port`` on all of 127.0.0.0/8."""

    def __init__(self, root: Path, authorized: str, *, listen: str = "0.0.0.0", extra: str = "") -> None:
        assert Path(SSHD).exists(), "openssh-server is not installed: run make test, which installs it"
        self.root = root
        self.account = getpass.getuser()
        self.port = free_port()
        self._listen = listen
        self._extra = extra
        root.mkdir(parents=True, exist_ok=True)
        self.new_host_key()
        (root / "authorized_keys").write_text(authorized + "\n")
        self._process: subprocess.Popen[bytes] | None = None

    def new_host_key(self, kind: str = "ed25519") -> None:
        for path in self.root.glob("host_key*"):
            path.unlink()
        subprocess.run(
            ["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", self.root / "host_key"],
            check=True,
            stdin=subprocess.DEVNULL,
        )

    @property
    def host_key_line(self) -> str:
        return " ".join((self.root / "host_key.pub").read_text().split()[:2])

    def start(self) -> None:
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        config = self.root / "sshd_config"
        listen = f"{self._listen}:{self.port}"
        config.write_text(CONFIG.format(listen=listen, root=self.root, extra=self._extra))
        self._process = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL, stderr=(self.root / "log").open("ab")
        )
        for _ in range(200):
            with contextlib.suppress(OSError):
                host = "127.0.0.1" if self._listen == "0.0.0.0" else self._listen.strip("[]")
                socket.create_connection((host, self.port), timeout=1).close()
                return
            assert self._process.poll() is None, (self.root / "log").read_text()
            time.sleep(0.02)
        raise AssertionError("sshd does not listen")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def timekpr_tree(root: Path, users: tuple[str, ...], sample: Path) -> None:
    """A computer's Timekpr files below a directory, copied from a sample of two user files and a timekpr.conf."""
    (root / "config").mkdir(parents=True)
    (root / "work").mkdir()
    main = (sample / "timekpr.conf").read_text()
    main = main.replace("/var/lib/timekpr/config", str(root / "config")).replace(
        "/var/lib/timekpr/work", str(root / "work")
    )
    (root / "timekpr.conf").write_text(main)
    for user in users:
        for source, target in (("timekpr.ben.conf", f"config/timekpr.{user}.conf"), ("ben.time", f"work/{user}.time")):
            text = (sample / source).read_text().replace("[ben", f"[{user}")
            (root / target).write_text(text)
    shutil.copy(sample / "timekpr.ben.conf", root / "config" / "timekpr.USER.conf")
