"""The links to a child's own page: which there are, a new one with its QR code, and the end of one."""

from __future__ import annotations

from nicegui import ui

from errors import MngrError
from i18n import N_
from servers.values import MAX_CHILD_NAME
from ui.address import base_address, is_only_here
from ui.desk import Desk
from ui.parts.command import command
from ui.parts.enter import enter_taps
from ui.parts.once import once_button
from ui.parts.qr_code import qr_code
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, text
from wish_views import LinkView


def child_links_sheet(desk: Desk, child_id: str, name: str) -> None:
    """Open the sheet of a child's links. ``name`` is the child's."""
    voice = desk.voice
    with sheet(voice.text(N_("{child}'s own page"), child=name)) as dialog:
        sentence = N_(
            "With a link {child} sees the time that is left and can ask for more, on any phone or computer and without "
            "a password. Whoever has the link can do the same."
        )
        text("p", voice.text(sentence, child=name), "muted")
        _Links(desk, child_id, name)
        with box("actions"):
            button(voice.text(N_("Done")), dialog.close).mark("close")


class _Links:
    """The body of the sheet; read anew after each change."""

    def __init__(self, desk: Desk, child_id: str, name: str) -> None:
        self._desk = desk
        self._child_id = child_id
        self._name = name
        voice = desk.voice
        self._list = box("links", "ul").mark("links")
        self._new = box("new-link").props("aria-live=polite").mark("new-link")
        with box("make-link"):
            self._label = ui.input(voice.text(N_("For which device?")))
            self._label.props(f"outlined no-error-icon autocomplete=off maxlength={MAX_CHILD_NAME:d}").mark("label")
            make = once_button(voice.text(N_("Make a link")), self._make).mark("make-link")
            enter_taps(self._label, make)
        self._complaint = Complaint()
        ui.timer(0, self._load, once=True)

    async def _load(self) -> None:
        links = await self._desk.fetch(self._desk.services.wishes.links_of, self._child_id)
        if isinstance(links, MngrError):
            self._complaint.say(links.text(self._desk.voice.language))
        elif links is not None:
            self._list.clear()
            with self._list:
                for link in links:
                    self._row(link)
            self._list.set_visibility(bool(links))

    def _row(self, link: LinkView) -> None:
        desk, voice = self._desk, self._desk.voice

        async def revoke() -> None:
            self._complaint.say("")
            error = await desk.attempt(desk.services.wishes.revoke_link, link.id, desk.asked())
            if error:
                self._complaint.say(error.text(voice.language))
            await self._load()

        with box("link", "li").mark("link"):
            with box("grow"):
                text("p", link.label, "strong").mark("link-label")
                text("p", self._about(link), "muted small")
            once_button(voice.text(N_("End it")), revoke, "bare").mark("revoke").props["aria-label"] = voice.text(
                N_("End the link “{label}”"), label=link.label
            )

    def _about(self, link: LinkView) -> str:
        voice = self._desk.voice
        made = voice.text(N_("made {moment}"), moment=voice.moment(link.created))
        if link.last_used is None:
            return f"{made} · {voice.text(N_('not used since the last start'))}"
        return f"{made} · {voice.text(N_('used {moment}'), moment=voice.ago(link.last_used))}"

    async def _make(self) -> None:
        self._complaint.say("")
        desk = self._desk
        label = str(self._label.value or "").strip() or desk.voice.text(N_("{child}'s device"), child=self._name)
        secret = await desk.fetch(desk.services.wishes.make_link, self._child_id, label, desk.asked())
        if isinstance(secret, MngrError):
            self._complaint.say(secret.text(desk.voice.language))
        elif secret is not None:
            self._label.set_value("")
            self._show(f"{base_address(desk.services)}/c/{secret}", label)
            await self._load()

    def _show(self, address: str, label: str) -> None:
        """The link, this once: it is nowhere else."""
        voice = self._desk.voice
        self._new.clear()
        with self._new:
            text("p", voice.text(N_("Open this on “{label}” now; it is shown only this once."), label=label), "strong")
            qr_code(address, voice.text(N_("The link as a QR code")))
            command(address, voice)
            if is_only_here(address):
                hint = N_("This address leads every device to itself. Open these pages by this machine's name first.")
                text("p", voice.text(hint), "note warn small")
