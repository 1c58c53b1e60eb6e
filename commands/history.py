"""What a user has used on each day; and days that another program has kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.asking import login
from commands.frame import AsJson, ServerName, UserName, frame_of, say, show, status_of, table
from core import Core
from editing import Asked
from errors import InvalidValue, NotManaged
from history_export import as_csv, day_rows, wanted_range
from history_views import DayFigures
from i18n import N_, Message
from pending import Through
from plain import Plain
from services import Changes
from services.days import Days
from services.own_clock import GoBy, OwnClock
from services.readings import are_theirs_nearer, local_now
from speech import duration
from stats_history import HistoryFile, StatsHistory
from stats_history.importing import MOST_BYTES, parse_days

HowMany = Annotated[int | None, typer.Option("--days", help="So many days up to today, or up to --to. [default: 30]")]
First = Annotated[str | None, typer.Option("--from", metavar="DAY", help="The first day, as 2026-11-23.")]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day. [default: today]")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV: a line for each day that is known, in seconds.")]
File = Annotated[
    Path | None, typer.Option("--import", metavar="FILE", help="Add the days of another program's history file.")
]


def history(
    context: typer.Context,
    server: ServerName,
    user: UserName,
    days: HowMany = None,
    first: First = None,
    last: Last = None,
    csv: AsCsv = False,
    as_json: AsJson = False,
    import_: File = None,
) -> None:
    """Print what a user has used on each day, as far as it is known."""
    with frame_of(context).core(writer=import_ is not None) as core:
        one = core.fleet.get(server)
        if user not in {managed.name for managed in one.users}:
            raise NotManaged(user=user[:40], server=one.name)
        if import_ is not None:
            _import(core, one.id, user, import_, as_json=as_json)
            return
        kept = StatsHistory(core.store).whole(one.id, user)
        status, now = status_of(core, one.id), core.clock.now()
        go_by = GoBy.THEIRS if are_theirs_nearer(status, now, max(kept.year, default=None)) else GoBy.OURS
        today = local_now(status, now, go_by).date()
        rows = day_rows(kept, wanted_range(today, days, first, last))
        if csv:
            print(as_csv(rows), end="")
        elif as_json:
            show(Plain(core.settings.language)({"server": one.id, "user": user, "as_of": kept.as_of, "days": rows}))
        elif rows:
            table([_row(core, row) for row in rows])
        else:
            _say_nothing(core, kept)


def _import(core: Core, server: str, user: str, path: Path, *, as_json: bool) -> None:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidValue(
            what=Message(N_("history file")), value=str(path), allowed=Message(N_("A file that can be read."))
        ) from error
    if len(data) > MOST_BYTES:
        allowed = Message(N_("At most {count} MB."), {"count": MOST_BYTES >> 20})
        raise InvalidValue(what=Message(N_("history file")), value=str(path), allowed=allowed)
    today = core.clock.now().astimezone().date()
    asked = Asked(login(), Through.COMMAND)
    days = parse_days(data, today)
    done = Days(core, StatsHistory(core.store), OwnClock(core.clock)).add((server, user), days)
    if done.added:
        Changes(core).note(asked, "history", "imported", server, user, after=done.told)
    if as_json:
        show({"added": done.added, "known": done.known, "too_old": done.too_old})
    else:
        say(
            N_("{added} days added. {known} were known already, {old} are too old to be kept."),
            core,
            added=done.added,
            known=done.known,
            old=done.too_old,
        )


def _row(core: Core, row: dict[str, Any]) -> tuple[str, ...]:
    language = core.settings.language
    day = DayFigures(row["date"], row["used"], limit=row["limit"], granted=row["granted"])
    of = ""
    if day.allowed is not None:
        of = Message(N_("of {limit}"), {"limit": duration(day.allowed, language)}).text(language)
    notes = ", ".join(note.text(language) for note in _notes(row, day, language))
    return str(day.day), duration(row["used"], language), of, notes


def _notes(row: dict[str, Any], day: DayFigures, language: str) -> Iterator[Message]:
    """What there is to say besides: of what the limit is made, and how exactly the day is known."""
    if day.allowed is not None and day.limit is not None and day.granted:
        limit, moved = duration(day.limit, language), duration(abs(day.granted), language)
        if day.granted > 0:
            yield Message(N_("{limit} for the day and {given} given"), {"limit": limit, "given": moved})
        else:
            yield Message(N_("{limit} for the day less {taken}"), {"limit": limit, "taken": moved})
    if row["until"]:
        yield Message(N_("known until {time}"), {"time": f"{row['until']:%H:%M}"})
    if row["estimated"]:
        yield Message(N_("estimated"))
    if row["resets"]:
        yield Message(N_("the counter was set back"))


def _say_nothing(core: Core, kept: HistoryFile) -> None:
    if kept.year:
        say(N_("Nothing is known of these days. The first one that is known is {day}."), core, day=str(min(kept.year)))
    else:
        say(N_("Nothing is known yet: the first day is here after the next reading."), core)
