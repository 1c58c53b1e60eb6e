"""A child's limits: changed in the draft, said in words, saved, and kept while others change them too."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User
from nicegui.testing.user_interaction import UserInteraction

from errors import NotManaged, QueueFull
from i18n import Message
from tests.ui.child import NOW, RULES, with_limit
from tests.ui.edits import edit
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import asked, enter, press, texts, until, visit
from timekpr_rules import UserConfig, Version
from views import ServerState

pytestmark = pytest.mark.anyio

LIMITS = "LIMITS_PER_WEEKDAYS"
ANNA = {"child_id": "anna"}


def family() -> FakeServices:
    """Anna has a login on two computers, ben has one that is nobody's."""
    pcs = server("PC-Anna", user("anna", **ANNA)), server("Laptop", user("anna", **ANNA)), server("PC-Ben", user("ben"))
    return FakeServices(fleet(*pcs))


def alone() -> FakeServices:
    return FakeServices(fleet(server("PC-Anna", user("anna", **ANNA))))


def disabled(page: User, marker: str) -> bool:
    with page:
        return not next(iter(ElementFilter(marker=marker))).enabled


async def pushed(services: FakeServices, page: User, rules: UserConfig | None, **changes: object) -> None:
    """The rules of anna's first computer are others, and the page hears of it."""
    reads = services.reads
    services.set_rules("pc-anna", "anna", rules, **changes)
    later = NOW + timedelta(seconds=reads + 1)
    services.change_server("pc-anna", users=(user("anna", as_of=later, **ANNA),))
    await until(lambda: services.reads > reads)


async def on_limits(page: User) -> None:
    await until(lambda: texts(page, "limit-6"))


async def test_a_limit_is_changed_said_in_words_and_saved_as_one_edit():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        assert texts(page, "limit-6") == ["2 h"]
        assert texts(page, "change") == []
        await press(page, "less-6")
        await until(lambda: texts(page, "change"))
        assert texts(page, "limit-6") == ["1 h 45"]
        assert texts(page, "change") == ["Saturday: 2 h → 1 h 45"]
        await press(page, "save")
        await until(lambda: not texts(page, "save"))
        assert await asked(services) == [
            ("config", "pc-anna", "anna", {LIMITS: "7200;7200;7200;7200;7200;6300;7200"}),
        ]
        assert services.editing.seen == [{LIMITS: "7200;7200;7200;7200;7200;7200;7200"}]


async def test_taking_a_change_back_leaves_nothing_to_save():
    async with visit(alone(), "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "change"))
        await press(page, "more-6")
        await until(lambda: not texts(page, "change"))
        assert texts(page, "save") == []


async def test_discarding_has_the_limits_as_they_are():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-1")
        await until(lambda: texts(page, "discard"))
        await press(page, "discard")
        await until(lambda: texts(page, "limit-1") == ["2 h"])
        assert (texts(page, "limit-1"), texts(page, "change"), services.asked) == (["2 h"], [], [])


async def test_a_limit_is_entered_and_set_for_other_days_too():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "limit-1")
        await until(lambda: texts(page, "do-it"))
        enter(page, hours="1", minutes="20")
        await press(page, "weekend")
        await press(page, "also-3")
        await press(page, "do-it")
        await until(lambda: texts(page, "change"))
        assert texts(page, "change") == ["Monday, Wednesday, Saturday, Sunday: 2 h → 1 h 20"]


@pytest.mark.parametrize(
    ("hours", "minutes", "field", "sentence"),
    [
        ("25", "0", "hours", "A number from 0 to 24."),
        ("two", "0", "hours", "A number from 0 to 24."),
        ("1", "75", "minutes", "A number from 0 to 59."),
        ("1", "0" * 5000, "minutes", "A number from 0 to 59."),
        ("24", "30", "minutes", "24 h is the most."),
        ("", "", "hours", "Enter a time, or choose that there is no limit."),
        ("{{7*7}}", "", "hours", "A number from 0 to 24."),
    ],
)
async def test_what_is_no_time_is_refused_at_its_field(hours: str, minutes: str, field: str, sentence: str):
    async with visit(alone(), "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "limit-1")
        await until(lambda: texts(page, "do-it"))
        enter(page, hours=hours, minutes=minutes)
        await press(page, "do-it")
        with page:
            fields = {name: next(iter(ElementFilter(kind=ui.input, marker=name))) for name in ("hours", "minutes")}
            assert fields[field].error == sentence
            assert (fields["hours"].value, fields["minutes"].value) == (hours, minutes)
        assert texts(page, "change") == []


async def test_sums_and_doubts_are_said_before_anything_is_saved():
    services = alone()
    services.set_rules("pc-anna", "anna", replace(RULES, week_limit=36_000))
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        assert texts(page, "sums")[0] == "The days add up to 14 h, the week allows 10 h."
        await press(page, "limit-7")
        await until(lambda: texts(page, "do-it"))
        enter(page, hours="12", minutes="0")
        await press(page, "do-it")
        await until(lambda: texts(page, "change"))
        await page.should_see("Sunday: a limit of 12 h is more than the whole week has, 10 h.")


async def test_only_the_ends_that_this_timekpr_knows_are_offered():
    services = alone()
    services.set_rules("pc-anna", "anna", RULES, version=Version(0, 5, 4))
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await page.should_see(marker="lockout-lock")
        await page.should_not_see(marker="lockout-kill")
        await press(page, "lockout-suspendwake")
        await until(lambda: texts(page, "change"))
        assert texts(page, "change") == [
            "At the end of time: the sessions are ended → the computer goes to sleep and wakes up for the next hours"
        ]
        await page.should_see(marker="wake-first")


async def test_a_key_that_the_draft_does_not_touch_follows_the_computer():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "change"))
        await pushed(services, page, with_limit(RULES, 7, 3600), by="Tina")
        await until(lambda: texts(page, "limit-7") == ["1 h"])
        assert (texts(page, "limit-6"), texts(page, "limit-7")) == (["1 h 45"], ["1 h"])
        assert "Saturday: 2 h → 1 h 45" in texts(page, "change")
        await page.should_see("Tina has changed other things meanwhile; they are taken in:")


@pytest.mark.parametrize(("decision", "left"), [("take-theirs", []), ("keep-mine", ["Saturday: 1 h → 1 h 45"])])
async def test_two_parents_who_change_the_same_are_told_and_one_decides(decision: str, left: list[str]):
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "change"))
        await pushed(services, page, with_limit(RULES, 6, 3600), by="Tina")
        await until(lambda: texts(page, "theirs"))
        assert texts(page, "theirs") == ["Saturday: 2 h → 1 h"]
        assert texts(page, "limit-6") == ["1 h 45"]
        assert texts(page, "save") == []
        await press(page, decision)
        await until(lambda: not texts(page, "theirs"))
        assert texts(page, "change") == left


async def test_a_disagreement_is_not_forgotten_when_more_happens():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "change"))
        await pushed(services, page, with_limit(RULES, 6, 3600), by="Tina")
        await until(lambda: texts(page, "theirs"))
        await pushed(services, page, with_limit(with_limit(RULES, 6, 3600), 7, 1800), by="Tina")
        await until(lambda: texts(page, "limit-7") == ["30 min"])
        assert texts(page, "theirs") == ["Saturday: 2 h → 1 h"]
        await press(page, "take-theirs")
        await until(lambda: texts(page, "limit-6") == ["1 h"])
        assert texts(page, "limit-6") == ["1 h"]


async def test_what_differs_elsewhere_is_said_and_only_the_change_goes_there():
    services = family()
    services.set_rules("laptop", "anna", with_limit(RULES, 7, 3600))
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        assert texts(page, "chip") == ["PC-Anna", "Laptop"]
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        assert texts(page, "save") == ["Save for 2 computers"]
        assert "Sunday: 2 h → 1 h" in texts(page, "change")
        await press(page, "save")
        await until(lambda: not texts(page, "save"))
        await asked(services, 2)
        assert services.asked == [
            ("config", "laptop", "anna", {LIMITS: "7200;7200;7200;7200;7200;6300;3600"}),
            ("config", "pc-anna", "anna", {LIMITS: "7200;7200;7200;7200;7200;6300;7200"}),
        ]


async def test_a_computer_that_is_not_ticked_gets_nothing():
    services = family()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        await press(page, "target")
        await until(lambda: texts(page, "save") == ["Save for 1 computer"])
        await press(page, "save")
        await until(lambda: not texts(page, "save"))
        await asked(services)
        assert [call[1] for call in services.asked] == ["pc-anna"]


async def test_a_draft_that_could_not_be_saved_is_still_there():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        services.refusal = QueueFull(server="PC-Anna", limit=1000)
        await press(page, "save")
        await until(lambda: any(texts(page, "complaint")))
        assert texts(page, "complaint") == [services.refusal.text()]
        assert texts(page, "change") == ["Saturday: 2 h → 1 h 45"]


async def test_the_life_of_what_was_saved_is_seen_there():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        waiting = edit(kind="config", words=(Message("Saturday: 2 h → 1 h 45"),))
        services.change_server("pc-anna", users=(user("anna", edits=(waiting,), **ANNA),))
        await until(lambda: texts(page, "edit-words"))
        assert texts(page, "edit-words") == ["Saturday: 2 h → 1 h 45"]


async def test_a_draft_outlives_a_look_at_another_computer():
    async with visit(family(), "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        look_at(page, "Laptop")
        await until(lambda: texts(page, "limit-6") == ["2 h"])
        assert texts(page, "chip") == ["PC-Anna •", "Laptop"]
        look_at(page, "PC-Anna •")
        await until(lambda: texts(page, "limit-6") == ["1 h 45"])
        assert texts(page, "limit-6") == ["1 h 45"]


def look_at(page: User, name: str) -> None:
    with page:
        chip = {one for one in ElementFilter(marker="chip") if one.text == name}
    UserInteraction(page, chip, None).click()


async def test_rules_that_are_not_known_say_why():
    services = alone()
    services.set_rules("pc-anna", "anna", None, why=Message("The rules of anna on PC-Anna are damaged there."))
    async with visit(services, "/child/anna/limits") as page:
        await page.should_see("The rules of anna on PC-Anna are damaged there.")
        await page.should_not_see(marker="limit-6")


async def test_an_address_of_nobody_says_so():
    async with visit(alone(), "/child/zoe/limits") as page:
        await page.should_see(marker="nobody")


async def test_a_push_without_news_asks_for_no_rules():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        reads = services.reads
        for _ in range(5):
            services.change(lambda view: replace(view, syncing=not view.syncing))
        await asyncio.sleep(0.1)
        assert services.reads == reads


async def test_rules_that_may_not_be_read_say_so():
    services = alone()
    services.rules = refused
    async with visit(services, "/child/anna/limits") as page:
        await page.should_see(NotManaged(user="anna", server="PC-Anna").text())


def refused(*_: object) -> None:
    raise NotManaged(user="anna", server="PC-Anna")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ServerState.OFF, "What is saved waits until it is on."),
        (ServerState.DISABLED, "PC-Anna is switched off here."),
        (ServerState.KEY_CHANGED, "Nothing is sent to PC-Anna until its host key is confirmed, under Computers."),
        (ServerState.FAILED, "PC-Anna cannot be read."),
    ],
)
async def test_what_becomes_of_a_change_that_cannot_be_sent_is_said_before(state: ServerState, words: str):
    services = FakeServices(fleet(server("PC-Anna", user("anna"), state=state)))
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await page.should_see(words)
