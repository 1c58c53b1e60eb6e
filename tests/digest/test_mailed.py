"""The letter of a week as it arrives at a real mail server."""

from __future__ import annotations

from pathlib import Path

import pytest

from clock import SystemClock
from digest import known, week_of
from opening import open_core
from services import Services
from ssh_sync import SyncState
from stats_history import HISTORY
from tests.digest.house import MAIL, MONDAY_MORNING, House
from tests.digest.made import days, history
from tests.mail.server import mail_server
from workbench.waiting import until

pytestmark = pytest.mark.real


def test_it_arrives_once_at_everybody_with_what_the_page_says(tmp_path: Path) -> None:
    with mail_server() as room:
        house = House(tmp_path / "data", mail={**MAIL, "port": room.port})
        house.at(MONDAY_MORNING)
        for _ in range(3):
            house.services.mail.postman.run()
            house.restart()
            house.turn()
            house.services.mail.postman.run()
        house.stop()
    assert [room.copies(one) for one in ("anna@example.org", "omar@example.org")] == [1, 1]
    message = room.taken[0].message
    assert message["Subject"] == "The week of 16\N{EN DASH}22 Nov 2026"
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    house.start()
    (digest,) = house.services.digests.page("2026-W47").digests
    house.stop()
    for paragraph in known(digest, "en"):
        assert paragraph in text.replace("\r\n", "\n")
        assert paragraph in html


def test_one_that_cannot_go_yet_goes_when_it_can(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    house.at(MONDAY_MORNING)
    house.services.mail.postman.run()
    assert house.services.mail.view().waiting == 1
    with mail_server() as room:
        house.mail = {**MAIL, "port": room.port}
        house.restart()
        house.services.mail._outbox.hurry()
        house.services.mail.postman.run()
        until(lambda: room.taken, 10, "the letter has arrived")
    house.stop()
    assert room.copies("anna@example.org") == 1


def test_the_running_program_sends_it_by_itself(tmp_path: Path) -> None:
    clock = SystemClock()
    today = clock.now().astimezone()
    core = open_core(tmp_path / "data", clock, writer=True)
    with mail_server() as room, core.store:
        given = {f"smtp.{name}": value for name, value in {**MAIL, "port": room.port}.items()}
        given |= {"digest.weekday": f"{today:%A}".lower(), "digest.at": "00:00", "first_weekday": "monday"}
        core.settings = core.settings.changed(**given)
        core.fleet.add("PC-Anna", "pc.lan")
        core.fleet.add_user("pc-anna", "anna")
        week = week_of(today.date()).before
        core.store.save(HISTORY, history(days(60, first=week.first)), "history", "pc-anna", "anna.json")
        services = Services(core)
        services.chores.start()
        services.thread.state = SyncState(syncing=False, last_sync=clock.now())
        for _ in range(2):
            services.chores.wake()
            until(lambda: room.copies("omar@example.org"), 10, "the letter has arrived")
        services.stop()
    assert room.copies("omar@example.org") == 1
    assert "anna used 1 h" in room.taken[0].message.get_body(("plain",)).get_content()
