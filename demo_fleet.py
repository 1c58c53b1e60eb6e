"""Takes the demo's played computers in, by the calls with which a parent adds real ones, and asks for some edits."""

from __future__ import annotations

import random
import secrets
from datetime import timedelta

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
from stats_history import Day, StatsHistory
from timekpr_rules import Grant, Operation

TINA = "Tina"
PARENT = Asked(TINA, Through.PAGE)
QUARTER = Grant(Operation.ADD, 15 * 60)
HALF = Grant(Operation.ADD, 30 * 60)
CHANCE_OF_USE = 0.7


def take_in(core: Core, cast: Cast) -> None:
    """Add every machine with its users and children, and confirm its host key: the story needs no first contact."""
    for machine in cast.machines:
        server = core.fleet.add(machine.name, machine.host, port=machine.port, account=machine.account)
        core.known_hosts.trust(machine.host, machine.port, HostKey.from_line(machine.host_key))
        for login, child in machine.children.items():
            add_user(core, server.id, login, child)


def remember_days(core: Core) -> None:
    """Two weeks of days before this one, as if the program had been there: a history of one day shows nothing."""
    history, today, chance = StatsHistory(core.store), core.clock.now().date(), random.Random(1)  # noqa: S311 - a play
    for server in core.fleet.servers():
        for user in server.users:
            for ago in range(14, 0, -1):
                if chance.random() < CHANCE_OF_USE:
                    used = chance.randrange(10, 150) * 60
                    day = Day(used=used, playtime=used // 3, limit=2 * 3600, granted=max(0, used - 2 * 3600))
                    history.record(server.id, user.name, today - timedelta(days=ago), day)
    history.flush()


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
