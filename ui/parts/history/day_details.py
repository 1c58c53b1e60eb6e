"""One day of a child: by the hour, and all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from history_views import DayFigures, HistoryView, HourFigures, Login
from i18n import N_, FieldValue
from timekpr_rules import Interval
from ui.child.places import place_names
from ui.desk import Desk
from ui.history_words import doubt, stretches
from ui.parts.charts.hour_columns import bands, hour_chart, kind_of_hour, show_hours
from ui.parts.charts.legend import LegendItem
from ui.parts.history.lines import Lines, Values
from ui.theme import box, text
from ui.voice import Voice
from ui.words import BETWEEN
from views import ChildView


class DayDetails:
    """Shows a day and then another one, in place."""

    def __init__(self, desk: Desk, child: ChildView) -> None:
        self._voice = desk.voice
        self._now = desk.services.now
        with box(f"stack tinted child-{desk.palette.colour(child.key):d}") as self.root:
            with box("lines"):
                self._answer = text("p", classes="answer").mark("day-answer")
                self._doubt = text("p", classes="small muted").mark("day-doubt")
            with box("") as self._hours:
                self._chart = hour_chart(self._voice).mark("hours")
                with box("legend small muted").props("aria-hidden=true"):
                    self._band = LegendItem("band", "")
                    self._free = LegendItem("free", self._voice.text(N_("free hours")))
                    self._unknown = LegendItem("unknown", self._voice.text(N_("not known")))
            self._values = Values("day-value")
            self._notes = Lines("note small", "day-note")

    def show(self, child: ChildView, view: HistoryView, allowed: Iterable[Interval] | None = None) -> None:
        """Show the last day of a view; ``allowed``: its hours if it is today, see hours_of_today."""
        voice, day, hours, names = self._voice, view.days[-1], view.hours[-1], place_names(child.users)
        now = self._now()
        moment = now.time() if day.day == now.date() else None
        doubted = BETWEEN.join([one for one in (_unplaced(day, hours, voice), doubt(day, voice, names)) if one])
        self._answer.set_text(_answer(day, voice))
        self._doubt.set_text(doubted)
        self._doubt.set_visibility(bool(doubted))
        drawn = is_by_the_hour(hours) or moment is not None
        self._hours.set_visibility(drawn)
        if drawn:
            self._draw(child, hours, None if allowed is None else tuple(allowed), moment)
        self._values.show([*_values(day, hours, voice, drawn=drawn), *_computers(day, names, voice)])
        self._notes.show(tuple(_notes(day, voice)))

    def _draw(
        self, child: ChildView, hours: HourFigures, allowed: tuple[Interval, ...] | None, now: time | None
    ) -> None:
        show_hours(self._chart, hours, self._voice, allowed=allowed, now=now)
        at = child.now.server.name if allowed is not None and child.others else ""
        named = self._voice.text(N_("allowed hours on {computer}"), computer=at)
        self._band.says(named if at else self._voice.text(N_("allowed hours")))
        self._band.show(is_there=bool(bands(hours, allowed)))
        self._free.show(is_there=any(one.unaccounted for one in allowed or ()))
        gaps = (kind_of_hour(used, hour, now) == "unknown" for hour, used in enumerate(hours.used))
        self._unknown.show(is_there=any(gaps))


def is_by_the_hour(hours: HourFigures) -> bool:
    """Whether it is kept how much was used at which hours of a day; the times of use are kept for longer."""
    return any(hours.used)


def _answer(day: DayFigures, voice: Voice) -> str:
    if day.used is None:
        return voice.text(N_("Not known"))
    if day.allowed is None:
        return voice.duration(day.used)
    return voice.text(N_("{used} of {limit}"), used=voice.duration(day.used), limit=voice.duration(day.allowed))


def _values(day: DayFigures, hours: HourFigures, voice: Voice, *, drawn: bool) -> Iterable[tuple[str, str]]:
    """``drawn``: whether the hours are, with those that were allowed."""
    if allowed := _allowed(day, voice):
        yield voice.text(N_("Allowed")), allowed
    if hours.allowed and not drawn:
        yield voice.text(N_("Allowed hours")), stretches(hours.allowed, voice)
    if day.over and day.used is not None and day.allowed is not None:
        yield voice.text(N_("Over the limit")), voice.duration(day.used - day.allowed)
    if day.playtime:
        yield voice.text(N_("PlayTime")), voice.duration(day.playtime)
    if hours.spans:
        yield voice.text(N_("When")), stretches(hours.spans, voice)
    if day.shared:
        yield voice.text(N_("At two computers at once")), voice.duration(day.shared)


def _unplaced(day: DayFigures, hours: HourFigures, voice: Voice) -> str:
    if not hours.unplaced or not day.used:
        return ""
    return voice.text(N_("{duration} used at a time that is not known"), duration=voice.duration(hours.unplaced))


def _allowed(day: DayFigures, voice: Voice) -> str:
    """What the limit of a day is made of; nothing where it is as simple as it looks."""
    if day.allowed is None or day.limit is None:
        return ""
    fields: dict[str, FieldValue] = {"limit": voice.duration(day.limit)}
    if day.granted > 0:
        said = voice.text(N_("{limit} for the day and {given} given"), **fields, given=voice.duration(day.granted))
    elif day.granted < 0:
        said = voice.text(N_("{limit} for the day less {taken}"), **fields, taken=voice.duration(-day.granted))
    else:
        said = voice.duration(day.limit) if day.computers > 1 else ""
    if day.computers > 1:
        return voice.text(N_("{allowed}, at {computers} computers together"), allowed=said, computers=day.computers)
    return said


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
