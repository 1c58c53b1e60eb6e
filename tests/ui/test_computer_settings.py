"""Timekpr's own settings of a computer: every key, what it is about, and one edit for all that was changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from errors import NotSaved
from tests.ui.edits import edit
from tests.ui.fleets import FakeServices, fleet, server, switched_off
from tests.ui.visit import asked, complaints, enter, press, texts, until, visit
from timekpr_rules import File, MainConfig, describe_keys, settable
from timekpr_rules.refusals import OutOfRange
from ui.parts.main_form import GROUPS, PLAYTIME, SWITCHES, settings_path

pytestmark = pytest.mark.anyio
PATH = settings_path("pc")


@pytest.fixture
def services() -> FakeServices:
    return FakeServices(fleet(server("PC"), server("Other")))


def switch(page: User, marker: str, value: bool) -> None:
    with page:
        next(iter(ElementFilter(kind=ui.switch, marker=marker))).value = value


def entered(page: User, marker: str) -> object:
    with page:
        return next(iter(ElementFilter(marker=marker))).value


def test_every_key_that_may_be_set_has_one_control():
    names = [name for _, some in GROUPS for name in some]

    assert sorted(names) == sorted(key.name for key in describe_keys(File.MAIN) if settable(key.name))
    assert set(SWITCHES) == {key.name for key in describe_keys(File.MAIN) if key.kind == "boolean"}


async def test_the_controls_show_what_is_expected_and_nothing_is_to_be_saved(services: FakeServices):
    services.main = replace(services.main, config=MainConfig(poll_time=7, playtime_enabled=True))
    async with visit(services, PATH) as page:
        await page.should_see(marker="TIMEKPR_POLLTIME")
        assert entered(page, "TIMEKPR_POLLTIME") == "7"
        assert entered(page, PLAYTIME) is True
        assert entered(page, "TIMEKPR_SESSION_TYPES_CTRL") == "x11 wayland mir"
        assert texts(page, "settings-of") == ["PC"]
        await page.should_see("3 to 30, usually 3")
        await page.should_not_see(marker="save")


async def test_the_difference_is_said_and_saved_as_one_edit_with_what_was_seen(services: FakeServices):
    async with visit(services, PATH) as page:
        await page.should_see(marker="TIMEKPR_POLLTIME")
        enter(page, TIMEKPR_POLLTIME="5", TIMEKPR_USERS_EXCL=" gdm,  root ")
        switch(page, PLAYTIME, True)
        await until(lambda: len(texts(page, "difference")) == 3)
        assert texts(page, "difference")[0] == "Seconds between two looks at the users: 3 → 5"
        assert texts(page, "difference")[-1] == "PlayTime is switched on for the whole computer."
        await press(page, "save")
        ((what, where, changes, seen),) = await asked(services)
        assert (what, where) == ("main", "pc")
        assert changes == {PLAYTIME: "True", "TIMEKPR_POLLTIME": "5", "TIMEKPR_USERS_EXCL": "gdm;root"}
        assert (seen["TIMEKPR_POLLTIME"], seen[PLAYTIME]) == ("3", "False")
        assert set(seen) == set(changes)
        assert services.editing.requests[0].who == ""


async def test_after_saving_the_new_values_are_what_is_seen(services: FakeServices):
    async with visit(services, PATH) as page:
        await page.should_see(marker="TIMEKPR_POLLTIME")
        enter(page, TIMEKPR_POLLTIME="5")
        await page.should_see(marker="save")
        services.main = replace(services.main, config=MainConfig(poll_time=5))
        await press(page, "save")
        await until(lambda: not texts(page, "difference"))
        assert entered(page, "TIMEKPR_POLLTIME") == "5"
        await page.should_not_see(marker="save")


async def test_what_is_put_back_is_no_change(services: FakeServices):
    async with visit(services, PATH) as page:
        await page.should_see(marker="TIMEKPR_POLLTIME")
        enter(page, TIMEKPR_POLLTIME="5")
        await page.should_see(marker="save")
        enter(page, TIMEKPR_POLLTIME="3")
        await page.should_not_see(marker="save")


@pytest.mark.parametrize(
    ("marker", "value", "sentence"),
    [
        ("TIMEKPR_POLLTIME", "99", "A number from 3 to 30."),
        ("TIMEKPR_POLLTIME", "", "A number from 3 to 30."),
        ("TIMEKPR_SAVE_TIME", "1e1", "A number from 10 to 60."),
        (
            "TIMEKPR_USERS_EXCL",
            "gdm <b>",
            "Only names of letters, digits, “.”, “_” and “-”, at most 32 characters each.",
        ),
    ],
)
async def test_what_is_not_allowed_is_said_at_its_field(services: FakeServices, marker: str, value: str, sentence: str):
    async with visit(services, PATH) as page:
        await page.should_see(marker=marker)
        enter(page, **{marker: value})
        await until(lambda: complaints(page, marker) == [sentence])
        assert complaints(page, marker) == [sentence]
        with page:
            assert not next(iter(ElementFilter(kind=ui.button, marker="save"))).enabled
        assert services.asked == []


async def test_why_it_was_refused_is_said_at_the_field_or_below(services: FakeServices):
    async with visit(services, PATH) as page:
        await page.should_see(marker="TIMEKPR_POLLTIME")
        enter(page, TIMEKPR_POLLTIME="5")
        await page.should_see(marker="save")
        services.refusal = OutOfRange(what="TIMEKPR_POLLTIME", value="5", minimum=9, maximum=10)
        await press(page, "save")
        await until(lambda: complaints(page, "TIMEKPR_POLLTIME") != [""])
        assert complaints(page, "TIMEKPR_POLLTIME") == [services.refusal.text()]
        services.refusal = NotSaved(path="x", why="full")
        await press(page, "save")
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == [services.refusal.text()]


async def test_what_somebody_is_changing_stays_and_is_compared_with_what_they_saw(services: FakeServices):
    async with visit(services, PATH) as page:
        await page.should_see(marker="TIMEKPR_POLLTIME")
        enter(page, TIMEKPR_POLLTIME="5")
        await page.should_see(marker="save")
        services.main = replace(services.main, config=MainConfig(poll_time=9, save_time=60))
        services.change_server("pc", edits=(edit(user="", kind="main"),))
        await page.should_see(marker="one-edit")
        assert entered(page, "TIMEKPR_POLLTIME") == "5"
        await press(page, "save")
        await asked(services)
        assert services.asked == [("main", "pc", {"TIMEKPR_POLLTIME": "5"}, {"TIMEKPR_POLLTIME": "3"})]


async def test_what_comes_in_while_nobody_changes_anything_is_shown(services: FakeServices):
    async with visit(services, PATH) as page:
        await page.should_see(marker="TIMEKPR_POLLTIME")
        services.main = replace(services.main, config=MainConfig(poll_time=9))
        services.change_server("pc", edits=(edit(user="", kind="main"),))
        await until(lambda: entered(page, "TIMEKPR_POLLTIME") == "9")
        assert entered(page, "TIMEKPR_POLLTIME") == "9"


async def test_discarding_shows_again_what_is_there(services: FakeServices):
    async with visit(services, PATH) as page:
        await page.should_see(marker="TIMEKPR_POLLTIME")
        enter(page, TIMEKPR_POLLTIME="5")
        await page.should_see(marker="discard")
        await press(page, "discard")
        await until(lambda: entered(page, "TIMEKPR_POLLTIME") == "3")
        assert entered(page, "TIMEKPR_POLLTIME") == "3"
        assert services.asked == []


async def test_settings_that_are_not_known_cannot_be_changed(services: FakeServices):
    services.main = replace(services.main, config=None, as_of=None)
    async with visit(services, PATH) as page:
        await page.should_see("Not known yet: it has to be read once before it can be changed.")
        await page.should_not_see(marker="TIMEKPR_POLLTIME")


async def test_a_damaged_file_is_said(services: FakeServices):
    services.main = replace(services.main, config=None, damaged=True)
    async with visit(services, PATH) as page:
        await page.should_see("The file is damaged there: nothing in it can be changed from here.")


async def test_of_a_computer_that_is_off_it_is_said_how_old_they_are_and_that_it_waits():
    services = FakeServices(fleet(switched_off("PC")))
    async with visit(services, PATH) as page:
        await page.should_see("As read 14:03. What is saved now waits until it can be reached.")
        await page.should_see(marker="TIMEKPR_POLLTIME")


async def test_a_computer_that_is_not_ours_any_more_is_said(services: FakeServices):
    async with visit(services, PATH) as page:
        await page.should_see(marker="TIMEKPR_POLLTIME")
        services.change(lambda view: replace(view, servers=view.servers[1:]))
        await page.should_see("This computer is not on the list any more.")
        await page.should_not_see(marker="TIMEKPR_POLLTIME")


async def test_what_timekpr_there_does_not_know_yet_cannot_be_set(services: FakeServices):
    name = "TIMEKPR_PLAYTIME_ENHANCED_ACTIVITY_MONITOR_ENABLED"
    services.main = replace(services.main, lacks=frozenset({name}))
    async with visit(services, PATH) as page:
        await page.should_see("Timekpr there is too old for this.")
        with page:
            assert not next(iter(ElementFilter(marker=name))).enabled
