"""The drafts of a child's rules, one for each login: what the tabs edit, and how it is saved to computers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from errors import InvalidValue, MngrError, NothingToChange
from i18n import Message
from rules_draft import Clashing, RulesDraft, followed, taking_theirs
from rules_views import RulesView
from timekpr_rules import UserConfig
from ui.desk import Desk
from views import ChildUser, ChildView

Login = tuple[str, str]
"""Id of a server, and a user of it."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else did while a draft was open. ``by`` is empty where it was done on the computer."""

    by: str
    clashes: tuple[Clashing, ...] = ()
    theirs: tuple[Message, ...] = ()
    news: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A login to which the draft could be saved. ``draft`` is the same change of its rules, None if it cannot be."""

    login: Login
    server: str
    """Name of the server."""
    draft: RulesDraft | None
    why: Message | None
    """Why it cannot be changed."""


class Drafting:
    """Lives as long as somebody has the page open, over all its tabs; nothing that was entered is lost by a push."""

    def __init__(self, desk: Desk, child: ChildView) -> None:
        self.desk = desk
        self.child = child
        self.at: Login = login_of(child.now)
        self.left_out: set[Login] = set()
        """Logins that shall not get what is saved."""
        self.watcher: Callable[[], None] = lambda: None
        """Called whenever there is something else to show."""
        self._views: dict[Login, RulesView] = {}
        self._drafts: dict[Login, RulesDraft] = {}
        self._meanwhile: dict[Login, Meanwhile] = {}
        self._stamps: dict[Login, object] = {}
        self.given_up = 0
        """How often a draft was given up, as a whole or in part: what shows it begins anew then."""

    # --- what is looked at ---

    @property
    def view(self) -> RulesView | None:
        """The rules of the login that is looked at; None as long as they are asked for."""
        return self._views.get(self.at)

    @property
    def rules(self) -> UserConfig | None:
        """The same with the draft in them; None where they are not known."""
        draft = self._drafts.get(self.at)
        return draft.rules if draft else self.view.rules if self.view else None

    @property
    def draft(self) -> RulesDraft | None:
        """What is not saved yet."""
        return self._drafts.get(self.at)

    @property
    def meanwhile(self) -> Meanwhile | None:
        """What somebody else did to the rules while the draft was open."""
        return self._meanwhile.get(self.at)

    @property
    def user(self) -> ChildUser:
        """The login that is looked at."""
        return next((one for one in self.child.users if login_of(one) == self.at), self.child.now)

    @property
    def unsaved(self) -> bool:
        """Whether anything would be lost."""
        return bool(self._drafts)

    def has_draft(self, login: Login) -> bool:
        """Whether there is something unsaved for a login."""
        return login in self._drafts

    def look_at(self, login: Login) -> None:
        """Look at the rules of another login; a draft of the one before stays."""
        self.at = login
        self.watcher()

    # --- following ---

    async def follow(self, child: ChildView) -> None:
        """Take in another state of the child; rules are asked for only where something happened to them."""
        self.child = child
        logins = {login_of(one): one for one in child.users}
        if self.at not in logins:
            self.at = login_of(child.now)
        for gone in self._views.keys() - logins.keys():
            self._forget(gone)
        for login, one in logins.items():
            stamp = one.user.as_of, one.user.edits, one.server.state
            if self._stamps.get(login) != stamp and await self._ask(login):
                self._stamps[login] = stamp
        self.watcher()

    async def _ask(self, login: Login) -> bool:
        found = await self.desk.fetch(self.desk.services.rules, *login)
        if isinstance(found, MngrError):
            self._views[login] = RulesView(*login, rules=None, why=found.message)
        if not isinstance(found, RulesView):
            return False
        before, self._views[login] = self._views.get(login), found
        draft = self._drafts.get(login)
        if draft and found.rules:
            self._carry(login, draft, found, before)
        return True

    def _carry(self, login: Login, draft: RulesDraft, found: RulesView, before: RulesView | None) -> None:
        if found.rules is None or (before and found.rules == before.rules):
            return
        result = followed(draft, found.rules, self.desk.voice.style)
        self._keep(login, result.draft)
        if login not in self._drafts:
            return
        earlier = self._meanwhile.get(login)
        still = tuple(one for one in (earlier.clashes if earlier else ()) if one not in result.clashes)
        theirs = (earlier.theirs if earlier else ()) + result.theirs
        if result.theirs or result.news:
            self._meanwhile[login] = Meanwhile(found.by, (*still, *result.clashes), theirs, result.news)

    def _keep(self, login: Login, draft: RulesDraft) -> None:
        if draft.differs:
            self._drafts[login] = draft
        else:
            self._drafts.pop(login, None)
            self._meanwhile.pop(login, None)

    def _forget(self, login: Login) -> None:
        for memory in (self._views, self._drafts, self._meanwhile, self._stamps):
            memory.pop(login, None)

    # --- editing ---

    def change(self, make: Callable[[UserConfig], UserConfig]) -> None:
        """Change the draft; the first change begins one, and taking all back ends it.

        Raises InvalidValue for what is not allowed; then the draft is as it was.
        """
        view = self.view
        if view is None or view.rules is None:
            return
        draft = self._drafts.get(self.at) or RulesDraft(view.rules, view.rules, view.version)
        changed = RulesDraft(draft.base, make(draft.rules), draft.version)
        changed.changes()
        self._keep(self.at, changed)
        self.watcher()

    def discard(self, login: Login | None = None) -> None:
        """Have the rules as they are, those of the login that is looked at or another's."""
        self.given_up += 1
        self._drafts.pop(login or self.at, None)
        self._meanwhile.pop(login or self.at, None)
        self.watcher()

    def decide(self, *, theirs: bool) -> None:
        """Where both have changed the same: take what they did, or keep what is wanted here.

        Raises InvalidValue where what they did cannot be taken.
        """
        draft, meanwhile = self.draft, self.meanwhile
        if draft and meanwhile:
            after = taking_theirs(draft, meanwhile.clashes) if theirs else draft
            self._meanwhile.pop(self.at)
            self.given_up += theirs
            self._keep(self.at, after)
        self.watcher()

    # --- saving ---

    def targets(self) -> list[Target]:
        """Where the draft can go: to the login that is looked at, and to the child's others."""
        draft = self.draft
        if draft is None:
            return []
        return [self._target(one, draft) for one in self.child.users]

    def chosen(self) -> list[Target]:
        """Those of them that will get it, the one that is looked at last: while it is open it can be tried again."""
        wanted = [
            target
            for target in self.targets()
            if target.draft and target.draft.differs and (target.login == self.at or target.login not in self.left_out)
        ]
        return sorted(wanted, key=lambda target: target.login == self.at)

    async def save(self) -> tuple[Target, MngrError] | None:
        """Ask for one edit on each of these computers; at the first that refuses it stops, and says which."""
        at = self.at
        for target in self.chosen():
            draft = target.draft
            if draft is None:
                continue
            try:
                changes, seen = draft.changes(), draft.seen()
            except InvalidValue as error:
                return target, error
            config, asked = self.desk.services.editing.config, self.desk.asked()
            refused = await self.desk.attempt(config, *target.login, changes, asked, seen=seen)
            if refused and not isinstance(refused, NothingToChange):
                return target, refused
            await self._ask(target.login)
        self.discard(at)
        return None

    def _target(self, one: ChildUser, draft: RulesDraft) -> Target:
        login = login_of(one)
        if login == self.at:
            return Target(login, one.server.name, draft, None)
        view = self._views.get(login)
        if view is None or view.rules is None:
            return Target(login, one.server.name, None, view.why if view else None)
        try:
            return Target(login, one.server.name, draft.onto(view.rules, view.version), None)
        except InvalidValue as error:
            return Target(login, one.server.name, None, error.message)


def login_of(one: ChildUser) -> Login:
    """What tells a login from all others."""
    return one.server.id, one.user.name
