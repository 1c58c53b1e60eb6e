"""Takes the demo's played computers in, by the calls with which a parent adds real ones, and asks for some edits."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from audit import Audit
from child_links import ChildLinks
from core import Core
from demo import Cast
from editing import Asked, Editing
from pending import Queue, Through
from revisions import Revisions
from services import Changes, People, add_user
from ssh_client.keys import HostKey
from state import ServerStatus
from stats_history import Day, Reading, StatsHistory
from timekpr_rules import Grant, Operation

TINA = "Tina"
PARENT = Asked(TINA, Through.PAGE)
QUARTER = Grant(Operation.ADD, 15 * 60)
HALF = Grant(Operation.ADD, 30 * 60)
CHANCE_OF_USE = 0.7
OTHER_COUNTERS = 10**7
"""Seconds of a week and a month. The played machines know nothing of these days and count less: so it is taken for set
back, and not for hours that nobody has read."""
READ_DAYS = 30
"""Of which the readings are played too, with their times of day."""


def take_in(core: Core, cast: Cast) -> None:
    """Add every machine with its users and children, and confirm its host key: the story needs no first contact."""
    for machine in cast.machines:
        server = core.fleet.add(machine.name, machine.host, port=machine.port, account=machine.account)
        core.known_hosts.trust(machine.host, machine.port, HostKey.from_line(machine.host_key))
        for login, child in machine.children.items():
            add_user(core, server.id, login, child)


def remember_days(core: Core) -> None:
    """A year of days before this one, as if the program had been there: a history of one day shows nothing."""
    history, now, chance = StatsHistory(core.store), core.clock.now(), random.Random(1)  # noqa: S311 - a play
    for server in core.fleet.servers():
        for user in server.users:
            days = {now.date() - timedelta(days=ago): _a_day(chance) for ago in range(364, 0, -1)}
            before = list(days.items())
            history.add_days(server.id, user.name, dict(before[:-READ_DAYS]))
            for place, (day, figures) in enumerate(before[-READ_DAYS:]):
                for reading in _readings(day, figures, chance.choice((14, 15, 16)), now):
                    history.note(server.id, user.name, reading)
                if place % 5 == 0:
                    history.flush()
    history.flush()


def _a_day(chance: random.Random) -> Day:
    used = chance.randrange(10, 150) * 60 if chance.random() < CHANCE_OF_USE else 0
    return Day(used=used, playtime=used // 3, limit=2 * 3600, granted=max(0, used - 2 * 3600))


def _readings(day: date, figures: Day, begin: int, now: datetime) -> Iterator[Reading]:
    """A day as it would have been read: from its first minutes at the computer to the last ones, without a pause."""
    first = datetime.combine(day, time(begin))
    for used in range(0, figures.used + 1, 600):
        moment = first + timedelta(seconds=used)
        yield Reading(
            at=now - (now.replace(tzinfo=None) - moment),
            now=moment,
            checked=moment,
            used=used,
            balance=used - figures.granted,
            week=OTHER_COUNTERS,
            month=OTHER_COUNTERS,
            playtime=used // 3,
            limit=figures.limit,
            allowed=("14:00-20:00",),
        )


def make_parent(core: Core) -> tuple[str, str]:
    """Somebody who may do everything: the name, and a password that is another one at each start."""
    password = secrets.token_urlsafe(9)
    People(core, Changes(core)).set_up(TINA, password, PARENT)
    return TINA, password


def make_link(core: Core) -> tuple[str, str]:
    """A link to a child's own page: the child's name, and the secret of the link."""
    child = core.fleet.child("anna")
    return child.name, ChildLinks(core.store).make(child.id, "Demo")[1]


def ask_for_edits(core: Core) -> None:
    """One that is confirmed in the first cycle, one that waits for a computer that is off, and one that clashes.

    The last one is from a page that has been open since before the limit of the week was changed at the computer.
    """
    queue = Queue(core.store, Audit(core.store))
    editing = Editing(core, queue, Revisions(core.store), lambda _server: ServerStatus())
    editing.grant("PC-Ben", "ben", QUARTER, PARENT)
    editing.grant("School-02", "ida", HALF, PARENT)
    seen = {"LIMIT_PER_WEEK": str(20 * 3600)}
    editing.config("School-01", "david", {"LIMIT_PER_WEEK": str(15 * 3600)}, PARENT, seen=seen)
