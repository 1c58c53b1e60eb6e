"""When the week in words goes out by itself, for admins."""

from __future__ import annotations

from nicegui import ui

import speech
from digest.views import DIGEST, DigestSettingsView
from i18n import N_
from settings.digest import WEEKDAYS
from ui.desk import Desk
from ui.parts.connection_form import what_is_wrong
from ui.parts.fields import choice, line
from ui.parts.once import once_button
from ui.parts.read_card import ReadCard
from ui.parts.sheet import Complaint
from ui.theme import box, text

WHAT = N_(
    "Once a week, what each child used and what was done about it: by mail to everybody who gets mail, and to Home "
    "Assistant."
)
NO_MAIL = N_("No mail is sent at the moment; that is set up in the card “Mail”.")


class DigestCard(ReadCard[DigestSettingsView]):
    """One form; what the environment has set can be seen and not changed."""

    def __init__(self, desk: Desk) -> None:
        self._no_mail: ui.element | None = None
        self._is_sent = lambda: False
        super().__init__(desk, N_("The week in words"), desk.services.house.digest_view, self._show)

    def mail_is(self, *, on: bool) -> None:
        """Mail is sent from now on, or not any more."""
        if self._no_mail is not None and not self._no_mail.is_deleted:
            self._no_mail.set_visibility(self._is_sent() and not on)

    def _show(self, digest: DigestSettingsView) -> None:
        voice = self._desk.voice
        text("p", voice.text(WHAT), "muted small")
        fields: dict[str, ui.switch | ui.select | ui.input] = {
            "enabled": ui.switch(voice.text(N_("Send it")), value=digest.enabled),
            "weekday": choice(
                voice.text(N_("On which day")),
                {name: speech.weekday(number, voice.language) for name, number in WEEKDAYS.items()},
                digest.weekday,
            ),
            "at": (at := line(voice.text(N_("At what time")), digest.at, longest=5).props("placeholder=07:00")),
        }
        for name, field in fields.items():
            field.mark(f"digest-{name}").set_enabled(f"{DIGEST}{name}" not in digest.fixed)
        self._no_mail = text("p", voice.text(NO_MAIL), "muted small").mark("digest-no-mail")
        self._is_sent = lambda: bool(fields["enabled"].value)
        self.mail_is(on=digest.mail)
        if digest.fixed:
            text("p", voice.text(N_("What is grey is set where the program is started.")), "small muted")
        complaint = Complaint()

        async def save() -> None:
            complaint.say("")
            at.error = None
            changes = {name: field.value for name, field in fields.items() if f"{DIGEST}{name}" not in digest.fixed}
            error = await self._desk.attempt(self._desk.services.house.change_digest, changes, self._desk.asked())
            if error:
                name, sentence = what_is_wrong(error, DIGEST, voice.language)
                if name == "at":
                    at.error = sentence
                else:
                    complaint.say(sentence)
            else:
                self._desk.mention(voice.text(N_("Saved.")))
                await self.refresh()

        with box("tools end"):
            once_button(voice.text(N_("Save")), save, "primary").mark("save-digest")
