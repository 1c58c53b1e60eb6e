"""Sending a letter at once, while somebody waits for it, and past the letters that wait: for the command line."""

from __future__ import annotations

import logging
import secrets
import threading
from datetime import datetime

from core import Core
from error_record import recorded
from errors import DataError, MailError, MailOff
from mail import KeptLetter, Letter, Outbox, Parcel, ParcelState, told_letters
from mail.delivery import Refused, deliver
from mail.letters import as_bytes, new_id, one_line
from mail.route import route_of
from patience import Patience

logger = logging.getLogger(__name__)


def send_now(core: Core, letter: Letter) -> tuple[KeptLetter, Refused]:
    """Hand a letter to the mail server, as often as this is called; who does not get it, and why. Never tried again.

    What came of it is to be kept: see :func:`keep_sent`. Raises MailOff, LetterTooLarge, and MailError where nobody
    knows or nobody was asked; then there is nothing to keep.
    """
    settings, clock = core.settings.smtp, core.clock
    if not settings.enabled:
        raise MailOff
    sender, to, message_id = settings.mailbox, settings.addresses, new_id(settings.mailbox)
    content = as_bytes(letter, sender=sender, to=to, message_id=message_id, written=clock.now())
    patience = Patience(clock, settings.timeout, threading.Event())
    refused = deliver(content, route_of(settings), sender=sender.address, recipients=to, patience=patience)
    now = clock.now()
    kept = KeptLetter(
        key=f"{letter.key}/now/{secrets.token_hex(8)}",
        subject=one_line(letter.subject),
        text="",
        message_id=message_id,
        written=now,
        next_try=now,
        parcels=tuple(_parcel(one, refused.get(one), now) for one in to),
    )
    return kept, refused


def keep_sent(core: Core, kept: KeptLetter, *, alone: bool) -> None:
    """Keep what came of a letter with the others; where we are not ``alone`` on the data, the program is told."""
    if alone:
        Outbox(core.store).note(kept)
        return
    try:
        told_letters(core.store).add(kept)
    except DataError as error:  # it was sent all the same
        logger.warning("%s", error)


def _parcel(address: str, error: MailError | None, now: datetime) -> Parcel:
    if error is None:
        return Parcel(address=address, state=ParcelState.SENT, changed=now)
    state = ParcelState.REFUSED if error.final else ParcelState.GIVEN_UP
    return Parcel(address=address, state=state, changed=now, error=recorded(error))
