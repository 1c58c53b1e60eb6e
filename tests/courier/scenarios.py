"""One edit of every kind, what it does on the computer, and how often it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clock import FakeClock
from pending import Edit, EditState
from tests.courier.conftest import AFTERNOON, PARENT, House, more_time, rules
from tests.courier.twin import Twin
from timekpr_rules import Grant, Operation, TimeFile, key_texts
from timekpr_rules.setters import PAST_MINUTE

LIMITS = ";".join(["3600"] * 7)
TODAY = 3
"""AFTERNOON is a Wednesday."""


@dataclass(frozen=True)
class Scenario:
    """``accept`` puts the edit in, ``done`` tells how often it was carried out: 0 or 1, anything else is a fault."""

    name: str
    channel: str
    accept: Callable[[House], Edit]
    done: Callable[[Twin], int | str]
    played: int = 0
    day: int = 18
    """The day of November on which the counters were written; it is the 18th."""


def granted(seconds: int) -> Callable[[Twin], int | str]:
    def done(twin: Twin) -> int | str:
        given = twin.granted("anna")
        return given // seconds if given in {0, seconds} else f"{given} s were given"

    return done


def has(key: str, before: str, after: str) -> Callable[[Twin], int | str]:
    def done(twin: Twin) -> int | str:
        there = key_texts(twin.rules("anna"))[key]
        return {before: 0, after: 1}.get(there, f"{key} is {there}")

    return done


def config(house: House) -> Edit:
    changes = {"LIMITS_PER_WEEKDAYS": LIMITS, "ALLOWED_HOURS_6": "9;10", "LIMIT_PER_WEEK": "50000"}
    return house.editing.config("pc", "anna", changes, PARENT).edit


def grant(what: Grant) -> Callable[[House], Edit]:
    return lambda house: house.editing.grant("pc", "anna", what, PARENT).edit


USUAL_LIMITS = ";".join(["7200"] * 7)
OVER_EACH = [
    Scenario("more time over D-Bus", "dbus", grant(more_time()), granted(1800)),
    Scenario("more time by timekpra", "timekpra", grant(more_time()), granted(1800)),
    Scenario("less time over D-Bus", "dbus", grant(Grant(Operation.TAKE, 600)), granted(-600)),
    Scenario("time on the day after", "dbus", grant(more_time()), granted(1800), played=300, day=17),
    Scenario("rules over D-Bus", "dbus", config, has("LIMITS_PER_WEEKDAYS", USUAL_LIMITS, LIMITS)),
    Scenario("rules by timekpra", "timekpra", config, has("LIMITS_PER_WEEKDAYS", USUAL_LIMITS, LIMITS)),
    Scenario("rules as a file", "files", config, has("LIMITS_PER_WEEKDAYS", USUAL_LIMITS, LIMITS)),
    Scenario(
        "a lock",
        "dbus",
        lambda house: house.editing.lock("pc", "anna", PARENT).edit,
        has(f"ALLOWED_HOURS_{TODAY}", "8;9;10;11;12;13;14;15;16;17;18;19;20;21", PAST_MINUTE),
    ),
]


def moved_in(folder: Path, scenario: Scenario, filesystem=None) -> tuple[House, Twin, Edit]:
    """The house with its computer, and the edit that waits."""
    clock = FakeClock(AFTERNOON)
    twin = Twin(folder / "pc", clock)
    twin.shell.root = scenario.channel == "files"
    moment = datetime(2026, 11, scenario.day, 14, 30)
    used = TimeFile(1200, 1200, 1200, 1200, moment, scenario.played, scenario.played)
    twin.add_user("anna", rules(), used)
    (folder / "data").mkdir(mode=0o700)
    house = House(folder / "data", clock, filesystem=filesystem)
    house.add("pc", twin, "anna", channel=scenario.channel)
    house.visit()
    return house, twin, scenario.accept(house)


def go_on(house: House, edit: Edit, visits: int = 6) -> Edit:
    """What the cycles of the next minutes do."""
    for _ in range(visits):
        if not house.edit(edit).is_open:
            break
        house.try_visit()
        house.clock.advance(60)
    return house.edit(edit)


def fault(house: House, twin: Twin, scenario: Scenario, edit: Edit) -> str:
    """What is not as it must be in the end; empty if all is well."""
    after, done = house.edit(edit), scenario.done(twin)
    if after.state is not EditState.CONFIRMED or done != 1:
        return f"{after.state} ({after.why}), done {done} times"
    if scenario.played and twin.spent("anna").playtime_balance:
        return "PlayTime of yesterday was carried over"
    told = [entry.state for entry in reversed(house.audit.newest(1000)) if entry.edit == edit.id]
    if told[:1] != ["queued"] or told[-1:] != ["confirmed"] or told.count("confirmed") != 1:
        return f"the audit says {told}"
    if len(house.queue.finished("pc")) != len({one.id for one in house.queue.finished("pc")}):
        return "an edit ended twice"
    return ""
