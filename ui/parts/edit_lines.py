"""The life of edits where they were made: a line for each, written into as it goes on, with what may be decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.edit_words import DECIDE, RETRY, edit_icon, edit_tone, words_of
from ui.parts.once import once_button
from ui.theme import box, icon, text
from views import ClashView, EditView

About = Callable[[EditView], str]
"""Whose an edit is and where it comes from, where the place that it is shown at does not tell."""


class EditLines:
    """Lines in the order in which they were asked for, so that one that ends stays where it is."""

    def __init__(
        self,
        desk: Desk,
        edits: tuple[EditView, ...],
        places: Mapping[str, str] | None = None,
        *,
        about: About | None = None,
    ) -> None:
        self._desk = desk
        self._about = about
        self._lines: dict[str, EditLine] = {}
        self._root = box("edits").props("aria-live=polite").mark("edits")
        self.update(edits, places)

    def update(self, edits: tuple[EditView, ...], places: Mapping[str, str] | None = None) -> None:
        """Show these; a line that stays the same is not touched.

        ``places`` has the computer's name for the id of each edit, where they are of more than one.
        """
        for gone in self._lines.keys() - {edit.id for edit in edits}:
            self._lines.pop(gone).root.delete()
        for place, edit in enumerate(sorted(edits, key=lambda edit: edit.id)):
            server = places.get(edit.id, "") if places else ""
            if line := self._lines.get(edit.id):
                line.update(edit, server)
                continue
            with self._root:
                line = self._lines[edit.id] = EditLine(self._desk, edit, server, about=self._about)
            if self._root.default_slot.children[place] is not line.root:
                line.root.move(self._root, place)
        self._root.set_visibility(bool(edits))


class EditLine:
    """One edit: what it does, where it is, why it is there, and the decisions that are open."""

    def __init__(self, desk: Desk, edit: EditView, server: str = "", *, about: About | None = None) -> None:
        self._desk = desk
        self._edit = edit
        self._server = server
        self._about = about
        self.root = box("edit").mark("one-edit")
        self._draw()

    def update(self, edit: EditView, server: str = "") -> None:
        """Show another state of the same edit."""
        before, place = self._edit, self._server
        self._edit, self._server = edit, server
        if (before, place) == (edit, server):
            self._say_about()  # what was asked for at 13:31 was asked for yesterday at 13:31 after midnight
            return
        if _shape(before, place) == _shape(edit, server):
            self._write()
        else:
            self._draw()

    def _draw(self) -> None:
        edit = self._edit
        self.root.clear()
        self.root.classes(replace=f"edit {edit_tone(edit)}")
        with self.root:
            icon(edit_icon(edit))
            with box("grow"):
                with box("named"):
                    self._words = text("span", classes="what").mark("edit-words")
                    self._place = text("span", classes="place-of").mark("edit-place") if self._server else None
                    self._line = text("span").mark("edit-line")
                self._origin = text("p", classes="small muted").mark("edit-about") if self._about else None
                self._why = text("p", classes="small clamp").mark("edit-why") if _says_why(edit) else None
                if edit.reason:
                    text("p", self._desk.voice.quoted(edit.reason), "small muted clamp").mark("edit-reason")
            for clash in edit.clashes:
                self._clash(clash)
            if edit.decisions and self._desk.may_grant:
                with box("decisions"):
                    for ask in edit.decisions:
                        self._decision(ask)
        self._write()

    def _write(self) -> None:
        edit, voice = self._edit, self._desk.voice
        self._words.set_text(words_of(edit, voice))
        self._line.set_text(voice.say(edit.line))
        if self._place:
            self._place.set_text(voice.text(N_("on {server}"), server=self._server))
        self._say_about()
        if self._why and edit.why:
            self._why.set_text(voice.say(edit.why))

    def _say_about(self) -> None:
        if self._origin and self._about:
            self._origin.set_text(self._about(self._edit))

    def _clash(self, clash: ClashView) -> None:
        """The value that was seen, the one that is wanted and the one that was found, in words."""
        voice = self._desk.voice
        raw = clash.seen, clash.wanted, clash.found
        labels = N_("Before"), N_("Wanted here"), N_("Found there")
        with box("clash").mark("clash"):
            text("p", voice.say(clash.what), "clamp")
            with box("values", "dl"):
                for label, said, value in zip(labels, clash.said, raw, strict=True):
                    if said or value:
                        text("dt", voice.text(label))
                        text("dd", said or value, "clamp")

    def _decision(self, ask: str) -> None:
        desk, edit = self._desk, self._edit

        async def decide() -> None:
            editing, asked = desk.services.editing, desk.asked()
            if ask == RETRY:
                await desk.attempt_or_say(editing.retry, edit.id, asked)
            else:
                await desk.attempt_or_say(editing.decide, edit.id, ask)

        label = desk.voice.text(DECIDE[ask])
        element: ui.button = once_button(label, decide, "bare" if len(edit.decisions) == 1 else "soft")
        element.props["aria-label"] = f"{label}: {words_of(edit, desk.voice)}"
        element.mark(f"decide-{ask}")


def _says_why(edit: EditView) -> bool:
    """Whether the reason stands below; where two values clash, they say it better."""
    return edit.why is not None and not edit.clashes


def _shape(edit: EditView, server: str) -> tuple[object, ...]:
    """While this stays the same nothing but texts is written anew, and a focused button stays focused."""
    drawn = bool(server), _says_why(edit), edit.reason
    return edit.state, edit_tone(edit), edit.decisions, edit.clashes, edit.words, drawn
