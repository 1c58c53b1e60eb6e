"""The services as somebody has them who is signed in: every call looks first at what they may do at this moment.

The pages get nothing else. So a page that shows too much, or a socket that sends what no button sends, comes no further
than the role goes; what a parent asks for is done in that parent's name, whatever the page says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from accounts import Access, Account
from audit import Mark
from digest import DigestPage
from editing import Asked
from history_export import Range
from history_views import HistoryView, Login
from services import Services
from services.examination import Examination
from services.signed_in.backups import SignedInBackups
from services.signed_in.child import SignedInChild
from services.signed_in.editing import SignedInEditing
from services.signed_in.git_copies import SignedInGitCopies
from services.signed_in.house import SignedInHouse
from services.signed_in.needs import need_all, need_for
from services.signed_in.people import SignedInPeople
from services.signed_in.wishes import SignedInWishes
from tokens import Scope
from views import (
    AuditPage,
    AuditQuery,
    CycleView,
    EndedView,
    FleetView,
    MainView,
    PersonView,
    ServerView,
    VersionView,
)


class SignedIn(SignedInChild):
    """Everything raises SignedOut when the session has ended, NotAllowed for what the role does not reach.

    What can do harm raises PasswordNeeded unless the password was entered within the last five minutes.
    """

    def __init__(self, services: Services, access: Access) -> None:
        self._services = services
        self._access = access
        self.editing = SignedInEditing(services, access)
        self.wishes = SignedInWishes(services, access)
        self.people = SignedInPeople(services.people, access)
        self.house = SignedInHouse(services, access)
        self.backups = SignedInBackups(services, access)
        self.git_copies = SignedInGitCopies(services, access)

    # --- oneself ---

    @property
    def language(self) -> str:
        """The language of the pages."""
        return self._services.language

    @property
    def time_format(self) -> str:
        """``"24h"`` or ``"12h"``."""
        return self._services.time_format

    @property
    def first_weekday(self) -> int:
        """The day with which a week begins on a page, 1 (Monday) to 7."""
        return self._services.first_weekday

    @property
    def base_url(self) -> str:
        """The address at which people open the pages; empty if nobody has set it."""
        return self._services.base_url

    def now(self) -> datetime:
        """This moment in our own zone."""
        return self._services.now()

    def person(self) -> PersonView:
        """Who is signed in here."""
        return person_view(self._access.account())

    def confirm_password(self, password: str) -> None:
        """The password once more, before what can do harm. Raises WrongPassword."""
        self._services.people.confirm_password(self._access, password)

    def sign_out(self) -> None:
        """End this session, with all its open pages."""
        self._services.people.sign_out(self._access)

    # --- what there is to see ---

    def fleet_view(self) -> FleetView:
        """Everything that they may see, at this moment."""
        return self.seen(self._services.fleet_view())

    def seen(self, fleet: FleetView) -> FleetView:
        """That part of a fleet that they may see: of a parent of some children, the computers of those.

        A problem of no computer is about files and names of everybody, so it is for those who see everybody.
        """
        account = self._access.need(Scope.READ)
        if account.sees_all:
            return fleet
        servers = [seen for server in fleet.servers if (seen := _seen(server, account)) is not None]
        theirs = {(one.id, user.name) for one in servers for user in one.users}
        shown = {*((one.id, "") for one in servers), *theirs}
        problems = tuple(one for one in fleet.problems if (one.server, one.user) in shown)
        wishes = tuple(wish for wish in fleet.wishes if account.sees(wish.child_id))
        return replace(fleet, servers=tuple(servers), problems=problems, wishes=wishes)

    def versions(self, server_id: str, user: str) -> tuple[VersionView, ...]:
        """A user's rules as they were."""
        need_for(self._services.core, self._access, Scope.READ, server_id, user)
        return self._services.versions(server_id, user)

    def ended_edits(self) -> tuple[EndedView, ...]:
        """The edits that ended last, as far as they are of children that they see."""
        account = self._access.need(Scope.READ)
        if account.sees_all:
            return self._services.ended_edits()
        fleet = self._services.core.fleet
        theirs = {
            (server.id, login)
            for server in fleet.servers()
            for login, child in fleet.owners(server.id).items()
            if account.sees(child.id)
        }
        return self._services.outbox.ended(lambda server, user: (server, user) in theirs)

    def cycles(self, server_id: str) -> tuple[CycleView, ...]:
        """The last cycles of a computer."""
        need_all(self._access, Scope.READ)
        return self._services.cycles(server_id)

    def main_config(self, server_id: str) -> MainView:
        """A computer's timekpr.conf as it will be."""
        need_all(self._access, Scope.READ)
        return self._services.main_config(server_id)

    def begin_examination(self, server_id: str) -> Examination:
        """Let the doctor look at a computer."""
        need_all(self._access, Scope.EDIT)
        return self._services.begin_examination(server_id)

    def audit_page(self, query: AuditQuery, before: Mark | None = None) -> AuditPage:
        """The newest entries of the audit that are wanted, or those before a mark."""
        self._access.need(Scope.ADMIN)
        return self._services.audit_page(query, before)

    def audit_people(self) -> tuple[str, ...]:
        """Who has changed something lately, by name."""
        self._access.need(Scope.ADMIN)
        return self._services.audit_people()

    def history_of(self, logins: Iterable[Login], days: int, last: date | None = None) -> HistoryView:
        """So many days of somebody with these logins, up to ``last`` or today."""
        logins = tuple(logins)
        for server, user in logins:
            need_for(self._services.core, self._access, Scope.READ, server, user)
        return self._services.history_of(logins, days, last)

    def digests(self, week: str | None = None) -> DigestPage:
        """A week of those children that they see, by its name, or the last one that has ended."""
        account = self._access.need(Scope.READ)
        return self._services.digests.page(week, lambda person: account.sees(person.child_id))

    # --- signs of tampering ---

    def see_sign(self, server_id: str, number: int, *, asked: Asked) -> None:
        """Say of a sign of tampering that it was seen: one of a user for their parents, others for those of all."""
        core, access = self._services.core, self._access
        access.need(Scope.GRANT)
        user = self._services.signs.user_of(server_id, number)
        who = need_for(core, access, Scope.GRANT, server_id, user) if user else need_all(access, Scope.GRANT)
        self._services.see_sign(server_id, number, asked=replace(asked, who=who.name))

    def history_rows(self, login: Login, wanted: Range) -> list[dict[str, Any]]:
        """The days of one login in plain figures."""
        need_for(self._services.core, self._access, Scope.READ, *login)
        return self._services.history_rows(login, wanted)

    # --- computers and users ---

    def public_key(self) -> str:
        """The line for ``authorized_keys``."""
        self._access.need(Scope.READ)
        return self._services.public_key()

    def sync_now(self, server_id: str | None = None) -> None:
        """Start a cycle soon."""
        self._access.need(Scope.GRANT)
        self._services.sync_now(server_id)

    def add_server(self, name: str, host: str, port: int, account: str, *, asked: Asked) -> None:
        """Take a computer in."""
        self._services.add_server(name, host, port, account, asked=self._admin(asked, fresh=True))

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
        asked: Asked,
    ) -> None:
        """Change how a computer is called, reached and managed."""
        self._services.update_server(
            server_id, name, host, port, account,
            mode=mode, channel=channel, note=note, enabled=enabled, asked=self._admin(asked, fresh=True),
        )  # fmt: skip

    def remove_server(self, server_id: str, *, keep_data: bool, asked: Asked) -> None:
        """Let a computer go."""
        self._services.remove_server(server_id, keep_data=keep_data, asked=self._admin(asked))

    def trust(self, server_id: str, fingerprint: str, *, asked: Asked) -> None:
        """Confirm a host key."""
        self._services.trust(server_id, fingerprint, asked=self._admin(asked, fresh=True))

    def add_user(self, server_id: str, user: str, child: str = "", *, asked: Asked) -> None:
        """Take a user of a computer in."""
        self._services.add_user(server_id, user, child, asked=self._admin(asked))

    def remove_user(self, server_id: str, user: str, *, asked: Asked) -> None:
        """Let a user go."""
        self._services.remove_user(server_id, user, asked=self._admin(asked))


def person_view(account: Account) -> PersonView:
    """What a page shows of somebody who signs in."""
    return PersonView(
        id=account.id,
        name=account.name,
        role=account.role.value,
        may_grant=account.may(Scope.GRANT),
        may_edit=account.may(Scope.EDIT),
        may_admin=account.may(Scope.ADMIN),
        has_second=account.second is not None,
        recovery_left=len(account.second.recovery) if account.second else 0,
    )


def _seen(server: ServerView, account: Account) -> ServerView | None:
    """A computer with those of its users that somebody sees; None if there is none, and so nothing of theirs."""
    users = tuple(user for user in server.users if account.sees(user.child_id))
    if not users:
        return None
    names = {user.name for user in users}
    return replace(
        server,
        users=users,
        found_users=(),
        edits=(),
        returns=tuple(edit for edit in server.returns if edit.user in names),
        # What was changed in the settings of a computer may name anybody.
        problems=tuple(one for one in server.problems if one.user in names or not (one.user or one.sign)),
        signs=tuple(one for one in server.signs if one.user in names),
    )
