"""Makes a digest of what is known of a week: pure, from a history and the audit to figures and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from audit import Entry
from digest.happenings import LONGEST_NAME, Local, happenings, plain
from digest.models import ENOUGH, Digest, Person, Reading, Sums
from digest.nights import unusual_nights
from digest.week import DAYS, Week
from digest.words import notes, paragraphs
from headlines import Style
from history_views import DayFigures, Histories, day_figures

OVER: Final = 5 * 60
"""Seconds more than allowed that are no matter: Timekpr counts down before it ends a session."""


def digest_of(
    person: Person,
    week: Week,
    histories: Histories,
    entries: Iterable[Entry],
    *,
    local: Local,
    read: Sequence[Reading],
    style: Style,
) -> Digest:
    """One child's week.

    ``histories`` are of its logins, ``entries`` the audit from the beginning of the week to a day after it, in order;
    ``local`` tells a moment in the zone of a computer, ``read`` when each of the child's computers was last read.
    """
    person = replace(person, name=plain(person.name, LONGEST_NAME))
    days = day_figures(histories, week.first, week.last)
    computers = sum(any(day in file.year for day in week) for _, file in histories)
    figures = sums(days, day_figures(histories, week.before.first, week.before.last), computers)
    did = happenings(entries, frozenset(person.logins), week, local)
    nights = unusual_nights([file.month for _, file in histories], week)
    return Digest(
        person=person,
        week=week,
        sums=figures,
        did=did,
        nights=nights,
        paragraphs=paragraphs(person.name, figures, did, nights, style),
        notes=tuple(notes(days, read, week, style)),
    )


def sums(days: Sequence[DayFigures], before: Sequence[DayFigures], computers: int) -> Sums:
    """The figures of seven days at so many computers, beside those of the seven before."""
    known = [day for day in days if day.used is not None]
    earlier = [day.used for day in before if day.used is not None]
    limited = [day for day in known if day.allowed is not None]
    used = sum(day.used or 0 for day in known)
    is_whole = len(known) == len(earlier) == DAYS
    is_comparable = not is_whole and min(len(known), len(earlier)) >= ENOUGH
    longest = max(known, key=lambda day: day.used or 0, default=None)
    return Sums(
        days=len(known),
        computers=computers,
        used=used,
        playtime=min(used, sum(day.playtime for day in known)),
        allowed=sum(day.allowed or 0 for day in limited),
        limited=len(limited),
        used_of_allowed=sum(day.used or 0 for day in limited),
        before=sum(earlier) if is_whole else None,
        average=used // len(known) if is_comparable else None,
        average_before=sum(earlier) // len(earlier) if is_comparable else None,
        longest=longest if longest is not None and longest.used else None,
        used_on=sum(bool(day.used) for day in known),
        over=tuple(day for day in limited if more_than_allowed(day) >= OVER),
        estimated=any(day.estimated and day.used for day in known),
    )


def more_than_allowed(day: DayFigures) -> int:
    """By how many seconds more was used than allowed; 0 or less where it was not."""
    return 0 if day.allowed is None else (day.used or 0) - day.allowed
