"""A child with two logins on one computer: each of them is called by its name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from child_log import LogLine
from i18n import Message
from tests.ui.child import NOW
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.test_child_limits import ANNA, on_limits
from tests.ui.visit import open_sheets, press, texts, until, visit

pytestmark = pytest.mark.anyio

BEN = {"child": "Ben", "child_id": "ben"}


def shared() -> FakeServices:
    """Anna has two logins on one computer and one on another, ben one on the first."""
    pc = server("PC", user("anna", **ANNA), user("school", **ANNA), user("ben", **BEN))
    return FakeServices(fleet(pc, server("Laptop", user("anna", **ANNA))))


def line(name: str, login: str, minutes: int) -> LogLine:
    at, words = NOW - timedelta(minutes=minutes), (Message("30 min more"),)
    return LogLine(at, "Tina", "page", name, login, words, Message("confirmed"), "confirmed", Message(""), "")


async def test_today_has_a_heading_of_its_own_for_each_of_two_logins_on_a_computer():
    services = shared()
    async with visit(services, "/child/anna") as page:
        await until(lambda: texts(page, "day-of"))
        assert sorted(texts(page, "day-of")) == ["Laptop", "PC · anna", "PC · school"]
        services.change_server("pc", users=(user("anna", **ANNA),))
        await until(lambda: len(texts(page, "day-of")) == 2)
        assert sorted(texts(page, "day-of")) == ["Laptop", "PC"]


async def test_the_log_says_by_which_of_two_logins_on_a_computer():
    services = shared()
    services.lines = (line("PC", "school", 1), line("Laptop", "anna", 2), line("Old", "anna", 3))
    async with visit(services, "/child/anna/log") as page:
        await page.should_see("PC · school")
        await page.should_see("Laptop")
        await page.should_not_see("Laptop · anna")
        await page.should_see("Old")


async def test_rules_can_be_copied_to_the_childs_other_login_on_the_same_computer():
    async with visit(shared(), "/child/ben/limits") as page:
        await on_limits(page)
        await press(page, "copy-rules")
        await until(lambda: open_sheets(page))
        assert open_sheets(page) == ["Copy the rules of Ben on PC"]
        assert sorted(texts(page, "copy-to")) == ["Anna on Laptop", "Anna on PC · anna", "Anna on PC · school"]
