"""What one signed-in browser may do, asked anew at each use: a role that was taken away a moment ago is gone."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.book import Accounts
from accounts.models import Account, Session
from accounts.sessions import Sessions
from errors import NotAllowed, PasswordNeeded, SignedOut
from tokens import Scope


@dataclass(frozen=True, slots=True)
class Access:
    """A session and the accounts behind it. Thread-safe; nothing here waits for a disk."""

    accounts: Accounts
    sessions: Sessions
    session: Session

    @property
    def is_live(self) -> bool:
        """Whether the session has not ended and its account is there."""
        return self.sessions.is_live(self.session) and self.accounts.find(self.session.account) is not None

    def account(self) -> Account:
        """Whose session it is, as the account is now. Raises SignedOut."""
        account = self.accounts.find(self.session.account)
        if account is None or not self.sessions.is_live(self.session):
            raise SignedOut
        return account

    def need(self, scope: Scope, child: str | None = None, *, fresh: bool = False) -> Account:
        """Whose session it is, if they may do this; see :meth:`Account.may`.

        ``fresh``: only right after the password was entered. Raises SignedOut, NotAllowed, PasswordNeeded.
        """
        account = self.account()
        if not account.may(scope, child):
            raise NotAllowed
        if fresh and not self.sessions.is_fresh(self.session.id):
            raise PasswordNeeded
        return account
