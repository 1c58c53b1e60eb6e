"""What happens, told as it happens: from one picture of the fleet to the next, from edits, and from the audit.

An event is told once and kept nowhere. It has what an automation needs, and a sentence in the language of the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from audit import Entry
from digest import Digest, known, title, unknown
from edit_views import edit_words
from error_record import restored
from headlines import Style
from i18n import N_, Message
from mqtt_ha.entities import EventType
from pending import Edit, EditKind, EditState
from servers import Child
from state import ServerStatus
from timekpr_rules import Operation
from views import FleetView, ServerState, ServerView, UserView
from wish_views import WishView

MINUTE: Final = 60
MOST_OF_A_TEXT: Final = 3000
"""Characters of a digest: the attributes of an entity have 16 KiB together, and some letters take three bytes."""
MOST_ANSWERED: Final = 1000
"""Requests whose answer is known to have been told: one may come back into the picture when a newer one goes."""
STILL_OPEN_SECONDS: Final = 60
"""So long after the end of the time a session may go on: Timekpr counts down first."""

Event = Mapping[str, Any]


@dataclass(slots=True)
class _Standing:
    """Where a user was last: which reading, when it was new to us, and what has been told already."""

    as_of: datetime | None = None
    seen: datetime | None = None
    warned_at: tuple[datetime | None, int] | None = None
    """The reading from which it was told that time is nearly out, and what was left by it."""
    out: bool = False
    out_since: datetime | None = None
    used_by_then: int = 0
    """Seconds that were used when nothing was left, as far as was known then."""
    still_open: bool = False

    def has_more(self, user: UserView) -> bool:
        """Whether there is more time than when it was told: not by the same reading, when its countdown has ended."""
        return self.warned_at is None or user.as_of != self.warned_at[0] or (user.left or 0) > self.warned_at[1]


@dataclass(slots=True)
class Watch:
    """Compares pictures of the fleet. For one thread. The first picture is where it begins: it tells nothing."""

    nearly_out_seconds: int
    language: str
    _states: dict[str, ServerState] = field(default_factory=dict)
    _users: dict[tuple[str, str], _Standing] = field(default_factory=dict)
    _asking: dict[str, WishView] = field(default_factory=dict)
    """Wishes that wait for their answer."""
    _answered: dict[str, None] = field(default_factory=dict)
    """Those whose answer was told, also where they are not in the picture any more."""
    _signs: dict[str, int] = field(default_factory=dict)
    """Of each computer: the highest number of a sign of tampering that is known; they count up."""
    _begun: bool = False

    def take(self, fleet: FleetView, now: datetime) -> list[Event]:
        """What has happened since the picture before."""
        found = [event for server in fleet.servers for event in self._of_server(server, now)]
        found += self._of_wishes(fleet.wishes)
        there = {server.id for server in fleet.servers}
        logins = {(server.id, user.name) for server in fleet.servers for user in server.users}
        self._states = {one: state for one, state in self._states.items() if one in there}
        self._users = {login: standing for login, standing in self._users.items() if login in logins}
        self._signs = {one: number for one, number in self._signs.items() if one in there}
        begun, self._begun = self._begun, True
        return found if begun else []

    def _of_server(self, server: ServerView, now: datetime) -> Iterator[Event]:
        before = self._states.get(server.id)
        after = server.state
        if after in {ServerState.ONLINE, ServerState.OFF}:
            self._states[server.id] = after
            if before is not None and before is not after:
                went_on = after is ServerState.ONLINE
                yield _event(
                    EventType.SERVER_ONLINE if went_on else EventType.SERVER_OFFLINE,
                    self._say(N_("{computer} is on") if went_on else N_("{computer} is off"), computer=server.name),
                    server=server.id,
                    server_name=server.name,
                )
        yield from self._of_signs(server)
        for user in server.users:
            yield from self._of_user(server, user, now)

    def _of_signs(self, server: ServerView) -> Iterator[Event]:
        before = self._signs.get(server.id, 0)
        for sign in sorted(server.signs, key=lambda one: one.number):
            if sign.number > before:
                sentence = Message(N_("{computer}: {what}"), {"computer": server.name, "what": sign.message})
                yield _event(
                    EventType.TAMPER,
                    sentence.text(self.language),
                    server=server.id,
                    server_name=server.name,
                    user=sign.user,
                    code=sign.code,
                )
        self._signs[server.id] = max((before, *(sign.number for sign in server.signs)))

    def _of_user(self, server: ServerView, user: UserView, now: datetime) -> Iterator[Event]:
        standing = self._users.setdefault((server.id, user.name), _Standing())
        if standing.as_of != user.as_of:
            standing.as_of, standing.seen = user.as_of, now
        left = left_now(user, now)
        if user.left is None or user.limit is None or left > self.nearly_out_seconds:
            if standing.has_more(user):
                self._users[server.id, user.name] = _Standing(standing.as_of, standing.seen)
            return
        if not user.in_use:
            return
        minutes = max(1, left // MINUTE) if left > 0 else 0
        said = {
            "server": server.id,
            "server_name": server.name,
            "user": user.name,
            "child": user.child or user.name,
            "child_id": user.child_id,
            "minutes_left": minutes,
        }
        name = user.child or user.name
        if left > 0 and standing.warned_at is None:
            standing.warned_at = user.as_of, user.left
            sentence = Message(
                N_("{child} has {count} minute left"), {"child": name},
                plural=N_("{child} has {count} minutes left"), count=minutes,
            )  # fmt: skip
            yield _event(EventType.TIME_NEARLY_OUT, sentence.text(self.language), **said)
        if left <= 0 and not standing.out:
            standing.warned_at = standing.warned_at or (user.as_of, user.left)
            standing.out, standing.out_since = True, now
            standing.used_by_then = (user.used or 0) + max(0, user.left)
            if not user.locked:  # whoever has locked it knows
                yield _event(EventType.TIME_OUT, self._say(N_("{child} has no time left"), child=name), **said)
        if left <= 0 and not standing.still_open and _has_gone_on(user, standing):
            standing.still_open = True
            goes_on = self._say(N_("{child} has no time left, and the session goes on"), child=name)
            yield _event(EventType.LIMIT_REACHED, goes_on, **said)

    def _of_wishes(self, wishes: Iterable[WishView]) -> list[Event]:
        before = self._asking
        self._asking = {wish.id: wish for wish in wishes if wish.reply is None}
        answered = [wish for wish in wishes if wish.reply is not None and wish.id not in self._answered]
        self._answered |= dict.fromkeys(wish.id for wish in answered)
        self._answered = dict.fromkeys(list(self._answered)[-MOST_ANSWERED:])
        known = self._asking.keys() | self._answered.keys()
        return [
            *(self._closed(wish) for wish in before.values() if wish.id not in known),
            *(self._asked(wish) for wish in self._asking.values() if wish.id not in before),
            *(self._replied(wish) for wish in answered),
        ]

    def _asked(self, wish: WishView) -> Event:
        sentence = Message(
            N_("{child} asks for {count} minute more"), {"child": wish.child},
            plural=N_("{child} asks for {count} minutes more"), count=wish.minutes,
        )  # fmt: skip
        return _event(
            EventType.TIME_REQUESTED,
            sentence.text(self.language),
            **_about(wish),
            minutes=wish.minutes,
            reason=wish.reason,
            asked=wish.asked.isoformat(timespec="seconds"),
        )

    def _replied(self, wish: WishView) -> Event:
        reply = wish.reply
        if reply is None or not reply.minutes:
            sentence = Message(N_("{child}: not now"), {"child": wish.child})
        else:
            sentence = Message(
                N_("{child} gets {count} minute more"), {"child": wish.child},
                plural=N_("{child} gets {count} minutes more"), count=reply.minutes,
            )  # fmt: skip
        return _event(
            EventType.REQUEST_ANSWERED,
            sentence.text(self.language),
            **_about(wish),
            minutes=reply.minutes if reply else 0,
            text=reply.text if reply else "",
            who=reply.who if reply else "",
        )

    def _closed(self, wish: WishView) -> Event:
        sentence = Message(
            N_("{child} no longer asks for {count} minute more"), {"child": wish.child},
            plural=N_("{child} no longer asks for {count} minutes more"), count=wish.minutes,
        )  # fmt: skip
        return _event(EventType.REQUEST_CLOSED, sentence.text(self.language), **_about(wish), minutes=wish.minutes)

    def _say(self, text: str, **fields: str) -> str:
        return Message(text, fields).text(self.language)


def _about(wish: WishView) -> dict[str, str]:
    """Which request, and whose."""
    return {
        "request": wish.id,
        "child": wish.child,
        "child_id": wish.child_id,
        "server": wish.server,
        "server_name": wish.server_name,
        "user": wish.user,
    }


def _has_gone_on(user: UserView, standing: _Standing) -> bool:
    """Whether Timekpr has written long after the end, and counted as much: whoever signs in again is just sent away.

    The computer's clock may be wrong by hours, so when it wrote is taken from how old that was at the reading.
    """
    if standing.out_since is None or standing.seen is None or user.last_used is None or user.as_of is None:
        return False
    if (user.used or 0) - standing.used_by_then <= STILL_OPEN_SECONDS:
        return False
    wrote = standing.seen - (user.as_of - user.last_used)
    return (wrote - standing.out_since).total_seconds() > STILL_OPEN_SECONDS


def left_now(user: UserView, now: datetime) -> int:
    """Seconds left at this moment: from a reading on it goes down by itself while somebody uses it.

    When the countdown says nothing any more, it stands where it was then.
    """
    left = user.left or 0
    if user.runs is None:
        return left
    gone = min(now, user.runs.until) - user.runs.since
    return max(0, left - max(0, int(gone.total_seconds())))


def of_edit(edit: Edit, status: ServerStatus, server_name: str, child: Child | None, style: Style) -> list[Event]:
    """What to tell of an edit that has come into another state; what is taken back after midnight is told by nobody."""
    if edit.kind is EditKind.RETURN:
        return []
    what = " · ".join(one.text(style.language) for one in edit_words(edit, status, style))
    said: dict[str, Any] = {
        "edit": edit.id,
        "kind": edit.kind.value,
        "state": edit.state.value,
        "server": edit.server,
        "server_name": server_name,
        "user": edit.user,
        "child": child.name if child else edit.user,
        "child_id": child.id if child else "",
        "what": what,
        "who": edit.who,
        "through": edit.through.value,
        "reason": edit.reason,
    }
    who = child.name if child else edit.user or server_name
    match edit.state:
        case EditState.CONFIRMED:
            sentence = Message(N_("{user}: {what}"), {"user": who, "what": what}).text(style.language)
            found = [_event(EventType.EDIT_APPLIED, sentence, **said)]
            if edit.kind is EditKind.GRANT and edit.operation != Operation.TAKE.value:
                granted = said | {"minutes": edit.seconds // MINUTE, "playtime": edit.playtime}
                found.insert(0, _event(EventType.TIME_GRANTED, sentence, **granted))
            return found
        case EditState.REFUSED | EditState.EXPIRED:
            why = restored(edit.why).text(style.language) if edit.why else ""
            sentence = Message(N_("Not done for {user}: {what}"), {"user": who, "what": what}).text(style.language)
            return [_event(EventType.EDIT_FAILED, sentence, **said, why=why)]
        case EditState.CONFLICT | EditState.UNCLEAR:
            asks = Message(N_("Needs your decision for {user}: {what}"), {"user": who, "what": what})
            return [_event(EventType.EDIT_CONFLICT, asks.text(style.language), **said)]
    return []


def of_entry(entry: Entry, language: str) -> Event | None:
    """What to tell of an entry of the audit: somebody did not get in."""
    if (entry.what, entry.kind) != ("account", "wrong_password"):
        return None
    sentence = Message(
        N_("Somebody tried to sign in with a wrong name or password, from {origin}"), {"origin": entry.origin}
    )
    return _event(EventType.LOGIN_FAILED, sentence.text(language), user=entry.user, origin=entry.origin)


def of_digest(digest: Digest, language: str) -> Event:
    """What to tell of a child's week: the words of its page, and the figures. Minutes are rounded down.

    None is what is not known. A text that is too long for an attribute of Home Assistant is cut.
    """
    sums, did = digest.sums, digest.did
    text = "\n".join(one for one in (*known(digest, language), unknown(digest, language)) if one)
    return _event(
        EventType.WEEKLY_DIGEST,
        text if len(text) <= MOST_OF_A_TEXT else f"{text[: MOST_OF_A_TEXT - 1]}…",
        key=f"digest/{digest.person.key}/{digest.week.name}",
        title=title(digest).text(language),
        child=digest.person.name,
        child_id=digest.person.child_id,
        week=digest.week.name,
        first=digest.week.first.isoformat(),
        last=digest.week.last.isoformat(),
        days_known=sums.days,
        used_minutes=sums.used // MINUTE,
        allowed_minutes=sums.allowed // MINUTE if sums.is_all_limited else None,
        before_minutes=sums.before // MINUTE if sums.before is not None else None,
        longest_day=sums.longest.day.isoformat() if sums.longest else None,
        longest_minutes=(sums.longest.used or 0) // MINUTE if sums.longest else None,
        given_minutes=did.given // MINUTE,
        grants=did.gifts,
        requests=did.requests.asked,
        requests_granted=did.requests.given,
        unusual_nights=len({one.day for one in digest.nights}),
    )


def _event(kind: EventType, message: str, /, **more: object) -> Event:
    return {"event_type": kind.value, "message": message, **more}
