"""A child's own page: links to it, what is asked for there, and what is answered."""

from __future__ import annotations

from errors.base import MngrError
from i18n import N_


class LinkNotValid(MngrError):
    """The link was revoked, or there never was one. No fields."""

    code = "link_not_valid"
    template = N_("This link is no longer valid. Ask your parents for a new one.")


class TooManyWishes(MngrError):
    """A child has asked often enough for one day. Fields: limit."""

    code = "too_many_wishes"
    template = N_("More time can be asked for {limit} times a day, and that was the last time for today.")


class NothingToAskFor(MngrError):
    """The child has no login on any computer, or not on that one any more. No fields."""

    code = "nothing_to_ask_for"
    template = N_("There is no computer here to ask for. Your parents can change that.")


class WishAnswered(MngrError):
    """Somebody was quicker. Fields: who, answer (what was answered)."""

    code = "wish_answered"
    template = N_("{who} has answered already: {answer}.")


class WishOver(MngrError):
    """It was taken back, another one has taken its place, or its day is over. No fields."""

    code = "wish_over"
    template = N_("This request is no longer open.")
