"""A child: today, the week, limits, PlayTime, the history and the log, each under an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from urllib.parse import unquote

from nicegui import background_tasks, ui

from child_views import find
from i18n import N_
from ui.child.about import about_child
from ui.child.changes_card import ChangesCard
from ui.child.copy_rules import copy_rules
from ui.child.drafting import Drafting
from ui.child.history import HistoryTab
from ui.child.leaving import Leaving
from ui.child.limits import LimitsTab
from ui.child.log import LogTab
from ui.child.places import login_of, place_names
from ui.child.playtime import PlayTimeTab
from ui.child.today import TodayTab
from ui.child.week import WeekTab
from ui.frame import Frame
from ui.parts.child_link import child_path
from ui.parts.child_links import child_links_sheet
from ui.parts.focus import scroll_in_strip
from ui.parts.menu import entry, menu
from ui.parts.version_list import earlier_rules
from ui.theme import box, button, icon_button, text
from views import ChildView, FleetView


class Tab(Protocol):
    """What stands below the tabs."""

    def update(self) -> None:
        """Show how things are by now."""
        ...


TABS: dict[str, tuple[str, Callable[[Drafting], Tab]]] = {
    "": (N_("Today"), TodayTab),
    "week": (N_("Week"), WeekTab),
    "limits": (N_("Limits"), LimitsTab),
    "playtime": (N_("PlayTime"), PlayTimeTab),
    "history": (N_("History"), HistoryTab),
    "log": (N_("Log"), LogTab),
}
"""By what stands behind the child in the address."""
EDITS_RULES = frozenset({"week", "limits", "playtime"})
ADDRESSES = tuple(f"/child/{{key}}/{name}".rstrip("/") for name in TABS)


class ChildPages:
    """The pages of children that one browser page has open: what is unsaved waits here until one comes back to it."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._drafts: dict[str, Drafting] = {}
        self._leaving = Leaving(frame.desk.voice)

    def open(self, key: str) -> ChildPage:
        """Draw the page of a child."""
        self._drafts = {key: drafting for key, drafting in self._drafts.items() if drafting.unsaved}
        return ChildPage(self._frame, unquote(key), self._drafts, self._mark_unsaved)

    def _mark_unsaved(self) -> None:
        self._leaving.update([child_path(key) for key, drafting in self._drafts.items() if drafting.unsaved])


class ChildPage:
    """One child, followed as long as the page is open."""

    def __init__(self, frame: Frame, key: str, drafts: dict[str, Drafting], mark_unsaved: Callable[[], None]) -> None:
        """``mark_unsaved`` is called whenever there may be something else to lose."""
        self._frame = frame
        self._desk = frame.desk
        self._key = key
        self._drafts = drafts
        self._mark_unsaved = mark_unsaved
        self._drafting: Drafting | None = drafts.get(key)
        self._tab: Tab | None = None
        self._at = ""
        self._reading = False
        self._drawn = False
        self._gone = False
        self._latest: ChildView | None = None
        self._links: dict[str, ui.element] = {}
        frame.heading(N_("Child"))
        self._address = child_path(key)
        self._head = box("child-head")
        self._tabs()
        self._chips = box("chips").props("role=group")
        self._chips.props["aria-label"] = self._desk.voice.text(N_("Which computer"))
        self._chips_shown: object = None
        self._head_shown: object = None
        ui.sub_pages({f"/{name}": self._tab_at(name) for name in TABS})
        self._bar = box("unsaved-bar").mark("unsaved-bar")
        with self._bar:
            text("span", self._desk.voice.text(N_("Not saved yet")), "grow")
            button(self._desk.voice.text(N_("Look and save")), self._look, "primary").mark("look-and-save")
        self._bar.set_visibility(False)
        self._below = box("below")
        self._card: ChangesCard | None = None
        self._drawn = True
        frame.follow(self.update)

    def update(self, fleet: FleetView) -> None:
        """Show another state of the fleet."""
        child = find(fleet, self._key)
        if child is None:
            if not self._gone:
                self._nobody()
            return
        self._gone = False
        self._frame.name(child.name)
        self._latest = child
        if self._drafting is None:
            self._drafting = self._drafts[self._key] = Drafting(self._desk, child)
        self._drafting.watcher = self._redraw
        self._drafting.child = child
        self._draw_head(child)
        if not self._reading:
            self._reading = True
            background_tasks.create(self._read(), name="read the rules", context=self._below)

    async def _read(self) -> None:
        """Ask for what the picture of the fleet does not have; if that goes on meanwhile, once more."""
        done: ChildView | None = None
        try:
            while self._drafting and self._latest is not done and not self._below.is_deleted:
                done = self._latest
                if done is not None:
                    await self._drafting.follow(done)
        finally:
            self._reading = False

    def _redraw(self) -> None:
        drafting = self._drafting
        if drafting is None or not self._drawn or self._below.is_deleted:
            return
        self._draw_chips(drafting)
        if self._tab is None:
            self._draw_tab()
        else:
            self._tab.update()
        if self._card is None:
            with self._below:
                self._card = ChangesCard(drafting)
        else:
            self._card.update()
        self._below.set_visibility(self._at in EDITS_RULES or drafting.unsaved)
        self._bar.set_visibility(drafting.draft is not None)
        self._mark_unsaved()

    def _look(self) -> None:
        """Go to what changes, which may be below the edge of the screen."""
        if self._card:
            self._card.root.run_method("scrollIntoView", {"block": "start"})

    # --- the tabs ---

    def _tabs(self) -> None:
        voice = self._desk.voice
        with box("tabs", "nav") as nav:
            nav.props["aria-label"] = voice.text(N_("Parts of this page"))
            for name, (label, _) in TABS.items():
                target = f"{self._address}/{name}".rstrip("/")
                link = ui.link(voice.text(label), target).classes("tab", remove="nicegui-link")
                self._links[name] = link.mark(f"tab-{name or 'today'}")

    def _tab_at(self, name: str) -> Callable[[], None]:
        """Draws this tab; with a parameter, whoever writes an address could choose its value."""
        return lambda: self._show_tab(name)

    def _show_tab(self, name: str) -> None:
        """A tab was chosen, or its address entered."""
        self._at = name
        self._tab = None
        for other, link in self._links.items():
            if other == name:
                link.props("aria-current=page")
                scroll_in_strip(link)
            else:
                link.props(remove="aria-current")
        self._area = box("area").props("aria-busy=true")
        with self._area:
            box("skeleton")
        if self._gone:
            self._nobody()
        elif self._drafting is not None and self._drafting.view is not None:
            self._redraw()

    def _draw_tab(self) -> None:
        if self._drafting is None:
            return
        self._area.clear()
        self._area.props(remove="aria-busy")
        with self._area:
            self._tab = TABS[self._at][1](self._drafting)

    # --- head and chips ---

    def _draw_head(self, child: ChildView) -> None:
        shown = child.name, child.now.user.child_id, [(login_of(one), one.server.name) for one in child.users]
        if shown == self._head_shown:
            return
        self._head_shown = shown
        voice = self._desk.voice
        self._head.clear()
        with self._head:
            names = dict.fromkeys(one.server.name for one in child.users)
            text("p", ", ".join(names), "muted grow clamp").mark("computers")
            label = voice.text(N_("More about {user}"), user=child.name)
            with icon_button("dots", label).mark("child-menu") as more, menu():
                more.props("aria-haspopup=menu")
                if self._desk.may_edit:
                    entry(voice.text(N_("Copy rules…")), self._copy).mark("copy-rules")
                entry(voice.text(N_("Earlier rules…")), self._earlier).mark("versions")
                if child.now.user.child_id and self._desk.may_edit:
                    entry(voice.text(N_("Own page for the child…")), self._own_page).mark("child-links")
                if self._desk.may_admin:
                    entry(voice.text(N_("About {user}…"), user=child.name), self._about).mark("about")

    async def _copy(self) -> None:
        if self._drafting:
            await copy_rules(self._drafting, self._frame.fleet)

    async def _earlier(self) -> None:
        if self._drafting:
            one = self._drafting.user
            await earlier_rules(self._desk, one.server, one.user)

    def _own_page(self) -> None:
        if self._drafting:
            child = self._drafting.child
            child_links_sheet(self._desk, child.now.user.child_id, child.name)

    def _about(self) -> None:
        if self._drafting:
            about_child(self._desk, self._drafting.child, self._frame.fleet)

    def _draw_chips(self, drafting: Drafting) -> None:
        """Which computer's rules are looked at; only where there is a choice, and where it matters."""
        users = drafting.child.users
        logins = [(login, name, drafting.has_draft(login)) for login, name in place_names(users).items()]
        shown = logins, drafting.at, self._at
        if shown == self._chips_shown:
            return
        self._chips_shown = shown
        self._chips.clear()
        self._chips.set_visibility(len(users) > 1 and self._at in EDITS_RULES)
        with self._chips:
            for login, name, drafted in logins:
                chip = ui.button(f"{name} •" if drafted else name, color=None).props("no-caps flat").classes("chip")
                chip.props["aria-pressed"] = "true" if login == drafting.at else "false"
                chip.on_click(lambda login=login: drafting.look_at(login)).mark("chip")

    def _nobody(self) -> None:
        """The child was removed, or the address is of none: there is nothing to edit, to save or to lose any more."""
        self._drafts.pop(self._key, None)
        self._drafting = self._latest = self._tab = self._card = None
        self._head_shown = self._chips_shown = None
        for element in (self._head, self._chips, self._below, self._area):
            element.clear()
        self._bar.set_visibility(False)
        self._mark_unsaved()
        self._gone = True
        voice = self._desk.voice
        self._area.props(remove="aria-busy")
        with self._area, box("card").mark("nobody"):
            text("h2", voice.text(N_("There is nobody here")))
            text("p", voice.text(N_("This child was removed, or the address is an old one.")), "muted")
            ui.link(voice.text(N_("Go to the start")), "/").classes("go")
