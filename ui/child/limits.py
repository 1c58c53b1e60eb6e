"""Limits: of each day, of the week and the month, and what happens when the time is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from i18n import N_
from rules_draft import sums
from timekpr_rules import DayRule, UserConfig
from timekpr_rules.week import Week
from ui.child.behaviour import Behaviour
from ui.child.limit_rows import Limit, LimitRows, day_limits
from ui.child.one_login import OneLogin
from ui.child.rules_tab import RulesTab
from ui.theme import Text, box, text

LONGER = ("week_limit", "month_limit")


class LimitsTab(RulesTab):
    """Three cards; all of them edit the draft."""

    def body(self, one: OneLogin, rules: UserConfig) -> Limits:
        """Draw the controls."""
        return Limits(one, rules)


class Limits:
    """The days, the longer spans, and the end of time."""

    def __init__(self, one: OneLogin, rules: UserConfig) -> None:
        with box("cards two"):
            with box("stack"):
                self._days = DayLimits(one)
                self._longer = _Longer(one)
            self._behaviour = Behaviour(one)
        self.update(rules)

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._days.update(rules)
        self._longer.update(rules)
        self._behaviour.update(rules)


class DayLimits:
    """The card with the limits of the seven days; it also stands beside the painted week."""

    def __init__(self, one: OneLogin) -> None:
        self._one = one
        voice = one.desk.voice
        with box("card", "section").mark("day-limits"):
            text("h2", voice.text(N_("Time on each day")))
            limits = day_limits(one.desk, voice.text(N_("no time")))
            self._rows = LimitRows(one.desk, limits, self._set, days=True)
            self._sums = [text("p", classes="small").mark("sums") for _ in range(2)]

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._rows.update([rule.limit_seconds for rule in rules.week])
        _say(self._sums, rules, self._one)

    def _set(self, places: Sequence[int], seconds: int) -> None:
        self._one.change(lambda rules: replace(rules, week=with_day_limits(rules.week, places, seconds)))


class _Longer:
    """The card with the limits of the week and the month."""

    def __init__(self, one: OneLogin) -> None:
        self._one = one
        voice, none, most = one.desk.voice, one.desk.voice.text(N_("no time")), UserConfig()
        with box("card", "section"):
            text("h2", voice.text(N_("Week and month")))
            limits = [
                Limit(voice.text(N_("Week, from Monday")), "week", most.week_limit, none),
                Limit(voice.text(N_("Month")), "month", most.month_limit, none),
            ]
            self._rows = LimitRows(one.desk, limits, self._set, days=False)
            text("p", voice.text(N_("Whichever limit is reached first ends the time.")), "small muted")

    def update(self, rules: UserConfig) -> None:
        """Show the draft as it is now."""
        self._rows.update([rules.week_limit, rules.month_limit])

    def _set(self, places: Sequence[int], seconds: int) -> None:
        self._one.change(lambda rules: replace(rules, **{LONGER[place]: seconds for place in places}))


def with_day_limits(week: Week, places: Sequence[int], seconds: int) -> Week:
    """The week with another limit on some days. One that was closed keeps having no hours: the hours are not its."""
    one, two, three, four, five, six, seven = (
        DayRule(allowed=True, limit_seconds=seconds, intervals=rule.intervals) if place in places else rule
        for place, rule in enumerate(week)
    )
    return one, two, three, four, five, six, seven


def _say(lines: Sequence[Text], rules: UserConfig, one: OneLogin) -> None:
    said = sums(rules, one.desk.voice.style)
    for place, line in enumerate(lines):
        line.set_text(one.desk.voice.say(said[place]) if place < len(said) else "")
        line.set_visibility(place < len(said))
