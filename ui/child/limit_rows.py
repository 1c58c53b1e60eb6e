"""Limits as rows: a tap takes or gives a quarter of an hour, a tap on the limit itself opens its sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from errors import InvalidValue
from i18n import N_
from speech import Weekdays
from timekpr_rules.week import DAYS, SECONDS_PER_DAY
from ui.child.limit_sheet import LimitSheet
from ui.desk import Desk
from ui.parts.focus import once_a_press, rest
from ui.theme import box, icon_button, text

STEP = 15 * 60


@dataclass(frozen=True, slots=True)
class Limit:
    """What a row is about. ``most`` seconds mean that there is no limit; ``none`` is what 0 is called."""

    label: str
    mark: str
    most: int
    none: str


Set = Callable[[Sequence[int], int], None]
"""Gives the limits at some places of the list so many seconds. Raises InvalidValue."""


class LimitRows:
    """A row for each limit. ``days``: they are those of the week from Monday, and one can be set for other days too."""

    def __init__(self, desk: Desk, limits: Sequence[Limit], change: Set, *, days: bool) -> None:
        self._desk = desk
        self._limits = limits
        self._change = change
        self._days = days
        self._seconds: list[int] = [-1] * len(limits)
        self._rows: dict[int, tuple[ui.button, ui.button, ui.button]] = {}
        order = [day - 1 for day in desk.voice.weekdays] if days else range(len(limits))
        with box("limit-rows"):
            for place in order:
                self._row(place, limits[place])

    def update(self, seconds: Sequence[int]) -> None:
        """Show these limits."""
        for place, (now, limit) in enumerate(zip(seconds, self._limits, strict=True)):
            if now == self._seconds[place]:
                continue
            self._seconds[place] = now
            less, value, more = self._rows[place]
            said = limit_words(self._desk, now, limit)
            value.set_text(said)
            value.props["aria-label"] = f"{limit.label}: {said}"
            rest(less, not 0 < now < limit.most)
            rest(more, now >= limit.most)

    def _row(self, place: int, limit: Limit) -> None:
        voice = self._desk.voice
        with box("limit-row").mark("limit"):
            text("span", limit.label, "grow")
            less = icon_button("minus", voice.text(N_("{what}: a quarter of an hour less"), what=limit.label))
            less.on_click(partial(self._step, place, -STEP)).classes("soft", remove="bare").mark(f"less-{limit.mark}")
            value = ui.button(color=None).props("no-caps flat").classes("limit-value")
            once_a_press(value.on_click(partial(self._open, place)).mark(f"limit-{limit.mark}"))
            more = icon_button("add", voice.text(N_("{what}: a quarter of an hour more"), what=limit.label))
            more.on_click(partial(self._step, place, STEP)).classes("soft", remove="bare").mark(f"more-{limit.mark}")
        self._rows[place] = less, value, more

    def _step(self, place: int, step: int) -> None:
        """To the next quarter of an hour in that direction."""
        now, most = self._seconds[place], self._limits[place].most
        after = min(max((now // STEP + 1) * STEP if step > 0 else (-(-now // STEP) - 1) * STEP, 0), most)
        if after == now or now >= most:
            return  # the button rests: where nothing is left, and where there is no limit to take from
        try:
            self._change([place], after)
        except InvalidValue as error:
            self._desk.mention(error.text(self._desk.voice.language))

    def _open(self, place: int) -> None:
        limit = self._limits[place]
        others = tuple(day for day in self._desk.voice.weekdays if day != place + 1) if self._days else ()
        LimitSheet(
            self._desk, limit.label, self._seconds[place], most=limit.most, others=others,
            change=lambda days, seconds: self._change([place, *(day - 1 for day in days)], seconds),
        )  # fmt: skip


def day_limits(desk: Desk, none: str) -> list[Limit]:
    """The seven days."""
    names = [Weekdays(days=(day,)).text(desk.voice.language) for day in DAYS]
    return [Limit(name, str(day), SECONDS_PER_DAY, none) for day, name in zip(DAYS, names, strict=True)]


def limit_words(desk: Desk, seconds: int, limit: Limit) -> str:
    """A limit as a row says it."""
    if seconds >= limit.most:
        return desk.voice.text(N_("no limit"))
    return desk.voice.duration(seconds) if seconds > 0 else limit.none
