"""The week: the allowed hours to paint, and the limits of the days beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from i18n import N_
from timekpr_rules import DayRule, Interval, UserConfig
from timekpr_rules.week import Week
from ui.child.drafting import Drafting
from ui.child.limits import DayLimits
from ui.child.rules_tab import RulesTab
from ui.parts.week_painter import WeekPainter
from ui.theme import box, text

Hours = Sequence[tuple[Interval, ...]]
"""Of seven days, Monday first."""


class WeekTab(RulesTab):
    """Hours and limits of seven days."""

    def body(self, rules: UserConfig) -> WeekBody:
        """Draw the controls."""
        return WeekBody(self._drafting, rules)


class WeekBody:
    """The painted week, and the card with the limits."""

    def __init__(self, drafting: Drafting, rules: UserConfig) -> None:
        self._drafting = drafting
        voice = drafting.desk.voice
        with box("cards two"):
            with box("card", "section").mark("hours"):
                text("h2", voice.text(N_("Allowed hours")))
                self._painter = WeekPainter(
                    voice, hours_of(rules.week), self._painted, time_format=voice.style.time_format
                )
            self._limits = DayLimits(drafting)
        self.update(rules)

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._limits.update(rules)
        hours = hours_of(rules.week)
        if hours != hours_of(with_hours(rules.week, self._painter.week)):
            self._painter.set_week(hours)

    def _painted(self, hours: Hours) -> None:
        self._drafting.change(lambda rules: replace(rules, week=with_hours(rules.week, hours)))


def hours_of(week: Week) -> list[tuple[Interval, ...]]:
    """The hours of each day."""
    return [rule.intervals for rule in week]


def with_hours(week: Week, hours: Hours) -> Week:
    """The week with other hours; the limits of its days stay, also of one that has no hours for now."""
    one, two, three, four, five, six, seven = (
        rule if rule.intervals == of_day else DayRule(allowed=True, limit_seconds=rule.limit_seconds, intervals=of_day)
        for rule, of_day in zip(week, hours, strict=True)
    )
    return one, two, three, four, five, six, seven
