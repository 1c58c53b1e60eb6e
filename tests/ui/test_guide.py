"""The set-up guide says at each step what was found when it was tried, and goes on by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from computer_setup import set_up_command
from errors import KeyNotAccepted, Unreachable
from tests.ui.fleets import PUBLIC_KEY, TINA, FakeServices, fleet, server, user, waiting_for_key
from tests.ui.visit import asked, enter, press, texts, until, visit
from ui.parts import guide
from ui.parts.guide_steps import INSTALL
from views import ServerState, ServerView

pytestmark = pytest.mark.anyio

NEW = server("PC", state=ServerState.NEW)
SILENT = server("PC", state=ServerState.OFF, error=Unreachable(host="pc.local", port=22).message, step="connect")
REFUSED = server("PC", state=ServerState.FAILED, error=KeyNotAccepted(account="x").message, step="auth")


def steps(page: User) -> list[str]:
    """How each step stands."""
    with page:
        return [step.classes[0] for step in ElementFilter(marker="step")]


async def stands(page: User, *wanted: str) -> None:
    await until(lambda: steps(page) == list(wanted))
    assert steps(page) == list(wanted)


def shown(page: User) -> list[str]:
    """The commands that can be seen: nothing around them is hidden."""
    with page:
        found = [(one, [one, *one.ancestors()]) for one in ElementFilter(marker="command")]
    return [one.text for one, around in found if all(element.visible for element in around)]


async def test_from_nothing_to_a_child_each_step_turns_good_by_itself():
    services = FakeServices(fleet())
    async with visit(services, "/guide") as page:
        await page.should_see(marker="command")
        await stands(page, "next", "later", "later", "later", "later")

        await press(page, "add-server")
        await page.should_see(marker="name")
        enter(page, name="PC", host="pc.local")
        await press(page, "do-it")
        await stands(page, "good", "next", "later", "later", "later")

        services.change(lambda _: fleet(SILENT))
        await stands(page, "good", "wrong", "later", "later", "later")
        assert "It is off or not on the network: pc.local does not answer." in texts(page, "step-found")

        services.change(lambda _: fleet(replace(waiting_for_key("PC"), id="pc")))
        await stands(page, "good", "good", "later", "next", "later")
        await press(page, "compare")
        await page.should_see("Is this PC?")

        services.change(lambda _: fleet(REFUSED))
        await stands(page, "good", "good", "wrong", "good", "later")
        services.change(lambda _: fleet(server("PC", found_users=("anna",))))
        await stands(page, "good", "good", "good", "good", "next")

        await press(page, "add-user")
        assert ("add_user", "pc", "anna") in await asked(services, 2)
        services.change(lambda _: fleet(server("PC", user("anna"))))
        await stands(page, "good", "good", "good", "good", "good")
        assert "Done: Anna can be seen on Home." in texts(page, "step-found")


async def test_a_command_is_there_until_its_step_is_good():
    services = FakeServices(fleet(REFUSED))
    async with visit(services, "/guide") as page:
        await page.should_see("Paste the command there; once more does no harm.")
        assert [one for one in shown(page) if one == set_up_command(PUBLIC_KEY)]
        assert INSTALL not in shown(page)
        services.change(lambda _: fleet(server("PC")))
        await stands(page, "good", "good", "good", "good", "next")
        assert not [one for one in shown(page) if one == set_up_command(PUBLIC_KEY)]


async def test_the_address_can_be_mended_from_the_first_step():
    async with visit(FakeServices(fleet(SILENT)), "/guide") as page:
        await page.should_see(marker="edit-entered")
        await press(page, "edit-entered")
        await page.should_see("Edit PC")


async def test_it_begins_with_the_newest_computer_that_is_not_ready_and_offers_the_others():
    view = fleet(server("Old", user("anna")), server("First"), server("Second", state=ServerState.NEW))
    async with visit(FakeServices(view), "/guide") as page:
        await page.should_see("Second is on the list, at second.local.")
        assert texts(page, "guide-chip") == ["First", "Second", "Another computer"]
        page.find("First").click()
        await page.should_see("First is on the list, at first.local.")
        page.find("Another computer").click()
        await stands(page, "next", "later", "later", "later", "later")


async def test_where_all_are_ready_it_begins_with_another_one():
    async with visit(FakeServices(fleet(server("Old", user("anna")))), "/guide") as page:
        await page.should_see(marker="add-server")
        assert texts(page, "guide-chip") == []


async def test_a_computer_that_is_removed_meanwhile_makes_room_for_the_next():
    services = FakeServices(fleet(server("First"), NEW))
    async with visit(services, "/guide") as page:
        await page.should_see("PC is on the list, at pc.local.")
        services.change(lambda _: fleet(server("First")))
        await page.should_see("First is on the list, at first.local.")


@pytest.mark.parametrize(
    ("one", "tried"),
    [
        (SILENT, True),
        (server("PC"), True),
        (waiting_for_key("PC"), False),
        (server("PC", user("anna")), False),
    ],
)
async def test_it_is_tried_again_and_again_unless_it_is_somebody_s_turn(
    one: ServerView, tried: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(guide, "EVERY", 0.01)
    services = FakeServices(fleet(one))
    async with visit(services, "/guide") as page:
        await page.should_see(marker="step")
        if tried:
            await until(lambda: services.asked.count(("sync_now", "pc")) > 1)
            assert set(services.asked) == {("sync_now", "pc")}
        else:
            with page:
                (timer,) = [one for one in ElementFilter(kind=ui.timer) if one.interval == guide.EVERY]
            for _ in range(3):
                await timer.callback()
            assert services.asked == []


async def test_a_viewer_sees_the_steps_and_is_offered_nothing():
    services = FakeServices(fleet(waiting_for_key("PC")))
    services.who = replace(TINA, role="viewer", may_admin=False, may_edit=False, may_grant=False)
    async with visit(services, "/guide") as page:
        await stands(page, "good", "good", "later", "next", "later")
        await page.should_not_see(marker="compare")
        await page.should_not_see(marker="edit-entered")
