"""What becomes of an edit stands where it was made, and comes and goes without the card being drawn anew."""

from __future__ import annotations

import gc
import time

import pytest
from nicegui import ElementFilter
from nicegui.testing.user import User

from errors import WrongState
from i18n import Message
from problems import Problem, Severity
from tests.ui.edits import conflict, edit, versions
from tests.ui.fleets import FakeServices, fleet, server, user
from tests.ui.visit import asked, choose_in_menu, open_sheets, press, texts, until, visit
from ui.edit_words import MOST_WORDS
from views import EditView, ServerState, UserView, VersionView

pytestmark = pytest.mark.anyio


def anna(*edits: EditView, **changes: object) -> UserView:
    return user("anna", edits=edits, **changes)


def family(*edits: EditView, **changes: object) -> FakeServices:
    return FakeServices(fleet(server("PC-Anna", anna(*edits), **changes), server("PC-Ben", user("ben"))))


def ids(page: User, marker: str) -> list[int]:
    with page:
        return [element.id for element in ElementFilter(marker=marker)]


def tones(page: User) -> list[str]:
    with page:
        return [element.classes[-1] for element in ElementFilter(marker="one-edit")]


def shown(page: User) -> list[tuple[str, str]]:
    return list(zip(texts(page, "edit-words"), texts(page, "edit-line"), strict=True))


@pytest.mark.parametrize(
    ("one", "line", "tone"),
    [
        (edit(), "waits for the computer", "rest"),
        (edit(why=Message("There is no way to change this.")), "waits for the computer", "warn"),
        (edit(state="sending"), "on its way", "rest"),
        (edit(state="confirmed"), "confirmed at 13:31", "good"),
        (edit(state="refused", why=Message("Timekpr there refused: no")), "not taken", "warn"),
        (edit(state="unclear"), "not known whether it arrived", "warn"),
        (conflict(), "changed on the computer too", "warn"),
    ],
)
async def test_a_line_says_what_it_does_and_where_it_is(one: EditView, line: str, tone: str):
    async with visit(family(one)) as page:
        assert shown(page) == [(one.words[0].text(), line)]
        assert tones(page) == [tone]


async def test_why_it_is_there_and_the_reason_that_was_given_stand_below():
    one = edit(state="refused", why=Message("The computer did not take it."), reason="tidied up")
    async with visit(family(one)) as page:
        assert texts(page, "edit-why") == ["The computer did not take it."]
        assert texts(page, "edit-reason") == ["“tidied up”"]


async def test_many_changes_are_counted():
    many = edit(words=tuple(Message(f"change {n}") for n in range(MOST_WORDS + 3)))
    async with visit(family(many)) as page:
        assert texts(page, "edit-words") == ["change 0 · change 1 · change 2 · change 3 · and 3 more changes"]


async def test_a_line_comes_goes_on_and_vanishes_while_the_card_stays():
    services = family()
    async with visit(services) as page:
        card, answers, menus = ids(page, "server"), ids(page, "headline"), ids(page, "user-menu")
        assert shown(page) == []
        services.change_server("pc-anna", users=(anna(edit(1)),))
        await page.should_see("waits for the computer")
        first = ids(page, "one-edit")
        services.change_server("pc-anna", users=(anna(edit(1, "confirmed"), edit(2)),))
        await page.should_see("confirmed at 13:31")
        assert ids(page, "one-edit")[0] == first[0]
        assert len(ids(page, "one-edit")) == 2
        services.change_server("pc-anna", users=(anna(edit(2)),))
        await page.should_not_see("confirmed at 13:31")
        assert [words for words, _ in shown(page)] == ["30 min more"]
        assert (ids(page, "server"), ids(page, "headline"), ids(page, "user-menu")) == (card, answers, menus)


async def test_what_is_only_said_anew_leaves_the_buttons_alone():
    services = family(edit())
    async with visit(services) as page:
        before = ids(page, "decide-cancel")
        services.change_server("pc-anna", users=(anna(edit(line=Message("is sent in a moment"))),))
        await page.should_see("is sent in a moment")
        assert ids(page, "decide-cancel") == before


async def test_lines_keep_the_order_in_which_they_were_asked_for():
    services = family(edit(2, line=Message("second")), edit(3, line=Message("third")))
    async with visit(services) as page:
        before = ids(page, "one-edit")
        ended = edit(1, "confirmed", line=Message("first"))
        now = (edit(3, line=Message("third")), ended, edit(2, line=Message("second")))
        services.change_server("pc-anna", users=(anna(*now),))
        await page.should_see("first")
        with page:
            lines = next(iter(ElementFilter(marker="edits").within(marker="child"))).default_slot.children
            order = [next(iter(ElementFilter(marker="edit-line").within(instance=line))).text for line in lines]
        assert order == ["first", "second", "third"]
        assert set(before) < set(ids(page, "one-edit"))


async def test_edits_of_the_computer_itself_stand_below_its_head():
    services = family()
    async with visit(services, "/computers") as page:
        card = ids(page, "headline")
        own = edit(user="", words=(Message("Seconds between two looks: 3 → 5"),))
        services.change_server("pc-anna", edits=(own,))
        await page.should_see("Seconds between two looks: 3 → 5")
        assert ids(page, "headline") == card


async def test_an_edit_to_be_decided_about_is_said_at_its_line_and_in_the_strip_but_not_twice_on_the_card():
    problem = Problem("edit_conflict", Severity.WARNING, Message("anna: Choose which."), "pc-anna", "anna")
    services = family()
    async with visit(services) as page:
        before = ids(page, "headline")
        services.change_server("pc-anna", users=(anna(conflict()),), problems=(problem,))
        await page.should_see(marker="clash")
        await page.should_see(marker="trouble")
        await page.should_not_see(marker="problem")
        assert ids(page, "headline") == before


@pytest.mark.parametrize(
    ("one", "ask"),
    [
        (edit(), "cancel"),
        (conflict(), "ours"),
        (conflict(), "theirs"),
        (edit(state="unclear"), "arrived"),
        (edit(state="unclear"), "again"),
        (edit(state="unclear"), "cancel"),
    ],
)
async def test_a_decision_is_handed_on(one: EditView, ask: str):
    services = family(one)
    async with visit(services) as page:
        await press(page, f"decide-{ask}")
        assert await asked(services) == [("decide", one.id, ask)]


async def test_a_conflict_shows_the_three_values_in_words():
    async with visit(family(conflict())) as page:
        for words in ("Limit, Saturday", "Before", "3 h", "Wanted here", "1 h 30", "Found there", "4 h"):
            await page.should_see(words)
        assert texts(page, "edit-why") == []


async def test_a_decision_that_comes_too_late_is_said_although_the_line_has_changed_meanwhile():
    services = family(edit())
    services.refusal = WrongState(id="20261121T123100001-beef", state="sending")
    services.editing.decide = late(services)
    async with visit(services) as page:
        await press(page, "decide-cancel")
        await until(lambda: page.notify.messages)
        assert page.notify.messages == [services.refusal.text()]
        await page.should_see("on its way")


def late(services: FakeServices) -> object:
    """Deciding as it goes when the courier was quicker: the line is drawn anew before the refusal is there."""

    def decide(*_: object) -> None:
        services.change_server("pc-anna", users=(anna(edit(state="sending")),))
        time.sleep(0.1)
        raise services.refusal

    return decide


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        (anna(), "lock"),
        (anna(locked=True), "unlock"),
        (anna(edit(kind="lock")), "unlock"),
        (anna(edit(kind="lock", state="confirmed"), locked=True), "unlock"),
        (anna(edit(kind="lock", state="confirmed"), locked=False), "lock"),
        (anna(edit(kind="unlock"), locked=True), "lock"),
        (anna(edit(kind="unlock", state="confirmed")), "lock"),
    ],
)
async def test_today_is_closed_or_opened_again(now: UserView, offered: str):
    other = {"lock": "unlock", "unlock": "lock"}[offered]
    services = FakeServices(fleet(server("PC-Anna", anna(locked=other == "unlock"))))
    async with visit(services) as page:
        await press(page, "user-menu")
        await page.should_see(marker=other)
        services.change_server("pc-anna", users=(now,))
        await until(lambda: visible(page, offered) and not visible(page, other))
        assert (visible(page, offered), visible(page, other)) == (True, False)
        await press(page, offered)
        assert await asked(services) == [(offered, "pc-anna", "anna")]


def visible(page: User, marker: str) -> bool:
    """Whether the first user's menu has this entry."""
    with page:
        return bool(next(iter(ElementFilter(marker=marker))).visible)


async def test_a_closed_day_is_marked():
    async with visit(FakeServices(fleet(server("PC-Anna", anna(locked=True))))) as page:
        assert texts(page, "locked") == ["no more today"]


async def test_earlier_rules_are_listed_and_one_goes_back_to_them():
    services = FakeServices(fleet(server("PC-Anna", anna())))
    services.kept = versions()
    async with visit(services) as page:
        await choose_in_menu(page, "versions")
        await page.should_see(marker="version")
        assert texts(page, "version-line") == [
            "13:31 · parent",
            "13:31 · on the computer",
            "13:31 · the first that were read",
        ]
        assert texts(page, "version-words") == ["Saturday: 4 h → 1 h 30", "Saturday: 3 h → 4 h"]
        assert len(texts(page, "go-back")) == 2
        await press(page, "go-back")
        assert await asked(services) == [("revert", "pc-anna", "anna", 2)]
        await until(lambda: not open_sheets(page))
        assert open_sheets(page) == []


async def test_earlier_rules_are_shown_although_the_card_was_drawn_anew_meanwhile():
    services = FakeServices(fleet(server("PC-Anna", anna())))

    def slow(*_: str) -> tuple[VersionView, ...]:
        services.change_server("pc-anna", state=ServerState.OFF)
        time.sleep(0.2)
        gc.collect()  # what was drawn before is not only off the page but gone
        return versions()

    services.versions = slow
    async with visit(services) as page:
        await choose_in_menu(page, "versions")
        await until(lambda: open_sheets(page))
        assert open_sheets(page) == ["Rules of Anna"]


async def test_a_way_back_that_is_refused_is_said_in_the_sheet():
    services = FakeServices(fleet(server("PC-Anna", anna())))
    services.kept = versions()
    async with visit(services) as page:
        await choose_in_menu(page, "versions")
        await page.should_see(marker="go-back")
        services.refusal = WrongState(id="x", state="y")
        await press(page, "go-back")
        await page.should_see(services.refusal.text())


async def test_without_earlier_rules_it_is_said_when_there_will_be_some():
    async with visit(FakeServices(fleet(server("PC-Anna", anna())))) as page:
        await choose_in_menu(page, "versions")
        await page.should_see("Nothing is kept yet: that begins with the first reading of the rules.")


async def test_earlier_rules_that_cannot_be_read_are_said():
    services = FakeServices(fleet(server("PC-Anna", anna())))
    services.refusal = WrongState(id="x", state="y")
    async with visit(services) as page:
        await choose_in_menu(page, "versions")
        await until(lambda: page.notify.messages)
        assert page.notify.messages == [services.refusal.text()]


async def test_how_a_computer_is_managed_is_chosen_where_it_is_edited():
    services = FakeServices(fleet(server("PC-Anna")))
    async with visit(services, "/computers") as page:
        await press(page, "edit")
        await page.should_see(marker="mode")
        with page:
            next(iter(ElementFilter(marker="mode"))).value = "enforce"
            next(iter(ElementFilter(marker="channel"))).value = "files"
        await press(page, "do-it")
        wanted = ("update_server", "pc-anna", "PC-Anna", "pc-anna.local", 22, "timekpr-mngr")
        assert await asked(services) == [(*wanted, {"mode": "enforce", "channel": "files"})]
