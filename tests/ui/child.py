"""A child whose rules can be edited, and services that have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import mask_trial
from child_log import LogLine
from day_views import DayView
from editing import Asked
from errors import MngrError
from rules_views import RulesView
from timekpr_rules import Activity, DayRule, Interval, PlayTime, UserConfig, Version

NOW = datetime(2026, 11, 21, 14, 3, tzinfo=ZoneInfo("Europe/Berlin"))
"""A Saturday."""
DAY = DayRule(
    allowed=True, limit_seconds=7200, intervals=(Interval(540, 780), Interval(780, 840, True), Interval(840, 1200))
)
RULES = UserConfig(week=(DAY,) * 7)


def with_limit(rules: UserConfig, day: int, seconds: int) -> UserConfig:
    """With another limit on a day from 1, Monday."""
    week = list(rules.week)
    week[day - 1] = replace(week[day - 1], allowed=True, limit_seconds=seconds)
    return replace(rules, week=tuple(week))


def with_play(*activities: tuple[str, str], **changes: object) -> UserConfig:
    """With programs that count as play."""
    return replace(
        RULES, playtime=PlayTime(enabled=True, activities=tuple(Activity(*one) for one in activities), **changes)
    )


class FakeChild:
    """A part of FakeServices."""

    refusal: MngrError | None

    def __init__(self) -> None:
        self.views: dict[tuple[str, str], RulesView] = {}
        self.days: dict[tuple[str, str], DayView] = {}
        self.lines: tuple[LogLine, ...] = ()
        self.reads = 0

    def rules(self, server_id: str, user: str) -> RulesView:
        self.reads += 1
        return self.views.get((server_id, user), rules_of(server_id, user, RULES))

    def day(self, server_id: str, user: str) -> DayView:
        return self.days.get((server_id, user), day_of(DAY))

    def log(self, logins: Sequence[tuple[str, str]], most: int) -> tuple[LogLine, ...]:
        return self.lines[:most]

    def try_masks(self, masks: Sequence[str], text: str, *, by_command_line: bool) -> list[tuple[str, list[int]]]:
        programs = mask_trial.read_programs(text)
        found = mask_trial.tried(masks, programs, by_command_line=by_command_line)
        return [(program.path, places) for program, places in zip(programs, found, strict=True)]

    def make_child(self, name: str, server_id: str, user: str, *, asked: Asked) -> str:
        self._ask("make_child", name, server_id, user)
        return name.lower()

    def update_child(self, child_id: str, *, asked: Asked, **changes: object) -> None:
        self._ask("update_child", child_id, changes)

    def remove_child(self, child_id: str, *, asked: Asked) -> None:
        self._ask("remove_child", child_id)

    def assign(self, child_id: str, server_id: str, user: str, *, asked: Asked) -> None:
        self._ask("assign", child_id, server_id, user)

    def unassign(self, server_id: str, user: str, *, asked: Asked) -> None:
        self._ask("unassign", server_id, user)

    def set_rules(self, server_id: str, user: str, rules: UserConfig | None, **changes: object) -> None:
        """The rules are others from now on; pages hear of it with the next push."""
        self.views[server_id, user] = rules_of(server_id, user, rules, **changes)


def rules_of(server_id: str, user: str, rules: UserConfig | None, **changes: object) -> RulesView:
    view = RulesView(server_id, user, rules, version=Version(0, 5, 8), playtime_on=True, as_of=NOW)
    return replace(view, **changes)


def day_of(rule: DayRule, **changes: object) -> DayView:
    view = DayView(
        now=NOW, intervals=rule.intervals, limit=rule.limit_seconds, used=2400, given=0, used_week=7200,
        week_limit=None, playtime_used=None, playtime_limit=None, edits=(), back=(),
    )  # fmt: skip
    return replace(view, **changes)
