"""The chore that sends the digest of a week: one letter for the house, and an event for each child."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from core import Core
from digest import Digest, Week
from digest.schedule import SentFile, load_sent, save_sent, week_to_send
from errors import DataError, MngrError
from mail import Letter
from services.digests import Digests
from watchers import Watchers

logger = logging.getLogger(__name__)

AGAIN: Final = timedelta(hours=1)
"""After so long it is tried again where there was nothing to send yet, or it did not work."""


class WeeklyDigest:
    """A chore of ``chores.Chores``. Each week is mailed once and told once, whatever is ended, slept through or set.

    A letter is known by its week in the outbox too, so one that was just taken in when the power went is not sent
    twice. That an event was told is written down before: it may be missed, like any event, and does not come again.
    """

    def __init__(
        self,
        core: Core,
        digests: Digests,
        send: Callable[[Letter], bool],
        *,
        is_ready: Callable[[], bool] = lambda: True,
        is_heard: Callable[[], bool] = lambda: False,
    ) -> None:
        """``is_ready``: whether it is known which day it is; ``is_heard``: whether events are heard."""
        self.watchers: Watchers[Digest] = Watchers()
        self._core = core
        self._digests = digests
        self._send = send
        self._is_ready = is_ready
        self._is_heard = is_heard
        self._tried: float | None = None
        try:
            self._sent = load_sent(core.store)
        except DataError as error:
            logger.warning("%s", error)
            self._sent = SentFile()

    def due(self, now: datetime) -> bool:
        """Whether there is a week that has not gone out, by mail or as events, where there are such."""
        if self._tried is not None and self._core.clock.monotonic() - self._tried < AGAIN.total_seconds():
            return False
        week = self._week(now)
        return week is not None and (self._is_to_mail(week) or self._is_to_tell(week))

    def run(self) -> None:
        """Let it go out."""
        week = self._week(self._core.clock.now())
        if week is None:
            return
        self._tried = self._core.clock.monotonic()
        try:
            known = [one for one in self._digests.each(week.name) if one.is_known]
            if not known:
                return  # a computer may come back with what was used
            if self._is_to_mail(week):
                self._mail(week)
            if self._is_to_tell(week):
                self._tell(week, known)
        except MngrError as error:
            logger.warning("the digest of %s: %s", week.name, error)
        else:
            self._tried = None

    def settings_changed(self) -> None:
        """What was in the way may be gone."""
        self._tried = None

    def _week(self, now: datetime) -> Week | None:
        settings = self._core.settings.digest
        if not settings.enabled or not self._is_ready():
            return None
        week = week_to_send(settings, self._digests.first_weekday, now.astimezone())
        return week if week is not None and self._digests.is_over(week) else None

    def _is_to_mail(self, week: Week) -> bool:
        return self._core.settings.smtp.enabled and week.name not in self._sent.mailed

    def _is_to_tell(self, week: Week) -> bool:
        return self._is_heard() and week.name not in self._sent.told

    def _mail(self, week: Week) -> None:
        self._send(self._digests.letter(self._digests.page(week.name)))
        self._sent = self._sent.with_mailed(week)
        save_sent(self._core.store, self._sent)

    def _tell(self, week: Week, digests: Iterable[Digest]) -> None:
        sent = self._sent.with_told(week)
        save_sent(self._core.store, sent)
        self._sent = sent
        for digest in digests:
            self.watchers.note(digest)
        self.watchers.tell()
