"""Entries of the audit as lines: what was changed for whom, what came of it, who wanted it, from where and why."""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.edit_words import listed
from ui.theme import box, text
from ui.voice import Voice
from views import AuditView


class AuditLines:
    """The newest on top; a line that is still shown stays as it is when others come before it."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._shown: tuple[AuditView, ...] = ()
        self._rows: list[ui.element] = []
        self._list = box("entries", "ol").mark("entries")

    def show(self, entries: tuple[AuditView, ...]) -> None:
        """Show these."""
        new = next((count for count in range(len(entries)) if _goes_on(entries[count:], self._shown)), len(entries))
        kept = len(entries) - new
        for row in self._rows[kept:]:
            row.delete()
        with self._list:
            drawn = [self._draw(entry) for entry in entries[:new]]
        for place, row in enumerate(drawn if kept else ()):
            row.move(self._list, place)
        self._rows = [*drawn, *self._rows[:kept]]
        self._shown = entries

    def _draw(self, entry: AuditView) -> ui.element:
        voice = self._voice
        with box(f"entry {entry.tone}", "li").mark("entry") as row:
            with box("named"):
                text("span", listed(entry.what, voice), "what clamp").mark("entry-what")
                result = voice.say(entry.result)
                if result:
                    text("span", result, f"badge {entry.tone}").mark("entry-result")
            if place := self._place(entry):
                text("p", place, "small").mark("entry-place")
            if why := voice.say(entry.why):
                text("p", why, "small clamp").mark("entry-why")
            if entry.reason:
                text("p", voice.quoted(entry.reason), "small clamp").mark("entry-reason")
            text("p", self._who(entry), "small muted").mark("entry-who")
        return row

    def _place(self, entry: AuditView) -> str:
        user = entry.child or entry.user
        if user and entry.server:
            return self._voice.text(N_("{user} on {server}"), user=user, server=entry.server)
        return user or entry.server

    def _who(self, entry: AuditView) -> str:
        """Who wanted it by which way, when and from where: "Tina on the page · 14:03 · 192.168.1.20"."""
        who = entry.who
        if who and entry.through is not None:
            who = self._voice.text(N_("{who} {through}"), who=who, through=entry.through)
        return " · ".join(part for part in (who, self._voice.moment(entry.at), entry.origin) if part)


def _goes_on(entries: tuple[AuditView, ...], shown: tuple[AuditView, ...]) -> bool:
    """Whether what was shown begins with these."""
    return entries == shown[: len(entries)]
