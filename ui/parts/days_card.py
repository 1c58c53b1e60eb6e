"""The last days of one child: in a number, in words and in bars; and how many of them are to be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from history_views import DayFigures
from i18n import N_
from ui.desk import Desk
from ui.parts.day_bars import day_bars
from ui.parts.segments import segments
from ui.theme import text
from ui.voice import Voice
from views import ChildView

SPANS = (7, 14, 30)
"""Days that are shown at once."""
USUAL = 14


def choose_span(voice: Voice, chosen: Callable[[int], None]) -> None:
    """Ask how many days are to be shown."""
    spans = {str(days): voice.count(N_("{count} day"), N_("{count} days"), days) for days in SPANS}
    choice = segments(voice.text(N_("How many days")), spans, str(USUAL)).mark("span")
    choice.on_value_change(lambda event: chosen(int(event.value or USUAL)))


def show_days(desk: Desk, child: ChildView, days: Sequence[DayFigures]) -> None:
    """Draw these days of a child, oldest first."""
    voice = desk.voice
    known = [day for day in days if day.used is not None]
    if not known:
        text("p", voice.text(N_("The first day will be here after the next reading.")), "muted")
        return
    used = sum(day.used or 0 for day in known)
    text("p", voice.text(N_("{used} in all"), used=voice.duration(used)), "answer").mark("in-all")
    average = voice.text(N_("{used} a day"), used=voice.duration(used // len(known)))
    counted = voice.count(N_("{count} day is known"), N_("{count} days are known"), len(known))
    text("p", f"{average} · {counted}", "muted small")
    day_bars(days, voice, desk.palette.colour(child.key))


def logins_of(child: ChildView) -> tuple[tuple[str, str], ...]:
    """Server and user of each login that is theirs."""
    return tuple((one.server.id, one.user.name) for one in child.users)
