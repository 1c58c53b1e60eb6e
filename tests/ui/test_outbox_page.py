"""The outbox: what waits for every computer, what has ended, and the last cycles."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from i18n import Message
from tests.ui.edits import conflict, edit
from tests.ui.fleets import NOW, FakeServices, fleet, school, server, switched_off, user
from tests.ui.technical import cycle
from tests.ui.visit import asked, open_sheets, press, texts, until, visit
from ui.pages.outbox import PAGE
from ui.parts import cycle_list, outbox_card
from ui.parts.ended_list import FIRST
from views import EndedView, ServerView

pytestmark = pytest.mark.anyio


def waits(name: str = "PC-Anna", *edits: object, **changes: object) -> ServerView:
    return server(name, user("anna", edits=edits or (edit(),)), **changes)


def services_with(*servers: ServerView) -> FakeServices:
    return FakeServices(fleet(*servers))


def took(page: User) -> list[str]:
    """What the table says of the last cycle of each computer."""
    with page:
        return [row["took"] for row in next(iter(ElementFilter(marker="servers"))).rows]


async def test_every_waiting_edit_stands_under_its_computer_and_names_its_child():
    retaken = edit(
        3, kind="return", words=(Message("back again: Saturday: 4 h → 2 h"),), line=Message("after midnight")
    )
    own = edit(2, kind="main", user="", words=(Message("Seconds between two looks at the users: 3 → 5"),))
    pc = waits("PC-Anna", edit(1), edits=(own,), returns=(retaken,))
    async with visit(services_with(pc, server("Idle", user("ben"))), "/outbox") as page:
        await page.should_see(marker="outbox-card")
        assert texts(page, "outbox-name") == ["PC-Anna"]
        assert texts(page, "edit-words") == [
            "30 min more", "Seconds between two looks at the users: 3 → 5", "back again: Saturday: 4 h → 2 h",
        ]  # fmt: skip
        assert texts(page, "edit-about") == ["Anna · parent, 13:31", "parent, 13:31", "Anna · parent, 13:31"]
        assert texts(page, "summary") == ["3 changes wait."]


async def test_what_was_asked_for_today_was_asked_for_yesterday_after_midnight(monkeypatch: pytest.MonkeyPatch):
    services = services_with(waits("PC-Anna"))
    async with visit(services, "/outbox") as page:
        await page.should_see(marker="edit-about")
        monkeypatch.setattr(services, "now", lambda: NOW + timedelta(days=1))
        services.change_server("pc-anna", seconds=0.5)
        await until(lambda: texts(page, "edit-about") == ["Anna · parent, yesterday 13:31"])
        assert texts(page, "edit-about") == ["Anna · parent, yesterday 13:31"]


async def test_what_has_ended_does_not_wait():
    async with visit(services_with(waits("PC-Anna", edit(state="confirmed"))), "/outbox") as page:
        await page.should_see("Nothing waits: all that was asked for has arrived or has ended.")
        await page.should_not_see(marker="outbox-card")


async def test_computers_where_somebody_has_to_decide_come_first():
    async with visit(services_with(waits("A"), waits("B", conflict())), "/outbox") as page:
        await page.should_see(marker="outbox-card")
        assert texts(page, "outbox-name") == ["B", "A"]
        assert texts(page, "summary") == ["2 changes wait. 1 needs a decision."]


async def test_a_conflict_is_resolved_in_the_name_of_whoever_looks():
    services = services_with(waits("PC-Anna", conflict()))
    async with visit(services, "/outbox") as page:
        await page.should_see(marker="clash")
        await press(page, "decide-ours")
        assert await asked(services) == [("decide", conflict().id, "ours")]


async def test_one_computer_is_synced_alone():
    services = services_with(waits("A"), waits("B"))
    async with visit(services, "/outbox") as page:
        await page.should_see(marker="sync-one")
        with page:
            labels = [one.props["aria-label"] for one in ElementFilter(kind=ui.button, marker="sync-one")]
        assert labels == ["Sync A now", "Sync B now"]
        await press(page, "sync-a")
        assert await asked(services) == [("sync_now", "a")]


async def test_a_push_writes_into_the_cards_and_takes_those_away_for_which_nothing_waits():
    services = services_with(waits("A"), waits("B"))
    async with visit(services, "/outbox") as page:
        await page.should_see(marker="outbox-card")
        with page:
            kept = next(iter(ElementFilter(marker="outbox-b")))
        services.change_server("b", users=(user("anna", edits=(edit(state="sending", decisions=()),)),))
        services.change_server("a", users=(user("anna"),))
        await until(lambda: texts(page, "outbox-name") == ["B"])
        assert texts(page, "edit-line") == ["on its way"]
        with page:
            assert next(iter(ElementFilter(marker="outbox-b"))) is kept


async def test_a_school_is_shown_a_page_at_a_time():
    view = school()
    servers = tuple(replace(one, edits=(edit(user=""),)) for one in view.servers)
    async with visit(FakeServices(replace(view, servers=servers)), "/outbox") as page:
        await page.should_see(marker="outbox-card")
        assert len(texts(page, "outbox-name")) == PAGE
        assert "1 to 12 of 250" in texts(page, "shown")
        assert texts(page, "summary") == ["250 changes wait."]
        await press(page, "next")
        await until(lambda: "13 to 24 of 250" in texts(page, "shown"))
        assert texts(page, "outbox-name")[0] == "Lab-013"


async def test_of_many_edits_some_are_shown_and_all_can_be_and_what_needs_a_decision_is_among_them(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(outbox_card, "SHOWN", 3)
    edits = (*(edit(number) for number in range(1, 9)), conflict(9))
    async with visit(services_with(waits("A", *edits)), "/outbox") as page:
        await page.should_see(marker="outbox-card")
        assert len(texts(page, "edit-words")) == 3
        assert "changed on the computer too" in texts(page, "edit-line")
        page.find("Show 6 more").click()
        await until(lambda: len(texts(page, "edit-words")) == 9)


async def test_what_was_refused_may_be_tried_again():
    services = services_with(server("PC-Anna", user("anna")))
    refused = edit(1, "refused", decisions=("retry",), why=Message("It said no."))
    services.ended = (
        EndedView("pc-anna", "PC-Anna", refused),
        EndedView("gone", "Gone", edit(2, "confirmed", user="x")),
    )
    async with visit(services, "/outbox") as page:
        await page.should_see(marker="decide-retry")
        assert texts(page, "edit-about") == ["Anna on PC-Anna · parent, 13:31", "x on Gone · parent, 13:31"]
        assert texts(page, "edit-why") == ["It said no."]
        await press(page, "decide-retry")
        assert await asked(services) == [("retry", refused.id)]
        assert services.editing.requests[0].who == ""


async def test_what_ends_appears_among_the_ended_and_nothing_else_asks_for_them():
    services = services_with(waits("PC-Anna"))
    calls = []
    services.ended_edits = lambda: calls.append(1) or services.ended
    async with visit(services, "/outbox") as page:
        await until(lambda: len(calls) == 1)
        for seconds in (1.0, 2.0, 3.0):
            services.change_server("pc-anna", seconds=seconds)
            await until(lambda seconds=seconds: took(page) == [f"{seconds:.1f} s"])
        assert len(calls) == 1
        services.ended = (EndedView("pc-anna", "PC-Anna", edit(state="confirmed", decisions=())),)
        services.change_server("pc-anna", users=(user("anna"),))
        await page.should_see("confirmed at 13:31")
        assert len(calls) == 2


async def test_all_that_ended_lately_can_be_seen():
    services = services_with(server("PC-Anna", user("anna")))
    services.ended = tuple(EndedView("pc-anna", "PC-Anna", edit(number, "confirmed")) for number in range(20, 0, -1))
    async with visit(services, "/outbox") as page:
        await until(lambda: texts(page, "edit-words"))
        assert len(texts(page, "edit-words")) == FIRST
        await press(page, "more-ended")
        await until(lambda: len(texts(page, "edit-words")) == 20)
        assert texts(page, "more-ended") == []


async def test_the_last_cycles_are_told_with_their_steps(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cycle_list, "EVERY", 0.05)
    services = services_with(waits("A"))
    failed = cycle(2, seconds=5.0, error=Message("It does not answer."), stages=((Message("connecting"), 5000.0),))
    services.visits["a"] = (failed, cycle(1, edits=2))
    async with visit(services, "/outbox") as page:
        await page.should_see(marker="cycles")
        await press(page, "cycles")
        await page.should_see(marker="cycle")
        assert open_sheets(page) == ["Last cycles of A"]
        assert texts(page, "cycle-took") == ["5.0 s", "1.8 s"]
        assert texts(page, "cycle-error") == ["It does not answer."]
        assert texts(page, "stage-took") == ["5.0 s", "12 ms", "140 ms", "1.6 s"]
        services.visits["a"] = (cycle(3), failed)
        await until(lambda: texts(page, "cycle-took") == ["1.8 s", "5.0 s"])
        await press(page, "sync-one")
        assert ("sync_now", "a") in await asked(services)


async def test_where_nothing_was_tried_yet_the_cycles_say_so():
    async with visit(services_with(switched_off()), "/outbox") as page:
        await page.should_see(marker="servers")
        with page:
            table = next(iter(ElementFilter(marker="servers")))
            assert [row["error"] for row in table.rows] == [
                "It is off or not on the network: pc-carla.local does not answer."
            ]
