"""Above twenty computers a table shows a page of them, and finds the one that is meant."""

from __future__ import annotations

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from tests.ui.fleets import FakeServices, changed_key, fleet, school, server
from tests.ui.visit import enter, texts, until, visit
from views import ServerState

pytestmark = pytest.mark.anyio


def table(page: User) -> ui.table:
    with page:
        return next(iter(ElementFilter(kind=ui.table)))


def names(page: User) -> list[str]:
    return [row["name"] for row in table(page).rows]


async def test_only_one_page_of_rows_is_sent():
    async with visit(FakeServices(school(250))) as page:
        assert len(names(page)) == 25
        assert texts(page, "found") == ["250 computers"]


async def test_the_next_page_is_fetched_when_it_is_asked_for():
    async with visit(FakeServices(school(60))) as page:
        page.find(kind=ui.table).trigger("request", {"pagination": {"page": 3}})
        await until(lambda: "Lab-051" in names(page))
        assert names(page) == [f"Lab-{number:03}" for number in range(51, 61)]


@pytest.mark.parametrize(("page_number", "nearest"), [(-1, 1), (0, 1), (99, 3), (10**9, 3)])
async def test_a_page_that_is_not_there_shows_the_nearest(page_number: int, nearest: int):
    async with visit(FakeServices(school(60))) as page:
        page.find(kind=ui.table).trigger("request", {"pagination": {"page": page_number}})
        await until(lambda: table(page).pagination["page"] == nearest)
        assert table(page).pagination["page"] == nearest
        assert names(page)[0] == f"Lab-{nearest * 25 - 24:03}"


@pytest.mark.parametrize(
    ("wanted", "found"), [("LAB-24", 10), ("pupil77", 1), ("nobody", 0), ("", 250), (".local", 250)]
)
async def test_the_search_finds_names_hosts_and_users(wanted: str, found: int):
    async with visit(FakeServices(school(250))) as page:
        enter(page, search=wanted)
        await until(lambda: table(page).pagination["rowsNumber"] == found)
        assert len(names(page)) == min(found, 25)
        assert table(page).pagination["rowsNumber"] == found


async def test_page_and_search_stay_when_something_is_pushed():
    services = FakeServices(school(250))
    async with visit(services) as page:
        enter(page, search="lab-2")
        page.find(kind=ui.table).trigger("request", {"pagination": {"page": 2}})
        await until(lambda: "Lab-230" in names(page))
        services.change_server("lab-230", state=ServerState.OFF)
        await until(lambda: any(row["state"] == "off" for row in table(page).rows))
        assert [(row["id"], row["seen"]) for row in table(page).rows if row["state"] == "off"] == [
            ("lab-230", "off since 14:03")
        ]
        assert table(page).pagination == {"page": 2, "rowsPerPage": 25, "rowsNumber": 51}


async def test_a_row_opens_the_card_and_the_card_follows():
    services = FakeServices(school(250))
    async with visit(services) as page:
        page.find(kind=ui.table).trigger("look", "lab-003")
        await page.should_see(marker="server-lab-003")
        services.change_server("lab-003", state=ServerState.OFF)
        await page.should_see("off since 14:03")
        assert texts(page, "name") == ["Lab-003"]


async def test_a_row_of_a_computer_that_has_gone_opens_nothing():
    async with visit(FakeServices(school(30))) as page:
        page.find(kind=ui.table).trigger("look", "lab-999")
        await page.should_not_see(marker="server")


async def test_the_strip_leads_to_a_computer_that_is_on_no_visible_page():
    computers = [*school(40).servers, changed_key("Zebra")]
    async with visit(FakeServices(fleet(*computers))) as page:
        page.find(marker="look").click()
        await page.should_see(marker="server-zebra")


async def test_twenty_are_cards_and_no_search_is_needed():
    async with visit(FakeServices(fleet(*(server(f"Pc-{n}") for n in range(20))))) as page:
        assert len(texts(page, "name")) == 20
        await page.should_not_see(marker="search")
