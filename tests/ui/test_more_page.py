"""More and what is behind it, and the places of the drawer."""

from __future__ import annotations

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from tests.ui.edits import edit
from tests.ui.fleets import PUBLIC_KEY, FakeServices, fleet, server, user
from tests.ui.visit import asked, press, texts, until, visit
from ui.frame import DRAWER, PLACES
from ui.pages.more import ROWS
from views import ServerView

pytestmark = pytest.mark.anyio


def links(page: User) -> dict[str, ui.link]:
    with page:
        return {str(link.props["href"]): link for link in ElementFilter(kind=ui.link) if "place" in link.classes}


async def test_more_lists_each_place_with_a_line_of_what_it_is(services: FakeServices):
    async with visit(services, "/more") as page:
        for row in ROWS:
            await page.should_see(marker=f"row-{row.icon}")
            await page.should_see(row.line)


@pytest.mark.parametrize(("path", "heading"), [(row.path, row.label) for row in ROWS])
async def test_each_place_is_a_page(services: FakeServices, path: str, heading: str):
    async with visit(services, path) as page:
        await page.should_see(heading)
        with page:
            headings = [element.text for element in ElementFilter() if element.tag == "h1"]
        assert headings == [heading]


async def test_the_guide_has_the_commands_and_in_them_the_key(services: FakeServices):
    async with visit(services, "/guide") as page:
        await page.should_see(marker="command")
        commands = texts(page, "command")
        assert commands[0] == "sudo apt install timekpr-next openssh-server"
        assert any(PUBLIC_KEY in one for one in commands)


async def test_the_drawer_has_more_places_than_the_bar(services: FakeServices):
    async with visit(services, "/outbox") as page:
        found = links(page)
        assert list(found) == [place.path for place in (*PLACES[:-1], *DRAWER, PLACES[-1])]
        assert [path for path, link in found.items() if "drawer-only" in link.classes] == [
            "/outbox",
            "/audit",
            "/settings",
        ]
        assert [path for path, link in found.items() if "aria-current" in link.props] == ["/outbox"]
        assert [path for path, link in found.items() if "here" in link.classes] == ["/more"]


async def test_what_waits_is_told_before_a_computer_is_removed():
    pc = server("PC", user("anna", edits=(edit(1), edit(2))), returns=(edit(3, kind="return"),))
    assert await dropped(pc) == [
        "2 changes that wait for it are dropped.",
        "What was changed there for today alone stays so: nothing is taken back after midnight.",
    ]


async def test_where_nothing_waits_nothing_is_said_of_it():
    assert await dropped(server("PC", user("anna", edits=(edit(1, "confirmed"),)))) == []


async def dropped(pc: ServerView) -> list[str]:
    services = FakeServices(fleet(pc))
    async with visit(services, "/computers") as page:
        await page.should_see(marker="server")
        await press(page, "server-menu")
        await press(page, "remove")
        await page.should_see(marker="keep-data")
        with page:
            notes = list(ElementFilter(marker="dropped"))
            return [one.text for note in notes for one in note.descendants() if one.tag == "p"]


async def test_note_and_whether_it_is_read_are_edited_with_the_computer():
    services = FakeServices(fleet(server("PC", note="attic")))
    async with visit(services, "/computers") as page:
        await page.should_see(marker="server")
        await press(page, "server-menu")
        await press(page, "edit")
        await page.should_see(marker="note")
        with page:
            next(iter(ElementFilter(kind=ui.input, marker="note"))).value = "cellar "
            next(iter(ElementFilter(kind=ui.switch, marker="enabled"))).value = False
        await press(page, "do-it")
        (call,) = await asked(services)
        assert call[-1] == {"note": "cellar", "enabled": False}
        await until(lambda: services.last_asked)
        assert services.last_asked is not None
        assert services.last_asked.who == ""
