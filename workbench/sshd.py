"""A real OpenSSH server on loopback with its own keys and files."""

from __future__ import annotations

import contextlib
import getpass
import os
import random
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

SSHD = "/usr/sbin/sshd"
PORTS = range(15_000, 32_000)

# By SHLVL bash takes itself for a shell in a shell, and leaves the .bashrc of whoever runs this alone: what is in there
# may take its time, and say something.
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
SetEnv SHLVL=1
Subsystem sftp internal-sftp
{extra}
"""


def free_port() -> int:
    """A port that nobody listens at just now, on any loopback address.

    None of those from which the system takes one for each connection that is made: it may take it a moment later.
    """
    for port in random.sample(PORTS, len(PORTS)):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("0.0.0.0", port))
            return port
    raise OSError("no port is free")


def bind_to_loopback(listener: socket.socket) -> bool:
    """Let a listener on every address hear the loopback interface alone; False where the system does not allow it."""
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
    except OSError:
        return False
    return True


class Sshd:
    """``with Sshd(directory, public_key_line) as sshd:`` listens at ``sshd.port`` on all of 127.0.0.0/8.

    Whoever has the key signs in as ``account``, the current user unless another is named.
    """

    def __init__(
        self, root: Path, authorized: str, *, listen: str = "0.0.0.0", extra: str = "", account: str = ""
    ) -> None:
        assert Path(SSHD).exists(), "openssh-server is not installed: run make test, which installs it"
        self.root = root
        self.account = account or getpass.getuser()
        self.port = free_port()
        self._listen = listen
        self._extra = extra
        root.mkdir(parents=True, exist_ok=True)
        self.new_host_key()
        (root / "authorized_keys").write_text(authorized + "\n")
        (root / "authorized_keys").chmod(0o644)  # the account reads it, whatever the umask is here
        self._process: subprocess.Popen[bytes] | None = None

    def new_host_key(self, kind: str = "ed25519") -> None:
        """Show another host key after the next start."""
        for path in self.root.glob("host_key*"):
            path.unlink()
        subprocess.run(
            ["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", self.root / "host_key"],
            check=True,
            stdin=subprocess.DEVNULL,
        )

    @property
    def host_key_line(self) -> str:
        """The host key as in a ``.pub`` file, without a comment."""
        return " ".join((self.root / "host_key.pub").read_text().split()[:2])

    def start(self) -> None:
        """Returns when it listens."""
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        config = self.root / "sshd_config"
        config.write_text(CONFIG.format(listen=self._listen_address(), root=self.root, extra=self._extra))
        with (self.root / "log").open("ab") as log:
            # Its own session: a Ctrl-C in the terminal is for whoever started this, who ends it in good order.
            self._process = subprocess.Popen(
                [SSHD, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL, stderr=log, start_new_session=True
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
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _listen_address(self) -> str:
        with socket.socket() as probe:
            only_loopback = self._listen == "0.0.0.0" and bind_to_loopback(probe)
        return f"{self._listen}:{self.port}{' rdomain lo' if only_loopback else ''}"
