"""The use cases: the only way in which pages, API and command line change anything.

A :class:`Core` is an opened data directory. :class:`Services` adds what runs on it: the sync thread and the pages' bus.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from typing import Protocol

from audit import Audit
from core import Core
from courier import Courier
from courier.mending import undo
from courier.visit import move
from cycle import Syncer
from edit_views import edit_views, version_views
from editing import Editing
from errors import (
    AlreadyTrusted,
    FingerprintDiffers,
    InvalidValue,
    MngrError,
    NotReached,
    QueueFull,
    WasRemoved,
    WrongState,
)
from fleet_views import server_view
from i18n import N_, Message
from own_key import ensure_key
from pending import EditState, Queue, Through
from probe import look_at, offered_key
from revisions import Revisions
from servers import Child, Server
from servers.values import child_name
from ssh_client.dispatch import Outcome
from ssh_client.keys import ClientKey, HostKey
from ssh_client.limits import Limits
from ssh_client.pull import Pulled
from ssh_sync import SyncThread
from state import ServerStatus
from tokens import Tokens
from views import FleetView, ServerView, VersionView

logger = logging.getLogger(__name__)


class Publisher(Protocol):
    """Where a new picture of the fleet goes: the bus of the pages."""

    def publish(self, snapshot: FleetView) -> None:
        """Pass it on, from any thread, without waiting."""
        ...


class Pictures:
    """The current picture of every server, put together as soon as one has changed."""

    def __init__(self, core: Core, queue: Queue, publisher: Publisher | None = None) -> None:
        self._core = core
        self._queue = queue
        self._publisher = publisher
        self._lock = threading.Lock()
        self._views: dict[str, ServerView] = {}
        self._states: dict[str, ServerStatus] = {}
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

    def _draw(self, server: Server, status: ServerStatus) -> None:
        core = self._core
        edits = edit_views(self._queue, server, status, core.clock, core.style)
        children = core.fleet.children_of(server.id)
        if server.id not in self._views:
            self._in_order = -1
        self._views[server.id] = server_view(server, status, children, core.clock, core.style, edits=edits)

    def sync_state(self, *, syncing: bool, last_sync: datetime | None) -> None:
        """Take in that a cycle has begun or ended."""
        self._syncing, self._last_sync = syncing, last_sync
        self.publish()

    def publish(self) -> None:
        """Show the pages how things are."""
        if self._publisher is not None:
            with self._lock:
                self._publisher.publish(self._fleet_view())

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
        return FleetView(
            servers=tuple(self._views.values()),
            problems=(*core.store.problems(), *core.fleet.problems()),
            syncing=self._syncing,
            last_sync=self._last_sync,
            interval_seconds=core.settings.sync_interval_seconds,
        )


class Services:
    """What can be done with the fleet. Every method may be called from any thread; most write to the disk."""

    def __init__(self, core: Core, publisher: Publisher | None = None, limits: Limits | None = None) -> None:
        """Makes our key if there is none yet. Raises DataError if it cannot be read or saved."""
        self.core = core
        self._key = ensure_key(core.store)
        self.audit = Audit(core.store)
        self.revisions = Revisions(core.store)
        self.tokens = Tokens(core.store)
        self.queue = Queue(core.store, self.audit)
        self.queue.load()
        self.courier = Courier(self.queue, self.audit, self.revisions, core.fleet, core.clock)
        self.pictures = Pictures(core, self.queue, publisher)
        self.syncer = Syncer(
            store=core.store,
            fleet=core.fleet,
            key=self._key,
            known_hosts=core.known_hosts,
            clock=core.clock,
            limits=limits,
            courier=self.courier,
            on_change=self.pictures.update,
        )
        self.editing = Editing(core, self.queue, self.revisions, self.syncer.state, self.sync_now)
        self.queue.on_change = self._edits_changed
        self.thread = SyncThread(
            self.syncer,
            interval_seconds=core.settings.sync_interval_seconds,
            clock=core.clock,
            on_state=self._sync_state,
            look=self.courier.look,
        )

    @property
    def language(self) -> str:
        """The language of the pages."""
        return self.core.settings.language

    @property
    def time_format(self) -> str:
        """``"24h"`` or ``"12h"``."""
        return self.core.settings.time_format

    def now(self) -> datetime:
        """This moment in our own zone."""
        return self.core.clock.now().astimezone()

    def fleet_view(self) -> FleetView:
        """Everything there is to show."""
        return self.pictures.fleet_view()

    def public_key(self) -> str:
        """The line for ``authorized_keys``."""
        return self._key.public_line

    def sync_now(self, server_id: str | None = None) -> None:
        """Start a cycle soon, over one server or all; does not wait for it."""
        self.thread.kick(server_id)

    def add_server(self, name: str, host: str, port: int, account: str) -> None:
        """Take a computer in and try it at once."""
        server = self.core.fleet.add(name, host, port=port, account=account)
        self._changed(server)

    def update_server(
        self,
        server_id: str,
        name: str,
        host: str,
        port: int,
        account: str,
        *,
        mode: str | None = None,
        channel: str | None = None,
    ) -> None:
        """Change how a computer is called, reached and managed. At another address its host key is confirmed anew."""
        managed = {name: value for name, value in (("mode", mode), ("channel", channel)) if value}
        self.change_server(server_id, name=name, host=host, port=port, account=account, **managed)

    def change_server(self, server_id: str, **changes: object) -> Server:
        """Change any fields of a computer but its id and users, all or none; see :meth:`update_server`."""
        fleet = self.core.fleet
        before = fleet.get(server_id)
        after = fleet.update(server_id, **changes)
        if (before.host, before.port, before.account) != (after.host, after.port, after.account):
            self.syncer.moved(after.id)
        self._changed(after)
        return after

    def versions(self, server_id: str, user: str) -> tuple[VersionView, ...]:
        """The versions of a user's rules that are kept, the newest first. Raises NotFound."""
        server = self.core.fleet.get(server_id)
        kept = self.revisions.of(server.id, user)
        return version_views(kept, self.syncer.state(server.id), self.core.style)

    def remove_server(self, server_id: str, *, keep_data: bool) -> None:
        """Let a computer go, and its confirmed host key and waiting edits too."""
        self._drop_edits(server_id)
        remove_server(self.core, server_id, keep_data=keep_data)
        self.syncer.forget(server_id)
        self.pictures.publish()

    def trust(self, server_id: str, fingerprint: str) -> None:
        """Confirm the host key that was shown, and no other."""
        server = self.core.fleet.get(server_id)
        trust(self.core, server, fingerprint, self._key, self.syncer.state(server.id).offered_key)
        self._changed(server)

    def add_user(self, server_id: str, user: str, child: str = "") -> None:
        """Take a user of a computer in, as a child's if one is named; see :func:`add_user`."""
        add_user(self.core, server_id, user, child)
        self._changed(self.core.fleet.get(server_id))

    def add_child(self, name: str) -> Child:
        """Take a child in, without users yet."""
        return self.core.fleet.add_child(name)

    def remove_user(self, server_id: str, user: str, *, keep_data: bool = True) -> None:
        """Let a user go; Timekpr on the computer is not touched."""
        self._drop_edits(server_id, user)
        self.core.fleet.remove_user(server_id, user, keep_data=keep_data)
        self._changed(self.core.fleet.get(server_id))

    def _drop_edits(self, server_id: str, user: str | None = None) -> None:
        """End what waits for somebody who is taken off the list: nobody could see any more what becomes of it.

        What was changed for today alone, or was done half, is put back all the same while the computer is on the list.
        """
        for edit in self.queue.waiting(server_id, user):
            if user is not None and edit.through is Through.RULE and edit.cause:
                continue
            try:
                if user is not None:
                    undo(self.queue, self.core.clock, edit)
                move(self.queue, self.core.clock, edit, EditState.REFUSED, WasRemoved())
            except (QueueFull, WrongState) as error:
                logger.info("edit %s: %s", edit.id, error)

    def _edits_changed(self, server_id: str) -> None:
        server = self.core.fleet.find(server_id)
        if server is not None:
            self.pictures.refresh(server)

    def _changed(self, server: Server) -> None:
        self.pictures.update(server, self.syncer.state(server.id))
        self.sync_now(server.id)

    def _sync_state(self) -> None:
        state = self.thread.state
        self.pictures.sync_state(syncing=state.syncing, last_sync=state.last_sync)


def remove_server(core: Core, name: str, *, keep_data: bool) -> None:
    """Let a computer go; its confirmed host key too, unless another one is at the same address."""
    server = core.fleet.get(name)
    core.fleet.remove(name, keep_data=keep_data)
    address = (server.host.lower(), server.port)
    if all((one.host.lower(), one.port) != address for one in core.fleet.servers()):
        core.known_hosts.forget(server.host, server.port)


def add_user(core: Core, server: str, user: str, child: str = "") -> None:
    """Take a user in, as a child's if one is named; a child of that name is made if there is none."""
    child = child_name(child) if child else ""
    core.fleet.add_user(server, user)  # first, so that a user who is not taken leaves no child behind
    if child:
        if all(one.name.casefold() != child.casefold() for one in core.fleet.children()):
            core.fleet.add_child(child)
        core.fleet.assign(child, server, user)


def trust(core: Core, server: Server, fingerprint: str, key: ClientKey, shown: str = "") -> HostKey:
    """Confirm a server's host key by its fingerprint.

    ``shown`` is the key that it showed last; without one, or if that is another, it is asked now. Raises
    FingerprintDiffers if it shows another key, AlreadyTrusted if that key is confirmed, and why it cannot be reached.
    """
    wanted = read_fingerprint(fingerprint)
    pinned = core.known_hosts.get(server.host, server.port)
    offered = HostKey.from_line(shown) if shown else None
    if offered is None or offered.fingerprint != wanted:
        outcome = look_at(server, key, pinned, core.clock)
        offered = offered_key(outcome)
        if offered is None:
            raise _why_nothing_was_offered(server, outcome, pinned)
    if offered.fingerprint != wanted:
        raise FingerprintDiffers(name=server.name, wanted=wanted, offered=offered.fingerprint)
    core.known_hosts.trust(server.host, server.port, offered)
    return offered


def _why_nothing_was_offered(server: Server, outcome: Outcome[Pulled], pinned: HostKey | None) -> MngrError:
    if pinned is not None and (outcome.error is None or "auth" in outcome.ms):
        return AlreadyTrusted(name=server.name, fingerprint=pinned.fingerprint)
    return NotReached(name=server.name, why=outcome.error.message if outcome.error else "")


def read_fingerprint(text: str) -> str:
    """A fingerprint as people paste it, with or without its "SHA256:". Raises InvalidValue."""
    bare = text.strip().removeprefix("SHA256:").rstrip("=")
    if len(bare) != 43 or not all(c.isascii() and (c.isalnum() or c in "+/") for c in bare):
        raise InvalidValue(
            what=Message(N_("Fingerprint")),
            value=text[:100],
            allowed=Message(N_("It looks like SHA256:n0R1… with 43 characters behind the colon.")),
        )
    return f"SHA256:{bare}"
