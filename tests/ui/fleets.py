"""Families and schools to draw, and services that remember what they were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import speech
from audit import Mark
from bus import Bus
from digest import DigestPage
from editing import Asked
from errors import AlreadyExists, HostKeyChanged, InvalidValue, MngrError, NotYourPassword, Unreachable
from history_views import HistoryView, Login, history_view
from i18n import Message
from problems import Problem, Severity
from stats_history import Day, HistoryFile
from tests.ui.backups import FakeBackups
from tests.ui.child import FakeChild
from tests.ui.edits import FakeEditing
from tests.ui.git_copies import FakeGitCopies
from tests.ui.people import FakeHouse, FakePeople
from tests.ui.technical import FakeAudit, FakeExamination
from tests.ui.wishes import FakeWishes
from timekpr_rules import MainConfig
from views import (
    AuditPage,
    AuditQuery,
    CycleView,
    EndedView,
    FleetView,
    MainView,
    PersonView,
    ServerState,
    ServerView,
    UserView,
    VersionView,
)

NOW = datetime(2026, 11, 21, 14, 3, tzinfo=ZoneInfo("Europe/Berlin"))
TINA = PersonView(id="t1", name="Tina", role="admin", may_grant=True, may_edit=True, may_admin=True)
PINNED = "SHA256:uN1f3oF4Zx0v1zq0aQbqvIu0m8o7Tq9kYgF1aR2s3tE"
OFFERED = "SHA256:Qm9iJ3MgY29tcHV0ZXIgc2hvd3MgYW5vdGhlciBvbmU"
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJk2Q0m1v9y7pTqf3rQh8n4s6Yw0ZxLrC5uB2dE7gH1j timekpr-mngr"


def user(name: str, left: int | None = 80 * 60, limit: int | None = 7200, **changes: object) -> UserView:
    """Somebody with time left."""
    headline = Message("{left} left", {"left": speech.duration(left)}) if left else Message("Closed now")
    view = UserView(
        name=name,
        child=name.title(),
        child_id=name,
        in_use=bool(left),
        headline=headline,
        reason=Message("until 20:00 if used without a pause"),
        used=None if left is None or limit is None else limit - left,
        left=left,
        limit=limit,
        fraction=None if left is None or not limit else left / limit,
        playtime_left=None,
        as_of=NOW,
    )
    return replace(view, **changes)


def server(name: str, *users: UserView, state: ServerState = ServerState.ONLINE, **changes: object) -> ServerView:
    """A computer; its id is its name in small letters."""
    view = ServerView(
        id=name.lower(),
        name=name,
        host=f"{name.lower()}.local",
        port=22,
        account="timekpr-mngr",
        state=state,
        error=None,
        last_seen=NOW.astimezone(UTC),
        seconds=0.4,
        key_type="",
        fingerprint="",
        pinned_fingerprint=PINNED,
        note="",
        users=users,
        found_users=(),
        problems=(),
    )
    return replace(view, **changes)


def fleet(*servers: ServerView, **changes: object) -> FleetView:
    """These computers, just synced."""
    view = FleetView(servers, (), syncing=False, last_sync=NOW.astimezone(UTC), interval_seconds=180)
    return replace(view, **changes)


def waiting_for_key(name: str = "Laptop") -> ServerView:
    return server(
        name,
        state=ServerState.KEY_UNKNOWN,
        last_seen=None,
        key_type="ssh-ed25519",
        fingerprint=OFFERED,
        pinned_fingerprint="",
    )


def changed_key(name: str = "Laptop") -> ServerView:
    message = HostKeyChanged(pinned=PINNED, offered=OFFERED).message
    return server(
        name,
        state=ServerState.KEY_CHANGED,
        key_type="ssh-ed25519",
        fingerprint=OFFERED,
        problems=(Problem("host_key_changed", Severity.DANGER, message, name.lower()),),
    )


def switched_off(name: str = "PC-Carla") -> ServerView:
    last_seen = NOW.astimezone(UTC).replace(hour=20, minute=10) - timedelta(days=1)
    carla = user(
        "carla", 0, 5400, reason=Message("opens at 15:00 · 1 h 30 today"), as_of=last_seen.astimezone(NOW.tzinfo)
    )
    error = Unreachable(host="pc-carla.local", port=22).message
    return server(name, carla, state=ServerState.OFF, last_seen=last_seen, error=error)


def family() -> FleetView:
    """A family on a usual afternoon, with one of everything."""
    damaged = Message("{path} is damaged there: Timekpr runs without limits.", {"path": "timekpr.ben.conf"})
    return fleet(
        server("PC-Anna", user("anna"), found_users=("guest",)),
        server(
            "PC-Ben",
            user("ben", 7 * 60, reason=Message("ends at 14:10 · limit of the day"), playtime_left=1800),
            problems=(Problem("damaged", Severity.DANGER, damaged, "pc-ben", "ben"),),
        ),
        switched_off(),
        changed_key(),
        waiting_for_key("Old-Desktop"),
        server("Kitchen", user("anna", 4000), user("ben", None, None, as_of=None, in_use=False)),
    )


def school(count: int = 250) -> FleetView:
    return fleet(*(server(f"Lab-{number:03}", user(f"pupil{number}")) for number in range(1, count + 1)))


def kept(days: Mapping[date, int]) -> HistoryFile:
    """What is kept of somebody who has used so many seconds on these days, of two hours each."""
    return HistoryFile(year={day: Day(used=used, limit=7200) for day, used in days.items()})


class FakeServices(FakeChild):
    """Stands for the folder ``services``: keeps what it was asked, refuses what it shall, publishes as that does."""

    language = "en"
    time_format = "24h"
    first_weekday = 1
    base_url = ""

    def __init__(self, view: FleetView | None = None) -> None:
        self.bus: Bus[FleetView] = Bus(pause=0.0)
        self.view = view if view is not None else family()
        self.asked: list[tuple[object, ...]] = []
        self.refusal: MngrError | None = None
        self.editing = FakeEditing(self._ask)
        self.wishes = FakeWishes(self._ask)
        self.people = FakePeople(self._ask)
        self.house = FakeHouse(self._ask)
        self.backups = FakeBackups(self._ask)
        self.git_copies = FakeGitCopies(self._ask)
        self.kept: tuple[VersionView, ...] = ()
        self.who = TINA
        self.histories: dict[Login, HistoryFile] = {}
        self.digest_pages: dict[str | None, DigestPage] = {}
        self.weeks_asked: list[str | None] = []
        self.password = "four words in a row"
        self.ended: tuple[EndedView, ...] = ()
        self.visits: dict[str, tuple[CycleView, ...]] = {}
        self.main = MainView(MainConfig(), damaged=False, as_of=NOW, lacks=frozenset())
        self.examination = FakeExamination()
        self.audit = FakeAudit()
        self.last_asked: Asked | None = None
        super().__init__()

    def now(self) -> datetime:
        return NOW

    def person(self) -> PersonView:
        return self.who

    def confirm_password(self, password: str) -> None:
        self._ask("confirm_password")
        if password != self.password:
            raise NotYourPassword

    def sign_out(self) -> None:
        self._ask("sign_out")

    def seen(self, fleet: FleetView) -> FleetView:
        return fleet

    def fleet_view(self) -> FleetView:
        return self.view

    def history_of(self, logins: Iterable[Login], days: int, last: date | None = None) -> HistoryView:
        last = last or NOW.date()
        return history_view(
            [(login, self.histories.get(login, HistoryFile())) for login in logins],
            last - timedelta(days=days - 1),
            last,
            hours=7,
        )

    def digests(self, week: str | None = None) -> DigestPage:
        self.weeks_asked.append(week)
        if self.refusal:
            raise self.refusal
        return self.digest_pages[week]

    def public_key(self) -> str:
        return PUBLIC_KEY

    def sync_now(self, server_id: str | None = None) -> None:
        self._ask("sync_now", *([server_id] if server_id else []))

    def ended_edits(self) -> tuple[EndedView, ...]:
        return self.ended

    def cycles(self, server_id: str) -> tuple[CycleView, ...]:
        if self.refusal:
            raise self.refusal
        return self.visits.get(server_id, ())

    def main_config(self, server_id: str) -> MainView:
        return self.main

    def begin_examination(self, server_id: str) -> FakeExamination:
        self._ask("begin_examination", server_id)
        return self.examination

    def audit_page(self, query: AuditQuery, before: Mark | None = None) -> AuditPage:
        return self.audit.page(query, before)

    def audit_people(self) -> tuple[str, ...]:
        return self.audit.people()

    def add_server(self, name: str, host: str, port: int, account: str, *, asked: Asked | None = None) -> None:
        self.last_asked = asked
        self._ask("add_server", name, host, port, account)
        if any(one.name == name for one in self.view.servers):
            raise AlreadyExists(what=Message("computer"), name=name)
        if " " in host:
            raise InvalidValue(what=Message("host"), value=host, allowed="A host name has no blanks.")
        new = server(name, state=ServerState.NEW, account=account)
        self.change(lambda view: replace(view, servers=(*view.servers, new)))

    def update_server(
        self,
        server_id: str,
        name: str,
        host: str,
        port: int,
        account: str,
        *,
        asked: Asked | None = None,
        **managed: object,
    ) -> None:
        self.last_asked = asked
        self._ask("update_server", server_id, name, host, port, account, *([managed] if managed else []))

    def versions(self, server_id: str, user: str) -> tuple[VersionView, ...]:
        if self.refusal:
            raise self.refusal
        return self.kept if (server_id, user) == ("pc-anna", "anna") else ()

    def see_sign(self, server_id: str, number: int, *, asked: Asked | None = None) -> None:
        self.last_asked = asked
        self._ask("see_sign", server_id, number)

    def remove_server(self, server_id: str, *, keep_data: bool, asked: Asked | None = None) -> None:
        self.last_asked = asked
        self._ask("remove_server", server_id, keep_data)

    def trust(self, server_id: str, fingerprint: str, *, asked: Asked | None = None) -> None:
        self.last_asked = asked
        self._ask("trust", server_id, fingerprint)

    def add_user(self, server_id: str, user: str, child: str = "", *, asked: Asked | None = None) -> None:
        self.last_asked = asked
        self._ask("add_user", server_id, user)

    def remove_user(self, server_id: str, user: str, *, asked: Asked | None = None) -> None:
        self.last_asked = asked
        self._ask("remove_user", server_id, user)

    def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.refusal:
            raise self.refusal

    def change(self, how: Callable[[FleetView], FleetView]) -> None:
        """The fleet is another one from now on, and every page hears of it."""
        self.view = how(self.view)
        self.bus.publish(self.view)

    def change_server(self, server_id: str, **changes: object) -> None:
        self.change(
            lambda view: replace(
                view, servers=tuple(replace(one, **changes) if one.id == server_id else one for one in view.servers)
            )
        )
