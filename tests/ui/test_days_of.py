"""Which days an address asks for: whoever writes one gets some days, whatever it says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from ui.parts.history.days_of import SPANS, Asked

USUAL = Asked()


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", USUAL),
        ("?span=day", Asked("day", 1)),
        ("?span=year", Asked("year", 365)),
        ("?span=month&last=2026-10-31", Asked("month", 30, date(2026, 10, 31))),
        ("?span=month&last=2026-10-31&days=31", Asked("month", 31, date(2026, 10, 31))),
        ("?span=decade", USUAL),
        ("?last=2026-10-31", USUAL),
        ("?span=week&last=2026-02-30", Asked("week", 7)),
        ("?span=week&last=0001-01-01", Asked("week", 7)),
        ("?span=week&last=9999-12-31", Asked("week", 7)),
        ("?span=month&last=2026-10-31&days=100000000", Asked("month", 30)),
        ("?span=month&last=2026-10-31&days=-1", Asked("month", 30)),
        ("?span=month&last=2026-10-31&days=x", Asked("month", 30)),
    ],
)
def test_an_address_asks_for_days(query: str, asked: Asked) -> None:
    assert Asked.in_address(f"/child/anna/history{query}") == asked


@given(st.text() | st.builds("?span={}&last={}&days={}".format, st.sampled_from([*SPANS, "x"]), st.text(), st.text()))
def test_whatever_an_address_says_there_are_days_to_show(query: str) -> None:
    asked = Asked.in_address(query)
    assert asked.kind in SPANS
    assert 1 <= asked.count <= 365
