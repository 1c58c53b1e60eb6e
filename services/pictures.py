"""The current picture of every server, put together as soon as one has changed, and handed to the pages."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from core import Core
from edit_views import edit_views
from fleet_views import server_view
from i18n import N_, Message
from mqtt_views import BridgeView, bridge_problem
from pending import Edit, Queue
from problems import Problem, Severity
from servers import Server
from services.signs import Signs
from state import ServerStatus
from views import FleetView, ServerView
from wish_views import wish_views
from wishes import Wish

logger = logging.getLogger(__name__)

NOT_SHOWN = N_(
    "{server}: a change cannot be shown ({id}) and is left out here; everything else of this computer is complete. "
    "The log says why."
)


class Publisher(Protocol):
    """Where a new picture of the fleet goes: the bus of the pages, a broker."""

    def publish(self, snapshot: FleetView) -> None:
        """Pass it on, from any thread, without waiting."""
        ...


class Pictures:
    """The current picture of every server, put together as soon as one has changed."""

    def __init__(
        self,
        core: Core,
        queue: Queue,
        publisher: Publisher | None = None,
        wishes: Callable[[], tuple[Wish, ...]] = tuple,
        bridge: Callable[[], BridgeView | None] = lambda: None,
        *,
        more: Callable[[], tuple[Problem, ...]] = tuple,
    ) -> None:
        """``wishes`` tells the newest wish of each child, ``bridge`` how the connection to Home Assistant stands.

        ``more`` tells what else needs a look in the whole program.
        """
        self._more = more
        self._bridge = bridge
        self.signs: Signs | None = None
        """Set by whoever keeps them."""
        self._wishes = wishes
        self._core = core
        self._queue = queue
        self._publishers: tuple[Publisher, ...] = () if publisher is None else (publisher,)
        self._lock = threading.Lock()
        self._views: dict[str, ServerView] = {}
        self._states: dict[str, ServerStatus] = {}
        self._left_out: dict[str, list[Edit]] = {}
        """By server, the edits for which there are no words."""
        self._in_order = -1
        self._syncing = False
        self._last_sync: datetime | None = None

    def update(self, server: Server, status: ServerStatus) -> None:
        """Take in a server's new state."""
        with self._lock:
            self._states[server.id] = status
            self._draw(server, status)
        self.publish()

    def refresh(self, server: Server) -> None:
        """Take in that something about a server's edits has changed."""
        with self._lock:
            self._draw(server, self._states.get(server.id, ServerStatus()))
        self.publish()

    def redraw(self) -> None:
        """Say everything anew: the language or the way of writing times is another one."""
        with self._lock:
            for server in self._core.fleet.servers():
                if server.id in self._views:
                    self._draw(server, self._states.get(server.id, ServerStatus()))
        self.publish()

    def _draw(self, server: Server, status: ServerStatus) -> None:
        core = self._core
        left_out: list[Edit] = []
        edits = edit_views(self._queue, server, status, core.clock, core.style, left_out=left_out.append)
        self._left_out[server.id] = left_out
        children = core.fleet.owners(server.id)
        if server.id not in self._views:
            self._in_order = -1
        signs, without = (self.signs.of(server.id), self.signs.switched_off) if self.signs else ((), frozenset())
        self._views[server.id] = server_view(
            server, status, children, core.clock, core.style, edits=edits, signs=signs, without=without
        )

    def sync_state(self, *, syncing: bool, last_sync: datetime | None) -> None:
        """Take in that a cycle has begun or ended."""
        self._syncing, self._last_sync = syncing, last_sync
        self.publish()

    def also(self, publisher: Publisher) -> None:
        """Pass every picture from now on to this one too."""
        with self._lock:
            self._publishers = (*self._publishers, publisher)

    def publish(self) -> None:
        """Show how things are: one picture, made once, to all publishers."""
        if not self._publishers:
            return
        with self._lock:
            picture = self._fleet_view()
            for publisher in self._publishers:
                try:
                    publisher.publish(picture)
                except Exception:
                    logger.exception("a picture could not be passed on")

    def fleet_view(self) -> FleetView:
        """Everything at this moment, in the order in which the computers were added."""
        with self._lock:
            return self._fleet_view()

    def _fleet_view(self) -> FleetView:
        core = self._core
        if self._in_order != core.fleet.version:
            # Only when servers came or went: this is done anew for each server of each cycle.
            self._in_order = core.fleet.version
            self._views = {one.id: self._views[one.id] for one in core.fleet.servers() if one.id in self._views}
            self._states = {one: self._states[one] for one in self._views if one in self._states}
            self._left_out = {one: self._left_out[one] for one in self._views if one in self._left_out}
        return FleetView(
            servers=tuple(self._views.values()),
            problems=(
                *core.store.problems(),
                *core.fleet.problems(),
                *self._of_edits(),
                *self._of_bridge(),
                *self._more(),
            ),
            syncing=self._syncing,
            last_sync=self._last_sync,
            interval_seconds=core.settings.sync_interval_seconds,
            wishes=wish_views(self._wishes(), core.fleet, self._states, core.clock.now()),
        )

    def _of_edits(self) -> Iterator[Problem]:
        for server, edits in self._left_out.items():
            if edits:
                fields = {"server": self._views[server].name, "id": edits[0].id}
                yield Problem("edit_not_shown", Severity.WARNING, Message(NOT_SHOWN, fields))

    def _of_bridge(self) -> Iterator[Problem]:
        view, core = self._bridge(), self._core
        if view and (problem := bridge_problem(view, core.clock.now().astimezone(), core.style)):
            yield problem
