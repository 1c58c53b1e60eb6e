"""What a thread publishes stands on an open page at once, and only what changed is drawn anew."""

from __future__ import annotations

import gc
import threading
import time
from dataclasses import replace

import pytest
from nicegui import ElementFilter
from nicegui.testing.user import User

from errors import NotSaved
from tests.ui.fleets import FakeServices, fleet, server, user, waiting_for_key
from tests.ui.visit import asked, press, texts, until, visit
from views import ServerState

pytestmark = pytest.mark.anyio


def two_computers() -> FakeServices:
    return FakeServices(fleet(server("Pc-Anna", user("anna")), server("Pc-Ben", user("ben", 420))))


def in_a_thread(call: object, *args: object, **named: object) -> None:
    thread = threading.Thread(target=call, args=args, kwargs=named)
    thread.start()
    thread.join()


def ids(page: User, marker: str) -> list[int]:
    with page:
        return [element.id for element in ElementFilter(marker=marker)]


async def test_new_figures_are_written_into_the_card_that_is_there():
    services = two_computers()
    async with visit(services, "/computers") as page:
        before = ids(page, "headline")
        in_a_thread(services.change_server, "pc-anna", users=(user("anna", 1800),))
        await page.should_see("30 min left")
        assert ids(page, "headline") == before


async def test_a_change_of_state_leaves_the_rows_under_it_where_they_are():
    services = two_computers()
    async with visit(services, "/computers") as page:
        before = ids(page, "headline")
        in_a_thread(services.change_server, "pc-anna", state=ServerState.OFF)
        await page.should_see("off since 14:03")
        assert ids(page, "headline") == before


async def test_a_user_that_becomes_a_childs_leads_to_that_childs_page():
    services = FakeServices(fleet(server("Pc", user("anna", child="", child_id=""))))
    async with visit(services, "/computers") as page:
        with page:
            assert next(iter(ElementFilter(marker="who"))).props["href"] == "/child/pc~anna"
        services.change_server("pc", users=(user("anna"),))
        await page.should_see("Anna")
        with page:
            assert next(iter(ElementFilter(marker="who"))).props["href"] == "/child/anna"


async def test_a_computer_appears_at_its_place_and_another_one_goes():
    services = two_computers()
    async with visit(services, "/computers") as page:
        kept = services.view.servers[1]
        services.change(lambda view: replace(view, servers=(waiting_for_key("Laptop"), kept)))
        await page.should_see("Laptop")
        with page:
            cards = next(iter(ElementFilter(marker="server"))).parent_slot.children
            assert [card.props["aria-label"] for card in cards] == ["Laptop", "Pc-Ben"]


async def test_a_user_who_is_found_is_offered_and_added():
    services = two_computers()
    async with visit(services, "/computers") as page:
        in_a_thread(services.change_server, "pc-anna", found_users=("guest",))
        await page.should_see(marker="add-user")
        await press(page, "add-user")
        assert await asked(services) == [("add_user", "pc-anna", "guest")]


async def test_a_refusal_is_said_although_its_button_has_gone_meanwhile():
    services = two_computers()
    refusal = NotSaved(path="servers.json", why="the disk is full")

    def slow(*_: str, **__: object) -> None:
        services.change_server("pc-anna", found_users=())
        time.sleep(0.2)
        gc.collect()
        raise refusal

    services.add_user = slow
    services.change_server("pc-anna", found_users=("guest",))
    async with visit(services, "/computers") as page:
        await press(page, "add-user")
        await until(lambda: page.notify.messages)
        assert page.notify.messages == [refusal.text()]


async def test_the_header_follows_the_cycle():
    services = two_computers()
    async with visit(services, "/computers") as page:
        services.change(lambda view: replace(view, syncing=True))
        await page.should_see("syncing now")
        services.change(lambda view: replace(view, syncing=False))
        await page.should_see("all in sync · 14:03")


async def test_a_menu_stays_where_it_is_while_the_state_of_its_computer_changes(services: FakeServices):
    async with visit(services, "/computers") as page:
        before = ids(page, "server-menu"), ids(page, "doctor")
        services.change_server("pc-anna", state=ServerState.OFF)
        await until(lambda: texts(page, "state")[0] == "off")
        assert texts(page, "state")[0] == "off"
        assert (ids(page, "server-menu"), ids(page, "doctor")) == before


async def test_a_strip_line_goes_with_its_cause(services: FakeServices):
    async with visit(services, "/computers") as page:
        await page.should_see("Its host key has changed. Nothing is sent until you look.")
        in_a_thread(services.change_server, "laptop", state=ServerState.ONLINE, problems=())
        await page.should_not_see("Its host key has changed. Nothing is sent until you look.")


async def test_the_first_computer_replaces_the_guide_and_the_twenty_first_the_cards():
    services = FakeServices(fleet())
    async with visit(services, "/computers") as page:
        await page.should_see(marker="first-steps")
        services.change(lambda view: replace(view, servers=tuple(server(f"Pc-{n}") for n in range(20))))
        await page.should_see(marker="server-pc-19")
        await page.should_not_see(marker="first-steps")
        services.change(lambda view: replace(view, servers=(*view.servers, server("Pc-20"))))
        await page.should_see(marker="servers")
        await page.should_not_see(marker="server")


async def test_a_page_that_was_left_is_not_told_any_more():
    services = two_computers()
    async with visit(services, "/computers") as page:
        assert len(services.bus.changed.callbacks) == 1
        page.client.delete()
        assert services.bus.changed.callbacks == []
