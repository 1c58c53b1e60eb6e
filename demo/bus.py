"""The played daemon on D-Bus: its methods, what they take and what they answer.

busctl and timekpra both end here, as they do on a real computer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from demo.daemon import PlayedTimekpr, Refused
from demo.setters import RULES, SETTINGS, activities

USERS: Final = "com.timekpr.server.user.admin"
ADMIN: Final = "com.timekpr.server.admin"

SIGNATURES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (USERS, "getUserList"): (),
    (USERS, "getUserInformation"): ("s", "s"),
    **{(USERS, name): ("s", *setter.kinds) for name, setter in RULES.items()},
    (USERS, "setPlayTimeActivities"): ("s", "aas"),
    (USERS, "setTimeLeft"): ("s", "s", "i"),
    (USERS, "setPlayTimeLeft"): ("s", "s", "i"),
    **{(ADMIN, name): setter.kinds for name, setter in SETTINGS.items()},
}
"""The types of each method's arguments, by interface and name."""


class Reply(NamedTuple):
    """An answer with its type: 0 or -1, a text, and what was asked for."""

    kind: str
    data: list[Any]


DONE: Final = Reply("is", [0, ""])
"""What a setter answers when all went well."""


class Bus:
    """The daemon as those see it who may talk to it."""

    def __init__(self, timekpr: PlayedTimekpr) -> None:
        self._timekpr = timekpr

    def call(self, method: str, arguments: list[Any], now: datetime) -> Reply:
        """Call one of :data:`SIGNATURES` with arguments of these types."""
        if method == "getUserList":
            return Reply("isaas", [0, "", [list(person) for person in self._timekpr.people()]])
        if method == "getUserInformation":
            user, level = arguments
            return self._information(user, level, now)
        try:
            self._set(method, arguments, now)
        except Refused as refused:
            return Reply("is", [-1, str(refused)])
        return DONE

    def _information(self, user: str, level: str, now: datetime) -> Reply:
        try:
            return Reply("isa{sv}", [0, "", self._timekpr.information(user, level, now)])
        except Refused as refused:
            return Reply("isa{sv}", [-1, str(refused), {}])

    def _set(self, method: str, arguments: list[Any], now: datetime) -> None:
        if method in SETTINGS:
            self._timekpr.set_settings(SETTINGS[method].texts(*arguments), now)
            return
        user, *values = arguments
        try:
            if method in {"setTimeLeft", "setPlayTimeLeft"}:
                operation, seconds = values
                playtime = method == "setPlayTimeLeft"
                self._timekpr.set_time_left(user, operation, seconds, now, playtime=playtime)
            elif method == "setPlayTimeActivities":
                self._timekpr.set_activities(user, activities(*values), now)
            else:
                self._timekpr.set_rules(user, RULES[method].texts(*values), now)
        except ValueError as wrong:
            raise Refused(f'User\'s "{user}" {wrong}') from wrong
