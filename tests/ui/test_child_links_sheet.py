"""The sheet with the links to a child's own page."""

from __future__ import annotations

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from errors import AlreadyExists, NotAllowed
from i18n import Message
from tests.ui.fleets import NOW, FakeServices
from tests.ui.visit import asked, enter, press, texts, until, visit
from tests.ui.wishes import SECRET
from ui.desk import Desk
from ui.palette import Palette
from ui.parts.child_links import child_links_sheet
from ui.parts.password_sheet import ask_password
from ui.voice import Voice
from wish_views import LinkView

pytestmark = pytest.mark.anyio


def open_sheet(page: User, services: FakeServices, child: str = "anna", name: str = "Anna") -> None:
    with page:
        child_links_sheet(Desk(services, Voice(services), Palette(), ask_password), child, name)


async def test_it_lists_the_links_and_when_each_was_used(services: FakeServices):
    services.wishes.links = (*services.wishes.links, LinkView("l2", "laptop", NOW, NOW))
    async with visit(services) as page:
        open_sheet(page, services)
        await page.should_see("Anna's own page")
        await until(lambda: texts(page, "link-label"))
        assert texts(page, "link-label") == ["Anna's phone", "laptop"]
        await page.should_see("not used since the last start")
        await page.should_see("used just now")


async def test_a_new_link_is_shown_once_with_its_code(services: FakeServices):
    services.base_url = "https://timekpr.example.org/family"
    async with visit(services) as page:
        open_sheet(page, services)
        await until(lambda: texts(page, "link-label"))
        enter(page, label="Anna's laptop")
        await press(page, "make-link", kind=ui.button)
        assert await asked(services) == [("make_link", "anna", "Anna's laptop")]
        await until(lambda: len(texts(page, "link-label")) == 2)
        assert texts(page, "link-label") == ["Anna's phone", "Anna's laptop"]
        assert f"https://timekpr.example.org/family/c/{SECRET}" in texts(page, "command")
        with page:
            (code,) = ElementFilter(marker="qr")
        assert str(code.props["src"]).startswith("data:image/svg+xml")
    async with visit(services) as page:
        open_sheet(page, services)
        await until(lambda: texts(page, "link-label"))
        await page.should_not_see(SECRET)


async def test_without_a_setting_the_link_is_at_the_address_of_this_page(services: FakeServices):
    async with visit(services) as page:
        open_sheet(page, services)
        await press(page, "make-link", kind=ui.button)
        await asked(services)
        assert services.asked == [("make_link", "anna", "Anna's device")]
        await until(lambda: f"http://test/c/{SECRET}" in texts(page, "command"))
        assert f"http://test/c/{SECRET}" in texts(page, "command")


async def test_an_address_that_leads_elsewhere_on_another_device_is_told(services: FakeServices):
    services.base_url = "http://127.0.0.1:8080"
    async with visit(services) as page:
        open_sheet(page, services)
        await press(page, "make-link", kind=ui.button)
        await page.should_see("This address leads every device to itself.")


async def test_ending_a_link_takes_it_off_the_list(services: FakeServices):
    async with visit(services) as page:
        open_sheet(page, services)
        await until(lambda: texts(page, "link-label"))
        await press(page, "revoke")
        assert await asked(services) == [("revoke_link", "l1")]
        await until(lambda: not texts(page, "link-label"))
        assert texts(page, "link-label") == []


@pytest.mark.parametrize("error", [AlreadyExists(what=Message("link"), name="phone"), NotAllowed()])
async def test_a_refusal_is_said_in_the_sheet(services: FakeServices, error: AlreadyExists | NotAllowed):
    services.refusal = error
    async with visit(services) as page:
        open_sheet(page, services)
        await press(page, "make-link", kind=ui.button)
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == [str(error)]


async def test_it_is_in_the_menu_of_the_childs_page_too(services: FakeServices):
    async with visit(services, "/child/anna") as page:
        await press(page, "child-menu")
        await press(page, "child-links")
        await page.should_see("Anna's own page")
        await until(lambda: texts(page, "link-label"))
        assert texts(page, "link-label") == ["Anna's phone"]
