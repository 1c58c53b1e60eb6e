"""Changes of today, thought through before they are asked for: what would differ, and what stands in their way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from differences import config_differences
from editing.desk import Desk
from editing.today import of_today
from i18n import Message
from timekpr_rules import (
    Doubt,
    Interval,
    doubts_about_config,
    doubts_about_today,
    hours_text,
    key_texts,
    with_user_values,
)
from timekpr_rules.hours import MINUTES_PER_DAY
from timekpr_rules.openings import open_until
from timekpr_rules.refusals import OutOfRange


@dataclass(frozen=True, slots=True)
class Today:
    """What a user's rules say of the computer's today, with all that waits taken as arrived."""

    limit: int
    """Seconds, without what was given."""
    hours: tuple[Interval, ...]
    minute: int
    """Of the computer's day, at this moment."""

    @property
    def closes(self) -> int:
        """The minute at which the last hours of today end; 0 where there are none."""
        return max((interval.end for interval in self.hours), default=0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A change of today and what it would come to."""

    changes: dict[str, str]
    """As TodayDesk.today takes them."""
    words: tuple[Message, ...]
    """What differs; nothing if it is so already."""
    doubts: tuple[Doubt, ...]


class PlanDesk(Desk):
    """Thinks, and accepts nothing. None is the answer while the user's rules are not known or damaged.

    Raises NotFound and NotManaged.
    """

    def of_today(self, server: str, user: str) -> Today | None:
        """What holds today."""
        one, known = self._user(server, user)
        rules = self._expected(one, user, known)
        if rules is None:
            return None
        now = self._now(one)
        rule = rules.week[now.weekday()]
        return Today(rule.limit_seconds, rule.intervals, now.hour * 60 + now.minute)

    def plan_limit(self, server: str, user: str, seconds: int) -> Plan | None:
        """Another limit for today. Raises InvalidValue if it is no limit of a day."""
        return self._plan(server, user, {"LIMIT": str(seconds)})

    def plan_open_until(self, server: str, user: str, minute: int) -> Plan | None:
        """Hours from now until a minute of today, and none after it.

        Raises OutOfRange if that minute is not ahead, or behind midnight.
        """
        today = self.of_today(server, user)
        if today is None:
            return None
        if not today.minute < minute <= MINUTES_PER_DAY:
            raise OutOfRange(what="minute", value=minute, minimum=today.minute + 1, maximum=MINUTES_PER_DAY)
        return self._plan(server, user, {"HOURS": hours_text(open_until(today.hours, today.minute, minute))})

    def _plan(self, server: str, user: str, changes: Mapping[str, str]) -> Plan | None:
        one, known = self._user(server, user)
        state, before = self._state(one.id), self._expected(one, user, known)
        if before is None or known.spent is None or state.main is None:
            return None
        now = self._now(one)
        texts = of_today(changes, key_texts(before), now.isoweekday())
        after = with_user_values(before, texts, state.version)
        doubts = (
            *doubts_about_config(before, after, version=state.version),
            *doubts_about_today(before, after, state.main.model, known.spent.model, now, version=state.version),
        )
        return Plan(dict(changes), config_differences(before, after, self._core.style), doubts)
