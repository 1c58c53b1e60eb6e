"""Copying a child's rules to many at once: how many, and a change of mind on the way."""

from __future__ import annotations

import asyncio

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from errors import QueueFull
from tests.ui.child import RULES, with_limit
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.test_child_limits import on_limits
from tests.ui.visit import asked, enter, open_sheets, press, texts, until, visit

pytestmark = pytest.mark.anyio


def lab(others: int) -> FakeServices:
    """One child, and so many others whose rules are not the same."""
    services = FakeServices(fleet(*(server(f"Lab-{n:02}", user(f"p{n}")) for n in range(others + 1))))
    services.set_rules("lab-00", "p0", RULES)
    for n in range(1, others + 1):
        services.set_rules(f"lab-{n:02}", f"p{n}", with_limit(RULES, 1, 60 * n))
    return services


async def boxes(page: User) -> list[ui.checkbox]:
    """The sheet is open; its boxes."""
    await on_limits(page)
    await press(page, "copy-rules")
    await until(lambda: open_sheets(page))
    with page:
        return list(ElementFilter(kind=ui.checkbox, marker="copy-to"))


async def ticked(page: User, some: list[ui.checkbox], ready: int) -> None:
    """Tick some, until so many are ready."""
    for one in some:
        one.set_value(True)
        await asyncio.sleep(0)
    await until(lambda: texts(page, "do-it") == [f"Copy to {ready}"])


async def test_no_more_are_ticked_than_get_the_rules_and_the_bound_is_said():
    async with visit(lab(24), "/child/p0/limits") as page:
        all_boxes = await boxes(page)
        assert texts(page, "copy-bound") == [""]
        await ticked(page, all_boxes, 20)
        assert texts(page, "do-it") == ["Copy to 20"]
        assert [one.value for one in all_boxes] == [True] * 20 + [False] * 4
        assert [one.enabled for one in all_boxes] == [True] * 20 + [False] * 4
        assert texts(page, "copy-bound") == ["20 at once at the most: copy to these first, and then to the others."]


async def test_one_that_is_unticked_makes_room_for_another():
    async with visit(lab(22), "/child/p0/limits") as page:
        all_boxes = await boxes(page)
        await ticked(page, all_boxes[:20], 20)
        all_boxes[0].set_value(False)
        await until(lambda: all_boxes[21].enabled)
        assert (all_boxes[0].enabled, all_boxes[21].enabled, texts(page, "copy-bound")) == (True, True, [""])


async def test_one_that_is_unticked_while_it_copies_gets_nothing():
    services = lab(3)
    services.editing.seconds = 0.2
    async with visit(services, "/child/p0/limits") as page:
        all_boxes = await boxes(page)
        await ticked(page, all_boxes, 3)
        await press(page, "do-it")
        await until(lambda: "loading" in button_of(page).props)
        all_boxes[0].set_value(False)  # on its way already
        all_boxes[2].set_value(False)
        await until(lambda: open_sheets(page) == [])
        assert [call[1] for call in services.asked] == ["lab-01", "lab-02"]


async def test_after_a_refusal_those_that_did_not_get_the_rules_are_still_ticked():
    services = lab(2)
    config = services.editing.config

    def refuses_the_second(server_id: str, *args: object, **named: object) -> None:
        if server_id == "lab-02":
            raise QueueFull(server="Lab-02", limit=1000)
        config(server_id, *args, **named)

    services.editing.config = refuses_the_second
    async with visit(services, "/child/p0/limits") as page:
        await ticked(page, await boxes(page), 2)
        await press(page, "do-it")
        await asked(services)
        await until(lambda: any(texts(page, "complaint")))
        with page:
            assert [one.value for one in ElementFilter(kind=ui.checkbox, marker="copy-to")] == [False, True]
        assert (texts(page, "preview"), texts(page, "do-it")) == (["P2 on Lab-02"], ["Copy to 1"])


def button_of(page: User) -> ui.button:
    with page:
        return next(iter(ElementFilter(kind=ui.button, marker="do-it")))


async def test_one_that_was_found_and_ticked_stays_in_sight_however_many_there_are():
    async with visit(lab(60), "/child/p0/limits") as page:
        await boxes(page)
        enter(page, find="p58")
        await until(lambda: texts(page, "copy-to") == ["P58 on Lab-58"])
        with page:
            (found,) = ElementFilter(kind=ui.checkbox, marker="copy-to")
        await ticked(page, [found], 1)
        enter(page, find="")
        await until(lambda: len(texts(page, "copy-to")) == 50)
        assert "P58 on Lab-58" in texts(page, "copy-to")
