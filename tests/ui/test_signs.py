"""Signs of tampering on the pages: what needs a look, "Seen", and the last ones of a computer and of a child."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from nicegui.testing.user import User

from errors import NotFound
from i18n import Message
from problems import Problem, Severity
from sign_views import SignView
from tests.ui.fleets import NOW, TINA, FakeServices, fleet, server, user
from tests.ui.visit import asked, open_sheets, press, texts, until, visit

pytestmark = pytest.mark.anyio

GONE = Message("anna: for today, Timekpr counts {duration} less than it did before.", {"duration": "40 min"})


def sign(number: int = 1, who: str = "anna", **changes: object) -> SignView:
    view = SignView(
        number, "counters_back", Severity.WARNING, who, who.title(), NOW, NOW, 1, GONE, is_open=True, seen_by="",
    )  # fmt: skip
    return replace(view, **changes)


def noticed(*signs: SignView) -> FakeServices:
    problem = Problem("counters_back", Severity.WARNING, GONE, "pc-anna", "anna", 1)
    return FakeServices(fleet(server("PC-Anna", user("anna"), problems=(problem,), signs=signs or (sign(),))))


async def test_seen_is_one_tap_and_says_which_sign():
    services = noticed()
    async with visit(services, "/computers") as page:
        assert texts(page, "problem-cure") == [
            "Only an administrator can do that there: look whether the child's login is one."
        ]
        await press(page, "seen")
        assert await asked(services) == [("see_sign", "pc-anna", 1)]
        services.change_server("pc-anna", problems=())
        await page.should_not_see(marker="problem")


async def test_home_leads_to_the_card_with_the_button():
    async with visit(noticed(), "/") as page:
        await press(page, "look")
        await page.should_see(marker="seen")


async def test_a_refusal_is_said():
    services = noticed()
    services.refusal = NotFound(what=Message("sign"), name="1")
    async with visit(services, "/computers") as page:
        await press(page, "seen")
        await page.should_see("There is no sign named “1”.")


async def test_who_may_only_look_has_no_button():
    services = noticed()
    services.who = replace(TINA, role="viewer", may_grant=False, may_edit=False, may_admin=False)
    async with visit(services, "/computers") as page:
        await page.should_see(marker="problem")
        await page.should_not_see(marker="seen")


async def test_what_goes_by_itself_has_no_button():
    problem = Problem("clock_off", Severity.WARNING, Message("Its clock is 1 h ahead."), "pc-anna")
    async with visit(FakeServices(fleet(server("PC-Anna", user("anna"), problems=(problem,)))), "/computers") as page:
        await page.should_see(marker="problem")
        await page.should_not_see(marker="seen")


async def open_list(page: User) -> None:
    await press(page, "server-menu")
    await until(lambda: page.find(marker="signs").elements)
    await press(page, "signs")
    await until(lambda: open_sheets(page))


async def test_the_menu_of_a_computer_has_its_last_signs():
    old = sign(2, last=NOW, at=NOW - timedelta(hours=3), times=4, is_open=False, seen_by="Tina")
    async with visit(noticed(sign(), old), "/computers") as page:
        await open_list(page)
        assert open_sheets(page) == ["What looked odd on PC-Anna"]
        assert len(texts(page, "sign-words")) == 2
        await page.should_see("11:03 · 4 times, last 14:03 · seen by Tina")


async def test_where_nothing_was_noticed_it_says_so():
    async with visit(FakeServices(fleet(server("PC-Anna", user("anna")))), "/computers") as page:
        await open_list(page)
        await page.should_see("Nothing odd has been noticed.")


async def test_the_log_of_a_child_has_those_about_the_child_alone():
    services = noticed(sign(), sign(2, "ben"), sign(3, ""))
    async with visit(services, "/child/anna/log") as page:
        await page.should_see("What looked odd")
        assert texts(page, "sign-words") == [GONE.text()]
        services.change_server("pc-anna", signs=(sign(4), sign()))
        await until(lambda: len(texts(page, "sign-words")) == 2)
        services.change_server("pc-anna", signs=())
        await page.should_not_see("What looked odd")
