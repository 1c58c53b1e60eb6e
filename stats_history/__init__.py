"""What each user has used and when, which Timekpr itself forgets.

Every reading goes to a journal at the end of its cycle, and from there into the user's file: the readings of today, the
hours of the last week, the last 30 days with the stretches of use, and the days of the last year.
"""

from __future__ import annotations

from stats_history.hours import length, parsed, second_of, together, written
from stats_history.keeper import StatsHistory
from stats_history.models import (
    DAY_SECONDS,
    FOLDER,
    HISTORY,
    MOST_MONTH,
    MOST_WEEK,
    MOST_YEAR,
    Day,
    DayDetail,
    HistoryFile,
    HoursOfDay,
    Reading,
    Retention,
    Sample,
    Today,
)

__all__ = [
    "DAY_SECONDS",
    "FOLDER",
    "HISTORY",
    "MOST_MONTH",
    "MOST_WEEK",
    "MOST_YEAR",
    "Day",
    "DayDetail",
    "HistoryFile",
    "HoursOfDay",
    "Reading",
    "Retention",
    "Sample",
    "StatsHistory",
    "Today",
    "length",
    "parsed",
    "second_of",
    "together",
    "written",
]
