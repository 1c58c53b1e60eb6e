"""The week: the allowed hours to paint, and the limits of the days beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from errors import RulesUnknown
from i18n import N_
from timekpr_rules import DayRule, Interval, UserConfig
from timekpr_rules.week import DAYS, Week
from ui.child.limits import DayLimits
from ui.child.one_login import OneLogin
from ui.child.rules_tab import RulesTab
from ui.parts.week_painter import HoursOfDays, WeekPainter
from ui.theme import box, text

Hours = Sequence[tuple[Interval, ...]]
"""Of seven days, Monday first."""


class WeekTab(RulesTab):
    """Hours and limits of seven days."""

    def body(self, one: OneLogin, rules: UserConfig) -> WeekBody:
        """Draw the controls."""
        return WeekBody(one, rules)


class WeekBody:
    """The painted week, and the card with the limits."""

    def __init__(self, one: OneLogin, rules: UserConfig) -> None:
        self._one = one
        self._given_up = one.given_up
        voice = one.desk.voice
        with box("cards two"):
            with box("card", "section").mark("hours"):
                text("h2", voice.text(N_("Allowed hours")))
                self._painter = WeekPainter(
                    voice,
                    hours_of(rules.week),
                    self._painted,
                    saved=self._saved(rules),
                    first_weekday=voice.first_weekday,
                    time_format=voice.style.time_format,
                )
            self._limits = DayLimits(one)
        self._painter.set_enabled(one.may_edit)
        self.update(rules)

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._limits.update(rules)
        follow = self._painter.set_week if self._given_up == self._one.given_up else self._painter.begin_anew
        self._given_up = self._one.given_up
        follow(hours_of(rules.week), self._saved(rules))

    def _saved(self, rules: UserConfig) -> Hours:
        return hours_of((self._one.saved or rules).week)

    def _painted(self, days: HoursOfDays) -> None:
        try:
            self._one.change(lambda rules: replace(rules, week=with_hours(rules.week, days)))
        except RulesUnknown as error:  # from a sheet that was open over them
            self._one.desk.mention(error.text(self._one.desk.voice.language))


def hours_of(week: Week) -> list[tuple[Interval, ...]]:
    """The hours of each day."""
    return [rule.intervals for rule in week]


def with_hours(week: Week, hours: HoursOfDays) -> Week:
    """The week with other hours on some days; their limits stay, also of one that has no hours for now."""
    one, two, three, four, five, six, seven = (
        DayRule(allowed=True, limit_seconds=rule.limit_seconds, intervals=hours[day])
        if hours.get(day, rule.intervals) != rule.intervals
        else rule
        for day, rule in zip(DAYS, week, strict=True)
    )
    return one, two, three, four, five, six, seven
