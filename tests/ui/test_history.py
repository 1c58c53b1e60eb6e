"""History: the last days of each child."""

from __future__ import annotations

from datetime import timedelta

import pytest
from nicegui import ElementFilter, ui

from tests.ui.fleets import NOW, FakeServices, fleet, kept, server, user
from tests.ui.visit import texts, until, visit

pytestmark = pytest.mark.anyio


async def test_each_child_has_its_days_in_bars_and_in_words(services: FakeServices):
    services.view = fleet(server("PC", user("anna"), user("ben")))
    services.histories["pc", "anna"] = kept({NOW.date(): 4800, NOW.date() - timedelta(days=1): 2400})
    async with visit(services, "/history") as page:
        await until(lambda: texts(page, "in-all"))
        assert texts(page, "in-all") == ["2 h in all"]
        days = texts(page, "day")
        assert len(days) == 14
        assert days[-1] == "Saturday 21 November: used 1 h 20 of 2 h"
        assert days[0] == "Sunday 8 November: not known"
        await page.should_see("The first day will be here after the next reading.")


async def test_another_span_shows_as_many_days(services: FakeServices):
    services.view = fleet(server("PC", user("anna")))
    services.histories["pc", "anna"] = kept({NOW.date(): 4800})
    async with visit(services, "/history") as page:
        await until(lambda: texts(page, "in-all"))
        with page:
            next(iter(ElementFilter(kind=ui.toggle, marker="span"))).value = "30"
        await until(lambda: len(texts(page, "day")) == 30)
        assert len(texts(page, "day")) == 30


async def test_who_has_nobody_yet_is_told_when_the_first_day_comes(services: FakeServices):
    services.view = fleet()
    async with visit(services, "/history") as page:
        await until(lambda: page.find("Nobody is here yet").elements)


async def test_a_child_has_its_own_days_on_its_own_page(services: FakeServices):
    services.view = fleet(server("PC", user("anna"), user("ben")), server("Laptop", user("anna")))
    services.histories["pc", "anna"] = kept({NOW.date(): 4800})
    services.histories["laptop", "anna"] = kept({NOW.date(): 600})
    services.histories["pc", "ben"] = kept({NOW.date(): 60})
    async with visit(services, "/child/anna/history") as page:
        await until(lambda: texts(page, "in-all"))
        assert texts(page, "in-all") == ["1 h 30 in all"]
        assert texts(page, "day")[-1] == "Saturday 21 November: used 1 h 30 of 4 h"
