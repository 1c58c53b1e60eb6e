"""Another limit and other hours for today: what differs and what stands in the way is said before it is set."""

from __future__ import annotations

import asyncio
import threading

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from editing import Plan, Today
from errors import NotManaged, NotSaved
from i18n import Message
from tests.ui.edits import CLOSES
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import asked, choose_in_menu, complaints, enter, open_sheets, press, texts, until, visit
from timekpr_rules import Doubt, Interval

pytestmark = pytest.mark.anyio

LESS = Doubt("leaves_less", Message("Today's limit leaves 1 h of that."))


@pytest.fixture
def services() -> FakeServices:
    return FakeServices(fleet(server("PC-Anna", user("anna"))))


def ready(page: User) -> bool:
    with page:
        return next(iter(ElementFilter(marker="do-it"))).enabled


def times(page: User) -> ui.select:
    with page:
        return next(iter(ElementFilter(kind=ui.select, marker="until")))


async def opened(page: User, marker: str) -> None:
    await choose_in_menu(page, marker)
    await page.should_see(marker="do-it")


async def test_another_limit_is_said_in_words_and_set_for_today_alone(services: FakeServices):
    async with visit(services) as page:
        await opened(page, "limit-today")
        assert open_sheets(page) == ["Limit of today for Anna"]
        await until(lambda: texts(page, "same"))
        assert not ready(page)
        await press(page, "limit-180")
        await until(lambda: texts(page, "difference") == ["Saturday: 2 h → 180 min"])
        assert texts(page, "do-it") == ["Limit today to 3 h"]
        await press(page, "do-it")
        assert await asked(services) == [("today", "pc-anna", "anna", {"LIMIT": "10800"})]
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []


@pytest.mark.parametrize("entered", ["", "1441", "-5", "²"])
async def test_what_is_no_limit_is_said_at_its_field_and_cannot_be_set(services: FakeServices, entered: str):
    async with visit(services) as page:
        await opened(page, "limit-today")
        enter(page, minutes=entered)
        await until(lambda: any(complaints(page, "minutes")))
        assert complaints(page, "minutes") == ["A number from 0 to 1440."]
        assert not ready(page)


async def test_the_hours_begin_with_the_next_half_hour_after_they_would_close(services: FakeServices):
    async with visit(services) as page:
        await opened(page, "open-until")
        assert times(page).value == 20 * 60 + 30
        assert list(times(page).options.values())[:2] == ["14:30", "15:00"]
        assert list(times(page).options.values())[-1] == "24:00"
        await until(lambda: texts(page, "difference"))
        await press(page, "do-it")
        assert await asked(services) == [("today", "pc-anna", "anna", {"HOURS": "until 1230"})]


@pytest.mark.parametrize(
    ("minute", "hours", "value"), [(600, (), 630), (1410, (Interval(0, 1440),), 1440), (1439, (), 1440)]
)
async def test_there_is_always_a_time_to_choose(
    services: FakeServices, minute: int, hours: tuple[Interval, ...], value: int
):
    services.editing.known = Today(7200, hours, minute)
    async with visit(services) as page:
        await opened(page, "open-until")
        assert times(page).value == value


async def test_doubts_stand_there_before_anything_is_set(services: FakeServices):
    services.editing.doubts = (CLOSES, LESS)
    async with visit(services) as page:
        await opened(page, "open-until")
        await page.should_see(CLOSES.message.text())
        await page.should_see(LESS.message.text())
        with page:
            tones = ["warn" in one.classes for one in ElementFilter(marker="doubt")]
        assert tones == [True, False]
        assert ready(page)
        assert services.asked == []


async def test_an_answer_that_comes_after_the_next_choice_is_not_shown(services: FakeServices):
    first = threading.Event()
    answered: list[int] = []

    def plan(_server: str, _user: str, seconds: int) -> Plan:
        if seconds == 3600:
            first.wait(5)
        answered.append(seconds)
        return Plan({"LIMIT": str(seconds)}, (Message(f"to {seconds}"),), ())

    services.editing.plan_limit = plan
    async with visit(services) as page:
        await opened(page, "limit-today")
        enter(page, minutes="60")
        enter(page, minutes="90")
        await until(lambda: texts(page, "difference") == ["to 5400"])
        first.set()
        await until(lambda: len(answered) == 3)
        await asyncio.sleep(0.05)
        assert texts(page, "difference") == ["to 5400"]
        await press(page, "do-it")
        assert await asked(services) == [("today", "pc-anna", "anna", {"LIMIT": "5400"})]


async def test_a_refusal_stands_in_the_sheet_which_stays(services: FakeServices):
    services.refusal = NotSaved(path="x.json", why="the disk is full")
    async with visit(services) as page:
        await opened(page, "open-until")
        await until(lambda: ready(page))
        await press(page, "do-it")
        await page.should_see("Not saved: the disk is full (x.json). What was there before is unchanged.")
        assert open_sheets(page) == ["Open until when for Anna?"]


async def test_while_the_rules_are_not_known_that_is_said(services: FakeServices):
    services.editing.known = None
    async with visit(services) as page:
        await choose_in_menu(page, "limit-today")
        await until(lambda: page.notify.messages)
        assert page.notify.messages == [
            "The rules of Anna on PC-Anna are damaged or not known yet, so they cannot be changed for today."
        ]


async def test_a_user_who_has_gone_meanwhile_is_said(services: FakeServices):
    def gone(*_: str) -> None:
        raise NotManaged(user="anna", server="PC-Anna")

    services.editing.of_today = gone
    async with visit(services) as page:
        await choose_in_menu(page, "open-until")
        await until(lambda: page.notify.messages)
        assert page.notify.messages == [NotManaged(user="anna", server="PC-Anna").text()]
