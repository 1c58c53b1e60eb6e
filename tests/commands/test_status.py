"""``status`` says what the pages say: what needs a look is known on the disk too."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from clock import SystemClock
from errors import GitMissing
from git_copy import CopyState, in_trouble, save_state
from i18n import Message
from opening import open_core
from problems import Severity, SignCode
from services import Services
from signs import Noticed, SignBook
from tests.support.played import Played
from tests.support.program import as_json, invoke, ok, serving
from workbench.waiting import until

pytestmark = pytest.mark.real

DAMAGED = (
    "Needs a look: Damaged on the computer: Timekpr runs without limits for anna, or by an older copy of the file."
)


def spoil(pc: Played) -> None:
    config = pc.timekpr.disk.config("anna")
    config.write_bytes(config.read_bytes() + b"LIMIT_PER_WEEK = 1\nLIMIT_PER_WEEK = 2\n")


def is_told(pc: Played) -> bool:
    (server,) = as_json(pc.data, "status")["servers"]
    (user,) = server["users"]
    return bool(server["problems"]) and "No limits in force" in str(user["headline"])


def test_a_damaged_file_is_told_beside_a_running_program_and_after_it(pc: Played) -> None:
    spoil(pc)
    with serving(pc.data):
        until(lambda: is_told(pc), 20, "the running program has read the file")
    said = ok(pc.data, "status")
    assert "No limits in force" in said
    assert DAMAGED in said


def test_what_has_happened_and_what_does_not_work_is_told_as_on_the_pages(pc: Played) -> None:
    git = {"enabled": True, "remote": "/nowhere/times.git"}
    (pc.data / "settings.json").write_text(json.dumps({"language": "en", "git_copy": git}))
    spoil(pc)
    assert invoke(pc.data, "sync").returncode == 1
    core = open_core(pc.data, SystemClock(), writer=True)
    with core.store:
        now = core.clock.now()
        until_then = now + timedelta(days=1)
        sign = Noticed(SignCode.COUNTERS_BACK, Severity.WARNING, Message("It went back."), "anna", until_then)
        given = Noticed(SignCode.TIME_GIVEN_THERE, Severity.INFO, Message("More there."), "anna", until_then)
        for one in (sign, given):
            SignBook(core.store).note("pc", one, now)
        save_state(core.store, in_trouble(CopyState(), GitMissing(), now))
        services = Services(core)
        services.syncer.restore()
        shown = services.fleet_view()
        page = [one.message.text("en") for one in (*shown.servers[0].problems, *shown.problems)]

    assert len(page) > 2
    said = as_json(pc.data, "status")
    assert sentences(said["servers"][0]["problems"]) + sentences(said["problems"]) == page
    printed = [line.strip() for line in ok(pc.data, "status").splitlines()]
    assert "Worth knowing: More there." in printed
    needs = [line.partition("Needs a look: ")[2] for line in printed if "Needs a look: " in line]
    assert needs == [one for one in page if one != "More there."]


def sentences(problems: list[dict[str, Any]]) -> list[str]:
    return [one["message"] for one in problems]
