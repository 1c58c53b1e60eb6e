"""What the history says: days, spans of days, and what some days come to. Pure sentences from figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_interval

from history_views import DayFigures, Habit, HourFigures, Latest, Login, Summary
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
MOST_NAMED = 3
"""Computers that are named one by one."""
AT_ONCE = 10
"""Minutes within which all computers are read that are read in one go."""
Names = Mapping[Login, str]
"""What the places of a child are called; see ui.child.places."""


def day_name(day: date, voice: Voice) -> str:
    """A day as one says it: "Saturday 21 November", with the year where that is not this one."""
    weekday, name = _parts(day, voice.locale, with_year=day.year != voice.hour().year)
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


def day_sentence(day: DayFigures, voice: Voice, names: Names) -> str:
    """A day in words: "Monday 23 November: used 1 h 20 of 2 h", and what else there is to say of it."""
    name = day_name(day.day, voice)
    if day.used is None:
        return voice.text(N_("{day}: not known"), day=name)
    used = voice.duration(day.used)
    if day.allowed is None:
        said = voice.text(N_("{day}: used {used}"), day=name, used=used)
    else:
        said = voice.text(N_("{day}: used {used} of {limit}"), day=name, used=used, limit=voice.duration(day.allowed))
    return BETWEEN.join((said, *_besides(day, voice, names)))


def doubt(day: DayFigures, voice: Voice, names: Names) -> str:
    """How exactly a day is known: between what and what, and until when; nothing where it is known as it was.

    ``names`` are those of all the child's places: of whoever has several it is said which one is meant.
    """
    said = []
    if day.most is not None:
        least, most = voice.duration(day.least), voice.duration(day.most)
        said.append(voice.text(N_("between {least} and {most}"), least=least, most=most))
    elif day.estimated:
        said.append(voice.text(N_("estimated")))
    if _tells_apart(day, names):
        said += [_known_until(names[login], until, voice) for login, until in day.behind]
    elif day.lacks_one:
        said.append(voice.text(N_("one computer was not read")))
    elif day.until is not None:
        said.append(voice.text(N_("known until {time}"), time=clock(day.until, voice)))
    return BETWEEN.join(said)


def _tells_apart(day: DayFigures, names: Names) -> bool:
    """Whether it has to be said of which computers a day is not known to its end, and can be."""
    behind = dict(day.behind)
    if len(names) < 2 or not 0 < len(behind) <= MOST_NAMED or not behind.keys() <= names.keys():
        return False
    minutes = [until.hour * 60 + until.minute for until in behind.values()]
    return day.lacks_one or len(behind) < day.computers or max(minutes) - min(minutes) > AT_ONCE


def _known_until(name: str, until: time, voice: Voice) -> str:
    if until == time():
        return voice.text(N_("{computer} was not read"), computer=name)
    return voice.text(N_("{computer} is known until {time}"), computer=name, time=clock(until, voice))


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


def latest_sentence(found: Latest, voice: Voice) -> str:
    """How late it was on some days: "Latest until 22:40, on Friday 20 November."."""
    at = {"time": voice.clock(found.minute), "day": day_name(found.day, voice)}
    if found.of_all:
        return voice.text(N_("Latest until {time}, on {day}."), **at)
    return voice.text(N_("Latest until {time}, on {day}, as far as times are kept."), **at)


def habit_sentence(found: Habit | None, voice: Voice, *, last: int | None = None) -> str:
    """When somebody sits there: "Mostly between 15:00 and 18:00."; ``last``: of so many of the days, not of all."""
    if found is None and last is None:
        return voice.text(N_("At no hour of these days is anything known to have been used."))
    if found is None:
        sentence = N_("At no hour of the last {days} of these days is anything known to have been used.")
        return voice.text(sentence, days=last)
    between = {"first": voice.clock(found.first * 60), "end": voice.clock(found.end * 60)}
    if last is None:
        return voice.text(N_("Mostly between {first} and {end}."), **between)
    return voice.text(N_("In the last {days} of these days mostly between {first} and {end}."), days=last, **between)


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


def trend_line(summary: Summary, days: int, voice: Voice) -> str:
    """The same among other small print: "20 min a day more than in the 7 days before"."""
    if summary.trend is None:
        return ""
    if abs(summary.trend) < MINUTE:
        return voice.text(N_("as much a day as in the {days} days before"), days=days)
    by = voice.duration(abs(summary.trend))
    if summary.trend > 0:
        return voice.text(N_("{duration} a day more than in the {days} days before"), duration=by, days=days)
    return voice.text(N_("{duration} a day less than in the {days} days before"), duration=by, days=days)


def trend_words(summary: Summary, voice: Voice) -> str:
    """The same in a cell of a table: "20 min a day more"; a dash where it is not known."""
    if summary.trend is None:
        return DASH
    if abs(summary.trend) < MINUTE:
        return voice.text(N_("as much"))
    by = voice.duration(abs(summary.trend))
    template = N_("{duration} a day more") if summary.trend > 0 else N_("{duration} a day less")
    return voice.text(template, duration=by)


def summary_lines(summary: Summary, days: int, voice: Voice, today: date) -> list[str]:
    """Some days in a few sentences, the most important first; what is not known is left out."""
    known = voice.count(N_("{count} day is known"), N_("{count} days are known"), summary.known)
    average = average_line(summary, voice, today)
    lines = [average if summary.known == days else BETWEEN.join((average, known)), trend_sentence(summary, days, voice)]
    facts = []
    if summary.playtime:
        facts.append(voice.text(N_("PlayTime {used}"), used=voice.duration(summary.playtime)))
    if summary.longest is not None:
        longest = voice.duration(summary.longest.used or 0)
        if summary.longest.day == today:
            facts.append(voice.text(N_("longest today, so far: {used}"), used=longest))
        else:
            day = day_name(summary.longest.day, voice)
            facts.append(voice.text(N_("longest on {day}: {used}"), day=day, used=longest))
    if summary.over:
        facts.append(
            voice.count(N_("over the limit on {count} day"), N_("over the limit on {count} days"), summary.over)
        )
    if summary.estimated:
        facts.append(voice.count(N_("{count} day is an estimate"), N_("{count} days are estimates"), summary.estimated))
    return [line for line in (*lines, BETWEEN.join(facts)) if line]


def average_line(summary: Summary, voice: Voice, today: date) -> str:
    """What is used a day: "1 h 20 a day", and without which day that is reckoned."""
    used = voice.duration(summary.average)
    if summary.without is None:
        return voice.text(N_("{used} a day"), used=used)
    if summary.without == today:
        return voice.text(N_("{used} a day without today"), used=used)
    return voice.text(N_("{used} a day without {day}"), used=used, day=day_name(summary.without, voice))


def allowed_words(computers: int, voice: Voice) -> str:
    """What the limits of a day are called where they are drawn: "allowed", and at how many computers together."""
    if computers < 2:
        return voice.text(N_("allowed"))
    return voice.text(N_("allowed at {computers} computers together"), computers=computers)


def clock(at: time, voice: Voice) -> str:
    """A time of day."""
    return voice.clock(at.hour * 60 + at.minute)


def _besides(day: DayFigures, voice: Voice, names: Names) -> Iterable[str]:
    if day.over and day.used is not None and day.allowed is not None:
        yield voice.text(N_("{duration} over the limit"), duration=voice.duration(day.used - day.allowed))
    if day.playtime:
        yield voice.text(N_("PlayTime {used}"), used=voice.duration(day.playtime))
    if said := doubt(day, voice, names):
        yield said


@lru_cache(maxsize=2048)
def _parts(day: date, locale: Locale, *, with_year: bool) -> tuple[str, str]:
    """The weekday, and the day with its month as people of a language write it."""
    if with_year:
        name = format_date(day, "long", locale=locale)
    else:
        name = (locale.datetime_skeletons.get("MMMMd") or locale.datetime_skeletons["MMMd"]).apply(day, locale)
    return str(format_date(day, "EEEE", locale=locale)), str(name)
