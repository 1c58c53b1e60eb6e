"""Digest: a week of each child in words, to be read like a letter; the very words that are mailed."""

from __future__ import annotations

import asyncio

from nicegui import background_tasks, ui

from digest import Digest, DigestPage as Found, dates, known, path_of, unknown, week_named
from errors import MngrError
from i18n import N_
from ui.frame import Frame
from ui.parts.copying import AROUND, COPIED, copies
from ui.theme import box, drawn, text
from views import FleetView


class DigestPage:
    """Read when it is opened, and again when children came or went. Each week has an address of its own."""

    def __init__(self, frame: Frame, week: str | None = None) -> None:
        """``week`` is the name of one; None for the last one that has ended."""
        self._desk = frame.desk
        self._week = week
        self._shown: object = None
        self._drawing = asyncio.Lock()
        frame.heading(N_("The week in words"))
        self._area = box("digest").mark("digest").props("aria-busy=true")
        with self._area, box("cards"):
            box("skeleton")
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Others may be there, or they may be called otherwise; the week itself is over."""
        people = [(server.id, user.name, user.child) for server in fleet.servers for user in server.users]
        if people != self._shown:
            self._shown = people
            background_tasks.create(self._draw(), name="draw the digest", context=self._area)

    async def _draw(self) -> None:
        async with self._drawing:
            found = await self._desk.fetch(self._desk.services.digests, self._week)
            if found is None or self._area.is_deleted:
                return
            self._area.clear()
            self._area.props(remove="aria-busy")
            with self._area:
                if isinstance(found, MngrError):
                    text("p", found.text(self._desk.voice.language), "note bad").mark("no-digest")
                else:
                    self._page(found)

    def _page(self, found: Found) -> None:
        voice = self._desk.voice
        with box("weeks", "nav") as weeks:
            weeks.props["aria-label"] = voice.text(N_("Weeks"))
            self._turn("back", N_("The week before"), found.older, "older")
            text("p", voice.say(dates(found.week)), "week-name").mark("week")
            self._turn("go", N_("The week after"), found.newer, "newer")
        with box("letters"):
            for digest in found.digests:
                self._letter(digest)
            if not found.digests:
                self._empty()
        if found.left_out:
            left_out = found.left_out
            more = voice.count(N_("{count} more has no room here."), N_("{count} more have no room here."), left_out)
            text("p", more, "muted").mark("left-out")

    def _turn(self, drawing: str, label: str, week: str, mark: str) -> None:
        """A link to another week; where there is none its place stays, so that the name of this one does not jump."""
        if not week:
            box("turn-week")
            return
        target = path_of(week_named(week, self._desk.services.first_weekday))
        link = ui.link(target=target).classes(f"turn-week {drawn(drawing)}", remove="nicegui-link").mark(mark)
        link.props["aria-label"] = self._desk.voice.text(label)

    def _letter(self, digest: Digest) -> None:
        voice, person = self._desk.voice, digest.person
        with box(f"card letter {AROUND}", "article").mark("letter"):
            with box(f"words {COPIED}"):
                text("h2", person.name)
                for paragraph in known(digest, voice.language):
                    text("p", paragraph).mark("said")
                if missing := unknown(digest, voice.language):
                    text("p", missing, "muted small").mark("not-known")
            with box("end"):
                copy = (
                    ui.button(voice.text(N_("Copy")), color=None).props("no-caps flat").classes(f"bare {drawn('copy')}")
                )
                copy.props["aria-label"] = voice.text(N_("Copy the text about {child}"), child=person.name)
                copies(copy, voice)

    def _empty(self) -> None:
        with box("card stack"):
            text("h2", self._desk.voice.text(N_("Nobody is here yet")))
            text("p", self._desk.voice.text(N_("Days are kept from the first reading of a child's computer on.")))
