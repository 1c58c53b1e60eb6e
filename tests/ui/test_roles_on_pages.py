"""What does not reach so far is not offered: a page without buttons that would only say no."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter

from tests.ui.fleets import TINA, FakeServices
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
