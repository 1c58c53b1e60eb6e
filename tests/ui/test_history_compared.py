"""The histories of all children beside each other."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from stats_history import Day, HistoryFile
from tests.ui.fleets import FakeServices, fleet, kept, school, server, user
from tests.ui.visit import browser_says, open_sheets, texts, until, visit
from tests.ui.years import TODAY, YESTERDAY, a_week, choose, said

pytestmark = pytest.mark.anyio


async def test_each_child_has_its_days_in_columns_and_in_words(services: FakeServices):
    services.view = fleet(server("PC", user("anna"), user("ben")))
    services.histories["pc", "anna"] = kept({TODAY: 4800, YESTERDAY: 2400})
    async with visit(services, "/history") as page:
        await until(lambda: texts(page, "in-all"))
        assert texts(page, "in-all") == ["2 h in all", "The first day will be here after the next reading."]
        assert said(page)[-1] == "Saturday 21 November: used 1 h 20 of 2 h"
        assert said(page)[0] == "Sunday 15 November: not known"


async def test_children_are_compared(services: FakeServices):
    services.view = fleet(server("PC", user("anna"), user("ben")))
    services.histories["pc", "anna"] = kept({TODAY: 8400, TODAY - timedelta(days=7): 1200})
    services.histories["pc", "ben"] = kept({TODAY: 600})
    async with visit(services, "/history") as page:
        await until(lambda: texts(page, "compared-average"))
        assert texts(page, "compared-average") == ["2 h 20 a day", "10 min a day"]
        rest = [line.replace("\N{NO-BREAK SPACE}", " ") for line in texts(page, "compared-rest")]
        assert rest == [
            "2 h 20 of 2 h in all · over the limit on 1 day · 2 h a day more than in the 7 days before",
            "10 min of 2 h in all",
        ]


async def test_a_limit_of_several_computers_and_days_without_today_are_said_to_be_that(services: FakeServices):
    services.view = fleet(server("PC", user("anna"), user("ben")), server("Laptop", user("anna")))
    today = Day(used=600, limit=7200, until=time(14, 3))
    services.histories["pc", "anna"] = HistoryFile(year={YESTERDAY: Day(used=3600, limit=7200), TODAY: today})
    services.histories["laptop", "anna"] = kept({YESTERDAY: 600, TODAY: 600})
    async with visit(services, "/history") as page:
        await until(lambda: texts(page, "compared-rest"))
        assert texts(page, "without-today") == ["What is used a day is without today."]
        assert texts(page, "compared-average")[0].replace("\N{NO-BREAK SPACE}", " ") == "1 h 10 a day"
        rest = texts(page, "compared-rest")[0].replace("\N{NO-BREAK SPACE}", " ")
        assert rest == "1 h 30 of 8 h at 2 computers in all"
        await page.should_see("allowed at 2 computers together")  # the legend of the columns


async def test_nobody_is_compared_with_nobody(services: FakeServices):
    services.view = fleet(server("PC", user("anna")))
    services.histories["pc", "anna"] = a_week()
    async with visit(services, "/history") as page:
        await until(lambda: texts(page, "in-all"))
        assert texts(page, "compared-average") == []


async def test_a_year_of_a_child_among_others_is_told_by_the_month(services: FakeServices):
    services.view = fleet(server("PC", user("anna"), user("ben")))
    services.histories["pc", "anna"] = kept({TODAY: 4800})
    async with visit(services, "/history") as page:
        await until(lambda: texts(page, "in-all"))
        choose(page, "year")
        await until(lambda: len(said(page)) == 13)
        assert said(page)[-1] == "November 2026: used 1 h 20, 1 h 20 a day"


async def test_a_day_of_a_child_among_others_opens_too(services: FakeServices):
    services.view = fleet(server("PC", user("anna"), user("ben")))
    services.histories["pc", "anna"] = a_week()
    async with visit(services, "/history") as page:
        await until(lambda: said(page))
        browser_says(page, "days", "open", 5)
        await until(lambda: open_sheets(page))
        assert texts(page, "day-answer") == ["2 h 30 of 2 h 15"]


async def test_a_school_has_a_table_that_can_be_put_in_another_order(services: FakeServices):
    services.view = school(60)
    for number in range(1, 61):
        services.histories[f"lab-{number:03}", f"pupil{number}"] = kept({TODAY: number * 60})
    async with visit(services, "/history") as page:
        await until(lambda: rows(page))
        assert len(rows(page)) == 25
        assert rows(page)[0]["average"] == "1 min"
        with page:
            next(iter(ElementFilter(kind=ui.select, marker="order"))).value = "used"
        await until(lambda: rows(page)[0]["average"] == "1 h")
        assert [row["name"] for row in rows(page)[:2]] == ["Pupil60", "Pupil59"]
        assert not texts(page, "in-all")


def rows(page: User) -> list[dict[str, str]]:
    with page:
        return [row for table in ElementFilter(kind=ui.table, marker="compared") for row in table.rows]


async def test_who_has_nobody_yet_is_told_when_the_first_day_comes(services: FakeServices):
    services.view = fleet()
    async with visit(services, "/history") as page:
        await until(lambda: page.find("Nobody is here yet").elements)
        await page.should_see("Nobody is here yet")
