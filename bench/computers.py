"""The demo's computers standing still, to be made in a process of its own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from clock import SystemClock
from demo.cast import home_zone, stage


class Computers:
    """They take this key until the process ends."""

    def __init__(self, public_key_line: str) -> None:
        self._stage = stage(public_key_line, SystemClock(), zone=home_zone())
        self._cast = self._stage.__enter__()

    def machines(self) -> list[dict[str, Any]]:
        """What has to be known to register them: the fields of demo.cast.CastMachine."""
        return [asdict(machine) for machine in self._cast.machines]

    def close(self) -> None:
        """Let them go."""
        self._stage.__exit__(None, None, None)
