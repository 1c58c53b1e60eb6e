"""A conversation with the real Timekpr-nExT, and its words turned into ours."""

import base64
import json
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from timekpr_rules import Interval, UserConfig

SCRIPT = Path(__file__).with_name("ask_real_timekpr.py")
SYSTEM_PYTHON = "/usr/bin/python3"


class RealTimekpr:
    """The real code in a process of its own."""

    def __init__(self) -> None:
        probe = [SYSTEM_PYTHON, "-c", "import timekpr.common.utils.config"]
        if not Path(SYSTEM_PYTHON).exists() or subprocess.run(probe, capture_output=True, check=False).returncode:
            pytest.fail(
                "The real Timekpr-nExT is not installed here: apt-get install --no-install-recommends timekpr-next"
            )
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(
        self, what: str, user: str = "anna", now: datetime | None = None, more: dict | None = None, **files: bytes
    ) -> dict:
        question = {
            "ask": what,
            "user": user,
            **(more or {}),
            **{kind: base64.b64encode(data).decode() for kind, data in files.items()},
        }
        if now:
            question["now"] = now.isoformat()
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()


def slots(intervals: tuple[Interval, ...]) -> list[list]:
    """Stretches of a day as the hours that the daemon keeps."""
    found = []
    for start, end, unaccounted in intervals:
        for hour in range(24):
            begin, finish = max(start, hour * 60), min(end, hour * 60 + 60)
            if begin < finish:
                found.append([hour, begin - hour * 60, finish - hour * 60, unaccounted])
    return found


def as_real(config: UserConfig) -> dict:
    """Our model in the words of the real code (but for the wake-up hours, which it keeps as text)."""
    return {
        "days": [[rule.limit_seconds, slots(rule.intervals)] for rule in config.week],
        "week_limit": config.week_limit,
        "month_limit": config.month_limit,
        "track_inactive": config.track_inactive,
        "hide_tray_icon": config.hide_tray_icon,
        "lockout": config.lockout,
        "playtime_enabled": config.playtime.enabled,
        "playtime_override": config.playtime.override,
        "playtime_in_unaccounted": config.playtime.in_unaccounted,
        "playtime_limits": list(config.playtime.limits),
        "activities": [list(activity) for activity in config.playtime.activities],
    }


def normal(said: dict) -> dict:
    """The real code's words where it has two for the same: a day without limit and hours, no lockout type at all."""
    said = {key: value for key, value in said.items() if key != "wakeup"}
    said["days"] = [[0, []] if limit <= 0 and not hours else [limit, hours] for limit, hours in said["days"]]
    said["lockout"] = said["lockout"] or ""
    return said
