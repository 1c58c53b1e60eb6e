"""The list of programs while it is changed elsewhere, and taps that come twice."""

from __future__ import annotations

import pytest
from nicegui.testing.user import User

from tests.ui.child import with_play
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.test_child_limits import ANNA, pushed
from tests.ui.visit import complaints, enter, open_sheets, press, texts, until, visit

pytestmark = pytest.mark.anyio

STEAM, MINECRAFT, TUX = ("steam", ""), ("minecraft", ""), ("supertuxkart", "Tux")


def playing(*games: tuple[str, str]) -> FakeServices:
    services = FakeServices(fleet(server("PC-Anna", user("anna", **ANNA))))
    services.set_rules("pc-anna", "anna", with_play(*games))
    return services


async def opened(page: User, marker: str) -> None:
    """With one of the sheets open."""
    await until(lambda: texts(page, "activity-name"))
    await press(page, marker)
    await until(lambda: texts(page, "do-it"))


async def listed(page: User, *names: str) -> list[str]:
    """The list, once it is as expected."""
    await until(lambda: texts(page, "activity-name") == list(names))
    return texts(page, "activity-name")


async def test_a_program_that_moved_while_it_was_edited_is_the_one_that_is_changed():
    services = playing(STEAM, MINECRAFT)
    async with visit(services, "/child/anna/playtime") as page:
        await opened(page, "edit-1")
        enter(page, description="Minecraft")
        await pushed(services, page, with_play(TUX, STEAM, MINECRAFT), by="Tom")
        await listed(page, "Tux", "steam", "minecraft")
        await press(page, "do-it")
        assert await listed(page, "Tux", "steam", "Minecraft") == ["Tux", "steam", "Minecraft"]
        assert open_sheets(page) == []


async def test_a_program_that_was_removed_while_it_was_edited_takes_no_other_ones_place():
    services = playing(STEAM, MINECRAFT)
    async with visit(services, "/child/anna/playtime") as page:
        await opened(page, "edit-0")
        enter(page, description="Steam")
        await pushed(services, page, with_play(MINECRAFT), by="Tom")
        await listed(page, "minecraft")
        await press(page, "do-it")
        assert texts(page, "complaint") == [
            "steam was changed or removed meanwhile. Close this and look at the list again."
        ]
        assert (texts(page, "activity-name"), texts(page, "change")) == (["minecraft"], [])


@pytest.mark.parametrize("second", ["button", "enter"])
async def test_a_program_is_added_once_however_often_done_is_tapped_while_the_sheet_closes(second: str):
    async with visit(playing(STEAM), "/child/anna/playtime") as page:
        await opened(page, "add-activity")
        enter(page, mask="roblox")
        await press(page, "do-it")
        if second == "button":
            await press(page, "do-it")
        else:
            page.find(marker="mask").trigger("keydown.enter")
        assert await listed(page, "steam", "roblox") == ["steam", "roblox"]
        assert texts(page, "change") == ["Counts as play now: roblox"]
        assert complaints(page, "mask") == [""]


@pytest.mark.parametrize("sheet", ["add-activity", "edit-0"])
async def test_a_program_that_is_in_the_list_already_is_refused_at_its_field(sheet: str):
    async with visit(playing(STEAM, MINECRAFT), "/child/anna/playtime") as page:
        await opened(page, sheet)
        enter(page, mask="minecraft", description="Again")
        await press(page, "do-it")
        assert complaints(page, "mask") == ["This program is in the list already."]
        assert (len(open_sheets(page)), texts(page, "change")) == (1, [])


async def test_of_two_programs_that_are_the_same_the_one_that_was_chosen_is_moved_and_named():
    async with visit(playing(STEAM, STEAM, MINECRAFT), "/child/anna/playtime") as page:
        await opened(page, "edit-1")
        enter(page, description="Steam")
        await press(page, "do-it")
        await listed(page, "steam", "Steam", "minecraft")
        await press(page, "down-1")
        assert await listed(page, "steam", "minecraft", "Steam") == ["steam", "minecraft", "Steam"]
