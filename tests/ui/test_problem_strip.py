"""The strip on top: danger first, each line with what to do, and nothing that cannot be reached."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter
from nicegui.testing.user import User

from backup_views import BACKUP_FAILED
from git_copy_views import GIT_COPY_FAILED
from i18n import Message
from problems import Problem, Severity, SignCode
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import press, texts, until, visit

pytestmark = pytest.mark.anyio

OF_THE_PROGRAM = tuple(
    Problem(code, Severity.WARNING, Message(code)) for code in (BACKUP_FAILED, GIT_COPY_FAILED, "mail_stuck")
)


def lines(page: User) -> list[str]:
    """What the lines say, with the computer each is about."""
    with page:
        return [
            "".join(one.text for one in ElementFilter(local_scope=False).within(instance=line) if hasattr(one, "text"))
            for line in ElementFilter(marker="trouble")
        ]


@pytest.fixture
def services() -> FakeServices:
    danger = Problem(SignCode.RUNS_WITHOUT_LIMITS, Severity.DANGER, Message("no limits"), "pc-ben", "ben")
    clock = Problem(SignCode.CLOCK_OFF, Severity.WARNING, Message("clock"), "pc-anna")
    view = fleet(server("PC-Anna", user("anna"), problems=(clock,)), server("PC-Ben", user("ben"), problems=(danger,)))
    return FakeServices(replace(view, problems=OF_THE_PROGRAM))


@pytest.mark.parametrize("path", ["/", "/computers"])
async def test_danger_stands_first_and_the_rest_is_a_tap_away(services: FakeServices, path: str) -> None:
    async with visit(services, path) as page:
        await until(lambda: lines(page))
        assert len(lines(page)) == 3
        assert lines(page)[0].startswith("PC-Ben: no limits")
        await page.should_see("Show 2 more")
        await press(page, "more-troubles")
        assert len(lines(page)) == 5
        await press(page, "more-troubles", "Show fewer")
        assert len(lines(page)) == 3


async def test_it_stays_open_when_something_else_is_wrong(services: FakeServices) -> None:
    async with visit(services) as page:
        await press(page, "more-troubles")
        services.change_server("pc-anna", problems=())
        await until(lambda: len(lines(page)) == 4)
        assert len(lines(page)) == 4


async def test_what_the_settings_cure_leads_there(services: FakeServices) -> None:
    services.view = replace(services.view, servers=())
    async with visit(services) as page:
        await until(lambda: lines(page))
        assert texts(page, "look") == ["Look"] * 3
