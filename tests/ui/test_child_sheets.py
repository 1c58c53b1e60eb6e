"""Copying a child's rules to others, and all about the child: name, colour, logins."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from errors import AlreadyExists
from i18n import Message
from tests.ui.child import RULES, with_limit, with_play
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import asked, complaints, enter, open_sheets, press, texts, until, visit
from timekpr_rules import Version

pytestmark = pytest.mark.anyio


def house() -> FakeServices:
    pcs = server("PC-Anna", user("anna"), user("guest", child="", child_id="")), server("PC-Ben", user("ben"))
    services = FakeServices(fleet(*pcs))
    services.set_rules("pc-anna", "anna", with_limit(with_play(("steam", "Steam")), 6, 3600))
    return services


async def opened(page: User, entry: str) -> None:
    await page.should_see(marker="child-menu")
    await press(page, entry)
    await until(lambda: open_sheets(page))


async def test_rules_are_copied_as_a_difference_that_is_said_before():
    services = house()
    async with visit(services, "/child/anna/limits") as page:
        await until(lambda: texts(page, "limit-6"))
        await opened(page, "copy-rules")
        assert texts(page, "copy-to") == ["guest on PC-Anna", "Ben on PC-Ben"]
        await press(page, "copy-to", "Ben")
        await until(lambda: texts(page, "copy-words"))
        assert texts(page, "copy-words") == [
            "Saturday: 2 h → 1 h", "PlayTime is switched on.", "Counts as play now: Steam (steam)",
        ]  # fmt: skip
        await press(page, "part-playtime")
        await until(lambda: len(texts(page, "copy-words")) == 1)
        await press(page, "do-it")
        wanted = {"LIMITS_PER_WEEKDAYS": "7200;7200;7200;7200;7200;3600;7200"}
        assert await asked(services) == [("config", "pc-ben", "ben", wanted)]
        assert services.editing.seen == [{"LIMITS_PER_WEEKDAYS": "7200;7200;7200;7200;7200;7200;7200"}]


async def test_a_computer_that_cannot_have_the_rules_says_why():
    services = house()
    services.set_rules("pc-anna", "anna", replace(RULES, lockout="kill"))
    services.set_rules("pc-ben", "ben", RULES, version=Version(0, 5, 4))
    services.set_rules("pc-anna", "guest", None, why=Message("They are damaged there."))
    async with visit(services, "/child/anna/limits") as page:
        await until(lambda: texts(page, "limit-6"))
        await opened(page, "copy-rules")
        await press(page, "copy-to", "guest")
        await press(page, "copy-to", "Ben")
        await until(lambda: len(texts(page, "preview")) == 2)
        await page.should_see("They are damaged there.")
        await page.should_see("this Timekpr knows terminate, lock, suspend, suspendwake, shutdown.")
        with page:
            assert not next(iter(ElementFilter(marker="do-it"))).enabled


async def test_a_child_is_renamed_gets_a_colour_and_a_login():
    services = house()
    async with visit(services, "/child/anna/limits") as page:
        await opened(page, "about")
        enter(page, **{"child-name": "Änne"})
        await press(page, "colour-3")
        with page:
            next(iter(ElementFilter(kind=ui.select, marker="add-login"))).value = 1
        await until(lambda: len(texts(page, "take-away")) == 2)
        await press(page, "do-it")
        assert await asked(services, 2) == [
            ("update_child", "anna", {"name": "Änne", "colour": 3}),
            ("assign", "anna", "pc-ben", "ben"),
        ]


async def test_a_name_that_is_taken_is_refused_at_its_field():
    services = house()
    async with visit(services, "/child/anna/limits") as page:
        await opened(page, "about")
        services.refusal = AlreadyExists(what=Message("child"), name="Ben")
        enter(page, **{"child-name": "Ben"})
        await press(page, "do-it")
        await until(lambda: complaints(page, "child-name")[0])
        assert complaints(page, "child-name") == [services.refusal.text()]


async def test_a_child_is_removed_only_after_a_question():
    services = house()
    async with visit(services, "/child/anna/limits") as page:
        await opened(page, "about")
        await press(page, "remove-child")
        await until(lambda: "Remove Anna?" in open_sheets(page))
        assert services.asked == []
        await press(page, "do-it", "Remove")
        assert await asked(services) == [("remove_child", "anna")]


async def test_a_login_of_nobody_becomes_a_childs():
    services = house()
    async with visit(services, "/child/pc-anna~guest/limits") as page:
        await opened(page, "about")
        enter(page, **{"child-name": "Gustav"})
        await press(page, "do-it")
        assert await asked(services) == [("make_child", "Gustav", "pc-anna", "guest")]
