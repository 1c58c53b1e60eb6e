"""What may keep an edit from doing what it is for, said before it is accepted, with what would help."""

from __future__ import annotations

from dataclasses import dataclass, field

from i18n import Message


@dataclass(frozen=True, slots=True)
class Offer:
    """A change of the rules that would help: either of today alone or a lasting one.

    Its values are ``{KEY: text}`` as wanted.with_user_values takes them.
    """

    code: str
    message: Message
    today: dict[str, str] = field(default_factory=dict)
    """What to set for today only."""
    lasting: dict[str, str] = field(default_factory=dict)
    """What to set for good."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason why an edit does not do all that is asked, or not at once.

    Where several doubts have offers, each is about what would still be in the way after the one before it was taken.
    """

    code: str
    message: Message
    offers: tuple[Offer, ...] = ()
