"""Who may do what: signing in, and what somebody who is signed in may not."""

from __future__ import annotations

from errors.base import MngrError
from i18n import N_


class NotAllowed(MngrError):
    """Somebody is signed in, and may not do this. No fields."""

    code = "not_allowed"
    template = N_("Your account may not do that. An admin can change what it may.")


class SignedOut(MngrError):
    """The session has ended, or its account is no more. No fields."""

    code = "signed_out"
    template = N_("You are signed out. Please sign in again.")


class PasswordNeeded(MngrError):
    """This is only done right after the password was entered. No fields."""

    code = "password_needed"
    template = N_("Enter your password first: this can do harm in the wrong hands.")


class WrongPassword(MngrError):
    """Name and password do not belong together; which of them is wrong is not said. No fields."""

    code = "wrong_password"
    template = N_("The name or the password is not right.")


class NotYourPassword(WrongPassword):
    """Somebody who is signed in entered another password than theirs. No fields."""

    code = "not_your_password"
    template = N_("That is not your password.")


class WrongCode(MngrError):
    """A second factor that is not right. No fields."""

    code = "wrong_code"
    template = N_("The code is not right. It changes every 30 seconds; a recovery code works once.")


class TooManyTries(MngrError):
    """Too many wrong passwords came from there, or for that name. Fields: seconds."""

    code = "too_many_tries"
    template = N_("That was wrong too often. Wait {seconds} s, then try again.")


class TooBusy(MngrError):
    """More passwords are waiting to be compared than is good for this machine. No fields."""

    code = "too_busy"
    template = N_("Many people are signing in at this moment. Try again in a few seconds.")


class LastAdmin(MngrError):
    """Nobody would be left who may do everything. No fields."""

    code = "last_admin"
    template = N_("This is the last admin. Make somebody else an admin first.")


class SetupOver(MngrError):
    """There was an account once, so there is no first one to be made. No fields."""

    code = "setup_over"
    template = N_("The first account was made already. Sign in with it, or use the command “account passwd”.")
