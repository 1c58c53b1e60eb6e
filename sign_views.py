"""From the signs of tampering that were written down to what a page shows of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from i18n import Message
from problems import Problem, Severity
from servers import Child
from signs import Sign

SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class SignView:
    """A sign of tampering as it was noticed. Moments are UTC."""

    number: int
    """Among the signs of the computer; they count up."""
    code: str
    severity: Severity
    user: str
    """Empty: it is about the computer."""
    child: str
    at: datetime
    last: datetime
    """When it was noticed last; ``at`` unless it came more than once."""
    times: int
    message: Message
    is_open: bool
    """It needs a look still."""
    seen_by: str


def sign_problems(signs: Iterable[Sign], server: str, now: datetime, without: Collection[str]) -> list[Problem]:
    """What needs a look still of what happened at a moment that is over; a cause that is there is a Problem of itself.

    ``without`` has the codes of those that nobody wants to hear of.
    """
    return [
        Problem(one.code.value, one.severity, one.message, server, one.user, one.number)
        for one in signs
        if one.until is not None and one.is_open(now) and one.code.value not in without
    ]


def sign_views(signs: Iterable[Sign], children: Mapping[str, Child], now: datetime) -> tuple[SignView, ...]:
    """The last signs of a computer, the newest first."""
    newest = sorted(signs, key=lambda one: one.last, reverse=True)[:SHOWN]
    return tuple(_view(one, children.get(one.user), now) for one in newest)


def _view(sign: Sign, child: Child | None, now: datetime) -> SignView:
    return SignView(
        number=sign.number,
        code=sign.code.value,
        severity=sign.severity,
        user=sign.user,
        child=child.name if child else "",
        at=sign.at,
        last=sign.last,
        times=sign.times,
        message=sign.message,
        is_open=sign.is_open(now),
        seen_by=sign.seen_by,
    )
