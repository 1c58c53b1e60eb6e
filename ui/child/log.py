"""The log: what was changed for this child, by whom and when, and what came of it."""

from __future__ import annotations

from nicegui import background_tasks

from child_log import LogLine
from errors import MngrError
from i18n import N_
from ui.child.drafting import Drafting
from ui.child.places import login_of, place_names
from ui.edit_words import ICONS, listed
from ui.parts.once import once_button
from ui.parts.sign_list import sign_line
from ui.theme import box, icon, text

PAGE = 30
"""Lines that are shown at once, and added with each tap."""
THROUGH = {
    "api": N_("by the API"),
    "mqtt": N_("by Home Assistant"),
    "command": N_("on the command line"),
    "rule": N_("by itself"),
}
"""By which way it came, where that was not a page."""
GOOD = frozenset({"confirmed"})
LOOK = frozenset({"conflict", "unclear", "refused"})


class LogTab:
    """The newest lines first; more on demand."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._most = PAGE
        self._asked: object = None
        self._busy = False
        voice = drafting.desk.voice
        with box("card odd", "section").mark("signs") as self._odd:
            text("h2", voice.text(N_("What looked odd")))
            self._signs = box("log", "ul")
        self._signs_shown: object = ()
        with box("card", "section").mark("log") as self._root:
            text("h2", voice.text(N_("What was changed")))
            self._empty = text("p", voice.text(N_("Nothing has been changed yet.")), "muted")
            self._empty.set_visibility(False)
            self._list = box("log", "ul")
            self._more = once_button(voice.text(N_("Show more")), self._show_more, rest=0).mark("more-log")
            self._more.set_visibility(False)
        self.update()

    def update(self) -> None:
        """Look again if anything was asked for, or went on, or was read meanwhile."""
        self._show_signs()
        state = [(login_of(one), one.user.as_of, one.user.edits) for one in self._drafting.child.users]
        if state != self._asked:
            self._asked = state
            if not self._busy:
                self._busy = True
                background_tasks.create(self._fetch(), name="read the log", context=self._root)

    def _show_signs(self) -> None:
        """The signs of tampering about this child's logins; nothing where there are none."""
        found = [
            (sign, self._place(one.server.id, one.user.name))
            for one in self._drafting.child.users
            for sign in one.server.signs
            if sign.user == one.user.name
        ]
        shown = found, self._drafting.desk.voice.hour()
        if shown != self._signs_shown:
            self._signs_shown = shown
            self._signs.clear()
            with self._signs:
                for sign, where in sorted(found, key=lambda pair: pair[0].last, reverse=True):
                    sign_line(self._drafting.desk.voice, sign, where)
        self._odd.set_visibility(bool(found))

    def _place(self, server: str, user: str) -> str:
        """Which computer it was, where the child has several."""
        names = place_names(self._drafting.child.users)
        return names.get((server, user), "") if len(names) > 1 else ""

    async def _show_more(self) -> None:
        self._most += PAGE
        await self._fetch()

    async def _fetch(self) -> None:
        desk, logins = self._drafting.desk, [login_of(one) for one in self._drafting.child.users]
        try:
            asked = None
            while asked != self._asked:
                asked = self._asked
                lines = await desk.fetch(desk.services.log, logins, self._most + 1)
        finally:
            self._busy = False
        if self._root.is_deleted or lines is None:
            return
        if isinstance(lines, MngrError):
            desk.mention(lines.text(desk.voice.language))
            return
        self._more.set_visibility(len(lines) > self._most)
        self._empty.set_visibility(not lines)
        self._list.clear()
        with self._list:
            for line in lines[: self._most]:
                self._line(line)

    def _line(self, line: LogLine) -> None:
        voice = self._drafting.desk.voice
        tone = "good" if line.state in GOOD else "warn" if line.state in LOOK else "rest"
        with box(f"log-line {tone}", "li").mark("log-line"):
            icon(ICONS.get(line.state, "computer"))
            with box("grow"):
                text("p", listed(line.words, voice), "what clamp").mark("log-words")
                parts = [voice.moment(line.at), line.who, self._through(line), self._where(line)]
                text("p", " · ".join(part for part in (*parts, voice.say(line.result)) if part), "small muted")
                if line.reason:
                    text("p", voice.quoted(line.reason), "small muted clamp")
                if why := voice.say(line.why):
                    text("p", why, "small clamp")

    def _through(self, line: LogLine) -> str:
        way = THROUGH.get(line.through)
        return self._drafting.desk.voice.text(way) if way else ""

    def _where(self, line: LogLine) -> str:
        """On which computer, where the child has more than one, and by which login, where there are more on it."""
        users = self._drafting.child.users
        if len(users) < 2:
            return ""
        names = place_names(users)
        called = {(one.server.name, one.user.name): names[login_of(one)] for one in users}
        return called.get((line.server, line.user), line.server)
