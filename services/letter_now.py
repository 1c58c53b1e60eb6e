"""Sending a letter at once, while somebody waits for it, and past the letters that wait: for the command line."""

from __future__ import annotations

import threading

from clock import Clock
from errors import MailOff
from mail import Letter
from mail.delivery import deliver
from mail.letters import as_bytes, new_id
from mail.route import route_of
from patience import Patience
from settings import SmtpSettings


def send_now(letter: Letter, settings: SmtpSettings, clock: Clock) -> tuple[str, ...]:
    """Hand a letter to the mail server, as often as this is called; who gets it. Writes nothing down.

    Raises MailOff, LetterTooLarge, and MailError where nobody gets it.
    """
    if not settings.enabled:
        raise MailOff
    sender, to = settings.mailbox, settings.addresses
    content = as_bytes(letter, sender=sender, to=to, message_id=new_id(sender), written=clock.now())
    patience = Patience(clock, settings.timeout, threading.Event())
    refused = deliver(content, route_of(settings), sender=sender.address, recipients=to, patience=patience)
    return tuple(one for one in to if one not in refused)
