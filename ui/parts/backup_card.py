"""The copies of the data, for admins: the last and the next one, what is wrong, and which there are."""

from __future__ import annotations

import shlex
from typing import Final

from nicegui import ui

import speech
from backup_views import BackupView, CopyView
from i18n import N_
from ui.desk import Desk
from ui.parts.backup_form import BackupForm
from ui.parts.command import command
from ui.parts.once import once_button
from ui.parts.read_card import ReadCard, Refresh
from ui.parts.sheet import actions_row, sheet
from ui.theme import box, button, drawn, icon, text

BARE: Final = N_(
    "Without a passphrase what is secret is left out: the SSH key, accounts, tokens, links and passwords. After "
    "restoring such a backup, a new key has to go to every computer, and the first account is set up anew."
)
BESIDE: Final = N_("The backups are on the same disk as the data. Choose another folder, or download one now and then.")
HOW: Final = N_("While the program is stopped, on this machine or a new one:")


class BackupCard(ReadCard[BackupView]):
    """Read when it is shown, and after what is done with it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, N_("Backups"), desk.services.backups.view, self._show)

    def _show(self, view: BackupView) -> None:
        voice = self._desk.voice
        with box("").props("role=status"):
            text("p", self._last(view)).mark("backup-last")
            text("p", self._next(view), "small muted").mark("backup-next")
        if view.error is not None:
            with box("note bad"):
                icon("look")
                text("p", voice.say(view.error), "grow").mark("backup-error")
        if not view.has_passphrase and not view.passphrase_file:
            with box("note warn"):
                icon("look")
                text("p", voice.text(BARE), "grow").mark("backup-bare")
        if not view.folder:
            text("p", voice.text(BESIDE), "small muted").mark("backup-beside")
        if view.copies:
            self._copies(view)
        self._how(view)
        with box("tools end"):
            once_button(voice.text(N_("Make one now")), self._make, "bare").mark("backup-now")
            change = button(voice.text(N_("Change…")), lambda: change_backups(self._desk, view, self.refresh))
            change.mark("backup-change")

    def _last(self, view: BackupView) -> str:
        voice, last = self._desk.voice, view.last
        if last is None:
            return voice.text(N_("There is no backup yet."))
        said = {"moment": voice.moment(last.at), "size": speech.file_size(last.size, voice.language)}
        if last.has_secrets:
            return voice.text(N_("The last one: {moment}, {size}, with what is secret, encrypted."), **said)
        return voice.text(N_("The last one: {moment}, {size}, without what is secret."), **said)

    def _next(self, view: BackupView) -> str:
        voice = self._desk.voice
        if view.is_running:
            return voice.text(N_("One is being made at this moment."))
        if view.next is None:
            return voice.text(N_("None is made by itself."))
        if self._desk.age(view.next) > -90:
            return voice.text(N_("The next one is made in a moment."))
        return voice.text(N_("The next one: {moment}."), moment=voice.moment(view.next))

    def _copies(self, view: BackupView) -> None:
        voice = self._desk.voice
        with ui.element("details").classes("more-fields").mark("backup-list"):
            label = voice.count(N_("{count} backup is kept"), N_("{count} backups are kept"), len(view.copies))
            text("summary", label, drawn("down"))
            with box("stack"):
                text("p", voice.text(N_("In {folder}"), folder=view.place), "small muted path").mark("backup-place")
                with box("members", "ul"):
                    for copy in view.copies:
                        self._copy(copy)

    def _copy(self, copy: CopyView) -> None:
        voice = self._desk.voice
        moment, size = voice.moment(copy.at), speech.file_size(copy.size, voice.language)
        secrets = N_("with secrets, encrypted") if copy.has_secrets else N_("without secrets")
        with box("member", "li").mark("backup-copy"):
            with box("grow"):
                text("p", moment).mark("backup-at")
                text("p", f"{size} · {voice.text(secrets)}", "small muted")
            label = voice.text(N_("Download"))
            take = once_button(label, lambda: self._download(copy.name), "bare").mark("backup-download")
            take.props["aria-label"] = f"{label}: {moment}"

    def _how(self, view: BackupView) -> None:
        voice = self._desk.voice
        with ui.element("details").classes("more-fields").mark("backup-how"):
            text("summary", voice.text(N_("How one is restored")), drawn("down"))
            with box("stack"):
                text("p", voice.text(HOW))
                name = view.copies[0].name if view.copies else "FILE"
                words = ("python", "main.py", "--data", view.data, "backup", "restore", f"{view.place}/{name}")
                command(shlex.join(words), voice)
                text("p", voice.text(N_("What is there then is kept beside it. docs/backup.md says it step by step.")))

    async def _make(self) -> None:
        desk = self._desk
        await desk.attempt_or_say(desk.services.backups.make_now, desk.asked())
        await self.refresh()

    async def _download(self, name: str) -> None:
        desk = self._desk
        if error := await desk.attempt(desk.services.backups.allow_download):
            desk.mention(error.text(desk.voice.language))
            return
        ui.download.from_url(f"/backups/{name}")


def change_backups(desk: Desk, view: BackupView, then: Refresh) -> None:
    """Ask when backups are made, where they go, and what encrypts them."""
    voice = desk.voice
    with sheet(voice.text(N_("Backups"))) as dialog:
        form = BackupForm(voice, view)

        async def save() -> None:
            form.clear()
            if not form.is_twice_the_same():
                return
            changes = form.changes()
            if changes and (error := await desk.attempt(desk.services.backups.change, changes, desk.asked())):
                form.refuse(error)
                return
            dialog.close()
            await then()

        actions_row(dialog, voice.text(N_("Cancel")), voice.text(N_("Save")), save)
