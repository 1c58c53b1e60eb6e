"""Accepting what is told by its outcome and not as a change: what is given for today in all, and that today is open.

An outcome may be asked for any number of times, also where a request comes twice. What it takes to get there is
reckoned from what was last read and all that is on its way; then it is an edit like any other.
"""

from __future__ import annotations

from typing import Final

from courier.grants import grant_of
from editing.desk import Accepted, Asked
from editing.today import MOST_PER_DAY, TodayDesk
from errors import ClosedToday, NothingToChange, NotLocked, NotReadYet, RulesDamaged, TooMuchGranted
from pending import ON_THE_WAY, Edit, EditKind, EditState
from servers import Server
from state import UserState
from timekpr_rules import (
    Counted,
    DayRule,
    Operation,
    TimeFile,
    UserConfig,
    Verdict,
    counted,
    grant_to_reach,
    granted,
    hours_text,
    todays,
    verdict,
    with_user_values,
)
from timekpr_rules.hours import WHOLE_DAY, parse_hours
from timekpr_rules.refusals import OutOfRange
from timekpr_rules.setters import PAST_MINUTE

NO_HOURS: Final = ((), parse_hours(PAST_MINUTE).intervals)
"""What the hours of a day are that nobody can use, as a lock leaves them too."""


class OutcomeDesk(TodayDesk):
    """Accepts outcomes. Raises as RulesDesk.config does, and NothingToChange where it is so already.

    NotReadYet and RulesDamaged are raised where nobody can tell what it takes to get there.
    """

    def set_extra(self, server: str, user: str, seconds: int, asked: Asked) -> Accepted:
        """Let what is given for today come to so many seconds in all (-86400 to 86400; below 0 is taken).

        Timekpr keeps no more than a day of it. Raises OutOfRange and TooMuchGranted too.
        """
        if not -MOST_PER_DAY <= seconds <= MOST_PER_DAY:
            raise OutOfRange(what="seconds", value=seconds, minimum=-MOST_PER_DAY, maximum=MOST_PER_DAY)
        with self._lock:
            one, known = self._user(server, user)
            content = "extra", one.id, user, seconds
            if again := self._again(asked, *content):
                return again
            rules, counters = self._to_come(one, user, known)
            if rules is None or counters is None:
                raise self._why_unknown(one, user, known)
            grant = grant_to_reach(seconds, counters, rules.week[self._now(one).weekday()].limit_seconds)
            if grant is None:
                raise NothingToChange(user=user)
            if grant.operation is Operation.ADD and seconds + self._perhaps(one, user) > MOST_PER_DAY:
                raise TooMuchGranted(user=user)
            return self._accept_grant(one, user, known, grant, asked, content=content)

    def extra_today(self, server: str, user: str) -> int | None:
        """What is given for today in all, in seconds, once all has arrived that is on its way; None if not known.

        Raises NotFound and NotManaged.
        """
        counters = self._to_come(*self._known(server, user))[1]
        return None if counters is None else counted(counters, playtime=False).granted

    def allow_today(self, server: str, user: str, asked: Asked) -> Accepted:
        """Let today be open: take a lock back, else open the whole day if there is time but no hour for it.

        Raises ClosedToday too, where there is no time.
        """
        with self._lock:
            one, known = self._user(server, user)
            content = "allow", one.id, user
            if again := self._again(asked, *content):
                return again
            rules, counters = self._to_come(one, user, known)
            rule = None if rules is None else rules.week[self._now(one).weekday()]
            if rule is not None and is_open(rule, counters):
                raise NothingToChange(user=user)
            try:
                return self._accept_unlock(one, user, asked, content)
            except NotLocked:
                if rule is None:
                    raise self._why_unknown(one, user, known) from None
            if not has_time(rule, counters):
                raise ClosedToday(user=user)
            changes = {"HOURS": hours_text(WHOLE_DAY)}
            return self._accept_today(one, user, changes, EditKind.TODAY, asked, content=content)

    def is_allowed_today(self, server: str, user: str) -> bool | None:
        """Whether today is open at all, once all has arrived that is on its way; None if not known.

        Raises NotFound and NotManaged.
        """
        one, user, known = self._known(server, user)
        rules, counters = self._to_come(one, user, known)
        return None if rules is None else is_open(rules.week[self._now(one).weekday()], counters)

    # --- helpers ---

    def _known(self, server: str, user: str) -> tuple[Server, str, UserState]:
        one, known = self._user(server, user)
        return one, user, known

    def _why_unknown(self, one: Server, user: str, known: UserState) -> NotReadYet | RulesDamaged:
        if known.config is not None and known.config.damaged:
            return RulesDamaged(user=user)
        return NotReadYet(user=user, server=one.name)

    def _to_come(self, one: Server, user: str, known: UserState) -> tuple[UserConfig | None, TimeFile | None]:
        """The rules and today's counters as they will be; None for what is not known."""
        if known.config is None or known.config.damaged:
            return None, None
        now, version = self._now(one), self._state(one.id).version
        rules = known.config.model
        spent = known.spent
        counters = None if spent is None or spent.damaged else todays(spent.model, now, version)
        for edit in self._not_seen(one, user, known):
            if edit.changes:
                rules = with_user_values(rules, {change.key: change.wanted for change in edit.changes})
            elif counters is not None and edit.day == now.date():
                counters = granted(rules, counters, grant_of(edit), now, version)
        return rules, counters

    def _not_seen(self, one: Server, user: str, known: UserState) -> list[Edit]:
        """The edits of a user that the last reading does not show, in order: on the way, or confirmed since."""
        edits = [
            edit
            for edit in self._edits.waiting(one.id, user)
            if edit.state in ON_THE_WAY and edit.kind is not EditKind.RETURN and not _shows(known, edit)
        ]
        if known.read_at is not None:
            edits += (
                edit
                for edit in self._edits.finished(one.id, since=known.read_at)
                if edit.user == user
                and edit.state is EditState.CONFIRMED
                and edit.attempts  # else it was left alone, or so already
                and not edit.decided_by  # whoever said that it had arrived may have seen it in this very reading
            )
        return sorted(edits, key=lambda edit: edit.id)

    def _perhaps(self, one: Server, user: str) -> int:
        """Seconds of grants of which nobody knows whether they arrive, or have arrived, after all."""
        waiting = (edit for edit in self._edits.waiting(one.id, user) if edit.state not in ON_THE_WAY)
        return sum(edit.seconds for edit in waiting if _is_of_time(edit) and edit.operation == Operation.ADD)


def has_time(rule: DayRule, counters: TimeFile | None) -> bool:
    """Whether a day has time of its own, or some that was given."""
    return rule.limit_seconds > 0 or (counters is not None and counted(counters, playtime=False).granted > 0)


def is_open(rule: DayRule, counters: TimeFile | None) -> bool:
    """Whether a day has time and hours for it, however much of both is left; or hours in which time is not counted."""
    free = any(interval.unaccounted for interval in rule.intervals)
    return free or (rule.intervals not in NO_HOURS and has_time(rule, counters))


def _is_of_time(edit: Edit) -> bool:
    return edit.kind is EditKind.GRANT and not edit.playtime


def _shows(known: UserState, edit: Edit) -> bool:
    """Whether a reading has one already that was sent and not heard of again."""
    attempt, spent = edit.attempt, known.spent
    if attempt is None or spent is None or known.read_at is None or known.read_at <= attempt.at or edit.changes:
        return False
    before, after = Counted(attempt.spent, attempt.balance), counted(spent.model, playtime=edit.playtime)
    return verdict(grant_of(edit), before, attempt.limit, after, attempt.passed) is Verdict.ARRIVED
