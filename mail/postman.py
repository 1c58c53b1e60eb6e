"""Carries letters to the mail server as they become due, one after another, and again later what it did not take.

It is a chore: ``due`` says when, ``run`` does it once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from clock import Clock
from error_record import recorded
from errors import DataError, MailError, MailNoWay, MailTakenOff, MailTooOld, MailUnclear
from mail.delivery import Refused, deliver
from mail.letters import as_bytes
from mail.outbox import Outbox, unclear
from mail.records import KeptLetter, Parcel, ParcelState
from mail.route import route_of
from patience import Patience, Stopped
from settings import SmtpSettings

logger = logging.getLogger(__name__)

FIRST_DELAY: Final = 300.0
LONGEST_DELAY: Final = 6 * 3600.0
"""Seconds between two attempts: each time twice as long, up to this."""
GIVE_UP: Final = timedelta(days=3)
"""A letter that has been tried for so long is not tried again."""
TOO_OLD: Final = timedelta(days=14)
"""A letter that nobody could try, because mail was off or the program did not run, is not news any more."""


class Postman:
    """One round at a time; everything public may be called from any thread."""

    def __init__(
        self,
        outbox: Outbox,
        settings: Callable[[], SmtpSettings],
        clock: Clock,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """``on_change`` is called when something has become of a letter."""
        self._outbox = outbox
        self._settings = settings
        self._clock = clock
        self._on_change = on_change
        self.knows_the_day: Callable[[], bool] = lambda: True
        """Whether our clock can be trusted with saying that a letter is too old."""
        self._stop = threading.Event()
        self._round = threading.Lock()

    def due(self, now: datetime) -> bool:
        """Whether there is something to do. What a command has sent beside us is taken in before."""
        if self._outbox.hear():
            self._on_change()
        return self._settings().enabled and any(_is_due(one, now) for one in self._outbox.waiting())

    def stop(self) -> None:
        """Let a round end soon, and begin none; does not wait."""
        self._stop.set()

    def run(self) -> None:
        """Try each letter that is due, and write down what became of it. No longer than the time limit for each."""
        with self._round:
            settings, no_way = self._settings(), None
            if not settings.enabled:
                return
            self._outbox.settle()
            self._outbox.forget_old()
            now = self._clock.now()
            for kept in [one for one in self._outbox.waiting() if _is_due(one, now)]:
                if self._stop.is_set():
                    return
                if no_way is None:
                    no_way = self._carry(kept, settings)
                else:  # the others would fare no better
                    self._failed(kept, no_way)
                self._on_change()

    def _carry(self, kept: KeptLetter, settings: SmtpSettings) -> MailNoWay | None:
        """Try one letter; why no other one has to be tried."""
        kept = self._without_those_who_left(kept, settings)
        to = tuple(one.address for one in kept.parcels if one.state is ParcelState.WAITING)
        if not to:
            self._outbox.note(kept)
            return None
        try:
            self._deliver(kept, to, settings)
        except Stopped:
            self._back(kept.id)
        except DataError as error:  # nothing was sent: nobody would know of it after a power cut
            logger.warning("%s", error)
            self._failed(self._outbox.get(kept.id), None)
        except MailError as error:
            self._failed(self._outbox.get(kept.id), error)
            return error if isinstance(error, MailNoWay) else None
        except Exception:
            # A bug with one letter must not keep the others waiting.
            logger.exception("a letter could not be carried away")
            kept = self._outbox.get(kept.id)
            was_handed_over = any(one.state is ParcelState.SENDING for one in kept.parcels)
            self._failed(kept, MailUnclear() if was_handed_over else None)
        else:
            self._sent(self._outbox.get(kept.id))
        return None

    def _deliver(self, kept: KeptLetter, to: tuple[str, ...], settings: SmtpSettings) -> None:
        """Hand a letter over to some of its recipients. Raises as mail.delivery.deliver, and DataError."""
        if self.knows_the_day() and self._clock.now() - kept.written > TOO_OLD:
            raise MailTooOld(days=TOO_OLD.days)
        content = as_bytes(
            kept.letter,
            sender=settings.mailbox,
            to=tuple(one.address for one in kept.parcels),
            message_id=kept.message_id,
            written=kept.written.astimezone(),
        )
        deliver(
            content,
            route_of(settings),
            sender=settings.mailbox.address,
            recipients=to,
            patience=Patience(self._clock, settings.timeout, self._stop),
            before=lambda refused: self._hand_over(kept, refused),
        )

    # --- what becomes of a letter ---

    def _hand_over(self, kept: KeptLetter, refused: Refused) -> None:
        """Write down who is about to get it and who is not, before a byte of it is sent. Raises NotSaved."""
        changed = {}
        for parcel in kept.parcels:
            if parcel.state is ParcelState.WAITING:
                error = refused.get(parcel.address)
                sending = self._changed(parcel, ParcelState.SENDING)
                changed[parcel.address] = self._not_taken(kept, parcel, error) if error else sending
        self._outbox.save(kept.with_parcels(changed))

    def _sent(self, kept: KeptLetter) -> None:
        """It was taken for all to whom it was handed over; others may have to wait."""
        changed = {
            one.address: self._changed(one, ParcelState.SENT)
            for one in kept.parcels
            if one.state is ParcelState.SENDING
        }
        self._again_later(kept, changed, None)

    def _failed(self, kept: KeptLetter, error: MailError | None) -> None:
        """Nobody got it, or nobody knows. ``error`` is None where it was our own disk."""
        concerned = [one for one in kept.parcels if one.state is ParcelState.SENDING] or [
            one for one in kept.parcels if not one.is_over
        ]
        changed = {one.address: self._not_taken(kept, one, error) for one in concerned} if error else {}
        self._again_later(kept, changed, error)

    def _not_taken(self, kept: KeptLetter, parcel: Parcel, error: MailError) -> Parcel:
        if isinstance(error, MailUnclear):
            return unclear(parcel, self._clock.now())
        if error.final:
            return self._changed(parcel, ParcelState.REFUSED, error)
        return self._changed(parcel, ParcelState.GIVEN_UP if self._is_late(kept) else ParcelState.WAITING, error)

    def _again_later(self, kept: KeptLetter, changed: dict[str, Parcel], error: MailError | None) -> None:
        now = self._clock.now()
        delay = min(FIRST_DELAY * 2 ** min(kept.attempts, 30), LONGEST_DELAY)
        after = kept.with_parcels(
            changed,
            attempts=kept.attempts + 1,
            next_try=now + timedelta(seconds=delay),
            failing_since=kept.failing_since or now,
            error=recorded(error) if error else None,
        )
        self._outbox.note(after.model_copy(update={"failing_since": None, "error": None}) if after.is_over else after)

    def _back(self, letter_id: str) -> None:
        """Nothing of it was sent, and nobody is to blame."""
        kept = self._outbox.get(letter_id)
        sending = [one for one in kept.parcels if one.state is ParcelState.SENDING]
        if sending:
            self._outbox.note(
                kept.with_parcels({one.address: self._changed(one, ParcelState.WAITING) for one in sending})
            )

    def _without_those_who_left(self, kept: KeptLetter, settings: SmtpSettings) -> KeptLetter:
        """Who was taken off the list since gets nothing any more."""
        left = [one for one in kept.parcels if not one.is_over and one.address not in settings.addresses]
        return kept.with_parcels(
            {one.address: self._changed(one, ParcelState.GIVEN_UP, MailTakenOff(recipient=one.address)) for one in left}
        )

    def _changed(self, parcel: Parcel, state: ParcelState, error: MailError | None = None) -> Parcel:
        why = recorded(error) if error else None
        return parcel.model_copy(update={"state": state, "changed": self._clock.now(), "error": why})

    def _is_late(self, kept: KeptLetter) -> bool:
        return self._clock.now() - kept.written >= GIVE_UP


def _is_due(kept: KeptLetter, now: datetime) -> bool:
    """Whether it is to be tried; also where the clock was ahead when its next attempt was set, and is no more."""
    return not now < kept.next_try <= now + timedelta(seconds=LONGEST_DELAY)
