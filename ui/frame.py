"""The frame around every page: the places, one heading, whether all is in sync, and the fleet that pages follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from nicegui import run, ui

from bus import Bus
from errors import MngrError
from i18n import N_
from ui.desk import Desk
from ui.theme import box, button, drawn, icon, text
from ui.words import Tone, sync_line
from views import FleetView

PLAIN_HTTP = N_(
    "This page is not encrypted: others in your network could read along, passwords too. "
    "“serve --tls auto” encrypts it; the README says more."
)

Follower = Callable[[FleetView], None]


class ForSome(Protocol):
    """A place that may be for admins alone."""

    @property
    def for_admins(self) -> bool:
        """Whether it is."""
        ...


P = TypeVar("P", bound=ForSome)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the bottom bar."""

    path: str
    label: str
    icon: str
    for_admins: bool = False
    within: str = ""
    """Addresses that begin so are part of this place too."""

    def has(self, path: str) -> bool:
        """Whether a page is in this place."""
        return path == self.path or (bool(self.within) and path.startswith(self.within))


DRAWER = (
    Place("/outbox", N_("Outbox and sync"), "outbox"),
    Place("/audit", N_("Audit"), "list", for_admins=True),
    Place("/settings", N_("Settings"), "settings"),
)
"""Places that have room in the drawer of a desktop, before the last of the others; on a phone they are behind that."""

PLACES = (
    Place("/", N_("Home"), "home", within="/child/"),
    Place("/computers", N_("Computers"), "computer", within="/computers/"),
    Place("/history", N_("History"), "history", within="/digest"),
    Place("/more", N_("More"), "more"),
)


class Frame:
    """Lives as long as the browser's page does; the pages inside come and go."""

    def __init__(self, desk: Desk, bus: Bus[FleetView], *, can_be_read: bool = False) -> None:
        """``can_be_read``: the page came here over plain HTTP from another machine."""
        self.desk = desk
        self._fleet: FleetView | None = None
        self._follower: Follower | None = None
        self._links: dict[str, ui.element] = {}
        with ui.context.client.layout:
            self._places()
        if can_be_read:
            self._warn_of_readers()
        self._top()
        bus.changed.subscribe(self._show)
        self._client = ui.context.client
        self._client.sub_pages_router.on_path_changed(self._mark_place)
        self._client.sub_pages_router.on_path_changed(self._close_sheets)
        ui.on_exception(self._apologise)

    async def load(self) -> None:
        """Ask for the fleet once; from then on the bus brings it."""
        try:
            fleet = await run.io_bound(self.desk.services.fleet_view)
        except MngrError as error:
            self._say_sync(error.text(self.desk.voice.language), "bad")
            return
        if fleet is not None and self._fleet is None:  # nothing at shutdown; and a push may have been faster
            self._show(fleet)

    def permitted(self, places: Iterable[P]) -> list[P]:
        """Those places that are for whoever is signed in here; what the others show, the services keep back."""
        admin = self.desk.services.person().may_admin
        return [place for place in places if admin or not place.for_admins]

    @property
    def fleet(self) -> FleetView | None:
        """The fleet as it is now, if it is known."""
        return self._fleet

    def heading(self, label: str) -> None:
        """The page that is drawn now is called so; nothing is followed until it says what."""
        self._follower = None
        self.name(self.desk.voice.text(label))

    def name(self, name: str) -> None:
        """The page that is there is called so from now on; what it follows stays."""
        self._heading.set_text(name)
        with self._heading:  # a push comes from no place on the page
            ui.page_title(f"{name} · timekpr-mngr")

    def follow(self, follower: Follower) -> None:
        """Call this with the fleet as it is now, if it is known, and whenever it changes."""
        self._follower = follower
        if self._fleet:
            follower(self._fleet)

    def _show(self, whole: FleetView) -> None:
        try:
            fleet = self.desk.services.seen(whole)
        except MngrError:
            return  # the session has ended a moment ago: this page is about to go to the sign-in
        self._fleet = fleet
        self.desk.palette.meet(fleet)
        self._say_sync(*sync_line(fleet, self.desk.voice))
        self._sync_button.set_enabled(bool(fleet.servers) and not fleet.syncing)
        if self._follower:
            self._follower(fleet)

    def _say_sync(self, sentence: str, tone: Tone) -> None:
        self._sync_text.set_text(sentence)
        self._dot.classes(replace=f"dot {tone}")

    def _top(self) -> None:
        voice = self.desk.voice
        with box("top", "header"):
            self._heading = text("h1")
            with box("sync"):
                self._dot = box("dot").props("aria-hidden=true")
                self._sync_text = text("span").props("role=status").mark("sync-state")
                self._sync_button = button(voice.text(N_("Sync now")), self._sync_now, "bare").mark("sync-now")

    async def _sync_now(self) -> None:
        await self.desk.attempt_or_say(self.desk.services.sync_now)

    def _warn_of_readers(self) -> None:
        with box("note bad plain-http", "aside").mark("plain-http"):
            icon("look")
            text("p", self.desk.voice.text(PLAIN_HTTP), "grow")

    def _places(self) -> None:
        voice = self.desk.voice
        with box("places", "nav") as nav:
            nav.props["aria-label"] = voice.text(N_("Places"))
            text("p", "timekpr-mngr", "brand")
            for place in self.permitted((*PLACES[:-1], *DRAWER, PLACES[-1])):
                link = ui.link(voice.text(place.label), place.path).mark(f"place-{place.icon}")
                link.classes(f"place {drawn(place.icon)}", remove="nicegui-link")
                link.classes("drawer-only" if place in DRAWER else "")
                self._links[place.path] = link
        self._mark_place(ui.context.client.sub_pages_router.current_path)

    def _mark_place(self, path: str) -> None:
        """Mark the place that is shown; and the one of the bottom bar behind which it lies, the last for any other."""
        bare = urlsplit(path).path
        behind = next((place.path for place in PLACES if place.has(bare)), PLACES[-1].path)
        shown = next((place.path for place in DRAWER if place.has(bare)), behind)
        for target, link in self._links.items():
            link.classes(add="here" if target == behind else "", remove="" if target == behind else "here")
            if target == shown:
                link.props("aria-current=page")
            else:
                link.props(remove="aria-current")

    def _close_sheets(self, _path: str) -> None:
        """A sheet belongs to the page and not to a place, so it would stay open over the next one."""
        for element in list(self._client.elements.values()):
            if isinstance(element, ui.dialog) and element.value:
                element.close()

    def _apologise(self, error: Exception) -> None:
        """Whatever no form has caught. An error of ours is in the log; the parent hears that it was not their doing."""
        voice = self.desk.voice
        fault = N_("That did not work, by a fault in this program. Its log says more.")
        sentence = error.text(voice.language) if isinstance(error, MngrError) else voice.text(fault)
        ui.notify(sentence, position="top", timeout=8000)
