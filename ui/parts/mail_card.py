"""Sending mail, for admins: how it stands while one looks, and a way to change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from nicegui import ui

from i18n import N_
from mail_views import MailState, MailView, SmtpView
from ui.desk import Desk
from ui.parts.connection_card import ConnectionCard
from ui.parts.mail_sheet import change_mail, try_mail
from ui.parts.once import once_button
from ui.theme import box, button, icon, text

EVERY: Final = 3.0
"""Seconds between two looks; nothing is read from a disk for it, and nothing is sent while nothing has changed."""

BADGES: Final = {
    MailState.OFF: (N_("Off"), "rest"),
    MailState.OK: (N_("On"), "good"),
    MailState.FAILING: (N_("Not sent"), "warn"),
}
ANYBODY: Final = N_(
    "The mail server's certificate is not checked: anybody on the way can pretend to be it, read along and get the "
    "password."
)
READABLE: Final = N_("The password is sent without encryption: anybody on the way can read it.")


class MailCard(ConnectionCard[MailView, SmtpView]):
    """See :class:`ConnectionCard`."""

    def __init__(self, desk: Desk, tell: Callable[[bool], None]) -> None:
        """``tell`` is told whether mail is sent, whenever that is known anew."""
        self._tell_others = tell
        house = desk.services.house
        super().__init__(desk, N_("Mail"), "mail", EVERY, lambda: (house.mail_view(), house.smtp_view()))

    def _draw(self) -> ui.button:
        voice = self._desk.voice
        with box("").props("role=status"):
            self._state = text("p").mark("mail-state")
            self._waiting = text("p", classes="small muted").mark("mail-waiting")
            self._last = text("p", classes="small muted").mark("mail-last")
        self._error = text("p", classes="note warn").mark("mail-error")
        with box("note bad") as self._insecure:
            icon("look")
            self._risk = text("p", classes="grow").mark("mail-insecure")
        with box("tools end"):
            label = voice.text(N_("Send a test mail"))
            self._test = once_button(label, lambda: try_mail(self._desk), "bare").mark("mail-test")
            change = button(voice.text(N_("Change…")), self._open).mark("mail-change")
        for hidden in (self._waiting, self._last, self._error, self._insecure, self._test):
            hidden.set_visibility(False)
        return change

    def _say(self, sentence: str) -> None:
        self._state.set_text(sentence)

    def _show(self, state: MailView, settings: SmtpView) -> None:
        voice, mail = self._desk.voice, state
        self._tell_others(settings.enabled)
        self._tell(*BADGES[mail.state])
        self._state.set_text(self._line(mail, settings))
        count = voice.count(N_("{count} letter waits."), N_("{count} letters wait."), mail.waiting)
        at = voice.moment(mail.next_try) if mail.next_try else ""
        again = voice.text(N_("Next try: {moment}."), moment=at) if at else ""
        self._waiting.set_text(f"{count} {again}".strip())
        if mail.last_sent:
            self._last.set_text(voice.text(N_("Last sent: {moment}."), moment=voice.moment(mail.last_sent)))
        self._error.set_text(voice.say(mail.error) if mail.error else "")
        self._risk.set_text(voice.text(READABLE if settings.security == "none" else ANYBODY))
        is_open = settings.insecure and (settings.security != "none" or bool(settings.username))
        for element, is_wanted in (
            (self._waiting, mail.waiting > 0 and mail.state is not MailState.OFF),
            (self._last, mail.last_sent is not None),
            (self._error, mail.error is not None and mail.state is MailState.FAILING),
            (self._insecure, settings.enabled and is_open),
            (self._test, bool(settings.host and settings.sender and settings.recipients)),
        ):
            element.set_visibility(is_wanted)

    def _line(self, mail: MailView, settings: SmtpView) -> str:
        """How it stands, in one sentence."""
        voice = self._desk.voice
        if mail.state is MailState.OK:
            return voice.text(
                N_("Mail is sent by {server} to {recipients}."), server=mail.server, recipients=settings.recipients
            )
        if mail.state is MailState.FAILING and mail.failing_since:
            said = N_("{server} has taken no mail since {moment}; it is tried again by itself.")
            return voice.text(said, server=mail.server, moment=voice.moment(mail.failing_since))
        if settings.host:
            return voice.text(N_("No mail is sent."))
        return voice.text(N_("No mail server is entered yet. With one, this program can write to you."))

    def _open(self) -> None:
        if self._seen is not None:
            change_mail(self._desk, self._seen[1], self.refresh)
