"""PlayTime of a child: its switches, its limits, the programs that count, and the place to try them."""

from __future__ import annotations

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from errors import TriedTooLong
from tests.ui.child import RULES, with_play
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import asked, complaints, enter, press, texts, until, visit
from timekpr_rules import Activity

pytestmark = pytest.mark.anyio

ACTIVITIES = "PLAYTIME_ACTIVITIES"
GAMES = (Activity("steam", "Steam"), Activity("supertuxkart"), Activity("minecraft.*", "Minecraft"))


def playing(*games: Activity, **changes: object) -> FakeServices:
    services = FakeServices(fleet(server("PC-Anna", user("anna"))))
    services.set_rules("pc-anna", "anna", with_play(*(games or GAMES)), **changes)
    return services


async def ready(page: User) -> None:
    await until(lambda: texts(page, "activity-name"))


async def test_programs_are_listed_under_what_they_are_called():
    async with visit(playing(), "/child/anna/playtime") as page:
        await ready(page)
        assert texts(page, "activity-name") == ["Steam", "supertuxkart", "Minecraft"]
        assert texts(page, "activity-mask") == ["steam", "minecraft.*"]


async def test_a_program_is_added_and_saved():
    services = playing()
    async with visit(services, "/child/anna/playtime") as page:
        await ready(page)
        await press(page, "add-activity")
        await until(lambda: texts(page, "do-it"))
        enter(page, mask=" extremetuxracer ", description="Tux Racer")
        await press(page, "do-it")
        await until(lambda: texts(page, "change"))
        assert texts(page, "change") == ["Counts as play now: Tux Racer (extremetuxracer)"]
        await press(page, "save")
        wanted = "steam[Steam];supertuxkart[];minecraft.*[Minecraft];extremetuxracer[Tux Racer]"
        assert await asked(services) == [("config", "pc-anna", "anna", {ACTIVITIES: wanted})]


async def test_programs_change_places_and_go():
    async with visit(playing(), "/child/anna/playtime") as page:
        await ready(page)
        await press(page, "down-0")
        await until(lambda: texts(page, "activity-name")[0] == "supertuxkart")
        assert texts(page, "activity-name") == ["supertuxkart", "Steam", "Minecraft"]
        assert texts(page, "change") == ["The order of the programs that count as play has changed."]
        await press(page, "remove-2")
        await until(lambda: len(texts(page, "activity-name")) == 2)
        assert texts(page, "change") == ["Counts as play no longer: Minecraft (minecraft.*)"]


@pytest.mark.parametrize(
    ("mask", "name", "field"),
    [
        ("x", "", "mask"),
        ("100%", "", "mask"),
        ("st[ea]m", "", "mask"),
        ("steam;tux", "", "mask"),
        ("x{99999999999}", "", "mask"),
        ('steam("x")', "", "mask"),
        ("", "", "mask"),
        ("steam", "50% off", "description"),
        ("steam", "a]b", "description"),
        ("steam", "a;b", "description"),
        ("steam", "\u202egnp", "description"),
    ],
)
async def test_what_the_file_cannot_hold_is_refused_at_its_field(mask: str, name: str, field: str):
    async with visit(playing(), "/child/anna/playtime") as page:
        await ready(page)
        await press(page, "add-activity")
        await until(lambda: texts(page, "do-it"))
        enter(page, mask=mask, description=name)
        await press(page, "do-it")
        await until(lambda: any(complaints(page, "mask", "description")))
        said = dict(zip(("mask", "description"), complaints(page, "mask", "description"), strict=True))
        assert "is not allowed" in said.pop(field)
        assert list(said.values()) == [""]
        with page:
            fields = [next(iter(ElementFilter(kind=ui.input, marker=one))).value for one in ("mask", "description")]
        assert fields == [mask, name]
        assert texts(page, "change") == []


@pytest.mark.parametrize("mask", ["<script>alert(1)</script>", "{{7*7}}", "a|b", "((", "ü.*", "${x}", "`x`"])
async def test_odd_masks_that_timekpr_can_hold_are_taken(mask: str):
    async with visit(playing(), "/child/anna/playtime") as page:
        await ready(page)
        await press(page, "add-activity")
        await until(lambda: texts(page, "do-it"))
        enter(page, mask=mask, description="odd")
        await press(page, "do-it")
        await until(lambda: texts(page, "change"))
        assert texts(page, "change") == [f"Counts as play now: odd ({mask})"]


async def test_programs_are_tried_with_what_is_not_saved_yet():
    services = playing()
    async with visit(services, "/child/anna/playtime") as page:
        await ready(page)
        await press(page, "remove-0")
        await until(lambda: len(texts(page, "activity-name")) == 2)
        with page:
            next(iter(ElementFilter(kind=ui.textarea, marker="programs"))).value = "steam\nminecraft-launcher\njava x"
        await press(page, "try")
        await until(lambda: texts(page, "trial-says"))
        assert texts(page, "trial-says") == ["Does not count", "Counts as Minecraft", "Does not count"]
        await page.should_see("Only the program's file is looked at on this computer, not what stands behind it.")


async def test_a_mask_that_takes_for_ever_is_said_to_do_so():
    services = playing()

    def never(*_: object, **__: object) -> None:
        raise TriedTooLong

    services.try_masks = never
    async with visit(services, "/child/anna/playtime") as page:
        await ready(page)
        with page:
            next(iter(ElementFilter(kind=ui.textarea, marker="programs"))).value = "steam"
        await press(page, "try")
        await until(lambda: any(texts(page, "complaint")))
        assert texts(page, "complaint") == [TriedTooLong().text()]


async def test_where_the_computer_has_playtime_off_it_says_so_and_can_switch_it_on():
    services = playing(playtime_on=False)
    async with visit(services, "/child/anna/playtime") as page:
        await page.should_see(marker="master-off")
        await press(page, "master-on")
        assert await asked(services) == [("main", "pc-anna", {"TIMEKPR_PLAYTIME_ENABLED": "True"}, {})]


async def test_a_switch_goes_into_the_draft():
    services = FakeServices(fleet(server("PC-Anna", user("anna"))))
    services.set_rules("pc-anna", "anna", RULES)
    async with visit(services, "/child/anna/playtime") as page:
        await page.should_see(marker="playtime-enabled")
        await press(page, "playtime-enabled")
        await until(lambda: texts(page, "change"))
        assert texts(page, "change") == ["PlayTime is switched on."]
        await press(page, "more-1")
        await until(lambda: len(texts(page, "change")) == 2)
        assert texts(page, "change")[1] == "PlayTime, Monday: 0 min → 15 min"
