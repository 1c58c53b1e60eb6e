"""A real Mosquitto on loopback: with or without passwords, a list of who may do what, and TLS. It can be stopped."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from workbench.sshd import free_port
from workbench.waiting import until

MOSQUITTO = "/usr/sbin/mosquitto"
PASSWD = "/usr/bin/mosquitto_passwd"


class Mosquitto:
    """``with Mosquitto(folder) as broker:`` listens at ``broker.port`` of 127.0.0.1.

    ``users`` maps names to passwords; without any, everybody gets in. ``acl`` is the text of an ACL file, ``extra``
    more lines of its configuration. What is retained is forgotten when it ends, unless ``persistent``.
    """

    def __init__(
        self,
        root: Path,
        *,
        users: dict[str, str] | None = None,
        acl: str = "",
        extra: str = "",
        persistent: bool = False,
    ) -> None:
        assert Path(MOSQUITTO).exists(), "mosquitto is not installed: run make test, which installs it"
        self.root = root
        self.port = free_port()
        root.mkdir(parents=True, exist_ok=True)
        lines = ["per_listener_settings false", f"listener {self.port} 127.0.0.1", "user root", "log_dest none"]
        lines.append(f"allow_anonymous {'false' if users else 'true'}")
        if users:
            passwords = root / "passwords"
            passwords.write_text("".join(f"{name}:{password}\n" for name, password in users.items()))
            subprocess.run([PASSWD, "-U", str(passwords)], check=True, timeout=10, capture_output=True)
            lines.append(f"password_file {passwords}")
        if acl:
            (root / "acl").write_text(acl)
            lines.append(f"acl_file {root / 'acl'}")
        if persistent:
            lines += ["persistence true", f"persistence_location {root}/"]
        (root / "mosquitto.conf").write_text("\n".join([*lines, extra, ""]))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._process = subprocess.Popen(
            [MOSQUITTO, "-c", str(self.root / "mosquitto.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(self._listens, 10, "mosquitto listens")

    def stop(self) -> None:
        """End, as at a shutdown of its machine."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"mosquitto ended with {self._process.returncode}"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
