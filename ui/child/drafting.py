"""The drafts of a child's rules, one for each login: what the tabs edit, and how it is saved to computers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from errors import InvalidValue, MngrError, NothingToChange, RulesUnknown
from i18n import Message
from rules_draft import Clashing, RulesDraft, followed, still_clashing, taking_theirs, their_words
from rules_views import RulesView
from timekpr_rules import UserConfig
from ui.child.places import Login, login_of, place_names
from ui.desk import Desk
from views import ChildUser, ChildView


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else did while a draft was open. ``by`` is empty where it was done on the computer."""

    before: UserConfig
    """The rules before either changed them."""
    by: str = ""
    clashes: tuple[Clashing, ...] = ()
    theirs: tuple[Message, ...] = ()
    news: tuple[Message, ...] = ()
    stuck: Message | None = None
    """Why the draft cannot follow what the rules are by now."""


@dataclass(frozen=True, slots=True)
class Target:
    """A login to which the draft could be saved. ``draft`` is the same change of its rules, None if it cannot be."""

    login: Login
    name: str
    """What tells it from the others: see :func:`ui.child.places.place_names`."""
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
        """How often a draft was given up, as a whole or in part: what shows its steps begins anew then."""
        self.saving = False
        """Whether a draft is on its way to the computers."""
        self._sent: Login | None = None
        """Whose draft that is: it follows nothing until it is known what became of it."""

    # --- what is looked at ---

    @property
    def view(self) -> RulesView | None:
        """The rules of the login that is looked at; None as long as they are asked for."""
        return self._views.get(self.at)

    @property
    def rules(self) -> UserConfig | None:
        """The same with the draft in them; None where they are not known."""
        return self.rules_of(self.at)

    def view_of(self, login: Login) -> RulesView | None:
        """The rules of a login as they were read; None as long as they are asked for."""
        return self._views.get(login)

    def rules_of(self, login: Login) -> UserConfig | None:
        """Those with the draft in them; None where they are not known, then a draft waits until they are."""
        view, draft = self._views.get(login), self._drafts.get(login)
        if view is None or view.rules is None:
            return None
        return draft.rules if draft else view.rules

    def saved_of(self, login: Login) -> UserConfig | None:
        """Those without the draft: what it will be compared with."""
        view, draft = self._views.get(login), self._drafts.get(login)
        return draft.base if draft else view.rules if view else None

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
        return self.user_of(self.at)

    def user_of(self, login: Login) -> ChildUser:
        """That login, or the child's most important one where it is gone."""
        return next((one for one in self.child.users if login_of(one) == login), self.child.now)

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
            stamp = one.user.as_of, one.user.edits, one.server.edits, one.server.state
            if self._stamps.get(login) != stamp and await self._ask(login):
                self._stamps[login] = stamp
        self.watcher()

    async def _ask(self, login: Login) -> bool:
        found = await self.desk.fetch(self.desk.services.rules, *login)
        if isinstance(found, MngrError):
            self._views[login] = RulesView(*login, rules=None, why=found.message)
        if not isinstance(found, RulesView):
            return False
        self._views[login] = found
        self._carry(login)
        return True

    def _carry(self, login: Login) -> None:
        """Let the draft of a login follow what its rules are by now."""
        draft, view = self._drafts.get(login), self._views.get(login)
        if draft is None or view is None or view.rules is None or login == self._sent:
            return
        style = self.desk.voice.style
        result, earlier = followed(draft, view.rules, style), self._meanwhile.get(login) or Meanwhile(draft.base)
        if not earlier.clashes:
            earlier = replace(earlier, before=draft.base)
        if result.stuck:
            self._meanwhile[login] = replace(earlier, stuck=result.stuck)
            return
        self._meanwhile[login] = replace(
            earlier,
            by=view.by if result.theirs or result.news else earlier.by,
            clashes=(*earlier.clashes, *result.clashes),
            news=result.news or earlier.news,
            stuck=None,
        )
        self._keep(login, result.draft)
        after = self._meanwhile.get(login)
        if after and not (after.clashes or after.news):
            self._meanwhile.pop(login)

    def _keep(self, login: Login, draft: RulesDraft) -> None:
        """Have this draft, as long as there is anything in it, and of the clashes those that are left with it."""
        if not draft.differs and login != self._sent:
            self._drafts.pop(login, None)
            self._meanwhile.pop(login, None)
            return
        self._drafts[login] = draft
        if meanwhile := self._meanwhile.get(login):
            clashes = still_clashing(draft, meanwhile.clashes, meanwhile.before)
            theirs = their_words(clashes, meanwhile.before, draft.base, self.desk.voice.style)
            self._meanwhile[login] = replace(meanwhile, clashes=clashes, theirs=theirs)

    def _forget(self, login: Login) -> None:
        for memory in (self._views, self._drafts, self._meanwhile, self._stamps):
            memory.pop(login, None)

    # --- editing ---

    def change(self, login: Login, make: Callable[[UserConfig], UserConfig]) -> None:
        """Change the draft of a login; the first change begins one, and taking all back ends it.

        Raises InvalidValue for what is not allowed, and RulesUnknown; then the draft is as it was.
        """
        view = self._views.get(login)
        if view is None or view.rules is None:
            raise RulesUnknown
        draft = self._drafts.get(login) or RulesDraft(view.rules, view.rules, view.version)
        changed = RulesDraft(draft.base, make(draft.rules), draft.version)
        changed.changes()
        self._keep(login, changed)
        self.watcher()

    def discard(self) -> None:
        """Have the rules of the login that is looked at as they are."""
        if self.saving:
            return  # what is on its way cannot be called back here
        self.given_up += 1
        self._drafts.pop(self.at, None)
        self._meanwhile.pop(self.at, None)
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
        names = place_names(self.child.users)
        return [self._target(one, draft, names[login_of(one)]) for one in self.child.users]

    def chosen(self) -> list[Target]:
        """Those of them that will get it, the one that is looked at last: while it is open it can be tried again."""
        wanted = [
            target
            for target in self.targets()
            if target.draft and target.draft.differs and (target.login == self.at or target.login not in self.left_out)
        ]
        return sorted(wanted, key=lambda target: target.login == self.at)

    async def save(self) -> tuple[Target, MngrError] | None:
        """Ask for one edit on each of these computers; at the first that refuses it stops, and says which.

        What is changed while it is under way stays a draft. A second call meanwhile does nothing.
        """
        sent = self.draft
        if self.saving or sent is None:
            return None
        self.saving, self._sent = True, self.at
        self.watcher()
        try:
            for target in self.chosen():
                if error := await self._send(target):
                    return target, error
            self._was_saved(self._sent, sent)
            return None
        finally:
            login, self._sent, self.saving = self._sent, None, False
            self._carry(login)
            self.watcher()

    async def _send(self, target: Target) -> MngrError | None:
        """Ask for the edit on one computer, and have its rules as they will be then; returns why it was refused."""
        draft = target.draft
        if draft is None:
            return None
        try:
            changes, seen = draft.changes(), draft.seen()
        except InvalidValue as error:
            return error
        config, asked = self.desk.services.editing.config, self.desk.asked()
        refused = await self.desk.attempt(config, *target.login, changes, asked, seen=seen)
        if refused and not isinstance(refused, NothingToChange):
            return refused
        await self._ask(target.login)
        return None

    def _was_saved(self, login: Login, sent: RulesDraft) -> None:
        """What was sent is no draft any more; what was changed since then is one, of the rules that were sent."""
        now = self._drafts.pop(login, None)
        self._meanwhile.pop(login, None)
        if now and now.rules != sent.rules:
            self._drafts[login] = RulesDraft(sent.rules, now.rules, sent.version)

    def _target(self, one: ChildUser, draft: RulesDraft, name: str) -> Target:
        login = login_of(one)
        if login == self.at:
            return Target(login, name, draft, None)
        view = self._views.get(login)
        if view is None or view.rules is None:
            return Target(login, name, None, view.why if view else None)
        try:
            return Target(login, name, draft.onto(view.rules, view.version), None)
        except InvalidValue as error:
            return Target(login, name, None, error.message)
