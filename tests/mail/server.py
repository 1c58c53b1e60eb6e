"""A real mail server on loopback that does as it is told: aiosmtpd, with what goes wrong in between."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.mqtt.certificates import Files

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd's: it tells of each handshake that we refuse

USER, PASSWORD = "timekpr", "otters-ät-midnight"


@dataclass
class Taken:
    """One letter that was taken."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        found = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class Mailroom:
    """What the server has got, and how it is to behave. An answer is given so often as it stands in its list."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    sender_says: list[str] = field(default_factory=list)
    recipient_says: dict[str, list[str]] = field(default_factory=dict)
    content_says: list[str] = field(default_factory=list)
    hangs_up_after_data: int = 0
    takes_before_it_hangs_up: bool = True
    greeted_as: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    was_safe: list[bool] = field(default_factory=list)
    visits: int = 0

    def copies(self, recipient: str) -> int:
        return sum(recipient in one.recipients for one in self.taken)

    # --- what aiosmtpd calls ---

    async def handle_EHLO(self, server: Any, session: Session, envelope: Envelope, name: str, answers: list[str]):  # noqa: N802
        self.greeted_as.append(name)
        session.host_name = name
        return answers

    async def handle_MAIL(self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]):  # noqa: N802
        if self.sender_says:
            return self.sender_says.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]):  # noqa: N802
        if answers := self.recipient_says.get(address):
            return answers.pop(0) if len(answers) > 1 or answers[0] != "always" else "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope):  # noqa: N802
        self.was_safe.append(session.ssl is not None)
        hangs_up = self.hangs_up_after_data > 0
        if self.content_says:
            return self.content_says.pop(0)
        if not hangs_up or self.takes_before_it_hangs_up:
            self.taken.append(Taken(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        if hangs_up:
            self.hangs_up_after_data -= 1
            server.transport.abort()
        return "250 OK"

    def authenticate(self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(mechanism)
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(
    files: Files | None = None, *, tls: bool = False, auth: bool = False, without: tuple[str, ...] = (), **more: Any
) -> Iterator[Mailroom]:
    """Running at ``port``. ``files``: with STARTTLS, or TLS from the first byte on; ``without``: ways to sign in."""
    room = Mailroom()
    context = None
    if files is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files.certificate, files.key)
    loop = asyncio.new_event_loop()

    def session() -> SMTP:
        room.visits += 1
        given: dict[str, Any] = {"tls_context": context, "require_starttls": False} if context and not tls else {}
        if auth:
            given |= {
                "authenticator": room.authenticate, "auth_required": True, "auth_require_tls": context is not None,
                "auth_exclude_mechanism": without,
            }  # fmt: skip
        made = SMTP(room, hostname="mx.test", loop=loop, enable_SMTPUTF8=False, **(given | more))
        if tls:
            made._tls_protocol = True  # it is safe already, which it has to know before it lets anybody sign in
        return made

    async def begin() -> asyncio.Server:
        return await loop.create_server(session, "127.0.0.1", 0, ssl=context if tls else None)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    room.port = server.sockets[0].getsockname()[1]

    async def end() -> None:
        server.close()
        others = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    try:
        yield room
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
