"""More and less time: one tap where it works, a question where it would not, and what would help."""

from __future__ import annotations

import asyncio
import gc
import time

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from errors import NothingToChange, NotSaved
from pending import Through
from tests.ui.edits import CLOSES, OPENS_LATER, WEEK_IS_OVER, WRITTEN_OUT
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import asked, choose_in_menu, complaints, enter, open_sheets, press, texts, until, visit
from timekpr_rules import Doubt

pytestmark = pytest.mark.anyio

HALF_AN_HOUR = ("grant", "pc-anna", "anna", "+", 1800, False)
OPEN_TODAY = ("today", "pc-anna", "anna", {"ALLOWED_HOURS_6": "15;16"})
RAISE_WEEK = ("config", "pc-anna", "anna", {"LIMIT_PER_WEEK": "32400"})


@pytest.fixture
def services() -> FakeServices:
    return FakeServices(fleet(server("PC-Anna", user("anna", playtime_left=1800))))


async def choose(page: User, **values: str) -> None:
    with page:
        for marker, value in values.items():
            next(iter(ElementFilter(kind=ui.toggle, marker=marker))).value = value


async def opened(page: User) -> None:
    """The sheet for everything that +15 and +30 are not."""
    await choose_in_menu(page, "more-or-less")
    await page.should_see(marker="operation")


async def test_one_tap_gives_and_says_who_asked_from_where(services: FakeServices):
    async with visit(services) as page:
        await press(page, "give-30")
        assert await asked(services) == [HALF_AN_HOUR]
        one = services.editing.requests[0]
        assert (one.who, one.through, one.origin, one.reason) == ("", Through.PAGE, "127.0.0.1", "")


async def test_a_second_tap_while_the_first_is_under_way_gives_nothing_more(services: FakeServices):
    services.editing.seconds = 0.1
    async with visit(services) as page:
        for _ in range(3):
            await press(page, "give-15")
        await asked(services)
        await press(page, "give-15")
        await asyncio.sleep(3 * services.editing.seconds)  # a second one would have come by then
        assert services.asked == [("grant", "pc-anna", "anna", "+", 900, False)]


async def test_the_buttons_say_what_they_do_and_for_whom(services: FakeServices):
    async with visit(services) as page:
        with page:
            names = [next(iter(ElementFilter(marker=f"give-{n}"))).props["aria-label"] for n in (15, 30)]
        assert names == ["15 minutes more for Anna on PC-Anna", "30 minutes more for Anna on PC-Anna"]


async def test_what_only_informs_does_not_stop_it_and_is_said_in_passing(services: FakeServices):
    services.editing.doubts = (OPENS_LATER, WRITTEN_OUT)
    async with visit(services) as page:
        await press(page, "give-30")
        assert await asked(services) == [HALF_AN_HOUR]
        await until(lambda: page.notify.messages)
        assert page.notify.messages == [OPENS_LATER.message.text()]


async def test_a_doubt_is_said_before_anything_is_given(services: FakeServices):
    services.editing.doubts = (CLOSES, OPENS_LATER)
    async with visit(services) as page:
        await press(page, "give-30")
        await page.should_see(marker="doubt")
        await page.should_see("30 min more for Anna on PC-Anna")
        await page.should_see(CLOSES.message.text())
        assert services.asked == []
        await press(page, "cancel")
        await asyncio.sleep(0.05)
        assert open_sheets(page) == []
        assert services.asked == []


async def test_the_question_comes_although_the_card_was_drawn_anew_meanwhile(services: FakeServices):
    def slow(*_: object) -> tuple[Doubt, ...]:
        services.change_server("pc-anna", users=(user("anna", child_id="another"),))
        time.sleep(0.2)
        gc.collect()  # what was drawn before is not only off the page but gone
        return (CLOSES,)

    services.editing.doubts_about = slow
    async with visit(services) as page:
        await press(page, "give-30")
        await until(lambda: open_sheets(page))
        assert open_sheets(page) == ["30 min more for Anna on PC-Anna"]


async def test_it_can_be_given_anyway(services: FakeServices):
    services.editing.doubts = (CLOSES,)
    async with visit(services) as page:
        await press(page, "give-30")
        await page.should_see(marker="anyway")
        await press(page, "anyway")
        assert await asked(services) == [HALF_AN_HOUR]
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []


@pytest.mark.parametrize(("doubt", "change"), [(CLOSES, OPEN_TODAY), (WEEK_IS_OVER, RAISE_WEEK)])
async def test_what_is_offered_is_done_first(services: FakeServices, doubt: object, change: object):
    services.editing.doubts = (doubt,)
    async with visit(services) as page:
        await press(page, "give-30")
        await page.should_see(marker="offer")
        await press(page, "offer")
        assert await asked(services, 2) == [change, HALF_AN_HOUR]
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []


async def test_where_two_things_stand_in_the_way_each_is_asked_about(services: FakeServices):
    services.editing.doubts = (CLOSES, WEEK_IS_OVER)
    async with visit(services) as page:
        await press(page, "give-30")
        await page.should_see(marker="offer")
        await press(page, "offer")
        await page.should_not_see(CLOSES.message.text())
        assert services.asked == [OPEN_TODAY]
        await press(page, "offer")
        assert await asked(services, 3) == [OPEN_TODAY, RAISE_WEEK, HALF_AN_HOUR]


async def test_an_offer_that_was_refused_is_said_and_nothing_is_given(services: FakeServices):
    services.editing.doubts = (CLOSES,)
    services.refusal = NotSaved(path="x.json", why="the disk is full")
    async with visit(services) as page:
        await press(page, "give-30")
        await page.should_see(marker="offer")
        await press(page, "offer")
        await page.should_see("Not saved: the disk is full (x.json). What was there before is unchanged.")
        assert services.asked == [OPEN_TODAY]


async def test_an_offer_that_was_taken_in_an_earlier_try_does_not_stop_the_next_one(services: FakeServices):
    services.editing.doubts = (CLOSES,)
    services.refusal = NothingToChange(user="anna")
    async with visit(services) as page:
        await press(page, "give-30")
        await page.should_see(marker="offer")
        await press(page, "offer")
        assert await asked(services, 2) == [OPEN_TODAY, HALF_AN_HOUR]


async def test_a_refusal_is_said_in_passing(services: FakeServices):
    services.refusal = NotSaved(path="x.json", why="the disk is full")
    async with visit(services) as page:
        await press(page, "give-30")
        await until(lambda: page.notify.messages)
        assert page.notify.messages == ["Not saved: the disk is full (x.json). What was there before is unchanged."]


@pytest.mark.parametrize(
    ("chosen", "minutes", "label", "expected"),
    [
        ({}, "20", "Give 20 min", ("+", 1200, False)),
        ({"operation": "-"}, "90", "Take 1 h 30", ("-", 5400, False)),
        ({"operation": "="}, "0", "Leave 0 min", ("=", 0, False)),
        ({"kind": "playtime"}, "1440", "Give 24 h", ("+", 86_400, True)),
    ],
)
async def test_everything_else_is_in_the_sheet(
    services: FakeServices, chosen: dict[str, str], minutes: str, label: str, expected: tuple[object, ...]
):
    async with visit(services) as page:
        await opened(page)
        await choose(page, **chosen)
        enter(page, minutes=minutes, reason="  tidied up ")
        assert texts(page, "do-it") == [label]
        await press(page, "do-it")
        assert await asked(services) == [("grant", "pc-anna", "anna", *expected)]
        assert services.editing.requests[0].reason == "tidied up"
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []


async def test_a_tap_chooses_the_minutes(services: FakeServices):
    async with visit(services) as page:
        await opened(page)
        await press(page, "minutes-45")
        await until(lambda: texts(page, "do-it") == ["Give 45 min"])
        await press(page, "do-it")
        assert (await asked(services))[0][3:5] == ("+", 2700)


@pytest.mark.parametrize(
    ("operation", "minutes", "least"), [("+", "0", 1), ("+", "1441", 1), ("=", "", 0), ("-", "²", 1)]
)
async def test_what_is_no_number_of_minutes_is_said_at_its_field(
    services: FakeServices, operation: str, minutes: str, least: int
):
    async with visit(services) as page:
        await opened(page)
        await choose(page, operation=operation)
        enter(page, minutes=minutes)
        await press(page, "do-it")
        await until(lambda: any(complaints(page, "minutes")))
        assert complaints(page, "minutes") == [f"A number from {least} to 1440."]
        assert services.asked == []


async def test_doubts_about_it_stand_over_the_sheet_which_keeps_what_was_entered(services: FakeServices):
    services.editing.doubts = (CLOSES,)
    async with visit(services) as page:
        await opened(page)
        enter(page, minutes="30", reason="a film")
        await press(page, "do-it")
        await page.should_see(marker="offer")
        await page.should_see(marker="operation")
        await press(page, "offer")
        assert await asked(services, 2) == [OPEN_TODAY, HALF_AN_HOUR]
        assert [one.reason for one in services.editing.requests] == ["a film", "a film"]
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []


async def test_without_a_limit_of_playtime_it_is_not_asked_for():
    async with visit(FakeServices(fleet(server("PC-Anna", user("anna"))))) as page:
        await opened(page)
        await page.should_not_see(marker="kind")
