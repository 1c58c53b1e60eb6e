"""Weeks as tests want them: a child's days, what stands in the audit, and the digest of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from audit import Entry
from digest import Digest, Person, Reading, Week, digest_of
from headlines import Style
from stats_history import DayDetail, HistoryFile, parsed, written

WEEK = Week(date(2026, 11, 16))
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = WEEK
BERLIN = ZoneInfo("Europe/Berlin")
HOUR, MINUTE = 3600, 60
ANNA = Person("anna", "Anna", "anna", (("pc", "anna"),))
READ = (Reading("PC-Anna", datetime(2026, 11, 23, 6, 57, tzinfo=BERLIN)),)
ENGLISH, GERMAN = Style("en", "24h"), Style("de", "24h")

Days = Mapping[date, DayDetail]


def a_day(used: int = 0, *spans: str, limit: int | None = 2 * HOUR, **more: object) -> DayDetail:
    """One day: seconds used, and when."""
    return DayDetail.model_validate({"used": used, "limit": limit, "spans": spans, **more})


def days(*used: int, first: date = MONDAY, limit: int | None = 2 * HOUR) -> dict[date, DayDetail]:
    """Days in a row on which so many minutes were used, at four in the afternoon."""
    return {
        first + timedelta(days=place): a_day(minutes * MINUTE, *_from_four(minutes), limit=limit)
        for place, minutes in enumerate(used)
    }


def _from_four(minutes: int) -> tuple[str, ...]:
    return (written(16 * 60, min(24 * 60, 16 * 60 + minutes)),) if minutes else ()


def weeks_before(*evening: str, count: int = 28, minutes: int = 60, first: date = MONDAY) -> dict[date, DayDetail]:
    """So many days before a day, each with these stretches of use."""
    used = sum(end - begin for begin, end in map(parsed, evening)) * MINUTE if evening else minutes * MINUTE
    return {first - timedelta(days=ago): a_day(used, *evening) for ago in range(1, count + 1)}


def history(*parts: Days, as_of: datetime | None = READ[0].at) -> HistoryFile:
    """A file with these days."""
    month = {day: detail for part in parts for day, detail in sorted(part.items())}
    year = dict(sorted(month.items()))
    return HistoryFile(as_of=as_of, month=dict(month), year=dict(year))


def at(day: date, hour: int = 17, minute: int = 0, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def grant(day: date, amount: str, who: str = "Tina", reason: str = "", **more: object) -> list[Entry]:
    """What stands in the audit of time that was given and arrived; ``state`` and others may differ."""
    found = {
        "at": at(day), "what": "edit", "kind": "grant", "server": "pc", "user": "anna", "who": who, "through": "page",
        "edit": f"{day}{amount}{who}{reason}", "state": "confirmed", "reason": reason, "after": {"TIME": amount},
    } | more  # fmt: skip
    first = {**found, "state": "queued"}
    return [Entry.model_validate(first), Entry.model_validate(found)]


def request(day: date, *kinds: str, hour: int = 17) -> list[Entry]:
    """What stands there of something that a child asked for."""
    return [
        Entry(at=at(day, hour, place), what="request", kind=kind, server="pc", user="anna", who="Anna")
        for place, kind in enumerate(kinds)
    ]


def a_digest(
    file: HistoryFile | None = None,
    entries: Iterable[Entry] = (),
    *,
    person: Person = ANNA,
    others: Sequence[HistoryFile] = (),
    read: Sequence[Reading] = READ,
    week: Week = WEEK,
    style: Style = ENGLISH,
) -> Digest:
    """The digest of Anna's week."""
    files = [file or history(), *others]
    return digest_of(
        person,
        week,
        list(zip(person.logins, files, strict=True)),
        list(entries),
        local=lambda _server, moment: moment.astimezone(BERLIN),
        read=read,
        style=style,
    )


def said(digest: Digest, language: str = "en") -> list[str]:
    """What it says is known, sentence by sentence."""
    return [one.text(language) for one in digest.sentences]


def noted(digest: Digest, language: str = "en") -> list[str]:
    """What it says is not."""
    return [one.text(language) for one in digest.notes]
