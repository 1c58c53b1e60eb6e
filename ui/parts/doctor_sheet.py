"""The doctor: what works on the way somewhere and what does not, each step as it comes in, with what helps."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from doctor import Finding
from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.examination import Examination
from ui.parts.sheet import Complaint, sheet
from ui.theme import box, button, icon, text
from views import ServerView

EVERY = 0.2
"""Seconds between two looks at what has been found."""


def call_doctor(desk: Desk, server: ServerView) -> None:
    """Send the doctor to a computer at once."""
    title = desk.voice.text(N_("The way to {server}"), server=server.name)
    watch_examination(desk, title, lambda: desk.services.begin_examination(server.id))


def watch_examination(
    desk: Desk, title: str, begin: Callable[[], Examination], begun: Examination | None = None
) -> None:
    """Show one that is ``begun`` already, or begin one at once; closing the sheet calls the doctor back."""
    voice = desk.voice
    with sheet(title) as dialog:
        visit = DoctorVisit(desk, begin, begun)
        with box("actions stays"):
            button(voice.text(N_("Close")), dialog.close).mark("close")
            visit.follow(button(voice.text(N_("Check again")), visit.begin, "primary").mark("again"))
    dialog.on_value_change(lambda event: None if event.value else visit.stop())


class DoctorVisit:
    """Draws what the doctor finds, until it is all or nobody looks any more."""

    def __init__(self, desk: Desk, begin: Callable[[], Examination], begun: Examination | None = None) -> None:
        self._desk = desk
        self._begin = begin
        self._examination = begun
        self._is_wanted = True
        self._again: ui.button | None = None
        self._shown: list[Finding] = []
        self._verdict = text("p", classes="muted").props("role=status").mark("verdict")
        self._list = box("findings", "ol").props("aria-live=polite")
        self._complaint = Complaint()
        self._timer = ui.timer(EVERY, self._look, active=begun is not None)
        if begun is None:
            ui.timer(0, self.begin, once=True)
        else:
            self._rest(is_looking=True)
        ui.context.client.on_delete(self.stop)

    def follow(self, again: ui.button) -> None:
        """The button that begins anew; it rests while the doctor is on the way."""
        self._again = again
        again.set_enabled(False)

    async def begin(self) -> None:
        """Send the doctor; says so if all are on their way elsewhere."""
        voice = self._desk.voice
        self._complaint.say("")
        self._list.clear()
        self._shown = []
        self._rest(is_looking=True)
        found = await self._desk.fetch(self._begin)
        if isinstance(found, MngrError) or found is None:
            self._verdict.set_text("")
            self._rest(is_looking=False)
            self._complaint.say(found.text(voice.language) if found else "")
            return
        self._examination = found
        if not self._is_wanted:  # the sheet was closed before the doctor had left
            found.stop()
            return
        self._look()
        self._timer.activate()

    def stop(self) -> None:
        """Nobody looks any more."""
        self._is_wanted = False
        if self._examination is not None:
            self._examination.stop()
        if not self._timer.is_deleted:
            self._timer.deactivate()

    def _rest(self, *, is_looking: bool) -> None:
        if is_looking:
            self._verdict.set_text(self._desk.voice.text(N_("Looking…")))
        if self._again is not None and not self._again.is_deleted:
            self._again.set_enabled(not is_looking)

    def _look(self) -> None:
        examination = self._examination
        if examination is None or self._list.is_deleted:
            return
        over = examination.is_over  # first: what is found until then belongs to it
        new = examination.findings[len(self._shown) :]
        with self._list:
            for finding in new:
                self._draw(finding)
        self._shown += new
        if over:
            self._end(examination.error)

    def _end(self, error: MngrError | None) -> None:
        voice = self._desk.voice
        self._timer.deactivate()
        self._rest(is_looking=False)
        bad = sum(not finding.ok for finding in self._shown)
        if error is not None:
            self._verdict.set_text("")
            self._complaint.say(error.text(voice.language))
        elif bad:
            self._verdict.set_text(voice.count(N_("{count} step needs a look."), N_("{count} steps need a look."), bad))
        else:
            self._verdict.set_text(voice.text(N_("All in order.")))

    def _draw(self, finding: Finding) -> None:
        """A step: whether it is well, what was found, and what helps. Texts of a computer are texts."""
        voice = self._desk.voice
        tone = "warn" if not finding.ok else "better" if finding.cure else "good"
        said = {"warn": N_("needs a look"), "better": N_("could be better"), "good": N_("in order")}[tone]
        with box(f"finding {tone}", "li").mark("finding"):
            icon("check" if finding.ok else "look")
            with box("grow"):
                with box("named"):
                    text("span", finding.check, "what").mark("finding-check")
                    text("span", voice.text(said), "for-ears")
                text("p", finding.detail, "small clamp").mark("finding-detail")
                if finding.cure:
                    text("p", finding.cure, "small cure").mark("finding-cure")
