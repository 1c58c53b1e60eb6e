"""The use cases: the only way in which pages, API and command line change anything.

A :class:`Core` is an opened data directory. :class:`Services` adds what runs on it: the sync thread and the pages' bus.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from audit import Audit, Mark
from chores import Chores
from core import Core
from courier import Courier
from cycle import Syncer
from edit_views import version_views
from editing import Asked, Editing
from history_export import Range, day_rows
from history_views import HistoryView, Login
from mqtt_views import BridgeState, BridgeView
from own_key import ensure_key
from pending import Queue
from problems import Problem
from revisions import Revisions
from servers import Child, Server
from services.backups import Backups
from services.bridge_like import BridgeLike
from services.changes import Changes
from services.child import ChildServices
from services.computers import add_user, read_fingerprint
from services.connection_trials import ConnectionTrials
from services.days import Days
from services.digests import Digests
from services.doctors import Doctors
from services.dropping import drop_edits
from services.examination import Examination
from services.git_copies import GitCopies
from services.house import House
from services.mail import Mail
from services.outbox import Outbox
from services.own_clock import OwnClock
from services.people import People
from services.pictures import Pictures, Publisher
from services.signs import Signs
from services.trail import Trail
from services.weekly_digest import WeeklyDigest
from services.wishes import Wishes
from speech import first_weekday
from ssh_client.keys import ClientKey
from ssh_client.limits import Limits
from ssh_sync import SyncThread
from state import ServerStatus
from stats_history import Retention, StatsHistory
from stats_history.importing import Imported, days_of
from tokens import Tokens
from views import AuditPage, AuditQuery, CycleView, EndedView, FleetView, MainView, VersionView
from wishes import WishBook

__all__ = ["Changes", "People", "Pictures", "Publisher", "Services", "Wishes", "add_user", "read_fingerprint"]


class Services(ChildServices):
    """What can be done with the fleet. Every method may be called from any thread; most write to the disk."""

    def __init__(self, core: Core, publisher: Publisher | None = None, limits: Limits | None = None) -> None:
        """Makes our key if there is none yet. Raises DataError if it cannot be read or saved."""
        self.core = core
        self._key = ensure_key(core.store)
        self.bridge: BridgeLike | None = None
        """Set by whoever runs one."""
        self.audit = Audit(core.store)
        self.revisions = Revisions(core.store)
        self.tokens = Tokens(core.store)
        self.changes = Changes(core, self.audit, self.tokens)
        self.people = People(core, self.changes)
        self.queue = Queue(core.store, self.audit)
        self.queue.load()
        self.courier = Courier(self.queue, self.audit, self.revisions, core.fleet, core.clock)
        book = WishBook(core.store)
        self.chores = Chores(core.clock)
        self.backups = Backups(
            core, self.changes, is_stopping=self.chores.is_stopping, on_change=self._problems_changed
        )
        self.chores.add(self.backups)
        self.own_clock = OwnClock(core.clock)
        self.courier.knows_the_day = lambda: not self.own_clock.is_doubtful
        self.signs = Signs(core, self.queue, self.changes, self.own_clock)
        self.courier.on_changed_there(self.signs.changed_there)
        self.mail = Mail(core, lambda: self.chores.wake(self.mail.postman), on_change=self._problems_changed)
        self.mail.postman.knows_the_day = self.courier.knows_the_day
        self.chores.add(self.mail.postman)
        self.chores.wake(self.mail.postman)  # letters that have waited since the last run
        self.pictures = Pictures(core, self.queue, publisher, book.newest, self.bridge_view, more=self._more_problems)
        self.pictures.signs = self.signs
        self.history = StatsHistory(core.store, self._retention)
        self.days = Days(core, self.history, self.own_clock)
        self.git_copies = GitCopies(
            core, self.changes, self.history.whole,
            is_stopping=self.chores.is_stopping, on_change=self._problems_changed,
        )  # fmt: skip
        self.chores.add(self.git_copies)
        self.syncer = Syncer(
            store=core.store,
            fleet=core.fleet,
            key=self._key,
            known_hosts=core.known_hosts,
            clock=core.clock,
            limits=limits,
            courier=self.courier,
            on_change=self._visited,
        )
        self.editing = Editing(core, self.queue, self.revisions, self.syncer.state, self.sync_now)
        self.wishes = Wishes(
            core,
            changes=self.changes,
            queue=self.queue,
            editing=self.editing,
            pictures=self.pictures,
            book=book,
            state=self.syncer.state,
        )
        self.wishes.resume()
        self.queue.on_change = self._edits_changed
        self.doctors = Doctors(core, limits)
        self.outbox = Outbox(core, self.queue, self.syncer, self.editing)
        self.trail = Trail(core, self.audit)
        self.thread = SyncThread(
            self.syncer,
            interval_seconds=core.settings.sync_interval_seconds,
            clock=core.clock,
            on_state=self._sync_state,
            look=self.courier.look,
        )
        self.digests = Digests(core, self.history, self.audit, self.syncer.state)
        self.weekly_digest = WeeklyDigest(
            core, self.digests, self.mail.send, is_ready=self._knows_the_day,
            is_heard=lambda: self.bridge_view().state is BridgeState.CONNECTED,
        )  # fmt: skip
        self.chores.add(self.weekly_digest)
        self.house = House(core, self.changes, on_settings=self._settings_changed, on_key=self._use_key)
        self.connection_trials = ConnectionTrials(
            self.house, self.changes, bridge=lambda: self.bridge, mail=self.mail, git_copies=self.git_copies
        )

    @property
    def language(self) -> str:
        """The language of the pages."""
        return self.core.settings.language

    @property
    def time_format(self) -> str:
        """``"24h"`` or ``"12h"``."""
        return self.core.settings.time_format

    @property
    def first_weekday(self) -> int:
        """The day with which a week begins on a page, 1 (Monday) to 7."""
        return first_weekday(self.core.settings.first_weekday, self.language)

    @property
    def base_url(self) -> str:
        """The address at which people open the pages; empty if nobody has set it."""
        return self.core.settings.base_url

    def now(self) -> datetime:
        """This moment in our own zone."""
        return self.core.clock.now().astimezone()

    def fleet_view(self) -> FleetView:
        """Everything there is to show."""
        return self.pictures.fleet_view()

    def public_key(self) -> str:
        """The line for ``authorized_keys``."""
        return self._key.public_line

    def history_of(self, logins: Iterable[Login], days: int, last: date | None = None) -> HistoryView:
        """So many days of somebody with these logins (server id and user), up to ``last`` or today."""
        logins = tuple(logins)
        last = last or self.days.today(server for server, _ in logins)
        return self.days.view(logins, last - timedelta(days=days - 1), last)

    def import_history(self, server_id: str, user: str, content: Mapping[str, Any], asked: Asked) -> Imported:
        """Add days of another program's history; see stats_history.importing. Raises InvalidValue, DataError."""
        done = self.days.add((server_id, user), days_of(content, self.now().date()))
        if done.added:
            self.changes.note(asked, "history", "imported", server_id, user, after=done.told)
        return done

    def history_rows(self, login: Login, wanted: Range) -> list[dict[str, Any]]:
        """The days of one login (server id and user) in plain figures, as far as they are known."""
        return day_rows(self.history.of(*login), wanted)

    def bridge_view(self) -> BridgeView:
        """How the connection to Home Assistant stands."""
        return self.bridge.view() if self.bridge is not None else BridgeView(BridgeState.OFF)

    def stop(self) -> None:
        """End the threads, and save what is in memory alone."""
        self.mail.postman.stop()
        self.chores.stop()
        self.thread.stop()
        self.history.flush()
        self.signs.flush()

    def sync_now(self, server_id: str | None = None) -> None:
        """Start a cycle soon, over one server or all; does not wait for it."""
        self.thread.kick(server_id)

    def add_server(self, name: str, host: str, port: int, account: str, *, asked: Asked | None = None) -> None:
        """Take a computer in and try it at once. Here as below ``asked`` tells the audit who wants it."""
        self._changed(self.changes.add_server(name, host, port=port, account=account, asked=asked))

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
        note: str | None = None,
        enabled: bool | None = None,
        asked: Asked | None = None,
    ) -> None:
        """Change how a computer is called, reached and managed. At another address its host key is confirmed anew."""
        given = {"mode": mode, "channel": channel, "note": note, "enabled": enabled}
        managed = {name: value for name, value in given.items() if value is not None}
        self.change_server(server_id, name=name, host=host, port=port, account=account, asked=asked, **managed)

    def change_server(self, server_id: str, *, asked: Asked | None = None, **changes: object) -> Server:
        """Change any fields of a computer but its id and users, all or none; see :meth:`update_server`."""
        before = self.core.fleet.get(server_id)
        after = self.changes.change_server(server_id, asked=asked, **changes)
        if (before.host, before.port, before.account) != (after.host, after.port, after.account):
            self.syncer.moved(after.id)
            self.signs.begin_anew(after.id)
        self._changed(after)
        return after

    def versions(self, server_id: str, user: str) -> tuple[VersionView, ...]:
        """The versions of a user's rules that are kept, the newest first. Raises NotFound."""
        server = self.core.fleet.get(server_id)
        kept = self.revisions.of(server.id, user)
        return version_views(kept, self.syncer.state(server.id), self.core.style)

    def ended_edits(self) -> tuple[EndedView, ...]:
        """The edits that ended last, the newest first; see services.outbox."""
        return self.outbox.ended()

    def cycles(self, server_id: str) -> tuple[CycleView, ...]:
        """The last cycles of a computer since the program started, the newest first. Raises NotFound."""
        return self.outbox.cycles(server_id)

    def main_config(self, server_id: str) -> MainView:
        """A computer's timekpr.conf as it will be when all that waits has arrived. Raises NotFound."""
        return self.outbox.main_config(server_id)

    def begin_examination(self, server_id: str) -> Examination:
        """Let the doctor look at a computer; does not wait. Raises NotFound, Busy."""
        return self.doctors.begin(server_id, on_page=True)

    def audit_page(self, query: AuditQuery, before: Mark | None = None) -> AuditPage:
        """The newest entries of the audit that are wanted, or those before a mark."""
        return self.trail.page(query, before)

    def audit_people(self) -> tuple[str, ...]:
        """Who has changed something lately, by name."""
        return self.trail.people()

    def see_sign(self, server_id: str, number: int, *, asked: Asked) -> None:
        """Somebody has seen a sign of tampering; see services.signs. Raises NotFound, NotSaved."""
        self.signs.see(server_id, number, asked)
        self.pictures.refresh(self.core.fleet.get(server_id))

    def remove_server(self, server_id: str, *, keep_data: bool, asked: Asked | None = None) -> None:
        """Let a computer go, and its confirmed host key and waiting edits too. Raises DataError; then it stays."""
        self.days.forget(server_id, keep=keep_data)
        drop_edits(self.queue, self.core.clock, server_id)
        self.changes.remove_server(server_id, keep_data=keep_data, asked=asked)
        self.syncer.forget(server_id)
        self.days.forget(server_id, keep=False)  # what a cycle that was under way has noted meanwhile
        self.signs.forget(server_id)
        self.pictures.publish()

    def trust(self, server_id: str, fingerprint: str, *, asked: Asked | None = None) -> None:
        """Confirm the host key that was shown, and no other."""
        server = self.core.fleet.get(server_id)
        offered = self.syncer.state(server.id).offered_key
        self.changes.trust(server.id, fingerprint, self._key, offered, asked=asked)
        self.signs.begin_anew(server.id)
        self._changed(server)

    def add_user(self, server_id: str, user: str, child: str = "", *, asked: Asked | None = None) -> None:
        """Take a user of a computer in, as a child's if one is named; see :func:`add_user`."""
        self.changes.add_user(server_id, user, child, asked=asked)
        self._changed(self.core.fleet.get(server_id))

    def add_child(self, name: str, *, asked: Asked | None = None) -> Child:
        """Take a child in, without users yet."""
        return self.changes.add_child(name, asked=asked)

    def remove_user(self, server_id: str, user: str, *, keep_data: bool = True, asked: Asked | None = None) -> None:
        """Let a user go; Timekpr on the computer is not touched. Raises DataError; then they stay."""
        self.days.forget(server_id, user, keep=keep_data)
        drop_edits(self.queue, self.core.clock, server_id, user)
        self.changes.remove_user(server_id, user, keep_data=keep_data, asked=asked)
        self.days.forget(server_id, user, keep=False)  # what a cycle that was under way has noted meanwhile
        self.signs.begin_anew(server_id, user)
        self._changed(self.core.fleet.get(server_id))

    def _knows_the_day(self) -> bool:
        """Whether the computers were looked at since the start, and say that it is the day that it is here."""
        return self.thread.state.last_sync is not None and not self.own_clock.is_doubtful

    def _problems_changed(self) -> None:
        self.pictures.publish()

    def _more_problems(self) -> tuple[Problem, ...]:
        told = (self.own_clock, self.history, self.mail, self.backups, self.git_copies)
        return tuple(chain.from_iterable(one.problems() for one in told))

    def _retention(self) -> Retention:
        kept = self.core.settings.history
        return Retention(week=kept.week_days, month=kept.month_days, year=kept.year_days)

    def _settings_changed(self) -> None:
        self.thread.set_interval(self.core.settings.sync_interval_seconds)
        self.backups.settings_changed()
        self.git_copies.settings_changed()
        self.pictures.redraw()
        self.mail.settings_changed()
        self.weekly_digest.settings_changed()
        self.chores.wake()
        if self.bridge is not None:
            self.bridge.reload()

    def _use_key(self, key: ClientKey) -> None:
        self._key = key
        self.syncer.use_key(key)
        self.sync_now()

    def _visited(self, server: Server, status: ServerStatus) -> None:
        self.days.take(server, status)
        self.signs.take(server, status)
        self.pictures.update(server, status)

    def _edits_changed(self, server_id: str) -> None:
        server = self.core.fleet.find(server_id)
        if server is not None:
            self.pictures.refresh(server)

    def _changed(self, server: Server) -> None:
        self.pictures.update(server, self.syncer.state(server.id))
        self.sync_now(server.id)

    def _sync_state(self) -> None:
        state = self.thread.state
        if not state.syncing:
            self.history.settle()
        self.pictures.sync_state(syncing=state.syncing, last_sync=state.last_sync)
