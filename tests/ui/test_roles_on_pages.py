"""What does not reach so far is not offered: a page without buttons that would only say no."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter, ui

from tests.ui.fleets import TINA, FakeServices, fleet, server, user
from tests.ui.visit import until, visit
from views import PersonView

pytestmark = pytest.mark.anyio

VIEWER = replace(TINA, role="viewer", may_grant=False, may_edit=False, may_admin=False)
PARENT = replace(TINA, role="parent", may_admin=False)


def seen(page, *markers: str) -> set[str]:
    """Those of these marks that stand on the page and can be seen, with all that they are in."""
    found = set()
    with page:
        for marker in markers:
            for element in ElementFilter(marker=marker):
                if all(one.visible for one in (element, *element.ancestors())):
                    found.add(marker)
    return found


@pytest.mark.parametrize(
    ("who", "path", "offered"),
    [
        (TINA, "/", {"give-15", "user-menu"}),
        (PARENT, "/", {"give-15", "user-menu"}),
        (VIEWER, "/", set()),
        (TINA, "/computers", {"server-menu", "add-user", "add-server", "compare", "user-menu"}),
        (PARENT, "/computers", {"user-menu"}),
        (VIEWER, "/computers", set()),
    ],
)
async def test_only_what_somebody_may_do_is_offered(
    services: FakeServices, who: PersonView, path: str, offered: set[str]
):
    services.who = who
    async with visit(services, path) as page:
        await until(lambda: page.find(marker="headline").elements)
        marks = ("give-15", "user-menu", "server-menu", "add-user", "add-server", "compare")
        assert seen(page, *marks) == offered


@pytest.mark.parametrize("path", ["/audit", "/computers/pc-anna/settings"])
async def test_a_page_for_admins_shows_others_nothing_of_itself(path: str):
    services = FakeServices(fleet(server("PC-Anna", user("anna"))))
    services.who = VIEWER
    async with visit(services, path) as page:
        await page.should_see("This page is for admins.")
        await page.should_not_see(kind=ui.switch)
        await page.should_not_see(kind=ui.input)
