"""Of several computers the one in use is meant; where that is not clear, it is asked, with how each of them stands."""

from __future__ import annotations

import gc
import time

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from errors import NotSaved
from tests.ui.edits import CLOSES, edit
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.homes import two_computers
from tests.ui.visit import asked, choose_in_menu, open_sheets, press, texts, until, visit
from timekpr_rules import Doubt
from views import ServerState

pytestmark = pytest.mark.anyio

ON_PC = ("grant", "pc-anna", "anna", "+", 900, False)
ON_LAPTOP = ("grant", "laptop", "anna", "+", 900, False)


def choices(page: User) -> list[ui.button]:
    with page:
        return list(ElementFilter(kind=ui.button, marker="where"))


def words(element: ui.button) -> list[str]:
    return [part.text.replace("\xa0", " ") for part in element.default_slot.children]


def visible(page: User, marker: str) -> bool:
    with page:
        return next(iter(ElementFilter(marker=marker))).visible


async def choose(page: User, number: int) -> None:
    """Tap one of the choices."""
    await until(lambda: choices(page))
    found = page.find(marker="where")
    found.elements = {choices(page)[number]}
    found.click()


async def test_a_tap_gives_on_the_computer_that_is_in_use():
    services = two_computers()
    async with visit(services) as page:
        await press(page, "give-15")
        assert await asked(services) == [ON_PC]
        assert open_sheets(page) == []


async def test_with_none_in_use_it_is_asked_where():
    services = two_computers(in_use=False)
    async with visit(services) as page:
        await press(page, "give-15")
        await until(lambda: choices(page))
        assert open_sheets(page) == ["15 min more for Anna: where?"]
        assert [words(one) for one in choices(page)] == [
            ["PC-Anna", "1 h 20 left · as of 14:03"],
            ["Laptop", "45 min left · off since yesterday 21:03"],
            ["All of them"],
        ]
        assert services.asked == []
        await choose(page, 1)
        assert await asked(services) == [ON_LAPTOP]
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []


async def test_it_can_be_given_on_all_of_them():
    services = two_computers(in_use=False)
    async with visit(services) as page:
        await press(page, "give-15")
        await choose(page, 2)
        assert await asked(services, 2) == [ON_PC, ON_LAPTOP]


async def test_of_all_of_them_each_has_its_own_doubts():
    services = two_computers(in_use=False)
    services.editing.doubts_about = lambda server, *_: (CLOSES,) if server == "laptop" else ()
    async with visit(services) as page:
        await press(page, "give-15")
        await choose(page, 2)
        await page.should_see(marker="doubt")
        assert services.asked == [ON_PC]
        assert "15 min more for Anna on Laptop" in open_sheets(page)


async def test_with_two_in_use_it_is_asked_which_of_them():
    services = two_computers()
    services.change_server("laptop", users=(user("anna", 600),), state=ServerState.ONLINE)
    async with visit(services) as page:
        await press(page, "give-15")
        await until(lambda: choices(page))
        assert len(choices(page)) == 3
        assert services.asked == []


async def test_the_buttons_say_where_only_if_that_is_clear():
    for services, name in (
        (two_computers(), "15 minutes more for Anna on PC-Anna"),
        (two_computers(in_use=False), "15 minutes more for Anna"),
    ):
        async with visit(services) as page:
            with page:
                assert next(iter(ElementFilter(marker="give-15"))).props["aria-label"] == name


async def test_the_menu_always_asks_which_computer_is_meant():
    services = two_computers()
    async with visit(services) as page:
        await choose_in_menu(page, "more-or-less")
        await until(lambda: choices(page))
        assert open_sheets(page) == ["More or less time for Anna: where?"]
        assert len(choices(page)) == 2
        await choose(page, 1)
        await page.should_see(marker="operation")
        await press(page, "do-it")
        assert await asked(services) == [ON_LAPTOP]


async def test_no_more_today_can_be_for_all_of_them():
    services = two_computers()
    async with visit(services) as page:
        await choose_in_menu(page, "lock")
        await choose(page, 2)
        assert await asked(services, 2) == [("lock", "pc-anna", "anna"), ("lock", "laptop", "anna")]


async def test_only_what_is_open_can_be_closed_and_only_what_is_closed_opened():
    services = two_computers(locked=True)
    async with visit(services) as page:
        await press(page, "user-menu")
        await page.should_see(marker="unlock")
        assert visible(page, "lock")
        await choose_in_menu(page, "unlock")
        assert await asked(services) == [("unlock", "laptop", "anna")]
        services.change_server("pc-anna", users=(user("anna", edits=(edit(kind="lock"),)),))
        await until(lambda: not visible(page, "lock"))
        assert not visible(page, "lock")


async def test_a_refusal_of_one_does_not_keep_it_from_the_others():
    services = two_computers()
    services.refusal = NotSaved(path="x.json", why="the disk is full")
    async with visit(services) as page:
        await choose_in_menu(page, "lock")
        await choose(page, 2)
        await until(lambda: len(page.notify.messages) == 2)
        assert len(services.asked) == len(page.notify.messages) == 2


async def test_the_question_comes_although_the_card_has_gone_meanwhile():
    services = two_computers(in_use=False)

    def slow(*_: object) -> tuple[Doubt, ...]:
        services.change(lambda _: fleet(server("PC-Ben", user("ben"))))
        time.sleep(0.2)
        gc.collect()
        return (CLOSES,)

    services.editing.doubts_about = slow
    async with visit(services) as page:
        await press(page, "give-15")
        await choose(page, 0)
        await until(lambda: "15 min more for Anna on PC-Anna" in open_sheets(page))
        assert "15 min more for Anna on PC-Anna" in open_sheets(page)


async def test_with_one_computer_nothing_is_asked():
    services = FakeServices(fleet(server("PC-Anna", user("anna", in_use=False))))
    async with visit(services) as page:
        await press(page, "give-15")
        assert await asked(services) == [ON_PC]
        await choose_in_menu(page, "lock")
        assert await asked(services, 2) == [ON_PC, ("lock", "pc-anna", "anna")]
        assert texts(page, "where") == []
