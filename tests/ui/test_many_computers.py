"""Above twenty computers a table shows a page of them, and finds the one that is meant."""

from __future__ import annotations

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from tests.ui.fleets import FakeServices, changed_key, fleet, school, server
from tests.ui.visit import enter, press, texts, until, visit
from views import ServerState

pytestmark = pytest.mark.anyio


def table(page: User) -> ui.table:
    with page:
        return next(iter(ElementFilter(kind=ui.table)))


def button(page: User, marker: str) -> ui.button:
    with page:
        return next(iter(ElementFilter(kind=ui.button, marker=marker)))


def names(page: User) -> list[str]:
    return [row["name"] for row in table(page).rows]


async def test_only_one_page_of_rows_is_sent():
    async with visit(FakeServices(school(250)), "/computers") as page:
        assert len(names(page)) == 25
        assert texts(page, "found") == ["250 computers"]


async def test_the_next_page_is_fetched_when_it_is_asked_for():
    async with visit(FakeServices(school(60)), "/computers") as page:
        assert not button(page, "previous").enabled
        await press(page, "next")
        await until(lambda: "Lab-026" in names(page))
        await press(page, "next")
        await until(lambda: "Lab-051" in names(page))
        assert names(page) == [f"Lab-{number:03}" for number in range(51, 61)]
        assert texts(page, "shown") == ["51 to 60 of 60"]
        assert not button(page, "next").enabled
        await press(page, "previous")
        await until(lambda: "Lab-026" in names(page))
        assert names(page)[0] == "Lab-026"


async def test_the_last_page_that_is_left_is_shown_when_computers_go():
    services = FakeServices(school(60))
    async with visit(services, "/computers") as page:
        await press(page, "next")
        await until(lambda: "Lab-026" in names(page))
        await press(page, "next")
        await until(lambda: "Lab-051" in names(page))
        services.change(lambda _: school(40))
        await until(lambda: "Lab-040" in names(page))
        assert texts(page, "shown") == ["26 to 40 of 40"]


async def test_a_single_page_needs_no_pager():
    async with visit(FakeServices(school(21)), "/computers") as page:
        await page.should_not_see(marker="next")


@pytest.mark.parametrize(
    ("wanted", "found"), [("LAB-24", 10), ("pupil77", 1), ("nobody", 0), ("", 250), (".local", 250)]
)
async def test_the_search_finds_names_hosts_and_users(wanted: str, found: int):
    async with visit(FakeServices(school(250)), "/computers") as page:
        enter(page, search=wanted)
        said = f"{found} computer{'' if found == 1 else 's'}"
        await until(lambda: texts(page, "found") == [said])
        assert texts(page, "found") == [said]
        assert len(names(page)) == min(found, 25)


async def test_page_and_search_stay_when_something_is_pushed():
    services = FakeServices(school(250))
    async with visit(services, "/computers") as page:
        enter(page, search="lab-2")
        await until(lambda: "Lab-200" in names(page))
        await press(page, "next")
        await until(lambda: "Lab-230" in names(page))
        services.change_server("lab-230", state=ServerState.OFF)
        await until(lambda: any(row["state"] == "off" for row in table(page).rows))
        assert [(row["id"], row["seen"]) for row in table(page).rows if row["state"] == "off"] == [
            ("lab-230", "off since 14:03")
        ]
        assert texts(page, "shown") == ["26 to 50 of 51"]


async def test_a_row_opens_the_card_and_the_card_follows():
    services = FakeServices(school(250))
    async with visit(services, "/computers") as page:
        page.find(kind=ui.table).trigger("look", "lab-003")
        await page.should_see(marker="server-lab-003")
        services.change_server("lab-003", state=ServerState.OFF)
        await page.should_see("off since 14:03")
        assert texts(page, "name") == ["Lab-003"]


async def test_a_row_of_a_computer_that_has_gone_opens_nothing():
    async with visit(FakeServices(school(30)), "/computers") as page:
        page.find(kind=ui.table).trigger("look", "lab-999")
        await page.should_not_see(marker="server")


async def test_the_strip_leads_to_a_computer_that_is_on_no_visible_page():
    computers = [*school(40).servers, changed_key("Zebra")]
    async with visit(FakeServices(fleet(*computers)), "/computers") as page:
        await press(page, "look")
        await page.should_see(marker="server-zebra")


async def test_a_row_says_in_one_line_what_the_strip_says():
    async with visit(FakeServices(fleet(changed_key("Laptop"), *school(40).servers)), "/computers") as page:
        assert table(page).rows[0]["problem"] == "Its host key has changed. Nothing is sent until you look."


async def test_twenty_are_cards_and_no_search_is_needed():
    async with visit(FakeServices(fleet(*(server(f"Pc-{n}") for n in range(20)))), "/computers") as page:
        assert len(texts(page, "name")) == 20
        await page.should_not_see(marker="search")
