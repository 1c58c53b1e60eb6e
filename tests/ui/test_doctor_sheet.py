"""The doctor's sheet shows each step as it comes in, and calls the doctor back when it is closed."""

from __future__ import annotations

import pytest
from nicegui.testing.user import User

from doctor import Finding
from errors import Busy, Unexpected
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.technical import FakeExamination
from tests.ui.visit import open_sheets, press, texts, until, visit

pytestmark = pytest.mark.anyio

NAME = Finding("PC", "Name", ok=True, detail="1 ms")
BUS = Finding("PC", "Changes by D-Bus", ok=True, detail="It does not work.", cure="Install busctl.")
KEY = Finding("PC", "Our key", ok=False, detail="It is not accepted.", cure="Run the command once more.")


@pytest.fixture
def services() -> FakeServices:
    return FakeServices(fleet(server("PC", user("anna"))))


async def call(page: User) -> None:
    await page.should_see(marker="server")
    await press(page, "server-menu")
    await press(page, "doctor")
    await until(lambda: open_sheets(page))


async def test_each_step_is_shown_as_it_comes_in(services: FakeServices):
    services.examination = visit_ = FakeExamination(NAME)
    async with visit(services, "/computers") as page:
        await call(page)
        await until(lambda: texts(page, "finding-check") == ["Name"])
        assert texts(page, "verdict") == ["Looking…"]
        visit_.findings = (NAME, BUS, KEY)
        await until(lambda: len(texts(page, "finding-check")) == 3)
        assert texts(page, "finding-detail") == ["1 ms", "It does not work.", "It is not accepted."]
        assert texts(page, "finding-cure") == ["Install busctl.", "Run the command once more."]
        visit_.is_over = True
        await until(lambda: texts(page, "verdict") != ["Looking…"])
        assert texts(page, "verdict") == ["1 step needs a look."]
        assert services.asked == [("begin_examination", "pc")]


async def test_a_way_without_fault_is_in_order_and_may_be_looked_at_again(services: FakeServices):
    services.examination = FakeExamination(NAME, BUS, is_over=True)
    async with visit(services, "/computers") as page:
        await call(page)
        await page.should_see("All in order.")
        services.examination = FakeExamination(KEY, is_over=True)
        await press(page, "again")
        await page.should_see("1 step needs a look.")
        assert texts(page, "finding-check") == ["Our key"]


async def test_closing_the_sheet_calls_the_doctor_back(services: FakeServices):
    services.examination = visit_ = FakeExamination(NAME)
    async with visit(services, "/computers") as page:
        await call(page)
        await until(lambda: texts(page, "finding-check"))
        await press(page, "close")
        await until(lambda: visit_.is_stopped)
        assert visit_.is_stopped


async def test_a_doctor_who_is_busy_is_said_and_may_be_asked_again(services: FakeServices):
    services.refusal = Busy()
    async with visit(services, "/computers") as page:
        await call(page)
        await until(lambda: texts(page, "complaint") == [Busy().text()])
        services.refusal = None
        services.examination = FakeExamination(NAME, is_over=True)
        await press(page, "again")
        await page.should_see("All in order.")
        await until(lambda: texts(page, "complaint") == [])
        assert texts(page, "complaint") == []


async def test_a_fault_of_ours_is_no_verdict(services: FakeServices):
    services.examination = FakeExamination(NAME, is_over=True, error=Unexpected(kind="RuntimeError"))
    async with visit(services, "/computers") as page:
        await call(page)
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == [Unexpected(kind="RuntimeError").text()]
        assert texts(page, "verdict") == [""]
