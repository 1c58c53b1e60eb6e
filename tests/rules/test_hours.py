import pytest
from hypothesis import given, settings

from tests.rules import made
from timekpr_rules import Interval, hours_text, parse_hours
from timekpr_rules.refusals import BadInterval, IntervalsOverlap, TwoIntervalsInAnHour


def clock(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def interval(start: str, end: str, unaccounted: bool = False) -> Interval:
    return Interval(clock(start), clock(end), unaccounted)


def test_wall_clock_times_become_hours() -> None:
    afternoon = [interval("15:30", "18:00"), interval("19:00", "20:15")]
    assert hours_text(afternoon) == "15[30-60];16;17;19;20[0-15]"


def test_hours_become_wall_clock_times() -> None:
    assert parse_hours("15[30-60];16;17;!18;!19[0-5]").intervals == (
        interval("15:30", "18:00"),
        interval("18:00", "19:05", True),
    )


def test_times_that_touch_are_one_and_need_no_order() -> None:
    pieces = [interval("16:20", "17:00"), interval("15:30", "16:20"), interval("17:00", "24:00")]
    assert hours_text(pieces) == hours_text([interval("15:30", "24:00")]) == "15[30-60];16;17;18;19;20;21;22;23"


def test_no_hours_are_an_empty_text() -> None:
    assert hours_text(()) == ""
    assert parse_hours("").intervals == ()


@pytest.mark.parametrize(
    ("pieces", "refusal", "says"),
    [
        (
            [interval("15:00", "15:10"), interval("15:30", "16:00")],
            TwoIntervalsInAnHour,
            "“15:00-15:10” and “15:30-16:00” are both in the hour from 15:00; Timekpr can keep only one of them.",
        ),
        ([interval("15:00", "15:30"), interval("15:30", "16:00", True)], TwoIntervalsInAnHour, "hour from 15:00"),
        ([interval("15:00", "17:00"), interval("16:59", "18:00")], IntervalsOverlap, "overlap"),
        ([interval("15:00", "17:00"), interval("15:00", "17:00", True)], IntervalsOverlap, "overlap"),
        ([interval("15:00", "15:00")], BadInterval, "begin before it ends"),
        ([interval("18:00", "15:00")], BadInterval, "begin before it ends"),
        ([Interval(-1, 5)], BadInterval, "between 00:00 and 24:00"),
        ([Interval(1430, 1441)], BadInterval, "between 00:00 and 24:00"),
    ],
)
def test_what_timekpr_cannot_store_is_refused_with_a_sentence(
    pieces: list[Interval], refusal: type[Exception], says: str
) -> None:
    with pytest.raises(refusal, match=says.replace("(", r"\(")):
        hours_text(pieces)


@settings(max_examples=200, deadline=None)
@given(intervals=made.seeded(made.hours))
def test_hours_survive_the_way_there_and_back(intervals: tuple[Interval, ...]) -> None:
    assert parse_hours(hours_text(intervals)).intervals == intervals


def test_equal_texts_share_their_meaning() -> None:
    assert parse_hours("7;8;9") is parse_hours(";".join("789"))
