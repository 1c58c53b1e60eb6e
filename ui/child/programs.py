"""The list of programs that count as play, changed in rules: a program is what was looked at, not its place.

While somebody looks at the list it can be changed elsewhere, and then another program stands in that place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from timekpr_rules import Activity, UserConfig


def place_of(rules: UserConfig, activity: Activity, near: int) -> int | None:
    """Where a program is by now, None if it is gone; of several that are the same, the one at ``near``."""
    activities = rules.playtime.activities
    if near < len(activities) and activities[near] == activity:
        return near
    return activities.index(activity) if activity in activities else None


def added(rules: UserConfig, wanted: Activity) -> UserConfig:
    """With one more at the end."""
    return _having(rules, (*rules.playtime.activities, wanted))


def replaced(rules: UserConfig, activity: Activity, near: int, wanted: Activity) -> UserConfig:
    """With another in a program's place; as before if it is gone."""
    return _with_stretch(rules, place_of(rules, activity, near), [wanted])


def removed(rules: UserConfig, activity: Activity, near: int) -> UserConfig:
    """Without a program."""
    return _with_stretch(rules, place_of(rules, activity, near), [])


def moved(rules: UserConfig, activity: Activity, near: int, by: int) -> UserConfig:
    """With a program so many places further down; as before where that is beyond an end."""
    place, activities = place_of(rules, activity, near), list(rules.playtime.activities)
    if place is None or not 0 <= place + by < len(activities):
        return rules
    activities.insert(place + by, activities.pop(place))
    return _having(rules, activities)


def _with_stretch(rules: UserConfig, place: int | None, instead: Sequence[Activity]) -> UserConfig:
    if place is None:
        return rules
    activities = rules.playtime.activities
    return _having(rules, (*activities[:place], *instead, *activities[place + 1 :]))


def _having(rules: UserConfig, activities: Sequence[Activity]) -> UserConfig:
    return replace(rules, playtime=replace(rules.playtime, activities=tuple(activities)))
