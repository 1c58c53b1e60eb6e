"""Ids sort by time, whatever the clock does, and are never given twice."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from pending import Queue
from pending.models import edit_id
from pending.queue import next_id
from tests.pending.made import MORNING, House, an_edit

moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(st.lists(moments, min_size=1, max_size=30))
def test_each_sorts_behind_all_before_also_when_the_clock_jumps(when: list[datetime]) -> None:
    made: list[str] = []
    for now in when:
        made.append(next_id(now, made))

    assert made == sorted(made)
    assert len({one[:18] for one in made}) == len(made)
    assert [edit_id(one) for one in made] == made


@given(moments, moments)
def test_later_by_a_millisecond_is_behind_without_knowing_the_other(one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    if second - first >= timedelta(milliseconds=1):
        assert next_id(first, ()) < next_id(second, ())


def test_it_says_the_moment_in_utc() -> None:
    berlin = datetime.fromisoformat("2026-11-24T16:03:12.345678+01:00")

    assert next_id(berlin, ())[:18] == "20261124T150312345"


def test_a_clock_that_was_set_back_does_not_put_an_edit_in_front_of_those_that_ended(house: House) -> None:
    last = house.queue.add(an_edit(id=house.queue.new_id(MORNING)))
    house.queue.decide(last.id, "cancel", MORNING)

    assert house.queue.new_id(MORNING - timedelta(days=300)) > last.id
    assert house.restart().new_id(MORNING - timedelta(days=300)) > last.id


def test_the_end_of_a_year_is_no_end(queue: Queue) -> None:
    queue.add(an_edit(id="20261231T235959999-0000"))

    assert queue.new_id(MORNING)[:18] == "20270101T000000000"


@pytest.mark.parametrize(
    "text",
    [
        "", "20261124T150312345", "20261124T150312345-1A2B", "20261124T150312345-1a2b ", "20261124T150312345-1a2b\n",
        "20261324T150312345-1a2b", "20261124T256000000-1a2b", "99991231T235959999-ffff", "../../../etc/passwd",
        "٢0261124T150312345-1a2b",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_no_id(text: str) -> None:
    with pytest.raises(ValidationError):
        an_edit(id=text)


@given(st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)))
def test_behind_every_id_that_is_taken_there_is_another(then: datetime) -> None:
    known = edit_id(next_id(then, ()))

    assert edit_id(next_id(MORNING, [known])) > known


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{8}T[0-9]{9}-[0-9a-f]{4}", fullmatch=True))
def test_any_other_text_is_refused_as_a_value(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert edit_id(text) == text
