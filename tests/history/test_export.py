"""Days as rows and as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, time

from hypothesis import given, strategies as st

from history_export import COLUMNS, as_csv, day_rows, wanted_range
from stats_history import Day, HistoryFile

MONDAY = date(2026, 11, 23)


def test_a_day_that_is_not_known_has_no_row_and_one_that_is_has_all_its_figures():
    file = HistoryFile(
        year={
            date(2026, 11, 1): Day(used=1),
            date(2026, 11, 21): Day(used=60, limit=7200, granted=-5, estimated=True, most=90),
            MONDAY: Day(used=0, until=time(14, 3)),
        }
    )
    text = as_csv(day_rows(file, wanted_range(MONDAY, 7, None, None)))

    assert text.splitlines() == [
        ",".join(COLUMNS),
        "2026-11-21,60,0,7200,,-5,,1,90,0,0",
        "2026-11-23,0,0,,,0,14:03:00,0,,0,0",
    ]


@given(st.text())
def test_no_text_becomes_a_formula(name: str):
    text = as_csv([{"name": name}], ["name"])
    rows = list(csv.reader(io.StringIO(text, newline="")))

    assert not rows[1] or not rows[1][0].startswith(("=", "+", "-", "@", "\t", "\r"))
