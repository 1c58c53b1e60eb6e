"""Handing a letter to a mail server (SMTP), step by step."""

from __future__ import annotations

import base64
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NoReturn, TypeVar

from errors import (
    MailError,
    MailLater,
    MailLetterRefused,
    MailLogin,
    MailLoginOther,
    MailLoginWanted,
    MailNoNameServer,
    MailNoStartTls,
    MailNotSmtp,
    MailRecipientLater,
    MailRecipientRefused,
    MailRefused,
    MailSenderRefused,
    MailTls,
    MailTooLarge,
    MailUnclear,
)
from errors.mail import SPEAKS_NO_TLS, TALKS_EARLY
from i18n import Message
from mail.conversation import LONGEST_SAID, Conversation, Reply
from mail.route import Route, explained
from mail.wire import Address, Wire, addresses_of
from masking import masked
from patience import Patience, Stopped

NAME_SECONDS: Final = 10.0
WANTS_LOGIN: Final = frozenset({530, 535})

T = TypeVar("T")


class Post:
    """One visit to a mail server, in the order of the methods. Each raises MailError, and patience.Stopped."""

    def __init__(self, route: Route, patience: Patience) -> None:
        self._route = route
        self._patience = patience
        self._wire = Wire(patience)
        self._talk = Conversation(self._wire)
        self._greeted = False

    def look_up(self) -> list[Address]:
        """Where the server is."""
        host, port = self._route.host, self._route.port
        try:
            return self._patience.wait(NAME_SECONDS, lambda: addresses_of(host, port))
        except TimeoutError as error:
            raise MailNoNameServer(host=host, seconds=round(self._patience.waited)) from error
        except OSError as error:
            raise explained(error, self._route, self._patience.waited, greeted=False) from error

    def dial(self, addresses: list[Address]) -> None:
        """Reach it, and hear its greeting, which with TLS comes later."""
        self._do(lambda: self._wire.connect(addresses))
        if self._route.security != "tls":
            self._hear_greeting()

    def secure(self) -> str:
        """Make it safe as the settings want it; the version of TLS, empty without."""
        version = ""
        if self._route.security == "starttls":
            self._begin_tls()
        if self._route.security != "none":
            context = self._route.context()
            version = self._do(lambda: self._shake_hands(context))
        if self._route.security == "tls":
            self._hear_greeting()
        elif self._route.security == "starttls":
            self._introduce()
        return version

    def log_in(self) -> None:
        """Say who we are, if there is a user."""
        if not self._route.username:
            return
        offered = self._talk.esmtp_features.get("auth", "").upper().split()
        user, password = self._route.username.encode(), self._route.password.get_secret_value().encode()
        if "PLAIN" in offered:
            code, said = self._ask("AUTH", "PLAIN " + _coded(b"\0" + user + b"\0" + password))
        elif "LOGIN" in offered:
            code, said = self._ask("AUTH", "LOGIN")
            for part in (user, password):
                if code == 334:
                    code, said = self._ask(_coded(part))
        else:
            raise MailLoginOther(**self._route.where, offered=self._shown(" ".join(offered).encode()) or "-")
        if code < 500 and code != 235:
            raise MailLater(host=self._route.host, said=self._said(code, said))
        if code != 235:
            raise MailLogin(**self._route.where, said=self._said(code, said))

    def begin(self, sender: str, size: int) -> None:
        """From whom a letter of so many bytes is."""
        host, limit = self._route.host, self._talk.esmtp_features.get("size", "")
        if limit.isascii() and limit.isdigit() and len(limit) < 19 and 0 < int(limit) < size:
            raise MailTooLarge(host=host, said=f"SIZE {limit}")
        options = [f"SIZE={size:d}"] if self._talk.has_extn("size") else []
        code, said = self._do(lambda: self._talk.mail(sender, options))
        if code == 552:
            raise MailTooLarge(host=host, said=self._said(code, said))
        if 500 <= code < 600 and code not in WANTS_LOGIN:
            raise MailSenderRefused(host=host, sender=sender, said=self._said(code, said))
        if code != 250:
            self._refuse(code, said)

    def offer(self, recipient: str) -> MailError | None:
        """To whom it is; why they do not get it, if the server does not want that."""
        code, said = self._do(lambda: self._talk.rcpt(recipient))
        if code in {250, 251}:
            return None
        is_stranger = not self._route.username and self._talk.has_extn("auth") and said.startswith(b"5.7.")
        if code in {421, *WANTS_LOGIN} or is_stranger:
            self._refuse(530 if is_stranger else code, said)
        kind = MailRecipientLater if code < 500 else MailRecipientRefused
        return kind(host=self._route.host, recipient=recipient, said=self._said(code, said))

    def hand_over(self, content: bytes) -> None:
        """The letter itself. MailUnclear: all of it was sent, and nobody has said what became of it."""
        code, said = self._ask("DATA")
        if code != 354:
            self._refuse_letter(code, said)
        body = re.sub(rb"(?m)^\.", b"..", content)
        self._do(lambda: self._wire.send(body if body.endswith(b"\r\n") else body + b"\r\n"))
        try:
            self._do(lambda: self._wire.send(b".\r\n"))
            code, said = self._do(self._talk.getreply)
        except (MailError, Stopped) as error:
            raise MailUnclear from error
        if code != 250:
            self._refuse_letter(code, said)

    def leave(self) -> None:
        """Hang up without waiting for an answer."""
        try:
            if self._greeted:
                with suppress(OSError, Stopped):
                    self._wire.send(b"QUIT\r\n")
        finally:
            self._wire.close()

    # --- helpers ---

    def _hear_greeting(self) -> None:
        code, said = self._do(self._talk.getreply)
        self._greeted = True
        if code != 220:
            self._refuse(code, said)
        self._introduce()

    def _introduce(self) -> None:
        code, said = self._do(self._talk.ehlo)
        if 500 <= code < 600 and self._route.security == "none":
            code, said = self._do(self._talk.helo)
        if code != 250:
            self._refuse(code, said)

    def _begin_tls(self) -> None:
        if not self._talk.has_extn("starttls"):
            raise MailNoStartTls(**self._route.where)
        code, said = self._ask("STARTTLS")
        if code != 220:
            if code < 500:
                raise MailLater(host=self._route.host, said=self._said(code, said))
            raise MailNoStartTls(**self._route.where)
        if self._talk.has_unread:  # whoever is between us could let us take it for the server's own, said safely
            raise MailTls(**self._route.where, why=Message(TALKS_EARLY))
        self._talk.forget_greeting()

    def _shake_hands(self, context: ssl.SSLContext) -> str:
        try:
            return self._wire.begin_tls(context, self._route.host)
        except (ConnectionError, ssl.SSLEOFError) as error:  # it has hung up at words that it does not know
            raise MailTls(**self._route.where, why=Message(SPEAKS_NO_TLS)) from error

    def _ask(self, *words: str) -> Reply:
        return self._do(lambda: self._talk.docmd(*words))

    def _do(self, step: Callable[[], T]) -> T:
        """A step of the conversation, with what goes wrong in our words."""
        try:
            return step()
        except OSError as error:
            raise explained(error, self._route, self._patience.waited, greeted=self._greeted) from error
        except (ValueError, UnicodeError) as error:
            raise MailNotSmtp(**self._route.where, said=self._shown(str(error).encode())) from error

    def _refuse(self, code: int, said: bytes) -> NoReturn:
        """Raise what an answer means that is about neither people nor the letter."""
        host, words = self._route.host, self._said(code, said)
        if code in WANTS_LOGIN:
            raise (MailLogin if self._route.username else MailLoginWanted)(**self._route.where, said=words)
        raise (MailLater if code < 500 else MailRefused)(host=host, said=words)

    def _refuse_letter(self, code: int, said: bytes) -> NoReturn:
        """Raise what an answer to the letter means. 552 is also said of a mailbox that is full, with 5.2.2."""
        host, words = self._route.host, self._said(code, said)
        if code < 500:
            raise MailLater(host=host, said=words)
        is_too_large = code == 552 and not said.startswith(b"5.2.2")
        raise (MailTooLarge if is_too_large else MailLetterRefused)(host=host, said=words)

    def _said(self, code: int, said: bytes) -> str:
        return self._shown(f"{code} ".encode() + said)

    def _shown(self, said: bytes) -> str:
        """What a server has said, as it may stand in a sentence: in one line, without what is no text or a password.

        Some servers repeat what they did not like, and it goes into Problems, files and the answers of the API.
        """
        text = " ".join(masked(said.decode("utf-8", "replace"), self._route.password.get_secret_value()).split())
        text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
        return text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID]}…"


def _coded(secret: bytes) -> str:
    return base64.b64encode(secret).decode()
