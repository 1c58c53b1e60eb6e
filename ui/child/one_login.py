"""The rules of one login, as the controls that edit them have them."""

from __future__ import annotations

from collections.abc import Callable

from rules_views import RulesView
from timekpr_rules import UserConfig
from ui.child.drafting import Drafting
from views import ChildUser


class OneLogin:
    """Whatever the page looks at by now, controls and open sheets that were made for this login change no other's."""

    def __init__(self, drafting: Drafting) -> None:
        """The login is the one that is looked at now."""
        self.desk = drafting.desk
        self.login = drafting.at
        self._drafting = drafting

    @property
    def may_edit(self) -> bool:
        """Whether whoever is signed in here changes rules."""
        return self.desk.may_edit

    @property
    def view(self) -> RulesView | None:
        """The rules as they were read."""
        return self._drafting.view_of(self.login)

    @property
    def rules(self) -> UserConfig | None:
        """The same with the draft in them; None where they are not known."""
        return self._drafting.rules_of(self.login)

    @property
    def saved(self) -> UserConfig | None:
        """The rules without the draft; None where they are not known."""
        return self._drafting.saved_of(self.login)

    @property
    def user(self) -> ChildUser:
        """The login itself."""
        return self._drafting.user_of(self.login)

    @property
    def given_up(self) -> int:
        """How often a draft was given up: what shows steps begins anew then."""
        return self._drafting.given_up

    def change(self, make: Callable[[UserConfig], UserConfig]) -> None:
        """Change the draft, for whoever may. Raises InvalidValue for what is not allowed; then it is as it was."""
        if self.may_edit:
            self._drafting.change(self.login, make)
