"""One user's history while readings are worked into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar

from stats_history.falls import Counted, after_fall
from stats_history.gaps import Counters, shares, stretches
from stats_history.hours import added, by_hour, placed, second_of, spans_with
from stats_history.models import (
    DAY_SECONDS,
    MOST_MONTH,
    MOST_RESETS,
    MOST_SAMPLES,
    MOST_WEEK,
    MOST_YEAR,
    Day,
    DayDetail,
    HistoryFile,
    HoursOfDay,
    Reading,
    Retention,
    Sample,
    Today,
)

T = TypeVar("T")
MOST_SHARED: Final = 31
"""Days that one sum can be of: no counter of Timekpr's reaches further back than its month."""


class Ledger:
    """Takes readings, oldest first. One that it has taken already changes nothing."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file
        self._as_of, self._checked, self._ahead = file.as_of, file.checked, file.ahead
        self._counted_on = file.counted_on
        self._week_counted, self._month_counted = file.week_counted, file.month_counted
        self._day = file.today.day if file.today else None
        self._samples = list(file.today.samples) if file.today else []
        self._week, self._month, self._year = dict(file.week), dict(file.month), dict(file.year)

    def file(self) -> HistoryFile:
        """The history as it is now."""
        changes = {
            "as_of": self._as_of,
            "checked": self._checked,
            "ahead": self._ahead,
            "counted_on": self._counted_on,
            "week_counted": self._week_counted,
            "month_counted": self._month_counted,
            "today": Today(day=self._day, samples=tuple(self._samples)) if self._day else None,
            "week": _newest(self._week, MOST_WEEK),
            "month": _newest(self._month, MOST_MONTH),
            "year": _newest(self._year, MOST_YEAR),
        }
        return self._file.model_copy(update=changes)

    def take(self, reading: Reading) -> None:
        """Work in what was read.

        A file that Timekpr wrote on an earlier day tells two things: how that day ended, and that nothing was used
        from then on.
        """
        if reading.ahead is not None and reading.ahead == self._ahead and self._checked is not None:
            reading = reading.model_copy(update={"checked": self._checked})  # the same file as before
        if reading.checked.date() > reading.now.date():  # its clock has gone on since it was asked for the time
            reading = reading.model_copy(update={"now": reading.checked, "limit": None, "left": None})
        written, today = reading.checked.date(), reading.now.date()
        if written == today:
            self._take(reading, min(reading.checked, reading.now))
        else:
            if reading.checked != self._checked:
                self._take(reading, reading.checked)
            self._silence(written, today)
            self._take(_after_midnight(reading), reading.now)
        self._checked, self._ahead = reading.checked, reading.ahead
        self._as_of = reading.at

    def roll(self, today: date, keep: Retention) -> None:
        """Leave out what is no longer kept on this day. The readings of a day that is over are in its hours by then."""
        if self._day is not None and self._day < today:
            self._day, self._samples = today, []
        _prune(self._week, today, keep.week)
        _prune(self._month, today, keep.month)
        _prune(self._year, today, keep.year)

    def add(self, day: date, figures: Day, detail: DayDetail | None = None) -> bool:
        """Add a day from elsewhere where nothing or only an estimate is known; whether it was added."""
        known = self._year.get(day)
        if known is not None and (figures.estimated or not known.estimated):
            return False
        self._week.pop(day, None)
        self._month.pop(day, None)
        self._year[day] = figures
        if detail is not None:
            self._month[day] = detail
        if known is not None:
            self._share_anew(day, known, figures.used)
        return True

    def merge(self, other: HistoryFile, today: date, keep: Retention) -> int:
        """Add the days of another history of the same user that are not known here; how many were added.

        Those that are no longer kept on this day are left out, and so are those that have not come yet.
        """
        latest = today + timedelta(days=1)  # where the computer is, it may be tomorrow
        added = 0
        for day, figures in other.year.items():
            if today - timedelta(days=keep.year) < day <= latest:
                detail = other.month.get(day) if day > today - timedelta(days=keep.month) else None
                # So that the counter of a day that goes on is not taken for one that has begun anew.
                comes = {"imported": True} if self._counted_on and day > self._counted_on else {}
                added += self.add(day, figures.model_copy(update=comes), detail and detail.model_copy(update=comes))
        return added

    # --- one day ---

    def _take(self, reading: Reading, moment: datetime) -> None:
        """The counters as they stood at a moment of the day that they are of."""
        day, last = moment.date(), self._counted_on
        is_now = day == reading.now.date()
        if last is not None and day > last:
            self._fill(last, day, reading)
        before = self._detail(day)
        if before is not None and before.estimated:
            self._week.pop(day, None)
            before = None
        if before is None:
            detail, used = DayDetail(used=reading.used, counted=reading.used), reading.used
        else:
            detail, used = self._counted(before, reading, day)
        changes: dict[str, object] = {
            "playtime": max(self._playtime(reading, day), detail.playtime if detail.resets else 0),
            "granted": _granted(reading, detail),
            "until": reading.now.time() if is_now else None,
            "most": None,
        }
        if is_now:
            changes |= _rules(reading, detail)
        detail = self._used_at(day, detail.model_copy(update=changes), used, second_of(moment.time()))
        self._put(day, detail)
        if is_now:
            self._sample(reading, detail, active=used > 0)
        self._counted_on, self._week_counted, self._month_counted = day, reading.week, reading.month

    def _counted(self, before: DayDetail, reading: Reading, day: date) -> tuple[DayDetail, int]:
        """A day after another look at Timekpr's counter of it, and the seconds that this adds."""
        more, reset, last = reading.used - before.counted, False, self._counted_on or day
        if before.imported:
            more = reading.used - before.counted
        elif last < day:  # its clock had been on this day before, and back: the counter has begun anew
            more, reset = reading.used, True
        elif more < 0 or last > day:
            more, reset = self._after_fall(before, reading, day)
        more = min(max(0, more), DAY_SECONDS - before.used)
        changes = {
            "used": before.used + more,
            "counted": reading.used,
            "resets": min(MOST_RESETS, before.resets + reset),
            "imported": False,
        }
        return before.model_copy(update=changes), more

    def _after_fall(self, before: DayDetail, reading: Reading, day: date) -> tuple[int, bool]:
        last = self._counted_on or day
        week = self._week_counted if last.isocalendar()[:2] == day.isocalendar()[:2] else None
        month = self._month_counted if (last.year, last.month) == (day.year, day.month) else None
        if reading.month_ends_week and month is None:
            week = None
        elapsed = (reading.at - self._as_of).total_seconds() if self._as_of else 0.0
        known = Counted(before.counted, week, month)
        return after_fall(known, Counted(reading.used, reading.week, reading.month), max(0.0, elapsed), anew=last > day)

    def _detail(self, day: date) -> DayDetail | None:
        """What is known of a day; of one that is known as a sum alone, as if Timekpr had counted that."""
        if day in self._month:
            return self._month[day]
        whole = self._year.get(day)
        return None if whole is None else DayDetail(**_plain(whole), counted=whole.used)

    def _put(self, day: date, detail: DayDetail) -> None:
        self._month[day] = detail
        self._year[day] = Day(**_plain(detail))

    def _playtime(self, reading: Reading, day: date) -> int:
        """PlayTime of a day; Timekpr leaves yesterday's standing when somebody asks it for a user who is logged out."""
        yesterday = self._detail(day - timedelta(days=1))
        is_yesterdays = yesterday is not None and not reading.used and reading.playtime == yesterday.playtime
        return 0 if is_yesterdays else reading.playtime

    # --- the hours ---

    def _used_at(self, day: date, detail: DayDetail, used: int, moment: int) -> DayDetail:
        """Note in which hours so much was used until a second of the day; the day with the stretch in which it was."""
        if not used:
            return detail
        since = second_of(self._samples[-1].at) if self._day == day and self._samples else 0
        place = placed(used, since, moment)
        if place is None:
            self._add_hours(day, {}, used)
            return detail
        spread = min(used, place[1])
        self._add_hours(day, by_hour(spread, *place), used - spread)
        return detail.model_copy(update={"spans": spans_with(detail.spans, *place)})

    def _add_hours(self, day: date, more: dict[int, int], unplaced: int) -> None:
        hours = self._week.get(day, HoursOfDay())
        sums, rest = added(hours.used, more)
        unplaced = min(DAY_SECONDS, hours.unplaced + unplaced + rest)
        self._week[day] = hours.model_copy(update={"used": sums, "unplaced": unplaced})

    def _sample(self, reading: Reading, detail: DayDetail, *, active: bool) -> None:
        day = reading.now.date()
        if self._day != day:
            self._day, self._samples = day, []
        sample = Sample(
            at=reading.now.time().replace(microsecond=0),
            used=detail.used,
            playtime=detail.playtime,
            left=reading.left,
            active=active,
        )
        if self._samples and self._samples[-1].at == sample.at and not active:
            return
        if len(self._samples) > 1 and not active and all(_same(one, sample) for one in self._samples[-2:]):
            self._samples[-1] = sample
        else:
            self._samples.append(sample)
        if len(self._samples) > MOST_SAMPLES:
            half = MOST_SAMPLES // 2
            self._samples[:half] = self._samples[1:half:2]

    # --- days that nobody read ---

    def _silence(self, written: date, today: date) -> None:
        """Timekpr has written nothing since a day: between that and today nothing was used."""
        looked = self._counted_on or written
        unknown = min((today - written).days, (today - looked).days + 1)  # a day is open until the one after it
        for ago in range(1, min(unknown, MOST_YEAR)):
            day = today - timedelta(days=ago)
            known = self._detail(day)
            if known is None or known.estimated:
                self._week.pop(day, None)
                self._put(day, DayDetail(used=0))
            elif known.until is not None:
                self._put(day, known.model_copy(update={"until": None}))

    def _fill(self, last: date, day: date, reading: Reading) -> None:
        """What was used between the last reading, on an earlier day, and the first one of this day.

        Days in between may be known, from another program or a copy: of those it is no news.
        """
        before = Counters(last, self._week_counted, self._month_counted)
        after = Counters(day, reading.week, reading.month)
        for stretch in stretches(before, after, reading.used, month_ends_week=reading.month_ends_week):
            known = {one: self._known(one) for one in stretch.each()}
            told = sum(detail.used for one, detail in known.items() if detail is not None and one != last)
            rest = max(0, stretch.unseen - told)
            open_days = [one for one in known if one == last or not _is_whole(known[one])]
            if len(open_days) == 1 or not rest:
                for one in open_days:
                    self._complete(one, known[one], rest)
            else:
                self._estimate({one: known[one] for one in open_days}, rest)

    def _known(self, day: date) -> DayDetail | None:
        """What is known of a day; what was only an estimate is not."""
        known = self._detail(day)
        if known is None or not known.estimated:
            return known
        self._week.pop(day, None)
        return None

    def _complete(self, day: date, known: DayDetail | None, rest: int) -> None:
        """A day on which so much more was used than is known, and no more than that."""
        whole = self._with_rest(known or DayDetail(used=0), day, rest)
        self._put(day, whole.model_copy(update={"until": None, "most": None}))

    def _estimate(self, days: Mapping[date, DayDetail | None], rest: int) -> None:
        """Several days of which only the sum is known: an equal share for each of those that nobody has looked at.

        A day that was looked at keeps what was read, and tells until when: mostly its use was over by then.
        """
        for day, known in days.items():
            if known is not None:
                self._put(day, known.model_copy(update={"most": min(DAY_SECONDS, known.used + rest)}))
        unknown = [day for day, known in days.items() if known is None]
        for day, share in zip(unknown, shares(rest, len(unknown)), strict=True):
            filled = self._with_rest(DayDetail(used=0), day, share)
            self._put(day, filled.model_copy(update={"estimated": True, "most": min(DAY_SECONDS, rest)}))

    def _share_anew(self, day: date, estimate: Day, used: int) -> None:
        """What was estimated to be a day's share of a sum is known: its neighbours have the rest of the sum."""
        around = (day + timedelta(days=far) for far in range(-MOST_SHARED, MOST_SHARED + 1))
        found = {one: self._year[one] for one in around if one in self._year}
        others = {one: known for one, known in found.items() if known.estimated and known.most == estimate.most}
        rest = max(0, estimate.used + sum(known.used for known in others.values()) - used)
        self._estimate({one: self._known(one) for one in others}, rest)

    def _with_rest(self, known: DayDetail, day: date, rest: int) -> DayDetail:
        rest = min(rest, DAY_SECONDS - known.used)
        if rest:
            self._add_hours(day, {}, rest)
        counted = min(DAY_SECONDS, known.counted + rest)
        return known.model_copy(update={"used": known.used + rest, "counted": counted})


def _is_whole(day: DayDetail | None) -> bool:
    """Whether a day is known up to its end."""
    return day is not None and day.until is None and day.most is None


def _plain(day: Day) -> dict[str, Any]:
    """What every day has, without keys that somebody has added."""
    return {name: getattr(day, name) for name in Day.model_fields}


def _after_midnight(reading: Reading) -> Reading:
    """The counters as Timekpr will take them at the moment of the reading, on a day after that on which it wrote."""
    written, now = reading.checked, reading.now
    same_month = (written.year, written.month) == (now.year, now.month)
    same_week = written.isocalendar()[:2] == now.isocalendar()[:2] and (same_month or not reading.month_ends_week)
    changes = {
        "used": 0,
        "balance": 0,
        "playtime": 0,
        "week": reading.week if same_week else 0,
        "month": reading.month if same_month else 0,
    }
    return reading.model_copy(update=changes)


def _rules(reading: Reading, known: DayDetail) -> dict[str, object]:
    """What the day allows; rules that cannot be read leave those that were."""
    if reading.limit is None:
        return {"limit": known.limit, "playtime_limit": known.playtime_limit, "allowed": known.allowed}
    return {"limit": reading.limit, "playtime_limit": reading.playtime_limit, "allowed": reading.allowed}


def _granted(reading: Reading, detail: DayDetail) -> int:
    """What was given that day; a counter that was set back has forgotten what was given before."""
    granted = max(-DAY_SECONDS, min(DAY_SECONDS, reading.used - reading.balance))
    return max(granted, detail.granted) if detail.resets else granted


def _same(one: Sample, other: Sample) -> bool:
    return (one.used, one.playtime, one.active) == (other.used, other.playtime, other.active)


def _newest(days: dict[date, T], most: int) -> dict[date, T]:
    """In order. Where nobody is sure which day it is, nothing is let go of but for this bound."""
    return dict(sorted(days.items())[-most:])


def _prune(days: dict[date, T], today: date, keep: int) -> None:
    oldest = today - timedelta(days=keep - 1)
    for day in [one for one in days if one < oldest]:
        del days[day]
