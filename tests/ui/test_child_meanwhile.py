"""What goes on while a draft is open, or is just being saved: nothing that somebody entered is lost without a word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

import pytest
from nicegui import ElementFilter
from nicegui.testing.user import User

from errors import QueueFull
from i18n import Message
from tests.ui.child import RULES, with_limit
from tests.ui.edits import edit
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.test_child_limits import ANNA, LIMITS, alone, family, on_limits, pushed
from tests.ui.visit import enter, press, texts, until, visit
from timekpr_rules import UserConfig

pytestmark = pytest.mark.anyio


def held(services: FakeServices, then: Callable[[str], None]) -> Event:
    """Edits of rules are accepted once this is set; ``then`` happens at it, with the computer's id."""
    go, real = Event(), services.editing.config

    def config(server_id: str, *args: object, **named: object) -> None:
        go.wait(5)
        real(server_id, *args, **named)
        then(server_id)

    services.editing.config = config
    return go


def resting(page: User) -> bool:
    """Whether Save is at rest, because it is being saved."""
    with page:
        return any(button.props.get("aria-disabled") == "true" for button in ElementFilter(marker="save"))


def saved(services: FakeServices, rules: UserConfig) -> Callable[[str], None]:
    """From then on the rules are these, by whoever is signed in here."""
    return lambda server_id: services.set_rules(server_id, "anna", rules, by="Tina")


async def test_what_is_changed_while_saving_stays_to_be_saved():
    services = alone()
    go = held(services, saved(services, with_limit(RULES, 6, 6300)))
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        await press(page, "save")
        await until(lambda: resting(page))
        await press(page, "less-7")
        await until(lambda: texts(page, "limit-7") == ["1 h 45"])
        go.set()
        await until(lambda: texts(page, "change") == ["Sunday: 2 h → 1 h 45"])
        assert texts(page, "change") == ["Sunday: 2 h → 1 h 45"]
        assert (texts(page, "limit-6"), texts(page, "limit-7")) == (["1 h 45"], ["1 h 45"])


async def test_what_is_taken_back_while_saving_becomes_a_change_of_what_was_saved():
    services = alone()
    go = held(services, saved(services, with_limit(RULES, 6, 6300)))
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        await press(page, "save")
        await until(lambda: resting(page))
        await press(page, "more-6")
        await until(lambda: texts(page, "limit-6") == ["2 h"])
        go.set()
        await until(lambda: texts(page, "change") == ["Saturday: 1 h 45 → 2 h"])
        assert texts(page, "change") == ["Saturday: 1 h 45 → 2 h"]


async def test_a_change_right_behind_the_tap_on_save_takes_the_tap_not_away():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        await press(page, "save")
        await press(page, "less-7")
        await until(lambda: services.asked)
        assert services.asked == [("config", "pc-anna", "anna", {LIMITS: "7200;7200;7200;7200;7200;6300;6300"})]


async def test_what_another_parent_changes_while_saving_is_followed_after_a_refusal_too():
    services = alone()
    go = Event()

    def refused(*_: object, **__: object) -> None:
        go.wait(5)
        raise QueueFull(server="PC-Anna", limit=1000)

    services.editing.config = refused
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        await press(page, "save")
        await pushed(services, page, with_limit(RULES, 7, 3600), by="Tom")
        go.set()
        await until(lambda: texts(page, "limit-7") == ["1 h"])
        assert texts(page, "limit-7") == ["1 h"]
        assert texts(page, "change")[0] == "Saturday: 2 h → 1 h 45"


def slow_and_refused_at_the_second(services: FakeServices) -> Event:
    """The laptop accepts, and the page hears of it; then PC-Anna refuses, once this is set."""
    go, real = Event(), services.editing.config

    def config(server_id: str, *args: object, **named: object) -> None:
        real(server_id, *args, **named)
        if server_id == "laptop":
            services.set_rules("laptop", "anna", with_limit(RULES, 6, 6300), by="Tina")
            waiting = edit(kind="config", words=(Message("Saturday"),))
            services.change_server("laptop", users=(user("anna", edits=(waiting,), **ANNA),))
            return
        go.wait(5)
        raise QueueFull(server="PC-Anna", limit=1000)

    services.editing.config = config
    return go


async def test_a_refusal_is_said_although_the_card_was_drawn_anew_meanwhile():
    services = family()
    go = slow_and_refused_at_the_second(services)
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        await press(page, "save")
        await until(lambda: texts(page, "save") == ["Save for 1 computer"])
        go.set()
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == ["PC-Anna: " + QueueFull(server="PC-Anna", limit=1000).text()]
        await pushed(services, page, with_limit(RULES, 7, 3600), by="Tom")
        await until(lambda: texts(page, "limit-7") == ["1 h"])
        assert texts(page, "complaint") == ["PC-Anna: " + QueueFull(server="PC-Anna", limit=1000).text()]


async def test_nothing_is_saved_twice_by_a_button_that_was_drawn_anew_meanwhile():
    services = family()
    go = slow_and_refused_at_the_second(services)
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        await press(page, "save")
        await until(lambda: texts(page, "save") == ["Save for 1 computer"])
        with page:
            (button,) = ElementFilter(marker="save")
        assert button.props["aria-disabled"] == "true"
        await press(page, "save")
        await press(page, "discard")
        await asyncio.sleep(0.1)
        go.set()
        await until(lambda: texts(page, "complaint"))
        await asyncio.sleep(0.1)
        assert [call[1] for call in services.asked] == ["laptop", "pc-anna"]
        assert button.is_deleted or button.props.get("aria-disabled") != "true"
        assert texts(page, "change")[0] == "Saturday: 2 h → 1 h 45"


async def test_rules_that_become_unknown_leave_nothing_to_touch_and_the_draft_waits():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        await pushed(services, page, None, why=Message("They are damaged there."))
        await until(lambda: texts(page, "not-known-says"))
        assert texts(page, "not-known-says") == ["They are damaged there."]
        await page.should_not_see(marker="limit-6")
        assert (texts(page, "change"), texts(page, "save")) == (["Saturday: 2 h → 1 h 45"], [])
        assert texts(page, "waits") == ["This is kept, and can be saved once the rules are known again."]
        await pushed(services, page, RULES)
        await until(lambda: texts(page, "limit-6"))
        assert (texts(page, "limit-6"), texts(page, "save")) == (["1 h 45"], ["Save"])


async def test_a_sheet_whose_rules_are_unknown_by_now_says_so_and_keeps_what_was_entered():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "limit-6")
        await until(lambda: texts(page, "do-it"))
        await pushed(services, page, None, why=Message("They are damaged there."))
        await until(lambda: texts(page, "not-known-says"))
        enter(page, hours="0", minutes="10")
        await press(page, "do-it")
        await until(lambda: texts(page, "complaint"))
        assert texts(page, "complaint") == ["These rules are not known any more, so nothing was changed."]
        await pushed(services, page, RULES)
        await on_limits(page)
        await press(page, "do-it")
        await until(lambda: texts(page, "change"))
        assert texts(page, "change")[0] == "Saturday: 2 h → 10 min"


async def test_a_clash_is_over_when_the_other_side_comes_to_the_same():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await press(page, "less-7")
        await pushed(services, page, with_limit(RULES, 6, 3600), by="Tom")
        await until(lambda: texts(page, "theirs"))
        assert texts(page, "save") == []
        await pushed(services, page, with_limit(RULES, 6, 6300), by="Tom")
        await until(lambda: texts(page, "save"))
        assert (texts(page, "theirs"), texts(page, "save")) == ([], ["Save"])
        assert texts(page, "change")[0] == "Sunday: 2 h → 1 h 45"


async def test_a_clash_is_over_when_one_enters_what_they_did():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await press(page, "less-7")
        await pushed(services, page, with_limit(RULES, 6, 5400), by="Tom")
        await until(lambda: texts(page, "theirs"))
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        assert (texts(page, "theirs"), texts(page, "save")) == ([], ["Save"])


async def test_a_value_on_the_computer_that_nobody_may_set_keeps_the_draft_and_is_said():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        await pushed(services, page, with_limit(RULES, 2, 100_000))
        await until(lambda: texts(page, "stuck"))
        assert "“100000” is not allowed" in texts(page, "stuck")[0]
        assert (texts(page, "limit-6"), texts(page, "change")) == (["1 h 45"], ["Saturday: 2 h → 1 h 45"])
        await pushed(services, page, with_limit(RULES, 2, 3600), by="Tom")
        await until(lambda: texts(page, "limit-2") == ["1 h"])
        assert (texts(page, "limit-2"), texts(page, "limit-6"), texts(page, "stuck")) == (["1 h"], ["1 h 45"], [])


async def test_the_offer_to_switch_playtime_on_is_gone_once_that_was_accepted():
    services = alone()
    services.set_rules("pc-anna", "anna", RULES, playtime_on=False)
    async with visit(services, "/child/anna/playtime") as page:
        await until(lambda: offered(page))
        services.set_rules("pc-anna", "anna", RULES, playtime_on=True)
        services.change_server("pc-anna", edits=(edit(kind="main", user=""),))
        await until(lambda: not offered(page))
        assert not offered(page)


def offered(page: User) -> bool:
    with page:
        return any(element.visible for element in ElementFilter(marker="master-off"))


async def test_where_nobody_is_nothing_is_left_to_save():
    services = alone()
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        services.change_server("pc-anna", users=())
        await page.should_see(marker="nobody")
        await page.should_not_see(marker="save")
        await page.should_not_see(marker="unsaved-bar")
        await page.should_not_see(marker="child-menu")
        with page:
            (mark,) = ElementFilter(marker="unsaved")
        assert "data-unsaved" not in mark.props
        services.change_server("pc-anna", users=(user("anna", **ANNA),))
        await on_limits(page)
        assert (texts(page, "limit-6"), texts(page, "save")) == (["2 h"], [])


async def test_a_sheet_of_a_computer_that_is_gone_changes_no_other():
    services = family()
    services.set_rules("laptop", "anna", with_limit(RULES, 7, 3600))
    async with visit(services, "/child/anna/limits") as page:
        await on_limits(page)
        await press(page, "limit-6")
        await until(lambda: texts(page, "do-it"))
        services.change_server("pc-anna", users=())
        await until(lambda: texts(page, "limit-7") == ["1 h"])
        enter(page, hours="0", minutes="10")
        await press(page, "do-it")
        await page.should_see("These rules are not known any more, so nothing was changed.")
        assert (texts(page, "change"), texts(page, "limit-6")) == ([], ["2 h"])


def at_once() -> FakeServices:
    """Anna has two logins on one computer, and an edit of each is under way."""
    mine = user("anna", edits=(edit(1, kind="config", words=(Message("Saturday: 2 h → 1 h"),)),), **ANNA)
    school = user(
        "school", edits=(edit(2, kind="config", user="school", words=(Message("Sunday: 2 h → 1 h"),)),), **ANNA
    )
    return FakeServices(fleet(server("PC", mine, school)))


async def test_two_logins_on_one_computer_are_told_apart_and_both_their_edits_are_seen():
    async with visit(at_once(), "/child/anna/limits") as page:
        await on_limits(page)
        assert texts(page, "edit-words") == ["Saturday: 2 h → 1 h", "Sunday: 2 h → 1 h"]
        assert texts(page, "chip") == ["PC · anna", "PC · school"]
        await press(page, "less-6")
        await until(lambda: texts(page, "save"))
        assert texts(page, "target-here") + texts(page, "target") == ["PC · anna", "PC · school"]
