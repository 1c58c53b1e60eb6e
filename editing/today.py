"""Accepting what is for the server's today alone: more or less time, other hours or limits, lock and unlock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adopt import RULES
from editing.desk import Accepted, Asked, Desk
from errors import NothingToChange, NotLocked, NotTodays, RulesDamaged, TooMuchGranted
from pending import Edit, EditKind, EditState, KeyChange
from pending.decide import CANCEL
from servers import Server
from ssh_client.limits import Limits
from state import UserState
from timekpr_rules import (
    Doubt,
    Grant,
    Operation,
    UserConfig,
    counted,
    doubts_about_config,
    doubts_about_grant,
    key_texts,
    todays,
    with_user_values,
)
from timekpr_rules.setters import HOUR_KEY, LIMITS, PAST_MINUTE, PLAYTIME_LIMITS

MOST_PER_DAY: Final = 86_400
"""Seconds that may be given to one user for one day."""
SHORT: Final = {"LIMIT": LIMITS, "PLAYTIME_LIMIT": PLAYTIME_LIMITS}
"""Names for the limits of today."""


class TodayDesk(Desk):
    """Accepts what is for today. Raises as RulesDesk.config does."""

    def grant(self, server: str, user: str, grant: Grant, asked: Asked) -> Accepted:
        """Give or take time."""
        with self._lock:
            one, known = self._user(server, user)
            content = EditKind.GRANT, one.id, user, grant.operation.value, grant.seconds, grant.playtime
            if again := self._again(asked, *content):
                return again
            self._refuse_too_much(one, user, known, grant)
            return self._accept_grant(one, user, known, grant, asked, content=content)

    def doubts_about(self, server: str, user: str, grant: Grant) -> tuple[Doubt, ...]:
        """What may keep a grant from doing what it is for, before it is asked for."""
        one, known = self._user(server, user)
        return self._doubts(one, user, known, grant)

    def today(self, server: str, user: str, changes: Mapping[str, str], asked: Asked) -> Accepted:
        """Change hours or limits of today; after midnight they are taken back.

        ``HOURS``, ``LIMIT`` and ``PLAYTIME_LIMIT`` stand for those of today.
        """
        return self._today(server, user, changes, EditKind.TODAY, asked)

    def lock(self, server: str, user: str, asked: Asked) -> Accepted:
        """Close the rest of today: Timekpr ends the session, and none can be begun until the unlock or midnight."""
        return self._today(server, user, {"HOURS": PAST_MINUTE}, EditKind.LOCK, asked)

    def unlock(self, server: str, user: str, asked: Asked) -> Accepted:
        """Take a lock back. One that has not been sent yet is cancelled. Raises NotLocked too."""
        with self._lock:
            one, _ = self._user(server, user)
            content = EditKind.UNLOCK, one.id, user
            if again := self._again(asked, *content):
                return again
            return self._accept_unlock(one, user, asked, content)

    # --- helpers, called with the lock held ---

    def _accept_grant(
        self, one: Server, user: str, known: UserState, grant: Grant, asked: Asked, *, content: tuple[object, ...]
    ) -> Accepted:
        return self._accept(
            one, user, EditKind.GRANT, asked, content, doubts=self._doubts(one, user, known, grant),
            operation=grant.operation.value, seconds=grant.seconds, playtime=grant.playtime,
            day=self._now(one).date(),
        )  # fmt: skip

    def _accept_unlock(self, one: Server, user: str, asked: Asked, content: tuple[object, ...]) -> Accepted:
        waiting = self._edits.waiting(one.id, user)
        unsent = [edit for edit in waiting if edit.kind is EditKind.LOCK and edit.state is EditState.QUEUED]
        if unsent:
            return Accepted(self._edits.decide(unsent[-1].id, CANCEL, self._core.clock.now()))
        ended = self._edits.finished(one.id)
        confirmed = (edit for edit in ended if edit.state is EditState.CONFIRMED)
        undone = {edit.cause for edit in confirmed if edit.kind is EditKind.UNLOCK}
        returns = [edit for edit in waiting if edit.kind is EditKind.RETURN and _closes(edit)]
        locks = [edit for edit in returns if edit.cause not in undone]
        if not locks:
            raise NotLocked(user=user)
        lock = next((edit for edit in (*waiting, *ended) if edit.id == locks[-1].cause), locks[-1])
        before = {part.key: part.seen for part in lock.changes} if lock is not locks[-1] else {}
        changes = tuple(
            # As it was before the lock, and not as it will be after midnight: it may have been changed for today.
            KeyChange(key=part.key, seen=part.seen, wanted=before.get(part.key) or part.wanted)
            for part in locks[-1].changes
        )
        return self._accept(
            one, user, EditKind.UNLOCK, asked, content,
            changes=changes, cause=locks[-1].cause, day=self._now(one).date(),
        )  # fmt: skip

    def _today(self, server: str, user: str, changes: Mapping[str, str], kind: EditKind, asked: Asked) -> Accepted:
        with self._lock:
            one, _ = self._user(server, user)
            content = kind, one.id, user, sorted(changes.items())
            if again := self._again(asked, *content):
                return again
            return self._accept_today(one, user, changes, kind, asked, content=content)

    def _accept_today(
        self,
        one: Server,
        user: str,
        changes: Mapping[str, str],
        kind: EditKind,
        asked: Asked,
        *,
        content: tuple[object, ...],
    ) -> Accepted:
        now = self._now(one)
        base = self._expected(one, user, self._user(one.id, user)[1])
        before = key_texts(base or UserConfig())
        texts = of_today(changes, before, now.isoweekday())
        wanted = with_user_values(base or UserConfig(), texts, self._state(one.id).version)
        after = key_texts(wanted)
        parts = tuple(
            KeyChange(key=name, seen=before[name] if base else None, wanted=after[name])
            for name in texts
            if base is None or before[name] != after[name]
        )
        if not parts:
            raise NothingToChange(user=user)
        doubts = doubts_about_config(base or UserConfig(), wanted) if kind is EditKind.TODAY else ()
        return self._accept(one, user, kind, asked, content, doubts=doubts, changes=parts, day=now.date())

    def _doubts(self, server: Server, user: str, known: UserState, grant: Grant) -> tuple[Doubt, ...]:
        state, config = self._state(server.id), self._expected(server, user, known)
        if known.config is not None and known.config.damaged:
            return (Doubt("rules_damaged", RulesDamaged(user=user).message),)
        if config is None or known.spent is None or state.main is None:
            return ()
        raw = self._core.store.read_bytes(*RULES.path(server.id, user), limit=Limits().file_bytes) or b""
        return doubts_about_grant(
            config, state.main.model, known.spent.model, self._now(server), grant,
            raw=raw, user=user, version=state.version, time_format=self._core.settings.time_format,
        )  # fmt: skip

    def _refuse_too_much(self, server: Server, user: str, known: UserState, grant: Grant) -> None:
        """No more than a day for a day, with what waits and what was given."""
        if grant.operation is not Operation.ADD:
            return
        same = [one for one in self._edits.waiting(server.id, user) if _is_like(one, grant)]
        given = grant.seconds + sum(edit.seconds for edit in same)
        if known.spent is not None:
            today = todays(known.spent.model, self._now(server))
            given += max(0, counted(today, playtime=grant.playtime).granted)
        if given > MOST_PER_DAY:
            raise TooMuchGranted(user=user)


def _is_like(edit: Edit, grant: Grant) -> bool:
    return edit.kind is EditKind.GRANT and edit.operation == grant.operation and edit.playtime == grant.playtime


def _closes(edit: Edit) -> bool:
    return any(part.key.startswith(HOUR_KEY) and part.seen == PAST_MINUTE for part in edit.changes)


def of_today(changes: Mapping[str, str], before: Mapping[str, str], day: int) -> dict[str, str]:
    """The keys behind "of today"; raises NotTodays for any other."""
    texts: dict[str, str] = {}
    for name, text in changes.items():
        if name in {"HOURS", f"{HOUR_KEY}{day}"}:
            texts[f"{HOUR_KEY}{day}"] = text
        elif name in SHORT:
            limits = before[SHORT[name]].split(";")
            limits[day - 1] = text
            texts[SHORT[name]] = ";".join(limits)
        elif name in SHORT.values() and _only_of(before[name], text, day):
            texts[name] = text
        else:
            raise NotTodays(key=name[:40])
    return texts


def _only_of(before: str, after: str, day: int) -> bool:
    was, now = before.split(";"), after.split(";")
    return len(was) == len(now) and all(a == b for n, (a, b) in enumerate(zip(was, now, strict=True), 1) if n != day)
