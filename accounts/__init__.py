"""The people who sign in here: their accounts, their passwords, their sessions, and what each of them may do."""

from accounts.access import Access
from accounts.book import Accounts
from accounts.models import MAX_PASSWORD, MIN_PASSWORD, Account, Role, Session
from accounts.passwords import Passwords
from accounts.sessions import Sessions

__all__ = ["MAX_PASSWORD", "MIN_PASSWORD", "Access", "Account", "Accounts", "Passwords", "Role", "Session", "Sessions"]
