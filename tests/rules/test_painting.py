import pytest
from hypothesis import given, settings, strategies as st

from tests.rules import made
from timekpr_rules import Interval, hours_text, parse_hours
from timekpr_rules.hours import WHOLE_DAY
from timekpr_rules.painting import (
    Brush,
    Followed,
    Stroke,
    WeekHours,
    copied,
    differing_days,
    paint,
    stretch_in,
    week_hours,
    with_stretch,
)
from timekpr_rules.undo import Undo
from timekpr_rules.week_templates import TEMPLATES, WeekTemplate

NOTHING: WeekHours = ((),) * 7

weeks = st.tuples(*[made.seeded(made.hours)] * 7)
spans = st.tuples(st.integers(0, 47), st.integers(0, 47)).map(sorted)
strokes = st.builds(
    lambda brush, days, span: Stroke(brush, tuple(sorted(days)), *span),
    st.sampled_from(Brush),
    st.sets(st.integers(1, 7), min_size=1),
    spans,
)


def stroke(brush: Brush, first: str, last: str, *days: int) -> Stroke:
    return Stroke(brush, days or (1,), minute(first) // 30, minute(last) // 30 - 1)


def minute(clock: str) -> int:
    hour, minutes = clock.split(":")
    return int(hour) * 60 + int(minutes)


def monday(text: str) -> WeekHours:
    return (parse_hours(text).intervals, *NOTHING[1:])


def painted(text: str, *strokes: Stroke) -> str:
    """What Timekpr would store of a Monday after some strokes."""
    week = monday(text)
    for one in strokes:
        week = paint(week, one).week
    return hours_text(week[0])


def minutes_of(intervals: tuple[Interval, ...]) -> dict[int, bool]:
    """Every allowed minute, and whether it is free."""
    return {at: one.unaccounted for one in intervals for at in range(one.start, one.end)}


def every_stroke(test):
    return settings(max_examples=150, deadline=None)(given(week=weeks, one=strokes)(test))


class TestEveryStroke:
    @every_stroke
    def test_paints_its_cells_exactly(self, week: WeekHours, one: Stroke) -> None:
        after = paint(week, one).week

        wanted = None if one.brush is Brush.CLOSED else one.brush is Brush.FREE
        for day in one.days:
            minutes = minutes_of(after[day - 1])
            assert {minutes.get(at) for at in range(one.span.start, one.span.end)} == {wanted}

    @every_stroke
    def test_changes_no_other_day_and_no_hour_beside_it(self, week: WeekHours, one: Stroke) -> None:
        after = paint(week, one).week

        assert set(differing_days(week, after)) <= set(one.days)
        first, last = one.span.start // 60, (one.span.end - 1) // 60
        for day in one.days:
            for hour in {*range(24)} - {*range(first, last + 1)}:
                assert stretch_in(after, day, hour) == stretch_in(week, day, hour)

    @every_stroke
    def test_takes_away_no_time_that_was_not_painted(self, week: WeekHours, one: Stroke) -> None:
        after = paint(week, one).week

        for day in one.days:
            before = minutes_of(week[day - 1]).keys() - {*range(one.span.start, one.span.end)}
            assert before <= minutes_of(after[day - 1]).keys()

    @every_stroke
    def test_names_each_hour_in_which_more_than_its_cells_changed(self, week: WeekHours, one: Stroke) -> None:
        after, followed = paint(week, one)

        found = set()
        for day in one.days:
            before, now = (minutes_of(days[day - 1]) for days in (week, after))
            changed = {at for at in range(1440) if before.get(at) != now.get(at)}
            found |= {(day, at // 60) for at in changed - {*range(one.span.start, one.span.end)}}
        assert {(day, stretch.start // 60) for day, stretch in followed} == found

    @every_stroke
    def test_can_be_stored_and_read_again(self, week: WeekHours, one: Stroke) -> None:
        after = paint(week, one).week

        assert tuple(parse_hours(hours_text(day)).intervals for day in after) == after

    @every_stroke
    def test_done_twice_is_done_once(self, week: WeekHours, one: Stroke) -> None:
        after = paint(week, one).week

        assert paint(after, one) == (after, ())


@settings(max_examples=200, deadline=None)
@given(week=weeks)
def test_where_nothing_is_painted_the_hours_stay_the_very_same(week: WeekHours) -> None:
    assert week_hours(week) == week
    assert paint(week, Stroke(Brush.FREE, (), 0, 47)).week == week
    for day in range(1, 8):
        for hour in range(24):
            assert with_stretch(week, day, hour, stretch_in(week, day, hour)) == week


@pytest.mark.parametrize(
    ("there", "strokes", "stored"),
    [
        ("", [stroke(Brush.ALLOWED, "14:00", "16:30")], "14;15;16[0-30]"),
        ("14;15;16", [stroke(Brush.CLOSED, "14:30", "16:00")], "14[0-30];16"),
        ("14;15", [stroke(Brush.FREE, "15:00", "16:00")], "14;!15"),
        ("15[10-60];16;17[0-45]", [stroke(Brush.ALLOWED, "12:00", "13:00")], "12;15[10-60];16;17[0-45]"),
        ("15[10-60]", [stroke(Brush.CLOSED, "15:30", "16:00")], "15[10-30]"),
        ("15[10-50]", [stroke(Brush.ALLOWED, "15:30", "16:00")], "15[10-60]"),
        ("15[10-50]", [stroke(Brush.CLOSED, "15:00", "16:00")], ""),
    ],
)
def test_what_fits_is_stored_as_it_was_painted(there: str, strokes: list[Stroke], stored: str) -> None:
    assert painted(there, *strokes) == stored
    assert paint(monday(there), strokes[0]).followed == ()


@pytest.mark.parametrize(
    ("there", "one", "stored"),
    [
        ("15[40-60]", stroke(Brush.ALLOWED, "15:00", "15:30"), "15"),
        ("15[33-60]", stroke(Brush.ALLOWED, "15:00", "15:30"), "15"),
        ("15[0-10]", stroke(Brush.ALLOWED, "15:30", "17:00"), "15;16"),
        ("13", stroke(Brush.FREE, "13:30", "14:00"), "!13"),
        ("!13[5-60]", stroke(Brush.ALLOWED, "13:30", "14:00"), "13[5-60]"),
    ],
)
def test_of_two_stretches_in_an_hour_the_last_painted_wins_and_is_named(there: str, one: Stroke, stored: str) -> None:
    week, followed = paint(monday(there), one)

    assert hours_text(week[0]) == stored
    hour = one.span.start // 60 if one.span.start % 60 else (one.span.end - 1) // 60
    assert followed == (Followed(1, stretch_in(week, 1, hour)),)


def test_several_days_are_painted_at_once() -> None:
    week = paint(NOTHING, stroke(Brush.ALLOWED, "00:00", "24:00", 2, 7)).week

    assert week == ((), WHOLE_DAY, (), (), (), (), WHOLE_DAY)


class TestMinutes:
    def test_they_replace_what_the_hour_held(self) -> None:
        week = with_stretch(monday("14;15;!16"), 1, 15, Interval(910, 925, True))

        assert hours_text(week[0]) == "14;!15[10-25];!16"

    def test_none_close_the_hour(self) -> None:
        assert hours_text(with_stretch(monday("14;15;!16"), 1, 15, None)[0]) == "14;!16"

    @pytest.mark.parametrize(("start", "end"), [(899, 910), (950, 961), (910, 910), (920, 910)])
    def test_they_have_to_be_within_the_hour(self, start: int, end: int) -> None:
        with pytest.raises(ValueError, match="not within hour 15"):
            with_stretch(NOTHING, 1, 15, Interval(start, end))


def test_a_day_is_copied_with_its_minutes() -> None:
    week = copied(monday("15[10-60];!16"), 1, [3, 7])

    assert week[2] == week[6] == week[0]
    assert differing_days(monday("15[10-60];!16"), week) == (3, 7)


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="6 days"):
        week_hours(NOTHING[:6])


def said(template: WeekTemplate, time_format: str) -> str:
    return template.title(time_format).text().replace("\N{EN DASH}", "-")


class TestTemplates:
    def test_each_can_be_stored(self) -> None:
        assert [week_hours(template.week) for template in TEMPLATES] == [template.week for template in TEMPLATES]

    def test_each_says_what_it_does(self) -> None:
        assert [said(template, "24h") for template in TEMPLATES] == [
            "School days 15:00-19:00, weekend 10:00-20:00",
            "Weekend only, 10:00-20:00",
            "All day, every day",
            "Nothing, every day closed",
        ]
        assert said(TEMPLATES[1], "12h") == "Weekend only, 10:00 am-8:00 pm"

    def test_no_two_have_the_same_code(self) -> None:
        assert len({template.code for template in TEMPLATES}) == len(TEMPLATES)


class TestUndo:
    @given(states=st.lists(st.integers(), max_size=20))
    def test_it_leads_back_through_all_states_and_forth_again(self, states: list[int]) -> None:
        steps = Undo(-1)
        visited = [-1] + [state for state in states if steps.do(state)]

        back = [steps.now]
        while steps.undo():
            back.append(steps.now)
        forth = [steps.now]
        while steps.redo():
            forth.append(steps.now)

        assert back == visited[::-1]
        assert forth == visited

    def test_another_step_forgets_what_was_undone(self) -> None:
        steps = Undo("a")
        steps.do("b")
        steps.undo()
        steps.do("c")

        assert not steps.redo()
        assert steps.undo()
        assert steps.now == "a"

    def test_the_same_state_is_no_step(self) -> None:
        steps = Undo("a")

        assert not steps.do("a")
        assert not steps.can_undo

    def test_the_ground_moves_under_all_steps_and_those_that_lead_nowhere_on_it_go(self) -> None:
        steps = Undo(0)
        for state in (1, 2, 3, 4):
            steps.do(state)
        steps.undo()
        steps.move(13, lambda state: max(state, 2) + 10)

        assert [steps.now, steps.undo(), steps.now, steps.undo()] == [13, True, 12, False]
        assert [steps.redo(), steps.now, steps.redo(), steps.now, steps.redo()] == [True, 13, True, 14, False]

    def test_only_so_many_steps_are_kept(self) -> None:
        steps = Undo(0, most=3)
        for state in range(1, 10):
            steps.do(state)

        assert [steps.undo() for _ in range(4)] == [True, True, True, False]
        assert steps.now == 6
