"""Time left goes on by itself while it is used: what is sent for that, and when it is sent anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from nicegui import ElementFilter
from nicegui.testing.user import User

from tests.ui.fleets import NOW, FakeServices, fleet, server, user
from tests.ui.homes import running
from tests.ui.visit import until, visit
from ui.parts.running_text import RunningText

pytestmark = pytest.mark.anyio


def runs(page: User) -> list[list[str]]:
    """Of the answer and the figure: seconds left, and how long that may go on."""
    with page:
        return [str(one.props["runs"]).split()[:2] for one in ElementFilter(kind=RunningText)]


async def test_it_begins_with_what_is_left_now_and_ends_ten_minutes_after_the_reading():
    services = FakeServices(fleet(server("Pc", running(user("anna"), 100))))
    async with visit(services) as page:
        assert runs(page) == [["4700", "500"]] * 2


@pytest.mark.parametrize(
    "one", [user("anna", in_use=False), running(user("anna"), 601), running(user("anna", None, None))]
)
async def test_what_stands_still_or_is_too_old_does_not_run(one: object):
    async with visit(FakeServices(fleet(server("Pc", one)))) as page:
        assert runs(page) == [[], []]


async def test_a_push_without_newer_figures_does_not_begin_anew():
    services = FakeServices(fleet(server("Pc", running(user("anna")))))
    async with visit(services) as page:
        with page:
            before = [one.props["runs"] for one in ElementFilter(kind=RunningText)]
        services.now = lambda: NOW + timedelta(minutes=2)
        services.change_server("pc", note="another note")
        services.change(lambda view: replace(view, syncing=True))
        await page.should_see("syncing now")
        with page:
            assert [one.props["runs"] for one in ElementFilter(kind=RunningText)] == before


async def test_a_newer_reading_begins_anew_although_its_figures_are_the_same():
    services = FakeServices(fleet(server("Pc", running(user("anna")))))
    async with visit(services) as page:
        with page:
            (answer, _) = list(ElementFilter(kind=RunningText))
        before = answer.props["runs"]
        services.now = lambda: NOW + timedelta(minutes=3)
        later = (NOW + timedelta(minutes=3)).astimezone(UTC)
        anna = running(user("anna"))
        services.change_server("pc", users=(replace(anna, runs=replace(anna.runs, since=later)),))
        await until(lambda: answer.props["runs"] != before)
        assert answer.props["runs"] != before
        assert answer.props["runs"].split()[0] == before.split()[0]


async def test_when_nobody_is_there_any_more_it_stands_still():
    services = FakeServices(fleet(server("Pc", running(user("anna")))))
    async with visit(services) as page:
        services.change_server("pc", users=(user("anna", in_use=False),))
        await until(lambda: runs(page) == [[], []])
        assert runs(page) == [[], []]
