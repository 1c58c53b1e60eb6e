"""A limit that is no whole number of minutes, in the sheet that asks for hours and minutes."""

from __future__ import annotations

import pytest
from nicegui.testing.user import User

from tests.ui.child import RULES, with_limit
from tests.ui.fleets import FakeServices
from tests.ui.test_child_limits import LIMITS, alone, on_limits
from tests.ui.visit import asked, enter, open_sheets, press, texts, until, visit
from timekpr_rules import UserConfig

pytestmark = pytest.mark.anyio

ODD = 5430
"""1 h 30 min 30 s."""


def with_saturday(rules: UserConfig) -> FakeServices:
    services = alone()
    services.set_rules("pc-anna", "anna", rules)
    return services


async def opened(page: User) -> None:
    await on_limits(page)
    await press(page, "limit-6")
    await until(lambda: texts(page, "do-it"))


async def set_and_closed(page: User) -> None:
    await press(page, "do-it")
    await until(lambda: open_sheets(page) == [])


async def test_a_limit_that_is_only_looked_at_keeps_its_seconds():
    async with visit(with_saturday(with_limit(RULES, 6, ODD)), "/child/anna/limits") as page:
        await opened(page)
        await set_and_closed(page)
        assert (open_sheets(page), texts(page, "change"), texts(page, "save")) == ([], [], [])


async def test_another_day_that_shall_have_the_same_gets_the_seconds_too():
    services = with_saturday(with_limit(RULES, 6, ODD))
    async with visit(services, "/child/anna/limits") as page:
        await opened(page)
        await press(page, "also-1")
        await set_and_closed(page)
        await press(page, "save")
        wanted = {LIMITS: f"{ODD};7200;7200;7200;7200;{ODD};7200"}
        assert await asked(services) == [("config", "pc-anna", "anna", wanted)]


@pytest.mark.parametrize(("hours", "minutes", "seconds"), [("1", "31", 5460), ("0", "30", 1800), ("2", "30", 9000)])
async def test_a_limit_that_is_changed_has_whole_minutes(hours: str, minutes: str, seconds: int):
    services = with_saturday(with_limit(RULES, 6, ODD))
    async with visit(services, "/child/anna/limits") as page:
        await opened(page)
        enter(page, hours=hours, minutes=minutes)
        await set_and_closed(page)
        await press(page, "save")
        wanted = {LIMITS: f"7200;7200;7200;7200;7200;{seconds};7200"}
        assert await asked(services) == [("config", "pc-anna", "anna", wanted)]
