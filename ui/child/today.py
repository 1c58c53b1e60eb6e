"""Today: how much is left on each computer, where in the day it is, and what was given or changed for today."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from nicegui import background_tasks, ui

from day_views import DayView
from errors import MngrError
from i18n import N_
from ui.child.drafting import Drafting
from ui.child.places import Login, login_of, place_names
from ui.child.timeline import Timeline
from ui.desk import Desk
from ui.edit_words import edit_icon, edit_tone, words_of
from ui.parts.child_card import ChildCard
from ui.parts.once import once_button
from ui.parts.today_sheets import limit_today, open_until
from ui.theme import box, icon, text
from views import ChildUser, EditView, ServerView, UserView

TOO_OLD = timedelta(minutes=2)
"""A day goes on also on a computer that is off."""


class TodayTab:
    """The child's card as at home, and one for each computer."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._cards: dict[Login, _Day] = {}
        with box("cards two") as self._root:
            self._child = ChildCard(drafting.desk, drafting.child)
        self.update()

    def update(self) -> None:
        """Show how things are by now."""
        self._child.update(self._drafting.child)
        users = {login_of(one): one for one in self._drafting.child.users}
        names = place_names(users.values())
        for gone in self._cards.keys() - users.keys():
            self._cards.pop(gone).root.delete()
        for login, one in users.items():
            if card := self._cards.get(login):
                card.update(one, names[login])
            else:
                with self._root:
                    self._cards[login] = _Day(self._drafting, one, names[login])


class _Day:
    """One computer's card."""

    def __init__(self, drafting: Drafting, one: ChildUser, name: str) -> None:
        self._drafting = drafting
        self._one: ChildUser | None = None
        self._asking = False
        self._asked_at: datetime | None = None
        self._shown: object = None
        with box("card", "section").mark("day") as self.root:
            self._heading = text("h2").mark("day-of")
            self._timeline = Timeline(drafting.desk.voice)
            self._figures = text("p", classes="small").mark("figures")
            with box("day-taps") as taps:
                taps.set_visibility(drafting.desk.may_grant)
                self._opener(N_("Limit of today…"), limit_today).mark("day-limit")
                self._opener(N_("Open until…"), open_until).mark("day-hours")
            self._list = box("stack")
        self.update(one, name)

    def update(self, one: ChildUser, name: str) -> None:
        """Show another state; the day is asked for only where something happened."""
        before, self._one = self._one, one
        self._heading.set_text(name)
        self.root.props["aria-label"] = name
        now = self._drafting.desk.services.now()
        old = self._asked_at is None or now - self._asked_at > TOO_OLD
        if old or before is None or (before.user.as_of, before.user.edits) != (one.user.as_of, one.user.edits):
            self._asked_at = now
            self._ask()

    def _opener(self, label: str, sheet: Callable[[Desk, ServerView, UserView], Awaitable[None]]) -> ui.button:
        async def open_it() -> None:
            if self._one:
                await sheet(self._drafting.desk, self._one.server, self._one.user)

        return once_button(self._drafting.desk.voice.text(label), open_it)

    def _ask(self) -> None:
        if self._asking:
            return
        self._asking = True
        background_tasks.create(self._fetch(), name="read the day", context=self.root)

    async def _fetch(self) -> None:
        desk = self._drafting.desk
        try:
            asked_for = None
            while (one := self._one) is not None and one is not asked_for and not self.root.is_deleted:
                asked_for = one
                day = await desk.fetch(desk.services.day, *login_of(one))
                if day is not None and not isinstance(day, MngrError) and not self.root.is_deleted:
                    self._show(day)
        finally:
            self._asking = False

    def _show(self, day: DayView) -> None:
        self._timeline.update(day)
        lines = _figures(self._drafting, day)
        self._figures.set_text(" · ".join(lines))
        self._figures.set_visibility(bool(lines))
        if (shown := (day.edits, day.back)) != self._shown:
            self._shown = shown
            self._list.clear()
            with self._list:
                self._draw_list(day)

    def _draw_list(self, day: DayView) -> None:
        voice = self._drafting.desk.voice
        if day.edits:
            text("h3", voice.text(N_("Given and changed today")))
            with box("log", "ul"):
                for edit in day.edits:
                    self._edit(edit)
        if day.back:
            with box("note small").mark("back"), box("grow"):
                text("p", voice.text(N_("Only for today. After midnight:")))
                for one in day.back:
                    text("p", voice.say(one), "clamp")

    def _edit(self, edit: EditView) -> None:
        voice = self._drafting.desk.voice
        with box(f"log-line {edit_tone(edit)}", "li").mark("today-edit"):
            icon(edit_icon(edit))
            with box("grow"):
                text("p", words_of(edit, voice), "what clamp")
                by = N_("{moment} · {who} · {what}")
                moment = voice.moment_there(edit.created)
                text("p", voice.text(by, moment=moment, who=edit.who, what=edit.line), "small muted")
                if edit.reason:
                    text("p", voice.quoted(edit.reason), "small muted clamp")


def _figures(drafting: Drafting, day: DayView) -> list[str]:
    """What is used of what, as far as it is known."""
    voice = drafting.desk.voice
    said = []
    if day.limit is not None and day.given > 0:
        fields = {"limit": voice.duration(day.limit), "given": voice.duration(day.given)}
        said.append(voice.text(N_("{limit} for the day and {given} given"), **fields))
    elif day.limit is not None and day.given < 0:
        fields = {"limit": voice.duration(day.limit), "taken": voice.duration(-day.given)}
        said.append(voice.text(N_("{limit} for the day less {taken}"), **fields))
    if day.used_week is not None and day.week_limit is not None:
        fields = {"used": voice.duration(day.used_week), "limit": voice.duration(day.week_limit)}
        said.append(voice.text(N_("{used} of {limit} this week"), **fields))
    elif day.used_week is not None:
        said.append(voice.text(N_("{used} this week"), used=voice.duration(day.used_week)))
    if day.playtime_used is not None and day.playtime_limit is not None:
        fields = {"used": voice.duration(day.playtime_used), "limit": voice.duration(day.playtime_limit)}
        said.append(voice.text(N_("PlayTime {used} of {limit}"), **fields))
    return said
