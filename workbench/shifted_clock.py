"""Run a Python program that believes it is another moment: ``shifted_clock.py "2026-11-24 21:58:00" program``.

Only ``datetime`` is shifted, which is all that Timekpr counts with, and it runs on as fast as ever. libfaketime, which
shifts everything, breaks the sleep of Python 3.11 and with it Timekpr's daemon.
"""

from __future__ import annotations

import datetime as dt
import runpy
import sys
from typing import Self

FORMAT = "%Y-%m-%d %H:%M:%S"
SHIFT = dt.datetime.strptime(sys.argv[1], FORMAT) - dt.datetime.now()  # noqa: DTZ005, DTZ007 - Timekpr's time is local


class Shifted(dt.datetime):
    """Whoever asks it for now is told the other moment."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Self:  # noqa: D102
        return super().now(tz) + SHIFT


Shifted.__name__ = dt.datetime.__name__  # Timekpr tells a moment from text by it
dt.datetime = Shifted  # type: ignore[misc]
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
