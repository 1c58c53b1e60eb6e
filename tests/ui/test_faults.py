"""When something goes wrong behind a page, the person in front of it hears of it in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest
from nicegui import run

from errors import DataError, NotSaved
from tests.ui.fleets import FakeServices
from tests.ui.visit import press, texts, until, visit

pytestmark = pytest.mark.anyio


def failing(error: Exception) -> Callable[[], NoReturn]:
    def fail() -> NoReturn:
        raise error

    return fail


async def test_a_refusal_of_a_button_without_a_form_is_said_in_passing(services: FakeServices):
    services.refusal = NotSaved(path="servers.json", why="the disk is full")
    async with visit(services, "/computers") as page:
        await press(page, "add-user")
        await until(lambda: page.notify.messages)
        assert page.notify.messages == [
            "Not saved: the disk is full (servers.json). What was there before is unchanged."
        ]


async def test_what_is_not_begun_because_the_program_ends_is_not_said_to_be_done(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch
):
    async def not_any_more(*_args: object, **_named: object) -> None:
        """As NiceGUI's run.io_bound does then."""

    async with visit(services, "/computers") as page:
        await page.should_see(marker="add-user")
        monkeypatch.setattr(run, "io_bound", not_any_more)
        await press(page, "add-user")
        await until(lambda: page.notify.messages)
        assert page.notify.messages == ["The program is being ended at this moment. Nothing was changed."]


async def test_a_fault_of_ours_is_logged_and_named_as_ours(services: FakeServices, caplog: pytest.LogCaptureFixture):
    services.sync_now = failing(ZeroDivisionError("secret detail"))
    async with visit(services, "/computers") as page:
        await press(page, "sync-now")
        await until(lambda: page.notify.messages)
        assert page.notify.messages == ["That did not work, by a fault in this program. Its log says more."]
        assert "secret detail" in caplog.text
        caplog.clear()


async def test_a_fleet_that_cannot_be_read_is_said_where_the_state_stands(services: FakeServices):
    services.fleet_view = failing(DataError())
    async with visit(services, "/computers") as page:
        assert texts(page, "sync-state") == ["The data directory cannot be used."]


async def test_a_key_that_cannot_be_read_is_said_and_the_page_stays(
    services: FakeServices, caplog: pytest.LogCaptureFixture
):
    services.public_key = failing(DataError())
    async with visit(services, "/guide") as page:
        await until(lambda: page.notify.messages)
        assert page.notify.messages == ["The data directory cannot be used."]
        await page.should_see("Set-up guide")
        caplog.clear()
