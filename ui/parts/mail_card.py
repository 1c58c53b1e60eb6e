"""Sending mail, for admins: how it stands while one looks, and a way to change it."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from errors import MngrError
from i18n import N_
from mail_views import MailState, MailView, SmtpView
from ui.desk import Desk
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


class MailCard:
    """Texts are written in place; a look that finds the same changes nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: tuple[MailView, SmtpView] | None = None
        voice = desk.voice
        with box("card stack", "section").props("aria-busy=true").mark("mail-card") as self._card:
            with box("named"):
                text("h2", voice.text(N_("Mail")))
                self._badge = text("span", classes="badge").mark("mail-badge")
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
                self._test = once_button(label, lambda: try_mail(desk), "bare").mark("mail-test")
                self._change = button(voice.text(N_("Change…")), self._open).mark("mail-change")
        for hidden in (
            self._badge,
            self._waiting,
            self._last,
            self._error,
            self._insecure,
            self._test.mark("mail-test"),
        ):
            hidden.set_visibility(False)
        self._change.set_enabled(False)
        ui.timer(EVERY, self.refresh)

    async def refresh(self) -> None:
        """Look again."""
        house = self._desk.services.house
        found = await self._desk.fetch(lambda: (house.mail_view(), house.smtp_view()))
        if self._card.is_deleted or found is None or found == self._seen:
            return
        if isinstance(found, MngrError):
            self._state.set_text(found.text(self._desk.voice.language))
            return
        self._seen = found
        self._show(*found)
        self._card.props(remove="aria-busy")
        self._change.set_enabled(True)

    def _show(self, mail: MailView, settings: SmtpView) -> None:
        voice = self._desk.voice
        label, tone = BADGES[mail.state]
        self._badge.set_text(voice.text(label))
        self._badge.classes(replace=f"badge {tone}")
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
            (self._badge, True),
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
