"""Timekpr's files on a played machine, written the way the daemon writes them."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path


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


def save(path: Path, data: bytes, moment: datetime) -> None:
    """Keep a copy as ``.prev``, then write in place: for an instant a reader sees an empty file.

    ``moment`` is the machine's own time, which its files carry as theirs.
    """
    if path.exists():
        path.with_name(f"{path.name}.prev").write_bytes(path.read_bytes())
    path.write_bytes(data)
    os.utime(path, (moment.timestamp(), moment.timestamp()))
