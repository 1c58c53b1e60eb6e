"""The services as somebody has them who is signed in: every call looks first at what they may do at this moment.

The pages get nothing else. So a page that shows too much, or a socket that sends what no button sends, comes no further
than the role goes; what a parent asks for is done in that parent's name, whatever the page says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from accounts import Access, Account
from editing import Accepted, Asked
from editing.scopes import SCOPE_OF
from errors import NotAllowed
from pending import Edit
from services import Services
from timekpr_rules import Doubt, Grant
from tokens import Scope
from views import FleetView, PersonView, ServerView, VersionView


class SignedIn:
    """Everything raises SignedOut when the session has ended, NotAllowed for what the role does not reach.

    What can do harm raises PasswordNeeded unless the password was entered within the last five minutes.
    """

    def __init__(self, services: Services, access: Access) -> None:
        self._services = services
        self._access = access
        self.editing = SignedInEditing(services, access)

    # --- oneself ---

    @property
    def language(self) -> str:
        """The language of the pages."""
        return self._services.language

    @property
    def time_format(self) -> str:
        """``"24h"`` or ``"12h"``."""
        return self._services.time_format

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
        """That part of a fleet that they may see: of a parent of some children, the computers of those."""
        account = self._access.need(Scope.READ)
        if account.sees_all:
            return fleet
        servers = [seen for server in fleet.servers if (seen := _seen(server, account)) is not None]
        theirs = {(one.id, user.name) for one in servers for user in one.users}
        shown = {("", ""), *((one.id, "") for one in servers), *theirs}
        problems = tuple(one for one in fleet.problems if (one.server, one.user) in shown)
        return replace(fleet, servers=tuple(servers), problems=problems)

    def versions(self, server_id: str, user: str) -> tuple[VersionView, ...]:
        """A user's rules as they were."""
        need_for(self._services, self._access, Scope.READ, server_id, user)
        return self._services.versions(server_id, user)

    # --- computers and users ---

    def public_key(self) -> str:
        """The line for ``authorized_keys``."""
        self._access.need(Scope.READ)
        return self._services.public_key()

    def sync_now(self, server_id: str | None = None) -> None:
        """Start a cycle soon."""
        self._access.need(Scope.GRANT)
        self._services.sync_now(server_id)

    def add_server(self, name: str, host: str, port: int, account: str) -> None:
        """Take a computer in."""
        self._access.need(Scope.ADMIN, fresh=True)
        self._services.add_server(name, host, port, account)

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
        """Change how a computer is called, reached and managed."""
        self._access.need(Scope.ADMIN, fresh=True)
        self._services.update_server(server_id, name, host, port, account, mode=mode, channel=channel)

    def remove_server(self, server_id: str, *, keep_data: bool) -> None:
        """Let a computer go."""
        self._access.need(Scope.ADMIN)
        self._services.remove_server(server_id, keep_data=keep_data)

    def trust(self, server_id: str, fingerprint: str) -> None:
        """Confirm a host key."""
        self._access.need(Scope.ADMIN, fresh=True)
        self._services.trust(server_id, fingerprint)

    def add_user(self, server_id: str, user: str) -> None:
        """Take a user of a computer in."""
        self._access.need(Scope.ADMIN)
        self._services.add_user(server_id, user)

    def remove_user(self, server_id: str, user: str) -> None:
        """Let a user go."""
        self._access.need(Scope.ADMIN)
        self._services.remove_user(server_id, user)


class SignedInEditing:
    """The same for edits."""

    def __init__(self, services: Services, access: Access) -> None:
        self._services = services
        self._editing = services.editing
        self._access = access

    def grant(self, server: str, user: str, grant: Grant, asked: Asked) -> Accepted:
        """Give or take time of today."""
        return self._editing.grant(server, user, grant, self._asked(Scope.GRANT, server, user, asked))

    def doubts_about(self, server: str, user: str, grant: Grant) -> tuple[Doubt, ...]:
        """What may keep a grant from doing what it is for."""
        self._need(Scope.READ, server, user)
        return self._editing.doubts_about(server, user, grant)

    def today(self, server: str, user: str, changes: Mapping[str, str], asked: Asked) -> Accepted:
        """Change hours or limits for today alone."""
        return self._editing.today(server, user, changes, self._asked(Scope.GRANT, server, user, asked))

    def config(self, server: str, user: str, changes: Mapping[str, str], asked: Asked) -> Accepted:
        """Change keys of a user's rules for good."""
        return self._editing.config(server, user, changes, self._asked(Scope.EDIT, server, user, asked))

    def lock(self, server: str, user: str, asked: Asked) -> Accepted:
        """No more today."""
        return self._editing.lock(server, user, self._asked(Scope.GRANT, server, user, asked))

    def unlock(self, server: str, user: str, asked: Asked) -> Accepted:
        """Open again what a lock has closed."""
        return self._editing.unlock(server, user, self._asked(Scope.GRANT, server, user, asked))

    def revert(self, server: str, user: str, number: int, asked: Asked) -> Accepted:
        """Go back to an earlier version of a user's rules."""
        return self._editing.revert(server, user, number, self._asked(Scope.EDIT, server, user, asked))

    def decide(self, edit_id: str, ask: str) -> Edit:
        """Do what was decided about an edit."""
        self._access.account()  # first of all: whoever is signed out learns nothing, not even which edits there are
        account = self._need_of(self._services.queue.get(edit_id))
        return self._editing.decide(edit_id, ask, account.name)

    # --- helpers ---

    def _asked(self, scope: Scope, server: str, user: str, asked: Asked) -> Asked:
        return replace(asked, who=self._need(scope, server, user).name)

    def _need(self, scope: Scope, server: str, user: str) -> Account:
        return need_for(self._services, self._access, scope, server, user)

    def _need_of(self, edit: Edit) -> Account:
        scope = SCOPE_OF[edit.kind]
        return self._need(scope, edit.server, edit.user) if edit.user else need_all(self._access, scope)


def need_for(services: Services, access: Access, scope: Scope, server: str, user: str) -> Account:
    """Who acts, if they may do this for this user. Raises SignedOut, NotAllowed, NotFound."""
    access.account()  # whoever is signed out learns nothing, not even which computers there are
    one = services.core.fleet.get(server)
    owner = services.core.fleet.owners(one.id).get(user)
    return access.need(scope, owner.id if owner else "")


def need_all(access: Access, scope: Scope) -> Account:
    """Who acts, if they may do this for everybody. Raises SignedOut, NotAllowed."""
    account = access.need(scope)
    if not account.sees_all:
        raise NotAllowed
    return account


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
        problems=tuple(one for one in server.problems if not one.user or one.user in names),
    )
