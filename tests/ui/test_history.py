"""The history of one child: texts, gaps, estimates, old figures, and the sheet of a day."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from errors import NotSaved
from history_views import HistoryView, Login, history_view
from stats_history import Day, DayDetail, HistoryFile, HoursOfDay
from tests.ui.fleets import NOW, FakeServices, fleet, kept, server, switched_off, user
from tests.ui.visit import browser_says, open_sheets, press, shown, texts, until, visit
from tests.ui.years import TODAY, YESTERDAY, a_week, choose, legends, said
from timekpr_rules import Interval

pytestmark = pytest.mark.anyio

ANNAS = "/child/anna/history"


@pytest.fixture
def one(services: FakeServices) -> FakeServices:
    """Anna at one computer."""
    services.view = fleet(server("PC", user("anna")))
    services.histories["pc", "anna"] = a_week()
    return services


async def test_some_days_are_a_sum_in_words_and_a_sentence_each(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: texts(page, "in-all"))
        assert texts(page, "in-all") == ["3 h 50 in all"]
        assert texts(page, "days-shown") == ["15\N{EN DASH}21 Nov"]
        lines = [line.replace("\N{NO-BREAK SPACE}", " ") for line in texts(page, "summary")]
        assert lines == [
            "1 h 45 a day without today · 3 days are known",
            "1 h 35 a day more than in the 7 days before.",
            "PlayTime 30 min · longest on Friday 20 November: 2 h 30 · over the limit on 1 day · 1 day is an estimate",
        ]
        assert said(page) == [
            *(f"{day}: not known" for day in ("Sunday 15 November", "Monday 16 November", "Tuesday 17 November")),
            "Wednesday 18 November: not known",
            "Thursday 19 November: used 1 h · between 0 min and 2 h",
            "Friday 20 November: used 2 h 30 of 2 h 15 · 15 min over the limit · PlayTime 30 min",
            "Saturday 21 November: used 20 min of 2 h · known until 14:03",
        ]


async def test_gaps_estimates_and_what_is_over_are_drawn_as_such(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        bars = shown(page, "days", "bars")
        assert [bar["kind"] for bar in bars] == ["unknown"] * 4 + ["estimated", "", ""]
        assert [bar["over"] for bar in bars] == [False] * 5 + [True, False]
        assert bars[4]["most"] > bars[4]["used"]
        assert bars[5]["limit"] < bars[5]["used"]
        assert [bar["before"] is None for bar in bars] == [True] * 5 + [False, True]


async def test_today_is_told_by_the_hour_with_gaps_after_what_is_known(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        choose(page, "day")
        await until(lambda: said(page, "hours"))
        assert texts(page, "days-shown") == ["Saturday 21 November"]
        assert choices(page)[0] == "Day"  # any day can be shown there, not today alone
        assert texts(page, "day-answer") == ["20 min of 2 h"]
        assert texts(page, "day-doubt") == ["known until 14:03"]
        hours = said(page, "hours")
        assert hours[12] == "12:00\N{EN DASH}13:00: used 0 min"
        assert hours[13] == "13:00\N{EN DASH}14:00: used 20 min"
        assert hours[15] == "15:00\N{EN DASH}16:00: not known"
        assert shown(page, "hours", "now") == pytest.approx((14 * 60 + 3) / 1440, abs=1e-3)


def choices(page: User) -> list[str]:
    with page:
        return list(next(iter(ElementFilter(kind=ui.toggle, marker="span"))).options.values())


async def test_thirty_days_and_a_year_are_looked_at_too(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        choose(page, "month")
        await until(lambda: len(said(page)) == 30)
        assert len(said(page)) == 30
        assert all(bar["before"] is None for bar in shown(page, "days", "bars"))
        choose(page, "year")
        await until(lambda: shown(page, "year", "months"))
        months = shown(page, "year", "months")
        assert sum(len(month["days"]) for month in months) == 365
        assert months[-1]["said"] == "November 2026: used 4 h, 1 h a day"
        assert months[3]["said"] == "February 2026: not known"


async def test_a_month_that_is_tapped_shows_its_days(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        choose(page, "year")
        await until(lambda: shown(page, "year", "months"))
        browser_says(page, "year", "month", 11)
        await until(lambda: len(said(page)) == 31)
        assert texts(page, "days-shown") == ["1\N{EN DASH}31 Oct"]
        assert said(page)[0] == "Thursday 1 October: not known"


async def test_one_goes_back_as_far_as_something_is_kept_and_on_again(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        assert not can_be_tapped(page, "on")
        await press(page, "back")
        await until(lambda: texts(page, "days-shown") == ["8\N{EN DASH}14 Nov"])
        assert said(page)[5] == "Friday 13 November: used 10 min of 2 h"
        assert not can_be_tapped(page, "back")
        await press(page, "on")
        await until(lambda: texts(page, "days-shown") == ["15\N{EN DASH}21 Nov"])
        assert texts(page, "days-shown") == ["15\N{EN DASH}21 Nov"]


def can_be_tapped(page: User, marker: str) -> bool:
    with page:
        return next(iter(ElementFilter(kind=ui.button, marker=marker))).enabled


async def test_a_day_that_is_tapped_opens_with_all_that_is_known_of_it(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        browser_says(page, "days", "open", 5)
        await until(lambda: open_sheets(page))
        assert open_sheets(page) == ["Anna"]
        assert texts(page, "day-name") == ["Friday 20 November"]
        assert texts(page, "day-answer") == ["2 h 30 of 2 h 15"]
        stretches = "14:00\N{EN DASH}15:10, 16:00\N{EN DASH}17:20"
        assert texts(page, "day-value") == ["2 h for the day and 15 min given", "15 min", "30 min", stretches]
        assert "was set back on the computer once" in texts(page, "day-note")[0]
        assert shown(page, "hours", "bands") == [{"from": 0.5833, "to": 0.8333, "free": False}]


async def test_of_a_month_it_is_said_of_which_days_something_is_told(one: FakeServices):
    long_ago = TODAY - timedelta(days=20)
    kept_of = one.histories["pc", "anna"]
    day = DayDetail(used=7200, limit=7200, spans=("16:00-18:00",), allowed=("14:00-20:00",))
    one.histories["pc", "anna"] = kept_of.model_copy(
        update={"year": {long_ago: Day(used=7200, limit=7200)} | kept_of.year, "month": {long_ago: day} | kept_of.month}
    )
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        choose(page, "month")
        await until(lambda: len(said(page)) == 30)
        latest = "Latest until 18:00, on Sunday 1 November, as far as times are kept."
        assert texts(page, "habit") == [f"{latest} In the last 7 of these days mostly between 14:00 and 17:00."]
        browser_says(page, "days", "open", 9)
        await until(lambda: open_sheets(page))
        assert texts(page, "day-name") == ["Sunday 1 November"]
        assert texts(page, "day-value") == ["14:00\N{EN DASH}20:00", "16:00\N{EN DASH}18:00"]
        assert "allowed hours" not in legends(page)  # there is no chart: it could show nothing but stripes


async def test_the_sheet_of_today_is_drawn_as_today_is(one: FakeServices):
    one.days["pc", "anna"] = replace(one.day("pc", "anna"), intervals=(Interval(840, 1200), Interval(1200, 1230, True)))
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        choose(page, "day")
        await until(lambda: shown(page, "hours", "bands"))
        drawn = [shown(page, "hours", name) for name in ("bars", "bands", "now")]
        assert drawn[1] == [{"from": 0.5833, "to": 0.8333, "free": False}, {"from": 0.8333, "to": 0.8542, "free": True}]
        choose(page, "week")
        await until(lambda: said(page))
        browser_says(page, "days", "open", 6)
        await until(lambda: open_sheets(page))
        assert [shown(page, "hours", name) for name in ("bars", "bands", "now")] == drawn
        await press(page, "older")
        await until(lambda: texts(page, "day-name") == ["Friday 20 November"])
        assert shown(page, "hours", "now") is None


async def test_what_has_no_time_of_day_is_told_with_what_has(one: FakeServices):
    kept_of = one.histories["pc", "anna"]
    part = HoursOfDay(used={14: 3600, 16: 1200}, unplaced=4200)
    one.histories["pc", "anna"] = kept_of.model_copy(update={"week": kept_of.week | {YESTERDAY: part}})
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        explained = legends(page).count("not known")
        browser_says(page, "days", "open", 5)
        await until(lambda: open_sheets(page))
        doubted = texts(page, "day-doubt")[0].replace("\N{NO-BREAK SPACE}", " ")
        assert doubted == "1 h 10 used at a time that is not known"
        assert legends(page).count("not known") == explained + 1  # what is striped in the sheet is explained there


async def test_in_the_sheet_one_goes_from_day_to_day(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        browser_says(page, "days", "open", 5)
        await until(lambda: open_sheets(page))
        await press(page, "older")
        await until(lambda: texts(page, "day-name") == ["Thursday 19 November"])
        assert texts(page, "day-answer") == ["1 h"]
        assert texts(page, "day-doubt") == ["between 0 min and 2 h"]
        assert "Nobody could read this day." in texts(page, "day-note")[0]
        await press(page, "older")
        await until(lambda: texts(page, "day-name") == ["Wednesday 18 November"])
        assert texts(page, "day-answer") == ["Not known"]
        assert texts(page, "day-value") == []


@pytest.mark.parametrize("message", [-1, 7, 99, "1", None, True, 1.0, [1], {"place": 1}])
async def test_what_is_no_place_in_a_chart_opens_nothing(one: FakeServices, message: object):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        browser_says(page, "days", "open", message)
        await page.should_not_see("Older day")
        assert open_sheets(page) == []


async def test_a_week_by_the_hour_is_summed_in_a_sentence_and_leads_to_its_days(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: texts(page, "habit"))
        latest = "Latest until 17:20, on Friday 20 November"
        assert texts(page, "habit") == [f"{latest}, as far as times are kept. Mostly between 14:00 and 17:00."]
        rows = shown(page, "week-heat", "rows")
        assert rows[5]["levels"][13:18] == [0, 5, 1, 5, 2]
        assert rows[6]["levels"][13:16] == [2, "ahead", "ahead"]
        assert rows[0]["levels"] == ["unknown"] * 24
        assert rows[0]["said"] == "Sunday 15 November: not known"
        browser_says(page, "week-heat", "open", 5)
        await until(lambda: open_sheets(page))
        assert texts(page, "day-name") == ["Friday 20 November"]


async def test_where_more_hours_are_kept_the_week_is_still_the_last_one(one: FakeServices):
    def long_kept(logins: Iterable[Login], days: int, last: date | None = None) -> HistoryView:
        histories = [(login, one.histories[login]) for login in logins]
        return history_view(histories, (last or TODAY) - timedelta(days=days - 1), last or TODAY, hours=60)

    one.history_of = long_kept  # type: ignore[method-assign]
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        choose(page, "month")
        await until(lambda: len(said(page)) == 30)
        assert len(shown(page, "week-heat", "rows")) == 7
        browser_says(page, "week-heat", "open", 6)
        await until(lambda: open_sheets(page))
        assert texts(page, "day-name") == ["Saturday 21 November"]


async def test_several_computers_are_added_up_and_told_apart(services: FakeServices):
    services.view = fleet(server("PC", user("anna"), user("ben")), server("Laptop", user("anna")))
    services.histories["pc", "anna"] = kept({TODAY: 4800})
    services.histories["laptop", "anna"] = kept({TODAY: 600})
    services.histories["pc", "ben"] = kept({TODAY: 60})
    async with visit(services, ANNAS) as page:
        await until(lambda: texts(page, "in-all"))
        assert texts(page, "in-all") == ["1 h 30 in all"]
        assert said(page)[-1] == "Saturday 21 November: used 1 h 30 of 4 h"
        assert texts(page, "split-amount") == ["1 h 20", "10 min"]
        await page.should_see("allowed at 2 computers together")
        browser_says(page, "days", "open", 6)
        await until(lambda: open_sheets(page))
        assert texts(page, "day-value")[0].replace("\N{NO-BREAK SPACE}", " ") == "4 h, at 2 computers together"


async def test_of_two_computers_the_one_that_is_not_known_to_the_end_is_named(services: FakeServices):
    services.view = fleet(server("PC", user("anna")), server("Laptop", user("anna")))
    services.histories["pc", "anna"] = HistoryFile(year={YESTERDAY: Day(used=3000, until=time(15, 50))})
    services.histories["laptop", "anna"] = kept({YESTERDAY: 9000})
    async with visit(services, ANNAS) as page:
        await until(lambda: said(page))
        assert said(page)[5] == "Friday 20 November: used 3 h 20 · PC is known until 15:50"
        browser_says(page, "days", "open", 5)
        await until(lambda: open_sheets(page))
        assert texts(page, "day-doubt") == ["PC is known until 15:50"]


async def test_who_has_one_computer_is_not_told_that_it_was_all_there(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: texts(page, "in-all"))
        assert texts(page, "split-amount") == []


async def test_old_figures_say_how_old_they_are(services: FakeServices):
    services.view = fleet(switched_off())
    services.histories["pc-carla", "carla"] = kept({YESTERDAY: 600})
    async with visit(services, "/child/carla/history") as page:
        await until(lambda: texts(page, "stale"))
        assert texts(page, "stale") == ["PC-Carla: as of yesterday 21:10. What came after that is not known yet."]
        assert said(page)[-1] == "Saturday 21 November: not known"


async def test_a_computer_that_is_not_reached_yet_is_as_old_as_what_is_kept_of_it(services: FakeServices):
    """After a backup was put back the days are there, and what was known of the computers is not."""
    services.view = fleet(server("PC", user("anna", as_of=None)), server("Laptop", user("anna", as_of=None)))
    services.histories["pc", "anna"] = a_week()
    async with visit(services, ANNAS) as page:
        await until(lambda: texts(page, "stale"))
        assert texts(page, "stale") == [
            "PC: as of 14:03. What came after that is not known yet.",
            "Laptop: nothing was read yet.",
        ]


async def test_a_login_that_could_not_be_read_on_a_computer_that_answers_is_old_too(services: FakeServices):
    services.view = fleet(server("PC", user("anna", as_of=NOW - timedelta(hours=2)), user("ben")))
    services.histories["pc", "anna"] = kept({TODAY: 600})
    async with visit(services, ANNAS) as page:
        await until(lambda: texts(page, "stale"))
        assert texts(page, "stale") == ["PC: as of 12:03. What came after that is not known yet."]


async def test_a_child_of_whom_nothing_is_kept_is_told_when_the_first_day_comes(services: FakeServices):
    services.view = fleet(server("PC", user("anna")))
    async with visit(services, ANNAS) as page:
        await page.should_see("The first day will be here after the next reading.")
        assert not can_be_tapped(page, "download")
        assert not can_be_tapped(page, "back")


async def test_a_refusal_takes_the_place_of_the_figures(one: FakeServices):
    def refuse(*_: object, **__: object) -> HistoryView:
        raise NotSaved(path="history/pc/anna.json", why="no room")

    one.history_of = refuse  # type: ignore[method-assign]
    async with visit(one, ANNAS) as page:
        await page.should_see("no room")


async def test_another_reading_is_written_into_what_is_there(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        with page:
            before = next(iter(ElementFilter(marker="days")))
        one.histories["pc", "anna"] = kept({TODAY: 2400})
        one.change(lambda _: fleet(server("PC", user("anna", as_of=NOW + timedelta(minutes=3)))))
        await until(lambda: said(page)[-1].endswith("used 40 min of 2 h"))
        assert said(page)[-1] == "Saturday 21 November: used 40 min of 2 h"
        with page:
            assert next(iter(ElementFilter(marker="days"))) is before


async def test_an_answer_that_comes_late_takes_no_other_answers_place(one: FakeServices):
    go_on, ask = threading.Event(), one.history_of

    def slowly(logins: Iterable[Login], days: int, last: date | None = None) -> HistoryView:
        if days == 30:
            go_on.wait(10)
        return ask(logins, days, last)

    one.history_of = slowly  # type: ignore[method-assign]
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        choose(page, "month")
        await asyncio.sleep(0.05)
        choose(page, "year")
        await until(lambda: shown(page, "year", "months"))
        go_on.set()
        await asyncio.sleep(0.2)
        assert len(shown(page, "year", "months")) == 13
        assert said(page) == []


async def test_any_days_can_be_had_as_a_file(one: FakeServices):
    async with visit(one, ANNAS) as page:
        await until(lambda: said(page))
        await press(page, "download")
        await until(lambda: links(page))
        assert links(page) == [
            "/child/anna/history.csv?from=2026-11-15&to=2026-11-21",
            "/child/anna/history.json?from=2026-11-15&to=2026-11-21",
        ]
        with page:
            next(iter(ElementFilter(kind=ui.input, marker="download-from"))).value = "2026-12-24"
        await until(lambda: not links(page))
        assert links(page) == []
        assert texts(page, "complaint") == ["Choose two days, the earlier one first."]


def links(page: User) -> list[str]:
    with page:
        found = [*ElementFilter(marker="download-csv"), *ElementFilter(marker="download-json")]
        return [str(one.props["href"]) for one in found if one.visible and "download" in one.props]


async def test_a_name_is_a_name_in_every_chart(services: FakeServices):
    hostile = "<img src=x onerror=alert(1)>{{7*7}}"
    services.view = fleet(server(hostile, user("anna", child=hostile)), server("b", user("anna", child=hostile)))
    services.histories[hostile.lower(), "anna"] = kept({TODAY: 60})
    async with visit(services, ANNAS) as page:
        await until(lambda: texts(page, "in-all"))
        await page.should_see(hostile)
