"""The frame around the pages, and how it sits on the app."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from nicegui import core
from nicegui.testing.general import nicegui_reset_globals

from servers.values import COLOURS
from tests.ui.fleets import FakeServices, family, fleet, server, user
from tests.ui.visit import texts, until, visit
from ui import palette as palettes
from ui.palette import Palette
from ui.shell import install

pytestmark = pytest.mark.anyio

SHEETS = Path(palettes.__file__).parent


async def test_a_slow_fleet_does_not_keep_the_page_from_being_sent(services: FakeServices):
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow() -> object:
        asyncio.run_coroutine_threadsafe(asked.wait(), loop).result(30)
        return family()

    services.fleet_view = slow
    async with visit(services, "/computers") as page:
        await page.should_not_see(marker="server")
        asked.set()
        await until(lambda: texts(page, "name"))
        assert len(texts(page, "name")) == 6


async def test_a_push_that_overtakes_the_first_reading_is_not_undone_by_it(services: FakeServices):
    pushed = asyncio.Event()
    read: list[bool] = []
    loop = asyncio.get_running_loop()

    def slow() -> object:
        asyncio.run_coroutine_threadsafe(pushed.wait(), loop).result(30)
        read.append(True)
        return fleet(server("Stale"))

    services.fleet_view = slow
    async with visit(services, "/computers") as page:
        services.change(lambda _: fleet(server("Fresh")))
        await until(lambda: texts(page, "name"))
        pushed.set()
        await until(lambda: read)
        await asyncio.sleep(0.05)
        assert texts(page, "name") == ["Fresh"]


async def test_a_phone_may_sleep_for_a_minute_without_losing_its_page(services: FakeServices):
    async with visit(services):
        assert core.app.config.reconnect_timeout == 60


async def test_routes_that_the_app_had_before_still_answer(services: FakeServices):
    with nicegui_reset_globals():
        app = FastAPI()
        app.get("/healthz")(lambda: {"status": "ok"})
        install(app, lambda _request: services, services.bus, services.language)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as web,
        ):
            assert (await web.get("/healthz")).json() == {"status": "ok"}
            assert (await web.get("/")).status_code == 200
            assert (await web.get("/no-such-page")).status_code == 404


async def test_two_apps_after_each_other_know_nothing_of_each_other():
    async with visit(FakeServices(fleet(server("First"))), "/computers") as page:
        assert texts(page, "name") == ["First"]
    async with visit(FakeServices(fleet(server("Second"))), "/computers") as page:
        assert texts(page, "name") == ["Second"]


def test_a_child_keeps_its_colour_while_others_come_and_go():
    palette = Palette()
    palette.meet(fleet(server("Pc", user("anna"), user("ben"))))
    ben = palette.colour("ben")
    palette.meet(fleet(server("Pc", user("carla"), user("ben"))))
    assert palette.colour("ben") == ben
    assert palette.colour("carla") != ben


def test_as_many_children_as_there_are_colours_have_one_each():
    palette = Palette()
    children = [f"child{number}" for number in range(COLOURS)]
    palette.meet(fleet(server("Pc", *(user(child) for child in children))))
    assert len({palette.colour(child) for child in children}) == COLOURS


def test_who_has_a_colour_that_another_one_is_given_takes_one_that_is_free():
    palette = Palette()
    palette.meet(fleet(server("Pc", user("anna"), user("ben"), user("carla"))))
    anna, ben = palette.colour("anna"), palette.colour("ben")
    palette.meet(fleet(server("Pc", user("anna"), user("ben"), user("carla", colour=anna))))
    assert len({palette.colour(child) for child in ("anna", "ben", "carla")}) == 3
    assert palette.colour("ben") == ben


def test_two_share_a_colour_only_for_as_long_as_there_are_more_children_than_colours():
    palette = Palette()
    children = [f"child{number}" for number in range(COLOURS + 1)]
    palette.meet(fleet(server("Pc", *(user(child) for child in children))))
    shared = palette.colour(children[-1])
    assert [palette.colour(child) for child in children].count(shared) == 2
    palette.meet(fleet(server("Pc", *(user(child) for child in children)), server("Laptop")))
    assert palette.colour(children[-1]) == shared
    palette.meet(fleet(server("Pc", *(user(child) for child in children if child != "child3"))))
    assert len({palette.colour(child) for child in children if child != "child3"}) == COLOURS


def test_a_family_of_seven_children_has_seven_colours():
    assert COLOURS >= 7
    sheet = (SHEETS / "colours.css").read_text()
    assert len(set(re.findall(r"--child-\d: (#[0-9a-f]{6});", sheet))) == COLOURS
    for place in ("child.css", "history.css", "theme.css"):
        assert f"child-{COLOURS - 1}" in (SHEETS / place).read_text()


def test_a_chosen_colour_comes_first_and_the_others_take_what_is_left():
    palette = Palette()
    palette.meet(fleet(server("Pc", user("anna"), user("ben", colour=0), user("carla", colour=3))))
    assert (palette.colour("ben"), palette.colour("carla")) == (0, 3)
    assert palette.colour("anna") not in {0, 3}
    palette.meet(fleet(server("Pc", user("anna", colour=5), user("ben"), user("carla", colour=3))))
    assert (palette.colour("anna"), palette.colour("ben")) == (5, 0)
