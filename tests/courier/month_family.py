"""Four children with nine logins on six computers in two zones, and the manager of their house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from clock import FakeClock
from core import Core
from editing import Asked, Editing
from pending import Through, Visitor
from revisions import Revisions
from servers import Fleet
from settings import Settings
from ssh_client.known_hosts import KnownHosts
from state import ServerStatus
from storage import Store
from tests.courier.conftest import House, rules
from tests.courier.twin import BERLIN, Twin
from tests.support.quick_disk import QuickFilesystem
from timekpr_rules import Activity, PlayTime

NEW_YORK = ZoneInfo("America/New_York")
"""Its summer time ends a week after that of Berlin, on the first day of November."""
_STARTS = "10-09T14:00", "10-23T13:30", "10-24T20:50", "10-30T15:00", "10-31T21:58", "11-01T04:58"
STARTS = tuple(datetime.fromisoformat(f"2026-{moment}Z") for moment in _STARTS)
"""A quiet Friday; the days and the last minutes before summer time, month and week end in each zone."""
WAYS = (
    ("follow", "dbus"), ("follow", "timekpra"), ("follow", "files"), ("follow", "auto"),
    ("enforce", "dbus"), ("enforce", "timekpra"), ("enforce", "files"),
)  # fmt: skip
MUM, DAD = Asked("mum", Through.PAGE), Asked("dad", Through.API, "10.0.0.7")
GRANDMA = Asked("grandma", Through.COMMAND)
"""She uses the command line, which is a process of its own."""


@dataclass(frozen=True)
class Place:
    """A computer: who has a login there, its zone, and how many seconds its clock is ahead."""

    name: str
    users: tuple[str, ...]
    zone: ZoneInfo = BERLIN
    ahead: float = 0.0


PLACES = (
    Place("kitchen", ("anna", "ben")),
    Place("desk", ("anna",), ahead=70),
    Place("laptop", ("ben", "clara")),
    Place("attic", ("clara",), ahead=-35),
    Place("school", ("anna", "dan"), NEW_YORK),
    Place("holiday", ("dan",), NEW_YORK),
)
NAMES = tuple(place.name for place in PLACES)
LOGINS = tuple((place.name, user) for place in PLACES for user in place.users)


def moved_in(folder: Path, start: datetime, ways: Iterable[tuple[str, str]]) -> House:
    """The house with its computers, each visited once."""
    house = House(folder / "data", FakeClock(start), filesystem=QuickFilesystem())
    for place, (mode, channel) in zip(PLACES, ways, strict=False):
        twin = Twin(folder / place.name, house.clock, zone=place.zone, ahead=place.ahead)
        twin.shell.root = channel in {"files", "auto"}
        for user in place.users:
            games = PlayTime(enabled=True, limits=(3600,) * 7, activities=(Activity("supertux", "Game"),))
            twin.add_user(user, rules(playtime=games))
        house.add(place.name, twin, *place.users, mode=mode, channel=channel)
        house.visit(place.name)
    return house


def begin_again(house: House) -> None:
    """A restart, after which the program knows what it has in its cache, as Syncer.restore has it."""
    known = house.states
    house.restart()
    for server in house.core.fleet.servers():
        before = replace(known[server.id], users={}, main=None)
        house.states[server.id] = house.adopter.restore(server, before)


def command_line(house: House) -> tuple[Store, Editing]:
    """Another process that may add edits and wishes."""
    store = Store.open(house.data, clock=house.clock, writer=False, filesystem=QuickFilesystem())
    core = Core(store, Settings(), Fleet(store), KnownHosts(store), house.clock)
    edits = Visitor(store, GRANDMA.who, GRANDMA.through)
    return store, Editing(core, edits, Revisions(store), lambda server: house.states.get(server, ServerStatus()))
