"""Tries out the way to a mail server, step by step, with settings that need not be saved, and sends a test letter."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from clock import Clock
from doctor import Finding
from errors import MailError
from i18n import N_, Message
from mail.letters import Letter, as_bytes, new_id
from mail.post import Post
from mail.route import Route, route_of
from patience import Patience, Stopped
from services.examination import Pen
from settings import SmtpSettings

AT_ONCE: Final = 2
"""Trials at the same time."""

SERVER, NAMED, PORT, TLS = N_("Mail server"), N_("Name"), N_("Port"), N_("Encryption")
LOGIN, SENDER, RECIPIENT, LETTER = N_("Signing in"), N_("Sender"), N_("Recipient"), N_("Test mail")

NO_SERVER: Final = N_("No mail server is entered.")
NO_SENDER: Final = N_("No sender is entered: mail has to come from somebody.")
NO_RECIPIENT: Final = N_("Nobody is entered who gets mail.")
ANSWERS: Final = N_("It answers.")
NO_TLS: Final = N_("Off. That is for a mail server in a network of one's own; whoever listens there can read along.")
SAFE: Final = N_("{version}; the certificate is trusted, and its name is right.")
NOT_VERIFIED: Final = N_("{version}; nobody has looked whose certificate it is.")
VERIFY: Final = N_(
    "Anybody on the way can pretend to be this mail server and get the password. Let its certificate be verified."
)
AS_USER: Final = N_("As {user}.")
AS_NOBODY: Final = N_("Without a user name.")
MAY_SEND: Final = N_("Mail may be sent from {sender}.")
IS_TAKEN: Final = N_("Mail for {recipient} is taken.")
NOBODY_LEFT: Final = N_("It was not sent: there is nobody for whom it would be taken.")
IS_SENT: Final = N_("It was handed to the mail server. Look into the mailbox, also among the spam.")

SUBJECT: Final = N_("A test mail of timekpr-mngr")
TEXT: Final = N_(
    "This mail was sent because somebody asked for a test on the settings page of timekpr-mngr. If it is here, "
    "sending mail works."
)


def try_out(
    settings: SmtpSettings, clock: Clock, language: str, stop: threading.Event | None = None
) -> Iterator[Finding]:
    """Each step as soon as it is done, up to the first that fails; all of it within the time limit of the settings.

    Whether mail is turned on in the settings does not matter. Ends soon after ``stop`` was set.
    """
    pen = Pen(f"{settings.host}:{settings.port_in_use}" if settings.host else "SMTP", language)
    given = {SERVER: (settings.host, NO_SERVER), SENDER: (settings.sender, NO_SENDER)}
    given[RECIPIENT] = (",".join(settings.addresses), NO_RECIPIENT)
    missing = {check: sentence for check, (value, sentence) in given.items() if not value}
    for check, sentence in missing.items():
        yield pen(check, Message(sentence), ok=False)
    if missing:
        return
    with suppress(Stopped):
        yield from _Trial(settings, clock, pen, stop or threading.Event()).run()


class _Trial:
    """One of them; for one thread."""

    def __init__(self, settings: SmtpSettings, clock: Clock, pen: Pen, stop: threading.Event) -> None:
        self._settings = settings
        self._clock = clock
        self._patience = Patience(clock, settings.timeout, stop)
        self._pen = pen
        self._step = SERVER

    def run(self) -> Iterator[Finding]:
        """All steps."""
        post = None
        try:
            route = route_of(self._settings)
            post = Post(route, self._patience)
            yield from self._way_there(post, route)
            yield from self._letter(post)
        except MailError as error:
            yield self._pen.failed(self._step, error)
        finally:
            if post is not None:
                post.leave()

    def _way_there(self, post: Post, route: Route) -> Iterator[Finding]:
        self._step = NAMED
        addresses = post.look_up()
        yield self._pen(NAMED, ", ".join(dict.fromkeys(str(address[0]) for _, address in addresses)))
        self._step = PORT
        post.dial(addresses)
        yield self._pen(PORT, Message(ANSWERS))
        self._step = TLS
        version = post.secure()
        if version:
            said = Message(NOT_VERIFIED if route.insecure else SAFE, {"version": version})
            yield self._pen(TLS, said, cure=Message(VERIFY) if route.insecure else None)
        else:
            yield self._pen(TLS, Message(NO_TLS))
        self._step = LOGIN
        post.log_in()
        yield self._pen(LOGIN, Message(AS_USER, {"user": route.username}) if route.username else Message(AS_NOBODY))

    def _letter(self, post: Post) -> Iterator[Finding]:
        sender, to = self._settings.mailbox, self._settings.addresses
        letter = Letter("test", Message(SUBJECT).text(self._pen.language), Message(TEXT).text(self._pen.language))
        now = self._clock.now().astimezone()
        content = as_bytes(letter, sender=sender, to=to, message_id=new_id(sender), written=now)
        self._step = SENDER
        post.begin(sender.address, len(content))
        yield self._pen(SENDER, Message(MAY_SEND, {"sender": sender.address}))
        self._step = RECIPIENT
        taken = 0
        for one in to:
            error = post.offer(one)
            taken += error is None
            yield (
                self._pen.failed(RECIPIENT, error)
                if error
                else self._pen(RECIPIENT, Message(IS_TAKEN, {"recipient": one}))
            )
        self._step = LETTER
        if not taken:
            yield self._pen(LETTER, Message(NOBODY_LEFT), ok=False)
            return
        post.hand_over(content)
        yield self._pen(LETTER, Message(IS_SENT))
