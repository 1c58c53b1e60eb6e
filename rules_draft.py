"""A draft of a user's rules: what was looked at, what is wanted instead, and what becomes of it while others go on.

Pure. Untouched is untouched: whatever a draft does not change follows the computer, and no key of another computer is
set to what it is here only because both are shown together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from differences import config_differences
from errors import InvalidValue
from headlines import Style
from i18n import N_, Message
from timekpr_rules import (
    Change,
    Doubt,
    File,
    Kind,
    UserConfig,
    Version,
    changed_texts,
    doubts_about_config,
    find_key,
    key_texts,
    merge,
    with_user_values,
)
from timekpr_rules.week import SECONDS_PER_DAY

MONTH_OF_WEEKS: Final = 31 / 7
"""Weeks in the longest month."""
PARTS: Final = {
    "hours": tuple(f"ALLOWED_HOURS_{day}" for day in range(1, 8)),
    "limits": ("LIMITS_PER_WEEKDAYS", "LIMIT_PER_WEEK", "LIMIT_PER_MONTH"),
    "behaviour": ("TRACK_INACTIVE", "HIDE_TRAY_ICON", "LOCKOUT_TYPE", "WAKEUP_HOUR_INTERVAL"),
    "playtime": (
        "PLAYTIME_ENABLED", "PLAYTIME_LIMIT_OVERRIDE_ENABLED", "PLAYTIME_UNACCOUNTED_INTERVALS_ENABLED",
        "PLAYTIME_LIMITS_PER_WEEKDAYS", "PLAYTIME_ACTIVITIES",
    ),
}  # fmt: skip
"""What can be copied by itself, and its keys."""


class Clashing(NamedTuple):
    """A key that was changed in the draft and by somebody else. ``days`` are places in a list of limits, from 0."""

    key: str
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesDraft:
    """The rules as they were when they were looked at, and as they are wanted. ``version`` is that of the Timekpr."""

    base: UserConfig
    rules: UserConfig
    version: Version | None = None

    @property
    def differs(self) -> bool:
        """Whether there is anything to save."""
        return self.base != self.rules

    def changes(self) -> dict[str, str]:
        """The texts of the keys that are changed. Raises InvalidValue if one of them is not allowed."""
        return changed_texts(self.base, self.rules, self.version)

    def seen(self) -> dict[str, str]:
        """What these keys said when they were looked at."""
        texts = key_texts(self.base)
        return {key: texts[key] for key in self.changes()}

    def words(self, style: Style) -> tuple[Message, ...]:
        """What it changes."""
        return config_differences(self.base, self.rules, style)

    def doubts(self) -> tuple[Doubt, ...]:
        """What of it makes no sense."""
        return doubts_about_config(self.base, self.rules, version=self.version)

    def onto(self, there: UserConfig, version: Version | None) -> RulesDraft:
        """The same change of other rules: of a list of limits, only the days that are meant.

        Raises InvalidValue if that Timekpr does not know a value.
        """
        texts = merge(File.USER, self._parts(), key_texts(there), insist=True).texts
        return RulesDraft(there, with_user_values(there, texts, version), version)

    def _parts(self) -> list[Change]:
        before = key_texts(self.base)
        return [Change(key, before[key], text) for key, text in self.changes().items()]


@dataclass(frozen=True, slots=True)
class Followed:
    """A draft after somebody else has changed the rules. Where both changed the same, ours stands in it for now."""

    draft: RulesDraft
    clashes: tuple[Clashing, ...] = ()
    theirs: tuple[Message, ...] = ()
    """What they did to what the draft changes too."""
    news: tuple[Message, ...] = ()
    """What else they did; the draft has it by now."""
    stuck: Message | None = None
    """Why the draft could not follow, so that it is as it was: there is a value by now that nobody may set."""


def followed(draft: RulesDraft, found: UserConfig, style: Style) -> Followed:
    """The draft on what the rules are by now."""
    if found == draft.base:
        return Followed(draft)
    there = key_texts(found)
    clashes = tuple(_clashing(clash.key, draft, there[clash.key]) for clash in _merged_clashes(draft, there))
    try:
        after = draft.onto(found, draft.version)
    except InvalidValue as error:
        return Followed(draft, stuck=error.message)
    contested = _contested(clashes, draft.base, found)
    return Followed(
        after,
        clashes,
        config_differences(draft.base, contested, style),
        config_differences(contested, found, style),
    )


def still_clashing(draft: RulesDraft, clashes: Iterable[Clashing], before: UserConfig) -> tuple[Clashing, ...]:
    """What of these clashes is left: the draft wants another value than is there, and they have changed it.

    ``before`` is what the rules were before either changed them; the draft follows what they are by now.
    """
    versions = [key_texts(one) for one in (draft.base, draft.rules, before)]
    days: dict[str, set[int]] = {}
    for key, places in clashes:
        base, rules, was = ([texts[key]] if not places else texts[key].split(";") for texts in versions)
        left = {n for n in places or (0,) if base[n] not in {rules[n], was[n]}}
        if left:
            days.setdefault(key, set()).update(left if places else ())
    return tuple(Clashing(key, tuple(sorted(left))) for key, left in days.items())


def their_words(
    clashes: Iterable[Clashing], before: UserConfig, found: UserConfig, style: Style
) -> tuple[Message, ...]:
    """What they did to what clashes."""
    return config_differences(before, _contested(clashes, before, found), style)


def taking_theirs(draft: RulesDraft, clashes: Iterable[Clashing]) -> RulesDraft:
    """Give up what clashes with what is there by now, and nothing else."""
    ours, there = key_texts(draft.rules), key_texts(draft.base)
    return replace(draft, rules=with_user_values(draft.rules, _texts(clashes, ours, there), draft.version))


def copied(source: UserConfig, target: UserConfig, parts: Iterable[str], version: Version | None) -> RulesDraft:
    """Another user's rules with parts of these in them; ``parts`` are names of :data:`PARTS`.

    Raises InvalidValue if that Timekpr does not know a value.
    """
    texts = key_texts(source)
    wanted = {key: texts[key] for part in parts for key in PARTS[part]}
    return RulesDraft(target, with_user_values(target, wanted, version), version)


def sums(rules: UserConfig, style: Style) -> tuple[Message, ...]:
    """What the limits come to together, where a longer span has less."""
    limits = [rule.limit_seconds for rule in rules.week]
    together = sum(limits)
    if any(limit >= SECONDS_PER_DAY for limit in limits):
        return ()
    found = [Message(N_("The days add up to {sum}."), {"sum": style.duration(together)})]
    week = min(together, rules.week_limit)
    if rules.week_limit < together:
        template = N_("The days add up to {sum}, the week allows {week}.")
        fields = {"sum": style.duration(together), "week": style.duration(rules.week_limit)}
        found = [Message(template, fields)]
    month = int(week * MONTH_OF_WEEKS)
    if rules.month_limit < month:
        template = N_("A month of such weeks has up to {sum}, the month allows {month}.")
        fields = {"sum": style.duration(month // 3600 * 3600), "month": style.duration(rules.month_limit)}
        found.append(Message(template, fields))
    return tuple(found)


def _contested(clashes: Iterable[Clashing], before: UserConfig, found: UserConfig) -> UserConfig:
    """What the rules were, with the values of theirs that clash."""
    try:
        return with_user_values(before, _texts(clashes, key_texts(before), key_texts(found)))
    except InvalidValue:  # it has a value by now that nobody may set: then it is said with all the rest
        return before


def _merged_clashes(draft: RulesDraft, there: dict[str, str]) -> Iterable[Change]:
    before = key_texts(draft.base)
    parts = [Change(key, before[key], text) for key, text in draft.changes().items()]
    keys = {clash.key for clash in merge(File.USER, parts, there).clashes}
    return [part for part in parts if part.key in keys]


def _clashing(key: str, draft: RulesDraft, found: str) -> Clashing:
    """The key, and of a list the days that both have changed to something else."""
    if find_key(File.USER, key).kind is not Kind.DAY_LIMITS:
        return Clashing(key)
    lists = (key_texts(draft.base)[key].split(";"), draft.changes()[key].split(";"), found.split(";"))
    days = enumerate(zip(*lists, strict=True))
    return Clashing(key, tuple(n for n, (was, new, now) in days if new != was and now not in {was, new}))


def _texts(clashes: Iterable[Clashing], mine: dict[str, str], theirs: dict[str, str]) -> dict[str, str]:
    """The contested values as they have them, beside those of mine that nobody contests."""
    texts: dict[str, str] = {}
    for key, days in clashes:
        if not days:
            texts[key] = theirs[key]
            continue
        lists = zip(mine[key].split(";"), theirs[key].split(";"), strict=True)
        texts[key] = ";".join(their if n in days else my for n, (my, their) in enumerate(lists))
    return texts
