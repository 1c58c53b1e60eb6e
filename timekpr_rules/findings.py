"""What is odd about a file, said so that a parent knows what it means.

A cause ("it is there twice") and its consequence ("Timekpr runs without limits") are findings of their own, so that
each is one sentence and the consequence reads the same whatever caused it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from i18n import N_, FieldValue, Message
from problems import Severity

M = TypeVar("M")

MAX_FINDINGS: Final = 50
"""A file can hold thousands of odd lines; nobody reads more than these."""

_INFO, _WARNING, _DANGER = Severity.INFO, Severity.WARNING, Severity.DANGER

CODES: Final[dict[str, tuple[Severity, str]]] = {
    # consequences for the whole file
    "runs_without_limits": (
        _DANGER,
        N_("Damaged on the computer: Timekpr runs without limits for {user}, or by an older copy of the file."),
    ),
    "stops_timekpr": (_DANGER, N_("Timekpr stops working for everybody on this computer when it reads this file.")),
    "main_defaults": (
        _DANGER,
        N_("Damaged on the computer: Timekpr runs with its standard settings, or with an older copy of them."),
    ),
    "counters_lost": (
        _DANGER,
        N_("Damaged on the computer: Timekpr counts {user}'s time from zero again, or from an older copy."),
    ),
    # why the file cannot be used at all
    "empty": (_WARNING, N_("The file is empty.")),
    "not_utf8": (_WARNING, N_("The file is not UTF-8 text.")),
    "bom": (_WARNING, N_("The file begins with a byte order mark, which Timekpr does not read.")),
    "no_section": (_WARNING, N_("Line {line} stands before any section.")),
    "duplicate_section": (_WARNING, N_("Line {line}: the section [{key}] is there twice.")),
    "duplicate_key": (_WARNING, N_("Line {line}: {key} is there twice.")),
    "no_key_name": (_WARNING, N_("Line {line} has a value without a name.")),
    "broken_continuation": (_WARNING, N_("Line {line} continues {key}, which has no value.")),
    "section_missing": (_WARNING, N_("The section [{key}] is missing.")),
    # one key
    "key_missing": (_WARNING, N_("{key} is missing: Timekpr takes “{default}”.")),
    "limit_key_missing": (_DANGER, N_("{key} is missing: Timekpr takes “{default}”, so it does not limit here.")),
    "value_unreadable": (_WARNING, N_("{key}: “{value}” cannot be read: Timekpr takes “{default}”.")),
    "limit_unreadable": (_DANGER, N_("{key}: “{value}” cannot be read: Timekpr takes “{default}” and does not limit.")),
    "list_unreadable": (_WARNING, N_("{key}: “{value}” is not a list that Timekpr can read.")),
    "percent": (
        _DANGER,
        N_("{key} contains “%”, at which Timekpr fails now or at its next change. Write it anew without it."),
    ),
    "continued_value": (
        _DANGER,
        N_("Line {line}: {key} goes on over several lines. The next change on the computer will damage this file."),
    ),
    "not_changeable": (_WARNING, N_("Line {line}: the way {key} is written, Timekpr itself cannot change it.")),
    "unknown_key": (_INFO, N_("{key} means nothing to Timekpr, which may delete it at its next change.")),
    "unknown_section": (_WARNING, N_("The section [{key}] means nothing to Timekpr.")),
    "default_section": (_WARNING, N_("The section [DEFAULT] gives values to every other section.")),
    "out_of_range": (_WARNING, N_("{key}: {value} is outside {minimum} to {maximum}.")),
    "never_counts": (_DANGER, N_("{key}: with {value} seconds or more between two looks, Timekpr never counts time.")),
    # the rules of a user
    "user_hidden": (
        _WARNING,
        N_("The section [{key}] begins too far down: Timekpr's own window and list do not show this user."),
    ),
    "hour_ignored": (_WARNING, N_("{key}: “{value}” is not understood, so this hour is not allowed.")),
    "hour_twice": (_WARNING, N_("{key}: “{value}” replaces an earlier entry for the same hour.")),
    "day_unknown": (_WARNING, N_("{key}: “{value}” is not a day from 1 to 7.")),
    "day_twice": (_WARNING, N_("{key}: day {value} is there twice, so the limits behind it move to other days.")),
    "count_differs": (_WARNING, N_("{key} has {limits} values for {days} allowed days; a missing one counts as 0.")),
    "lockout_unknown": (
        _DANGER,
        N_("{key}: this Timekpr does not know “{value}”, so nothing happens at the end of time."),
    ),
    "wakeup_unusable": (_WARNING, N_("{key}: “{value}” is not two hours from 0 to 23.")),
    "wakeup_breaks_lockout": (
        _DANGER,
        N_("{key}: “{value}” is not two hours from 0 to 23. Timekpr fails when it should suspend the computer."),
    ),
    "activity_ignored": (_WARNING, N_("{key}: “{value}” is too short; Timekpr ignores this activity.")),
    "activity_unshowable": (_WARNING, N_("{key} contains a character that Timekpr cannot show to the user.")),
    "activity_doubles": (
        _DANGER,
        N_("Line {line}: the way {key} is written, the next change on the computer damages this file."),
    ),
    "marker_missing": (
        _WARNING,
        N_("The line ##PLAYTIME_ACTIVITIES## is missing: activities vanish at the next change on the computer."),
    ),
    "marker_misplaced": (
        _WARNING,
        N_("Line {line}: ##PLAYTIME_ACTIVITIES## stands where the next change on the computer loses the activities."),
    ),
    "marker_twice": (
        _DANGER,
        N_("Line {line}: ##PLAYTIME_ACTIVITIES## is there twice. The next change on the computer damages this file."),
    ),
    # counters
    "counter_cut": (_WARNING, N_("{key}: {value} is impossible; Timekpr takes {used}.")),
    "time_missing": (_WARNING, N_("{key} is missing; Timekpr takes this moment.")),
    "time_unreadable": (_WARNING, N_("{key}: “{value}” is no date and time; Timekpr takes this moment.")),
    "more": (_INFO, N_("There are more oddities than are shown here.")),
}
"""Every finding there is: how much it matters and what it says."""

DAMAGE: Final = frozenset({"runs_without_limits", "stops_timekpr", "main_defaults", "counters_lost"})
"""The findings that mean: what the file says is not what the computer does."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity: a ``code`` out of :data:`CODES`, the ``line`` (from 1; 0: the whole file) and the ``key``."""

    code: str
    severity: Severity
    line: int
    key: str
    message: Message


@dataclass(frozen=True, slots=True)
class Reading(Generic[M]):
    """What the real daemon makes of a file: the values it uses, with its repairs and defaults, and what is odd."""

    model: M
    findings: tuple[Finding, ...] = ()

    @property
    def damaged(self) -> bool:
        """Whether the daemon could not use the file, so that defaults or an older copy are in force."""
        return any(finding.code in DAMAGE for finding in self.findings)


class Findings:
    """Collects findings: every consequence once, :data:`MAX_FINDINGS` others and a remark that there were more."""

    __slots__ = ("_consequences", "_others")

    def __init__(self) -> None:
        self._consequences: dict[str, Finding] = {}
        self._others: list[Finding] = []

    def add(self, code: str, line: int = 0, key: str = "", **fields: FieldValue) -> None:
        """Note one; texts out of the file are cut, since a value may be as long as the file."""
        if code in DAMAGE:
            self._consequences.setdefault(code, _finding(code, line, key, fields))
        elif len(self._others) < MAX_FINDINGS:
            self._others.append(_finding(code, line, key, fields))
        elif len(self._others) == MAX_FINDINGS:
            self._others.append(_finding("more", 0, "", {}))

    def all(self) -> tuple[Finding, ...]:
        """What was noted: consequences first, then in the order found."""
        return (*self._consequences.values(), *self._others)


def _finding(code: str, line: int, key: str, fields: dict[str, FieldValue]) -> Finding:
    severity, template = CODES[code]
    shown = {name: _short(value) if isinstance(value, str) else value for name, value in fields.items()}
    key = _short(key)
    return Finding(code, severity, line, key, Message(template, {"line": line, "key": key, **shown}))


def _short(text: str, most: int = 80) -> str:
    """A text that fits into a sentence, in characters that can be shown."""
    cut = text if len(text) <= most else text[:most] + "…"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in cut)
