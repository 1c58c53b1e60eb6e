"""Children to draw: with one computer, with several, with time that runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

from tests.ui.fleets import NOW, FakeServices, fleet, server, user
from views import Countdown, EditView, ServerState, UserView

YESTERDAY = NOW - timedelta(hours=17)


def running(one: UserView, seconds_ago: int = 0) -> UserView:
    """The same user, whose figures held so many seconds ago and go on since."""
    now = NOW.astimezone(UTC)
    since = now - timedelta(seconds=seconds_ago)
    return replace(one, in_use=True, runs=Countdown(since, since + timedelta(minutes=10)))


def two_computers(*edits: EditView, in_use: bool = True, **laptop: object) -> FakeServices:
    """Anna at PC-Anna, if it is in use, and with a laptop that has been off since yesterday."""
    there = user("anna", in_use=in_use, edits=edits, last_used=NOW)
    away = user("anna", 45 * 60, 3600, in_use=False, last_used=YESTERDAY, as_of=YESTERDAY, **laptop)
    return FakeServices(
        fleet(
            server("PC-Anna", there),
            server("Laptop", away, state=ServerState.OFF, last_seen=YESTERDAY.astimezone(UTC)),
        )
    )


def class_of(count: int) -> FakeServices:
    """So many children, five to a computer."""
    names = [f"pupil{number:03}" for number in range(1, count + 1)]
    rooms = [names[first : first + 5] for first in range(0, count, 5)]
    return FakeServices(fleet(*(server(f"Lab-{n}", *map(user, room)) for n, room in enumerate(rooms, 1))))
