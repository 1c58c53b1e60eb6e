"""One day of a child: by the hour, and all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from history_views import DayFigures, HistoryView, HourFigures, Login
from i18n import N_
from timekpr_rules import Interval
from ui.child.places import place_names
from ui.desk import Desk
from ui.history_words import doubt, stretches
from ui.parts.charts.hour_columns import bands, hour_chart, show_hours
from ui.parts.history.lines import Lines, Values
from ui.theme import box, text
from ui.voice import Voice
from views import ChildView


class DayDetails:
    """Shows a day and then another one, in place."""

    def __init__(self, desk: Desk, child: ChildView) -> None:
        self._voice = desk.voice
        with box(f"stack tinted child-{desk.palette.colour(child.key):d}") as self.root:
            with box("lines"):
                self._answer = text("p", classes="answer").mark("day-answer")
                self._doubt = text("p", classes="small muted").mark("day-doubt")
            with box("") as self._hours:
                self._chart = hour_chart(self._voice).mark("hours")
                with box("legend small muted").props("aria-hidden=true") as self._legend:
                    box("swatch band", "i")
                    self._band = text("span")
                    with box("legend-item apart", "span") as self._free:
                        box("swatch free", "i")
                        text("span", self._voice.text(N_("free hours")))
            self._values = Values("day-value")
            self._notes = Lines("note small", "day-note")

    def show(
        self,
        child: ChildView,
        view: HistoryView,
        *,
        allowed: Iterable[Interval] | None = None,
        now: time | None = None,
    ) -> None:
        """Show the last day of a view."""
        voice, day, hours = self._voice, view.days[-1], view.hours[-1]
        self._answer.set_text(_answer(day, voice))
        self._doubt.set_text(doubt(day, voice))
        self._doubt.set_visibility(bool(doubt(day, voice)))
        self._hours.set_visibility(is_by_the_hour(hours) or now is not None)
        allowed = None if allowed is None else tuple(allowed)
        show_hours(self._chart, hours, voice, allowed=allowed, now=now)
        at = child.now.server.name if allowed is not None and child.others else ""
        named = self._voice.text(N_("allowed hours on {computer}"), computer=at)
        self._band.set_text(named if at else self._voice.text(N_("allowed hours")))
        self._legend.set_visibility(bool(bands(hours, allowed)))
        self._free.set_visibility(any(one.unaccounted for one in allowed or ()))
        self._values.show([*_values(day, hours, voice), *_computers(day, place_names(child.users), voice)])
        self._notes.show(tuple(_notes(day, voice)))


def is_by_the_hour(hours: HourFigures) -> bool:
    """Whether it is kept at which hours of a day something was used."""
    return any(hours.used) or bool(hours.spans)


def _answer(day: DayFigures, voice: Voice) -> str:
    if day.used is None:
        return voice.text(N_("Not known"))
    if day.allowed is None:
        return voice.duration(day.used)
    return voice.text(N_("{used} of {limit}"), used=voice.duration(day.used), limit=voice.duration(day.allowed))


def _values(day: DayFigures, hours: HourFigures, voice: Voice) -> Iterable[tuple[str, str]]:
    if day.allowed is not None and day.limit is not None and day.granted > 0:
        fields = {"limit": voice.duration(day.limit), "given": voice.duration(day.granted)}
        yield voice.text(N_("Allowed")), voice.text(N_("{limit} for the day and {given} given"), **fields)
    elif day.allowed is not None and day.limit is not None and day.granted < 0:
        fields = {"limit": voice.duration(day.limit), "taken": voice.duration(-day.granted)}
        yield voice.text(N_("Allowed")), voice.text(N_("{limit} for the day less {taken}"), **fields)
    if day.over and day.used is not None and day.allowed is not None:
        yield voice.text(N_("Over the limit")), voice.duration(day.used - day.allowed)
    if day.playtime:
        yield voice.text(N_("PlayTime")), voice.duration(day.playtime)
    if hours.spans:
        yield voice.text(N_("When")), stretches(hours.spans, voice)
    if hours.unplaced and day.used:
        yield voice.text(N_("Some time that day")), voice.duration(hours.unplaced)
    if day.shared:
        yield voice.text(N_("At two computers at once")), voice.duration(day.shared)


def _computers(day: DayFigures, names: dict[Login, str], voice: Voice) -> Iterable[tuple[str, str]]:
    """What was used where, for those who have several computers."""
    if len(names) > 1:
        for login, used in day.parts:
            yield names.get(login, login[1]), voice.duration(used)


def _notes(day: DayFigures, voice: Voice) -> Iterable[str]:
    if day.estimated:
        yield voice.text(
            N_("Nobody could read this day. It is a share of what Timekpr counted over several days together.")
        )
    if day.resets:
        yield voice.count(
            N_("Timekpr's counter of this day was set back on the computer once. What was counted before is in here."),
            N_("Timekpr's counter of this day was set back {count} times. What was counted before is in here."),
            day.resets,
        )
