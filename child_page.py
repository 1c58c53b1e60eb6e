"""A child's own page: one value with all that stands on it, finished in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import speech
from child_day import PlaceView, place_view
from headlines import Style
from i18n import N_, Message
from pending import Edit, EditState
from servers import Child
from servers.values import COLOURS
from state import ServerStatus
from views import ChildUser
from wishes import Wish, WishState

MOST_ANSWERS: Final = 3
"""Of today, the newest ones."""


@dataclass(frozen=True, slots=True)
class WishLine:
    """A wish of the child and what has become of it. ``tone`` is good, warn or rest."""

    tone: str
    head: str
    text: str
    """The child's own reason while it waits; after that what the parent wrote."""
    waits: str
    """Its id while it waits for an answer; then it can be taken back."""


@dataclass(frozen=True, slots=True)
class ChildPage:
    """All of the page. ``places`` has the login in use first; ``now`` is our clock (ms of 1970)."""

    name: str
    colour: int
    places: tuple[PlaceView, ...]
    wishes: tuple[WishLine, ...]
    now: int
    ask: str
    """What the form is called: another request takes the place of one that waits."""


def child_page(
    child: Child,
    users: Iterable[ChildUser],
    wishes: Iterable[Wish],
    edits: Mapping[str, Edit],
    *,
    states: Callable[[str], ServerStatus],
    now: datetime,
    style: Style,
    place_in_family: int,
) -> ChildPage:
    """What to show now. ``edits`` are those that answers have become; ``place_in_family`` chooses a colour."""
    places = tuple(place_view(one, states(one.server.id), now, style, edits) for one in users)
    lines = tuple(
        _line(wish, edits.get(wish.reply.edit if wish.reply else ""), states(wish.server), style)
        for wish in _todays(wishes, now)
    )
    waits = any(line.waits for line in lines)
    ask = N_("Ask for something else instead") if waits else N_("Ask for more time")
    return ChildPage(
        name=child.name,
        colour=child.colour if child.colour is not None else place_in_family % COLOURS,
        places=places,
        wishes=lines,
        now=int(now.timestamp() * 1000),
        ask=Message(ask).text(style.language),
    )


def _todays(wishes: Iterable[Wish], now: datetime) -> Iterable[Wish]:
    """Those of today that were not taken back, the newest first."""
    todays = [one for one in wishes if one.state is not WishState.TAKEN_BACK and now < one.until]
    return reversed(todays[-MOST_ANSWERS:])


def _line(wish: Wish, edit: Edit | None, there: ServerStatus, style: Style) -> WishLine:
    def say(template: str, **fields: str) -> str:
        return Message(template, fields).text(style.language)

    reply = wish.reply
    if reply is None or wish.state in {WishState.OPEN, WishState.GIVING}:
        head = say(
            N_("You asked for {duration} more at {time}. Your parents can see it now."),
            duration=speech.duration(wish.minutes * 60, style.language),
            time=style.time(there.local_now(wish.asked)),
        )
        return WishLine("rest", head, quoted(wish.reason, style), wish.id)
    if wish.state is WishState.NOT_NOW:
        return WishLine("warn", say(N_("{who}: not now"), who=reply.who), quoted(reply.text, style), "")
    duration = speech.duration(reply.minutes * 60, style.language)
    tone, what = _arrival(edit)
    head = say(N_("{who} gives you {duration} more: {what}"), who=reply.who, duration=duration, what=say(what))
    return WishLine(tone, head, quoted(reply.text, style), "")


def _arrival(edit: Edit | None) -> tuple[str, str]:
    """Where the time is that was given."""
    if edit is None:
        return "rest", N_("whether it has arrived is not known any more")
    if edit.state is EditState.CONFIRMED:
        return "good", N_("it has arrived")
    if edit.state in {EditState.QUEUED, EditState.SENDING}:
        return "rest", N_("it is on its way")
    if edit.is_open:
        return "warn", N_("your parents have a look")
    return "warn", N_("it did not arrive")


def quoted(text: str, style: Style) -> str:
    """What somebody has written, as such."""
    return speech.quoted(text).text(style.language) if text else ""
