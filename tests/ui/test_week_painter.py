"""The week painter without a browser: what a page's messages do, and what the tools do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from nicegui import ElementFilter, ui

from tests.ui.easel import WEEK, Easel, say
from tests.ui.fleets import FakeServices
from tests.ui.visit import enter, open_sheets, press, texts, until, visit
from timekpr_rules import Interval, hours_text
from timekpr_rules.painting import WeekHours, week_hours
from timekpr_rules.week_templates import TEMPLATES
from ui.parts.week_painter import WeekPainter

pytestmark = pytest.mark.anyio


@pytest.fixture
def easel() -> Easel:
    return Easel()


@asynccontextmanager
async def painting(services: FakeServices, easel: Easel) -> AsyncIterator[tuple[object, WeekPainter]]:
    async with visit(services, build=easel.build) as user:
        yield user, easel.painter


def stroke(turn: int = 1, brush: object = "allowed", columns: object = (0, 0), halves: object = (0, 1)) -> dict:
    return {"turn": turn, "brush": brush, "columns": list(columns), "halves": list(halves)}


def stored(week: WeekHours, day: int) -> str:
    return hours_text(week[day - 1])


def drawn(painter: WeekPainter) -> dict[str, object]:
    return painter._grid.props


def plain(text: str) -> str:
    """With hyphens for the dashes of spans, so that it can be read in a test."""
    return text.replace("\N{EN DASH}", "-")


def sheets(user) -> list[str]:
    return [plain(title) for title in open_sheets(user)]


def said(user) -> str:
    return plain(texts(user, "painter-status")[0])


async def click(user, *markers: str) -> None:
    for marker in markers:
        await press(user, marker)


class TestAStroke:
    async def test_changes_the_week_and_reports_it_once(self, services, easel):
        async with painting(services, easel) as (user, painter):
            say(painter, "stroke", stroke(columns=(0, 1), halves=(16, 19)))

            assert [stored(painter.week, day) for day in (1, 2, 3)] == [
                "7;8;9;!13;14;15;16;17;18;19",
                "7;8;9;!13;14;15;16;17;18;19",
                "7;!13;14;15;16;17;18;19",
            ]
            assert easel.changes == [painter.week]
            assert said(user) == "Monday, Tuesday, 08:00-10:00: allowed."

    async def test_is_answered_with_the_week_that_it_made(self, services, easel):
        async with painting(services, easel) as (_, painter):
            say(painter, "stroke", stroke(turn=3, brush="closed", columns=(5, 6), halves=(0, 47)))

            assert drawn(painter)["answered"] == 3
            assert drawn(painter)["week"][5] == drawn(painter)["week"][6] == []

    async def test_that_changes_nothing_is_no_step_and_is_answered(self, services, easel):
        async with painting(services, easel) as (_, painter):
            say(painter, "stroke", stroke(turn=1, brush="closed", halves=(0, 3)))

            assert (painter.week, easel.changes) == (WEEK, [])
            assert drawn(painter)["answered"] == 1

    async def test_into_an_hour_with_another_kind_says_that_the_whole_hour_follows(self, services, easel):
        async with painting(services, easel) as (user, painter):
            say(painter, "stroke", stroke(brush="free", columns=(0, 4), halves=(29, 29)))

            assert stored(painter.week, 1) == "7;!13;!14;15;16;17;18;19"
            assert said(user) == (
                "Monday-Friday, 14:30-15:00: free. "
                "Timekpr keeps one stretch in an hour, so all of 14:00-15:00 is free now."
            )

    async def test_goes_to_the_days_of_its_columns_wherever_the_week_begins(self, services):
        easel = Easel(week=((),) * 7, first_weekday=7)
        async with painting(services, easel) as (user, painter):
            say(painter, "stroke", stroke(columns=(0, 1)))

            assert [bool(day) for day in painter.week] == [True, *[False] * 5, True]
            assert said(user) == "Monday, Sunday, 00:00-01:00: allowed."
            assert [day["short"] for day in drawn(painter)["days"]] == ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]

    async def test_while_it_is_only_looked_at_is_refused_and_answered(self, services, easel):
        async with painting(services, easel) as (_, painter):
            painter.set_enabled(False)
            say(painter, "stroke", stroke(turn=4))
            say(painter, "undo")
            say(painter, "day", 1)
            say(painter, "minutes", {"column": 0, "half": 30, "brush": "allowed"})

            assert (painter.week, easel.changes) == (WEEK, [])
            assert (drawn(painter)["answered"], drawn(painter)["enabled"]) == (4, False)


ODD = [
    None, 7, "stroke", [], [1, 2], {}, {"turn": 1},
    stroke(turn=0), stroke(turn=True), stroke(turn=1.0), stroke(turn=2**53), stroke(turn="1"), stroke(turn=None),
    stroke(brush="red"), stroke(brush=None), stroke(brush=["free"]), stroke(brush={}), stroke(brush="__class__"),
    stroke(columns=(0, 7)), stroke(columns=(-1, 0)), stroke(columns=(3, 2)), stroke(columns=(0,)), stroke(columns="01"),
    stroke(columns=(0, 1, 2)), stroke(columns=(0.0, 1.0)), stroke(columns=(False, True)),
    stroke(halves=(0, 48)), stroke(halves=(-5, 3)), stroke(halves=(9, 1)), stroke(halves=(None, None)),
    stroke(halves=(10**30, 10**31)), stroke(halves=[[0], [1]]), {**stroke(), "halves": {"0": 1}},
]  # fmt: skip


class TestOddMessages:
    """The test fixture sees to it that none leaves an error in the log."""

    async def test_an_odd_stroke_does_nothing(self, services, easel):
        async with painting(services, easel) as (_, painter):
            for message in ODD:
                say(painter, "stroke", message)

            assert (painter.week, easel.changes, drawn(painter)["answered"]) == (WEEK, [], 0)

    async def test_an_odd_cell_or_day_opens_nothing(self, services, easel):
        odd = [
            None, [], "x", {}, {"column": 0, "half": 48, "brush": "free"}, {"column": 7, "half": 0, "brush": "free"},
            {"column": 0, "half": True, "brush": "free"}, {"column": 0, "half": 0, "brush": "x"},
        ]  # fmt: skip
        async with painting(services, easel) as (user, painter):
            for message in odd:
                say(painter, "minutes", message)
            for message in (None, -1, 7, "1", 1.0, True, [1], {}):
                say(painter, "day", message)

            assert sheets(user) == []
            with user:
                assert not next(iter(ElementFilter(marker="day-menu", kind=ui.menu))).value

    async def test_undo_and_redo_do_not_look_at_what_comes_with_them(self, services, easel):
        async with painting(services, easel) as (_, painter):
            for message in (None, 1, {"x": []}):
                say(painter, "undo", message)
                say(painter, "redo", message)

            assert easel.changes == []


class TestUndo:
    async def test_leads_back_and_forth_and_reports_each_step(self, services, easel):
        async with painting(services, easel) as (user, painter):
            say(painter, "stroke", stroke())
            painted = painter.week
            await click(user, "undo")
            assert (painter.week, said(user)) == (WEEK, "Undone: Monday.")
            say(painter, "redo")
            assert (painter.week, said(user)) == (painted, "Done again: Monday.")
            assert easel.changes == [painted, WEEK, painted]

    async def test_a_button_without_a_step_rests(self, services, easel):
        async with painting(services, easel) as (user, painter):
            assert resting(user) == ["true", "true"]
            say(painter, "stroke", stroke())
            assert resting(user) == ["false", "true"]
            await click(user, "undo")
            assert resting(user) == ["true", "false"]
            painter.set_enabled(False)
            assert resting(user) == ["true", "true"]


def resting(user) -> list[str]:
    with user:
        buttons = [next(iter(ElementFilter(marker=marker))) for marker in ("undo", "redo")]
    return [button.props["aria-disabled"] for button in buttons]


class TestFromOutside:
    async def test_other_hours_are_shown_and_not_reported_and_no_undo_takes_them_back(self, services, easel):
        elsewhere = (*WEEK[:6], ())
        async with painting(services, easel) as (user, painter):
            say(painter, "stroke", stroke())
            mine = painter.week
            with painter._grid.client:
                painter.set_week((*mine[:6], ()), elsewhere)
            assert drawn(painter)["week"][6] == []
            assert said(user) == "The hours were changed elsewhere."
            assert easel.changes == [mine]
            say(painter, "undo")
            assert painter.week == elsewhere
            say(painter, "undo")
            assert painter.week == elsewhere
            say(painter, "redo")
            assert painter.week == (*mine[:6], ())

    async def test_of_a_day_that_was_painted_here_and_changed_there_undo_goes_to_what_is_there(self, services, easel):
        elsewhere = ((), *WEEK[1:])
        async with painting(services, easel) as (user, painter):
            say(painter, "stroke", stroke())
            mine = painter.week
            with painter._grid.client:
                painter.set_week(mine, elsewhere)
            assert (painter.week, said(user)) == (mine, "Monday, 00:00-01:00: allowed.")
            say(painter, "undo")
            assert painter.week == elsewhere

    async def test_what_was_painted_here_and_saved_can_still_be_undone(self, services, easel):
        async with painting(services, easel) as (_, painter):
            say(painter, "stroke", stroke())
            mine = painter.week
            with painter._grid.client:
                painter.set_week(mine, mine)
            say(painter, "undo")
            assert (painter.week, easel.changes) == (WEEK, [mine, WEEK])

    async def test_beginning_anew_forgets_the_steps(self, services, easel):
        async with painting(services, easel) as (user, painter):
            say(painter, "stroke", stroke())
            with painter._grid.client:
                painter.begin_anew(WEEK, WEEK)
            assert (painter.week, said(user), resting(user)) == (WEEK, "", ["true", "true"])

    async def test_the_same_hours_change_nothing(self, services, easel):
        async with painting(services, easel) as (user, painter):
            with painter._grid.client:
                painter.set_week([list(day) for day in WEEK])
            assert said(user) == ""
            assert resting(user) == ["true", "true"]

    async def test_a_stroke_that_was_on_its_way_goes_onto_the_new_hours(self, services, easel):
        async with painting(services, easel) as (_, painter):
            with painter._grid.client:
                painter.set_week(((),) * 7)
            say(painter, "stroke", stroke(halves=(30, 33)))
            assert [stored(painter.week, day) for day in (1, 2)] == ["15;16", ""]


class TestMinutes:
    @pytest.fixture
    def sunday_at_15(self) -> dict[str, object]:
        return {"column": 6, "half": 31, "brush": "free"}

    async def test_the_sheet_has_what_the_hour_holds(self, services, easel, sunday_at_15):
        async with painting(services, easel) as (user, painter):
            say(painter, "minutes", sunday_at_15)
            assert sheets(user) == ["Sunday, 15:00-16:00"]
            assert fields(user) == ("allowed", "10", "60", "Set 15:10-16:00")

    async def test_for_a_closed_hour_it_suggests_the_cell_in_the_chosen_brush(self, services, easel):
        async with painting(services, easel) as (user, painter):
            say(painter, "minutes", {"column": 6, "half": 41 - 4, "brush": "free"})
            assert sheets(user) == ["Sunday, 18:00-19:00"]
            assert fields(user) == ("free", "30", "60", "Set 18:30-19:00")

    async def test_they_are_set_for_that_hour_alone(self, services, easel, sunday_at_15):
        async with painting(services, easel) as (user, painter):
            say(painter, "minutes", sunday_at_15)
            enter(user, **{"first-minute": "5", "last-minute": "20"})
            await click(user, "do-it")
            await until(lambda: easel.changes)
            assert stored(painter.week, 7) == "9;10;11;15[5-20];16;17[0-45];!20[30-60]"
            assert said(user) == "Sunday, 15:05-15:20: allowed."
            assert sheets(user) == []

    async def test_a_whole_hour_is_one_tap(self, services, easel, sunday_at_15):
        async with painting(services, easel) as (user, painter):
            say(painter, "minutes", sunday_at_15)
            await click(user, "whole", "do-it")
            await until(lambda: easel.changes)
            assert stored(painter.week, 7) == "9;10;11;15;16;17[0-45];!20[30-60]"

    async def test_the_hour_can_be_closed(self, services, easel, sunday_at_15):
        async with painting(services, easel) as (user, painter):
            say(painter, "minutes", sunday_at_15)
            with user:
                next(iter(ElementFilter(marker="brush", kind=ui.toggle))).value = "closed"
            await click(user, "do-it")
            await until(lambda: easel.changes)
            assert stored(painter.week, 7) == "9;10;11;16;17[0-45];!20[30-60]"
            assert said(user) == "Sunday, 15:00-16:00: closed."

    @pytest.mark.parametrize(
        ("first", "last", "field", "sentence"),
        [
            ("x", "20", "first-minute", "A number from 0 to 60."),
            ("5", "61", "last-minute", "A number from 0 to 60."),
            ("5", "", "last-minute", "A number from 0 to 60."),
            ("-5", "20", "first-minute", "A number from 0 to 60."),
            ("20", "20", "last-minute", "It has to end after it begins."),
            ("²", "20", "first-minute", "A number from 0 to 60."),
            ("9" * 5000, "20", "first-minute", "A number from 0 to 60."),
            ("0601", "20", "first-minute", "A number from 0 to 60."),
            ("5", "0" * 5000, "last-minute", "A number from 0 to 60."),
        ],
    )
    async def test_what_is_no_stretch_is_said_at_its_field(
        self, services, easel, sunday_at_15, first, last, field, sentence
    ):
        async with painting(services, easel) as (user, painter):
            say(painter, "minutes", sunday_at_15)
            enter(user, **{"first-minute": first, "last-minute": last})
            await click(user, "do-it")
            with user:
                element = next(iter(ElementFilter(marker=field, kind=ui.input)))
            await until(lambda: element.error)
            assert element.error == sentence
            assert (sheets(user), easel.changes) == (["Sunday, 15:00-16:00"], [])


def fields(user) -> tuple[object, ...]:
    with user:
        brush = next(iter(ElementFilter(marker="brush", kind=ui.toggle))).value
        minutes = [next(iter(ElementFilter(marker=f"{at}-minute", kind=ui.input))).value for at in ("first", "last")]
        button = next(iter(ElementFilter(marker="do-it", kind=ui.button))).text
    return (brush, *minutes, plain(button))


class TestTools:
    @pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.code)
    async def test_a_template_is_the_whole_week(self, services, easel, template):
        async with painting(services, easel) as (user, painter):
            await click(user, f"use-{template.code}")
            assert easel.changes == [template.week]
            assert said(user) == f"The week is now: {plain(template.title('24h').text())}."
            await click(user, "undo")
            assert painter.week == WEEK

    async def test_a_day_is_copied_to_the_days_that_are_chosen(self, services, easel):
        async with painting(services, easel) as (user, painter):
            await click(user, "copy-day", "copy-to-2", "copy-to-6", "do-it")
            await until(lambda: easel.changes)
            assert painter.week == (*WEEK[:5], WEEK[0], WEEK[6])
            assert easel.days == [(6,)]
            assert said(user) == "Tuesday, Saturday: as on Monday."

    async def test_no_day_to_copy_to_is_said(self, services, easel):
        async with painting(services, easel) as (user, _):
            await click(user, "copy-day", "do-it")
            await until(lambda: texts(user, "complaint") == ["Choose at least one day."])
            assert texts(user, "complaint") == ["Choose at least one day."]
            assert easel.changes == []

    @pytest.mark.parametrize(
        ("item", "hours", "sentence"),
        [
            ("day-allow", (Interval(0, 1440),), "Sunday, 00:00-24:00: allowed."),
            ("day-free", (Interval(0, 1440, True),), "Sunday, 00:00-24:00: free."),
            ("day-close", (), "Sunday, 00:00-24:00: closed."),
        ],
    )
    async def test_the_menu_of_a_day_paints_all_of_it(self, services, easel, item, hours, sentence):
        async with painting(services, easel) as (user, painter):
            say(painter, "day", 6)
            await click(user, item)
            assert painter.week == (*WEEK[:6], hours)
            assert said(user) == sentence

    async def test_the_menu_of_a_day_copies_that_day(self, services, easel):
        async with painting(services, easel) as (user, painter):
            say(painter, "day", 6)
            await click(user, "day-copy", "copy-to-1", "do-it")
            await until(lambda: easel.changes)
            assert painter.week == (WEEK[6], *WEEK[1:])


async def test_times_are_said_as_the_family_says_them(services):
    easel = Easel(time_format="12h")
    async with painting(services, easel) as (user, painter):
        say(painter, "stroke", stroke(halves=(24, 47)))
        assert said(user) == "Monday, 12:00 pm-12:00 am: allowed."
        assert drawn(painter)["hours"][13] == "1 pm"
        assert drawn(painter)["times"][27] == "1:30 pm"


async def test_a_week_that_is_none_is_refused(services, easel):
    async with painting(services, easel) as (_, painter):
        with pytest.raises(ValueError, match="6 days"):
            painter.set_week(WEEK[:6])
        assert painter.week == week_hours(WEEK)
