"""Delivering more or less time for today, once and never twice.

What was on the computer before is written down before anything is sent. Whatever happens then, the counters tell later
whether it arrived (see timekpr_rules.proof), and it is sent again only where they say that it did not, after the last
moment at which it could still have been carried out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from channels.discover import Channel
from channels.words import bus_grant, bus_refresh, guarded, timekpra_grant, timekpra_refresh
from courier.listing import with_own_limit
from courier.visit import MARGIN_SECONDS, MOST_ATTEMPTS, Later, Visit
from errors import CannotTell, DayIsOver, DayIsOverUnclear, NotTaken, Refused, SaidNo, Waits
from pending import Attempt, Edit, EditKind, EditState
from timekpr_rules import (
    Counted,
    Grant,
    Operation,
    TimeFile,
    Verdict,
    counted,
    positional_limit,
    verdict,
)

UNSAVED_SECONDS: Final = 75
"""Use that Timekpr may not have written yet: its longest save interval and a little more."""


def grant_of(edit: Edit) -> Grant:
    """What an edit gives or takes."""
    return Grant(Operation(edit.operation), edit.seconds, edit.playtime)


def send_grant(visit: Visit, edit: Edit) -> Edit:
    """Deliver one that waits. Raises Later, MachineError, NotSaved, and an error of edits if there is no way."""
    grant = grant_of(edit)
    channel = visit.channel(Channel.DBUS, Channel.TIMEKPRA)
    local = visit.local_now()
    if edit.day is not None and local.date() != edit.day:
        raise Later  # midnight came while the files were read
    edit = _begin_day(visit, edit, channel, local)
    limit, files = with_own_limit(visit, edit, channel, local)
    before = counted(files.spent, playtime=grant.playtime)
    not_after = visit.not_after(edit.day)
    attempt = Attempt(
        at=visit.clock.now(),
        not_after=not_after,
        spent=before.spent,
        balance=before.balance,
        limit=limit,
        passed=UNSAVED_SECONDS,
    )
    edit = visit.move(edit, EditState.SENDING, attempt=attempt, attempts=edit.attempts + 1)
    step = bus_grant(edit.user, grant) if channel is Channel.DBUS else timekpra_grant(edit.user, grant)
    said = visit.send(channel, step, not_after)
    result = _judge(edit, visit.files(edit.user).spent)
    if result is Verdict.ARRIVED:
        return visit.move(edit, EditState.CONFIRMED)
    if result is Verdict.UNKNOWN:
        return visit.move(edit, EditState.UNCLEAR, CannotTell(), attempt=attempt)
    refusal = NotTaken(answer=said.answer or "ok") if said.done or not said.answer else SaidNo(answer=said.answer)
    state = EditState.QUEUED if visit.may_try_again(edit, said) else EditState.REFUSED
    return visit.move(edit, state, refusal)


def look_for_grant(visit: Visit, edit: Edit) -> Edit:
    """Find out what became of one that was cut while it was sent. Raises Later while it may still be under way."""
    attempt = edit.attempt
    if attempt is None or visit.epoch() <= attempt.not_after + MARGIN_SECONDS:
        raise Later
    spent = visit.files(edit.user).spent
    if spent.last_checked is None or spent.last_checked.date() != edit.day:
        return visit.move(edit, EditState.UNCLEAR, CannotTell(), attempt=attempt)
    result = _judge(edit, spent)
    if result is Verdict.ARRIVED:
        visit.touched = True
        return visit.move(edit, EditState.CONFIRMED)
    if result is Verdict.UNKNOWN:
        return visit.move(edit, EditState.UNCLEAR, CannotTell(), attempt=attempt)
    state = EditState.QUEUED if edit.attempts < MOST_ATTEMPTS * 4 else EditState.REFUSED
    return visit.move(edit, state, None if state is EditState.QUEUED else NotTaken(answer="-"))


def end_of_day(visit: Visit | None, edit: Edit) -> tuple[EditState, DayIsOver | DayIsOverUnclear | None]:
    """What becomes of one whose day is over: the counters of its day may still be there to tell of a grant.

    Without a visit nobody can look. Rules of that day are taken back anyway, whether they had arrived or not.
    """
    if edit.state is EditState.QUEUED:
        return EditState.EXPIRED, DayIsOver()
    was_sent = edit.state is EditState.SENDING and edit.attempt is not None
    if visit is not None and was_sent and edit.kind is EditKind.GRANT:
        try:
            spent = visit.files(edit.user).spent
        except (Waits, Refused):
            return EditState.EXPIRED, DayIsOverUnclear()
        if spent.last_checked is not None and spent.last_checked.date() == edit.day:
            result = _judge(edit, spent)
            if result is Verdict.ARRIVED:
                return EditState.CONFIRMED, None
            if result is Verdict.NOT_ARRIVED:
                return EditState.EXPIRED, DayIsOver()
    return EditState.EXPIRED, DayIsOverUnclear()


def _judge(edit: Edit, spent: TimeFile) -> Verdict:
    attempt = edit.attempt
    assert attempt is not None  # noqa: S101 - for the type checker; it was sent
    before, after = Counted(attempt.spent, attempt.balance), counted(spent, playtime=edit.playtime)
    return verdict(grant_of(edit), before, attempt.limit, after, attempt.passed)


def _begin_day(visit: Visit, edit: Edit, channel: Channel, local: datetime) -> Edit:
    """See to it that the counters are today's.

    Timekpr reckons a grant for somebody who was last there yesterday with yesterday's balance, and forgets it when they
    sign in. Asking it about the user first makes it begin the day, all but for PlayTime, which it would carry over: so
    that is set back to nothing used. What was carried is written down first, or a cut in between would hide it.
    """
    spent = visit.files(edit.user).spent
    is_old = spent.last_checked is not None and spent.last_checked.date() < local.date()
    if is_old:
        if spent.playtime_balance:
            balance, played = spent.playtime_balance, spent.playtime_day
            edit = visit.move(edit, EditState.QUEUED, playtime_before=balance, played_before=played)
        visit.touched = True
        refresh = bus_refresh(edit.user) if channel is Channel.DBUS else timekpra_refresh(edit.user)
        visit.machine.run(guarded(refresh, visit.not_after(edit.day)))
        spent = visit.files(edit.user).spent
        if spent.last_checked is None or spent.last_checked.date() != local.date():
            raise Later  # its clock was set, or Timekpr there does not do what it is asked
    if edit.playtime_before:
        edit = _forget_playtime(visit, edit, channel, local)
    return edit


def _forget_playtime(visit: Visit, edit: Edit, channel: Channel, local: datetime) -> Edit:
    """Take back what was carried over, unless that was done already; raises Later while reading back still shows it."""
    files = visit.files(edit.user)
    limit = positional_limit(files.data, edit.user, local.isoweekday(), playtime=True)
    if limit is not None and _is_carried(edit, files.spent):
        used = min(files.spent.playtime_day - (edit.played_before or 0), limit)
        grant = Grant(Operation.SET, limit - used, playtime=True)
        step = bus_grant(edit.user, grant) if channel is Channel.DBUS else timekpra_grant(edit.user, grant)
        visit.send(channel, step, visit.not_after(edit.day))
        if files.spent.playtime_balance != used and _is_carried(edit, visit.files(edit.user).spent):
            raise Later
    return visit.move(edit, EditState.QUEUED, playtime_before=None, played_before=None)


def _is_carried(edit: Edit, spent: TimeFile) -> bool:
    """Whether the counters are those of the day before and what was played since: use moves both alike."""
    used = spent.playtime_day - (edit.played_before or 0)
    return used >= 0 and spent.playtime_balance == (edit.playtime_before or 0) + used
