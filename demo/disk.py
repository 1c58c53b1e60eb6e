"""Timekpr's files on a played machine, written the way the daemon writes them."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from timekpr_rules import ASSUMED, MAX_BYTES, user_of_config_name


class TimekprDisk:
    """The files under a machine's root."""

    def __init__(self, root: Path) -> None:
        self.main = root / "etc/timekpr/timekpr.conf"
        self._config_dir = root / "var/lib/timekpr/config"
        self._work_dir = root / "var/lib/timekpr/work"

    def config(self, user: str) -> Path:
        """Where the rules of a user are."""
        return self._config_dir / f"timekpr.{user}.conf"

    def time(self, user: str) -> Path:
        """Where the counters of a user are."""
        return self._work_dir / f"{user}.time"

    def users(self) -> list[str]:
        """Who has rules, sorted by name."""
        names = (user_of_config_name(path.name) for path in self._config_dir.iterdir())
        return sorted(name for name in names if name is not None)


def install(root: Path) -> None:
    """Put those of Timekpr's own files there by which its version is known."""
    program = root / "usr/lib/python3/dist-packages/timekpr"
    for path, text in (
        (root / "usr/bin/timekpra", 'exec python3 "$@" /usr/lib/python3/dist-packages/timekpr/client/timekpra.py\n'),
        (program / "common/constants/constants.py", f'TK_VERSION = "{ASSUMED}"\n'),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def load(path: Path) -> bytes:
    """What a file says; nothing if somebody took it away meanwhile, or put something huge in its place."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
        return data if len(data) <= MAX_BYTES else b""
    return b""


def save(path: Path, data: bytes, moment: datetime) -> None:
    """Keep a copy as ``.prev``, then write in place: for an instant a reader sees an empty file.

    ``moment`` is the machine's own time, which its files carry as theirs.
    """
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}.prev").write_bytes(path.read_bytes())
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.utime(file.fileno(), (moment.timestamp(), moment.timestamp()))
