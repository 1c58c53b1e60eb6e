"""What the history says: days, spans of days, and what some days come to. Pure sentences from figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_interval

from history_views import DayFigures, Habit, HourFigures, Summary
from i18n import N_
from stats_history import parsed
from ui.voice import Voice
from ui.words import BETWEEN

DASH = "\N{EN DASH}"
MINUTE = 60
MOST_BY_DAY = 62
"""Days in a row that are named by the first and the last of them."""
MOST_STRETCHES = 12
"""Stretches of a day that are named; a computer that is read often can have more."""


def day_name(day: date, voice: Voice) -> str:
    """A day as one says it: "Saturday 21 November"."""
    weekday, name = _parts(day, voice.locale)
    return voice.text(N_("{weekday} {day}"), weekday=weekday, day=name)


def span_name(first: date, last: date, voice: Voice, today: date) -> str:
    """Days in a row: "15 to 21 Nov" with a dash, and the year if it is another one; of many days the months alone."""
    if (last - first).days > MOST_BY_DAY:
        return str(format_interval(first, last, "yMMM", locale=voice.locale))
    skeleton = "MMMd" if first.year == last.year == today.year else "yMMMd"
    return str(format_interval(first, last, skeleton, locale=voice.locale))


def month_name(day: date, voice: Voice, *, short: bool = False) -> str:
    """The month of a day: "November" or "Nov"."""
    return str(format_date(day, "LLL" if short else "LLLL", locale=voice.locale)).rstrip(".")


def day_sentence(day: DayFigures, voice: Voice) -> str:
    """A day in words: "Monday 23 November: used 1 h 20 of 2 h", and what else there is to say of it."""
    name = day_name(day.day, voice)
    if day.used is None:
        return voice.text(N_("{day}: not known"), day=name)
    used = voice.duration(day.used)
    if day.allowed is None:
        said = voice.text(N_("{day}: used {used}"), day=name, used=used)
    else:
        said = voice.text(N_("{day}: used {used} of {limit}"), day=name, used=used, limit=voice.duration(day.allowed))
    return BETWEEN.join((said, *_besides(day, voice)))


def doubt(day: DayFigures, voice: Voice) -> str:
    """How exactly a day is known: between what and what, and until when; nothing where it is known as it was."""
    said = []
    if day.most is not None:
        least, most = voice.duration(day.least), voice.duration(day.most)
        said.append(voice.text(N_("between {least} and {most}"), least=least, most=most))
    elif day.estimated:
        said.append(voice.text(N_("estimated")))
    if day.until is not None:
        said.append(voice.text(N_("known until {time}"), time=clock(day.until, voice)))
    return BETWEEN.join(said)


def hour_sentence(hours: HourFigures, hour: int, voice: Voice) -> str:
    """An hour of a day: "15:00 to 16:00: used 20 min" with a dash."""
    span = f"{voice.clock(hour * 60)}{DASH}{voice.clock(hour * 60 + 60)}"
    used = hours.used[hour]
    if used is None:
        return voice.text(N_("{day}: not known"), day=span)
    return voice.text(N_("{day}: used {used}"), day=span, used=voice.duration(used))


def stretches(spans: Sequence[str], voice: Voice) -> str:
    """When a computer was used: "14:02 to 15:30, 16:00 to 17:10" with dashes; the first ones of many."""
    said = [f"{voice.clock(start)}{DASH}{voice.clock(end)}" for start, end in map(parsed, spans[:MOST_STRETCHES])]
    return ", ".join([*said, "…"] if len(spans) > MOST_STRETCHES else said)


def habit_sentence(found: Habit | None, voice: Voice) -> str:
    """When somebody sits there: "Mostly between 15:00 and 18:00. Latest until 22:40, on Friday 20 November."."""
    if found is None:
        return voice.text(N_("At no hour of these days is anything known to have been used."))
    first, end = voice.clock(found.first * 60), voice.clock(found.end * 60)
    said = [voice.text(N_("Mostly between {first} and {end}."), first=first, end=end)]
    if found.latest is not None:
        day, minute = found.latest
        at = {"time": voice.clock(minute), "day": day_name(day, voice)}
        said.append(voice.text(N_("Latest until {time}, on {day}."), **at))
    return " ".join(said)


def trend_sentence(summary: Summary, days: int, voice: Voice) -> str:
    """How much more or less than on as many days before; nothing where one of the two is not known."""
    if summary.trend is None:
        return ""
    by = voice.duration(abs(summary.trend))
    if abs(summary.trend) < MINUTE:
        return voice.text(N_("As much a day as in the {days} days before."), days=days)
    if summary.trend > 0:
        return voice.text(N_("{duration} a day more than in the {days} days before."), duration=by, days=days)
    return voice.text(N_("{duration} a day less than in the {days} days before."), duration=by, days=days)


def trend_line(summary: Summary, voice: Voice) -> str:
    """The same in a line of small print: "20 min more than before"; nothing where it is not known."""
    if summary.trend is None:
        return ""
    if abs(summary.trend) < MINUTE:
        return voice.text(N_("as much as before"))
    by = voice.duration(abs(summary.trend))
    template = N_("{duration} more than before") if summary.trend > 0 else N_("{duration} less than before")
    return voice.text(template, duration=by)


def trend_words(summary: Summary, voice: Voice) -> str:
    """The same in a cell of a table: "20 min more"; a dash where it is not known."""
    if summary.trend is None:
        return DASH
    if abs(summary.trend) < MINUTE:
        return voice.text(N_("as much"))
    by = voice.duration(abs(summary.trend))
    template = N_("{duration} more") if summary.trend > 0 else N_("{duration} less")
    return voice.text(template, duration=by)


def summary_lines(summary: Summary, days: int, voice: Voice) -> list[str]:
    """Some days in a few sentences, the most important first; what is not known is left out."""
    average = voice.text(N_("{used} a day"), used=voice.duration(summary.average))
    known = voice.count(N_("{count} day is known"), N_("{count} days are known"), summary.known)
    lines = [average if summary.known == days else BETWEEN.join((average, known)), trend_sentence(summary, days, voice)]
    facts = []
    if summary.playtime:
        facts.append(voice.text(N_("PlayTime {used}"), used=voice.duration(summary.playtime)))
    if summary.longest is not None:
        longest = {"day": day_name(summary.longest.day, voice), "used": voice.duration(summary.longest.used or 0)}
        facts.append(voice.text(N_("longest on {day}: {used}"), **longest))
    if summary.over:
        facts.append(
            voice.count(N_("over the limit on {count} day"), N_("over the limit on {count} days"), summary.over)
        )
    if summary.estimated:
        facts.append(voice.count(N_("{count} day is an estimate"), N_("{count} days are estimates"), summary.estimated))
    return [line for line in (*lines, BETWEEN.join(facts)) if line]


def clock(at: time, voice: Voice) -> str:
    """A time of day."""
    return voice.clock(at.hour * 60 + at.minute)


def _besides(day: DayFigures, voice: Voice) -> Iterable[str]:
    if day.over and day.used is not None and day.allowed is not None:
        yield voice.text(N_("{duration} over the limit"), duration=voice.duration(day.used - day.allowed))
    if day.playtime:
        yield voice.text(N_("PlayTime {used}"), used=voice.duration(day.playtime))
    if said := doubt(day, voice):
        yield said


@lru_cache(maxsize=2048)
def _parts(day: date, locale: Locale) -> tuple[str, str]:
    """The weekday, and the day with its month as people of a language write it."""
    pattern = locale.datetime_skeletons.get("MMMMd") or locale.datetime_skeletons["MMMd"]
    return str(format_date(day, "EEEE", locale=locale)), str(pattern.apply(day, locale))
