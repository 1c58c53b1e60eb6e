"""A child's own today in words for the child: how much is left, until when, and which hours are open.

Nothing here is of anybody else, and nothing tells where a computer is to be reached.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import speech
from child_views import BETWEEN
from headlines import Style
from i18n import N_, Message
from state import ServerStatus, UserState
from timekpr_rules import DayRule, Interval, Reason, TimeLeft, time_left
from views import ChildUser, EditView, UserView

TODAYS: Final = frozenset({"grant", "today", "lock", "unlock"})
"""Kinds of edits that a child is told of; rules for good are explained by people."""
DAY: Final = 1440
BAR: Final = 24
"""The bar of the hours is drawn on a ground of 1440 by 24."""

UNTIL: Final = {
    Reason.NO_LIMIT: N_("until {time}"),
    Reason.DAY_CLOSED: N_("until {time}"),
    Reason.HOURS: N_("until {time}, then the hours are over"),
    Reason.LIMIT: N_("until {time} if you take no break"),
    Reason.WEEK: N_("until {time} if you take no break, then the week's time is used up"),
    Reason.MONTH: N_("until {time} if you take no break, then the month's time is used up"),
}
OVER: Final = {
    Reason.NO_LIMIT: N_("There are no more hours today."),
    Reason.DAY_CLOSED: N_("Today is a day without this computer."),
    Reason.HOURS: N_("There are no more hours today."),
    Reason.LIMIT: N_("Today's time is used up."),
    Reason.WEEK: N_("This week's time is used up."),
    Reason.MONTH: N_("This month's time is used up."),
}


@dataclass(frozen=True, slots=True)
class Running:
    """How a figure goes down by itself: seconds left at a moment, and when that says nothing any more (ms of 1970)."""

    left: int
    since: int
    until: int
    limit: int
    """What the ring is full with; 0 where there is no ring."""


@dataclass(frozen=True, slots=True)
class Note:
    """One line about what is under way. ``tone`` is good, warn or rest."""

    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One login of the child, on one computer; all texts are finished, and empty where there is nothing to say.

    ``open``, ``free`` and ``gone`` are paths of SVG for the hours, the uncounted ones, and what of the day has passed.
    """

    key: str
    name: str
    in_use: str
    headline: str
    detail: str
    figure: str
    arc: str
    """``stroke-dasharray`` of a ring whose circumference counts as 100; empty without one."""
    used: str
    play: str
    hours: str
    open: str
    free: str
    gone: str
    as_of: str
    running: Running | None
    notes: tuple[Note, ...]


def key_of(one: ChildUser) -> str:
    """By which the child's page names one of its logins."""
    return f"{one.server.id}{BETWEEN}{one.user.name}"


def place_view(
    one: ChildUser, status: ServerStatus, now: datetime, style: Style, told: Container[str] = ()
) -> PlaceView:
    """What to show of one login at this moment (UTC). Of the edits ``told`` the page tells elsewhere."""
    user = one.user
    there = status.local_now(now)
    known = status.users.get(user.name, UserState())
    notes = tuple(_notes((edit for edit in user.edits if edit.id not in told), style))
    say = _Say(style, there)
    if known.config is None or known.spent is None or status.main is None or known.config.damaged:
        return PlaceView(
            key=key_of(one), name=one.server.name, in_use="", headline=say(N_("Not known right now")),
            detail=say(N_("The computer has not said anything yet.")) if user.as_of is None else "",
            figure=DASH, arc="", used="", play="", hours="", open="", free="", gone="",
            as_of=say.as_of(user.as_of), running=None, notes=notes,
        )  # fmt: skip
    running, at = _running(user, there, now)
    left = time_left(known.config.model, status.main.model, known.spent.model, at, status.version)
    seconds = running.left - int((now.timestamp() * 1000 - running.since) // 1000) if running else left.seconds
    seconds = max(seconds, 0)
    rule = known.config.model.week[there.weekday()]
    return PlaceView(
        key=key_of(one),
        name=one.server.name,
        in_use=say(N_("in use now")) if user.in_use else "",
        headline=_headline(left, seconds, say),
        detail=_detail(left, say),
        figure=_figure(left, seconds),
        arc=_arc(seconds, user.limit),
        used=_used(left, user, say),
        play=say(N_("PlayTime left: {left}"), left=say.duration(left.playtime)) if left.playtime_limited else "",
        hours=_hours(rule, say),
        open=_path(interval for interval in rule.intervals if not interval.unaccounted),
        free=_path(interval for interval in rule.intervals if interval.unaccounted),
        gone=f"M0 0H{there.hour * 60 + there.minute}V{BAR}H0Z",
        as_of=say.as_of(user.as_of),
        running=running,
        notes=notes,
    )


DASH: Final = "\N{EN DASH}"


class _Say:
    """Says things in the language of the settings, on the clock of one computer."""

    def __init__(self, style: Style, there: datetime) -> None:
        self.style = style
        self.there = there

    def __call__(self, template: str, **fields: str) -> str:
        return Message(template, fields).text(self.style.language)

    def duration(self, seconds: float) -> str:
        return speech.duration(seconds, self.style.language)

    def time(self, at: datetime) -> str:
        return self.style.time(at)

    def as_of(self, at: datetime | None) -> str:
        return speech.as_of(at, self.there, self.style.language, self.style.time_format) if at else ""


def _running(user: UserView, there: datetime, now: datetime) -> tuple[Running | None, datetime]:
    """How the time goes down, and the computer's moment for which its figures are to be reckoned."""
    local = there.replace(tzinfo=None)
    runs = user.runs
    if runs is None or user.left is None or not runs.since <= now < runs.until:
        return None, local
    then = local - (now - runs.since)
    if then.date() != local.date():
        return None, local
    since, until = (int(at.timestamp() * 1000) for at in (runs.since, runs.until))
    return Running(user.left, since, until, user.limit or 0), then


def _headline(left: TimeLeft, seconds: int, say: _Say) -> str:
    if left.open_now and left.unaccounted:
        return say(N_("This time is free"))
    if left.open_now and left.reason is Reason.NO_LIMIT:
        return say(N_("No limit today"))
    if left.open_now:
        return say(N_("You have {duration} left"), duration=say.duration(seconds))
    if left.reason is Reason.DAY_CLOSED:
        return say(N_("Not today"))
    if left.opens is not None:
        template = N_("You can start again at {time}") if left.used else N_("You can start at {time}")
        return say(template, time=say.time(left.opens))
    return say(N_("That was it for today"))


def _detail(left: TimeLeft, say: _Say) -> str:
    if not left.open_now:
        if left.opens is None:
            return say(OVER[left.reason])
        return say(N_("Then you have {duration}."), duration=say.duration(left.seconds))
    ends_today = left.until is not None and left.until.date() == say.there.date()
    if left.unaccounted:
        if not ends_today or left.until is None:
            return say(N_("It is not counted."))
        return say(N_("It is not counted, until {time}."), time=say.time(left.until))
    if not ends_today or left.until is None:
        return "" if left.reason is Reason.NO_LIMIT else say(N_("That is enough until midnight."))
    return say(UNTIL[left.reason], time=say.time(left.until))


def _figure(left: TimeLeft, seconds: int) -> str:
    if not left.open_now:
        return DASH
    return "∞" if left.reason is Reason.NO_LIMIT else speech.figure(seconds)


def _arc(seconds: int, limit: int | None) -> str:
    if not limit or seconds <= 0:
        return ""
    return f"{min(seconds / limit, 1.0) * 100:.1f} 100"


def _used(left: TimeLeft, user: UserView, say: _Say) -> str:
    used = say.duration(left.used)
    if not user.limit:
        return say(N_("Used today: {used}"), used=used)
    return say(N_("Used today: {used} of {limit}"), used=used, limit=say.duration(user.limit))


def _hours(rule: DayRule, say: _Say) -> str:
    """The hours in words; what is free is named as such."""
    if not rule.intervals:
        return say(N_("No hours today"))
    if rule.intervals[0][:2] == (0, DAY) and len(rule.intervals) == 1 and not rule.intervals[0].unaccounted:
        return say(N_("All day"))
    return ", ".join(_span(interval, say) for interval in rule.intervals)


def _span(interval: Interval, say: _Say) -> str:
    start, end = (
        speech.TimeOfDay(minute=minute, time_format=say.style.time_format).text(say.style.language)
        for minute in (interval.start, interval.end)
    )
    span = f"{start}\N{WORD JOINER}\N{EN DASH}\N{WORD JOINER}{end}"  # in one line
    return say(N_("{span} (free)"), span=span) if interval.unaccounted else span


def _path(intervals: Iterable[Interval]) -> str:
    return "".join(f"M{one.start} 0H{one.end}V{BAR}H{one.start}Z" for one in intervals)


def _notes(edits: Iterable[EditView], style: Style) -> Iterable[Note]:
    """What waits and what has just arrived."""
    for edit in edits:
        if edit.kind not in TODAYS:
            continue
        words = " · ".join(one.text(style.language) for one in edit.words)
        if edit.state == "confirmed":
            yield Note("good", Message(N_("{what}: it has arrived"), {"what": words}).text(style.language))
        elif edit.state in {"queued", "sending"}:
            yield Note("rest", Message(N_("{what} is on its way"), {"what": words}).text(style.language))
        elif edit.is_open:
            yield Note("warn", Message(N_("{what}: your parents have a look"), {"what": words}).text(style.language))
