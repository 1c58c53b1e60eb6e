"""Everything under the data directory: no other module opens a file there.

``Store`` is the way in. JSON documents are of a ``Kind``; their models derive from ``Record``.
"""

from __future__ import annotations

from .filesystem import Filesystem
from .kinds import FIRST_YEAR, LAST_YEAR, Damaged, Kind, Moment, Record, TooNew, on_the_calendar
from .store import Store

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Damaged",
    "Filesystem",
    "Kind",
    "Moment",
    "Record",
    "Store",
    "TooNew",
    "on_the_calendar",
]
