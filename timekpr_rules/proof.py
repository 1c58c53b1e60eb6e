"""Whether a grant has arrived, told by the counters before it and those after.

What was granted is the day's use minus its balance. Use moves both alike, so the difference moves only when somebody
grants or takes time, and then by just that. It is exact however much was used meanwhile, with one exception: time that
was overdrawn is forgiven by every grant, and how much that is depends on the moment. Source: Timekpr's own formula (see
``grant``), and its daemon, which writes both counters in one go.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from timekpr_rules.grant import Grant, Operation
from timekpr_rules.models import TimeFile
from timekpr_rules.week import SECONDS_PER_DAY


class Verdict(StrEnum):
    """What the counters say of a grant that was sent."""

    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Counted:
    """One pair of counters, in seconds: those of the time, or those of PlayTime."""

    spent: int
    balance: int

    @property
    def granted(self) -> int:
        """What was granted up to then, minus what was taken."""
        return self.spent - self.balance


def counted(spent: TimeFile, *, playtime: bool) -> Counted:
    """The pair that a grant of that kind moves."""
    if playtime:
        return Counted(spent.playtime_day, spent.playtime_balance)
    return Counted(spent.spent_day, spent.balance)


def verdict(grant: Grant, before: Counted, limit: int, after: Counted, passed: float) -> Verdict:
    """Whether a grant has arrived.

    ``limit`` is the one Timekpr reckons with, ``passed`` how many seconds of use at the most lie between the writing of
    ``before`` and the moment at which the grant may have been carried out. It cannot be more than was used since.
    """
    low, high = _expected(grant, before, limit, max(0, min(round(passed), after.spent - before.spent)))
    arrived = low <= after.granted <= high
    unchanged = after.granted == before.granted
    if arrived and grant.operation is Operation.ADD and after.granted >= low + grant.seconds:
        return Verdict.UNKNOWN  # so much was overdrawn meanwhile that twice, without that, would look the same
    if arrived and (not unchanged or grant.operation is Operation.SET):
        # Setting what is left to what it is anyway: both are the same, whichever happened.
        return Verdict.ARRIVED
    at_the_end = grant.operation is Operation.TAKE and min(before.balance, after.balance) <= -SECONDS_PER_DAY
    if arrived or (unchanged and at_the_end):  # there is never more than a day, so what came after may have hidden it
        return Verdict.UNKNOWN
    return Verdict.NOT_ARRIVED if unchanged else Verdict.UNKNOWN


def _expected(grant: Grant, before: Counted, limit: int, passed: int) -> tuple[int, int]:
    """The least and the most that will have been granted, if it arrives."""
    if grant.operation is Operation.SET:
        exact = before.spent - limit + grant.seconds
        return exact, exact + passed
    change = grant.seconds if grant.operation is Operation.ADD else -grant.seconds
    forgiven_now = max(0, before.balance - limit)
    forgiven_then = max(0, before.balance + passed - limit)
    return before.granted + change + forgiven_now, before.granted + change + forgiven_then
