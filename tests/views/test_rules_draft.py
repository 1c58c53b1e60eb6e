"""The draft of rules: what it does not touch is never changed, whoever else changes what meanwhile."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from errors import InvalidValue
from headlines import Style
from rules_draft import (
    PARTS,
    Clashing,
    RulesDraft,
    copied,
    followed,
    still_clashing,
    sums,
    taking_theirs,
    their_words,
)
from tests.rules import made
from timekpr_rules import Activity, DayRule, Interval, UserConfig, Version, key_texts, with_user_values

STYLE = Style("en", "24h")
DAY = DayRule(allowed=True, limit_seconds=7200, intervals=(Interval(540, 1200),))
RULES = UserConfig(week=(DAY,) * 7)
LIMITS = "LIMITS_PER_WEEKDAYS"


def with_limits(rules: UserConfig, **hours: float) -> UserConfig:
    """With other limits, in hours, on days named d1 to d7."""
    week = list(rules.week)
    for name, limit in hours.items():
        place = int(name[1:]) - 1
        week[place] = replace(week[place], allowed=True, limit_seconds=int(limit * 3600))
    return replace(rules, week=tuple(week))


def said(words: object) -> list[str]:
    return [one.text() for one in words]


def nearby(rng: Random, rules: UserConfig) -> UserConfig:
    """Rules of which some keys have the value of others."""
    other = key_texts(made.user_config(rng))
    texts = {key: text for key, text in other.items() if rng.random() < 0.3 and "WEEKDAYS" not in key}
    if rng.random() < 0.7:
        limits = key_texts(rules)[LIMITS].split(";")
        limits[rng.randrange(7)] = str(rng.choice([1800, 3600, 5400]))
        texts[LIMITS] = ";".join(limits)
    return with_user_values(rules, texts)


def three(rng: Random) -> tuple[UserConfig, UserConfig, UserConfig]:
    """What was looked at, what is wanted, and what is there by now."""
    base = made.user_config(rng)
    return base, nearby(rng, base), nearby(rng, base)


threes = made.seeded(three)


def by_item(rules: UserConfig) -> dict[tuple[str, int], str]:
    """The texts of all keys; of a list of limits each day by itself."""
    found = {}
    for key, text in key_texts(rules).items():
        parts = text.split(";") if key in {LIMITS, "PLAYTIME_LIMITS_PER_WEEKDAYS"} else [text]
        found |= {(key, place): part for place, part in enumerate(parts)}
    return found


@settings(max_examples=300, deadline=None)
@given(rules=threes)
def test_what_a_draft_does_not_touch_follows_and_what_it_touches_stays(
    rules: tuple[UserConfig, UserConfig, UserConfig],
) -> None:
    base, wanted, found = rules
    after = followed(RulesDraft(base, wanted), found, STYLE).draft
    was, mine, there, now = map(by_item, (base, wanted, found, after.rules))

    assert after.base == found
    for item, text in now.items():
        if mine[item] == was[item]:
            assert text == there[item]
        elif not item[0].startswith("ALLOWED_HOURS") or text != there[item]:  # two words for a closed day
            assert text == mine[item]


@settings(max_examples=300, deadline=None)
@given(rules=threes)
def test_taking_theirs_leaves_exactly_what_only_we_have_changed(
    rules: tuple[UserConfig, UserConfig, UserConfig],
) -> None:
    base, wanted, found = rules
    result = followed(RulesDraft(base, wanted), found, STYLE)
    after = by_item(taking_theirs(result.draft, result.clashes).rules)
    was, mine, there = map(by_item, (base, wanted, found))

    for item, text in after.items():
        if there[item] == was[item] or mine[item] == was[item]:
            assert text in {mine[item], there[item]}
        elif mine[item] != there[item]:
            assert text == there[item]


@settings(max_examples=200, deadline=None)
@given(rules=threes)
def test_the_same_change_of_another_computer_sets_nothing_else_there(
    rules: tuple[UserConfig, UserConfig, UserConfig],
) -> None:
    base, wanted, elsewhere = rules
    draft = RulesDraft(base, wanted).onto(elsewhere, None)
    was, mine, there, after = map(by_item, (base, wanted, elsewhere, draft.rules))

    assert draft.base == elsewhere
    assert [item for item, text in after.items() if text != there[item] and mine[item] == was[item]] == []


def test_a_draft_without_a_change_has_nothing_to_save() -> None:
    draft = RulesDraft(RULES, RULES)

    assert (draft.differs, draft.changes(), draft.words(STYLE)) == (False, {}, ())


def test_two_parents_who_change_two_days_do_not_meet() -> None:
    draft = RulesDraft(RULES, with_limits(RULES, d6=1))
    after = followed(draft, with_limits(RULES, d7=3), STYLE)

    assert after.clashes == ()
    assert said(after.news) == ["Sunday: 2 h → 3 h"]
    assert said(after.draft.words(STYLE)) == ["Saturday: 2 h → 1 h"]


def test_two_parents_who_change_one_day_are_told_and_nothing_is_lost() -> None:
    draft = RulesDraft(RULES, with_limits(RULES, d6=1.5, d1=4))
    after = followed(draft, with_limits(RULES, d6=1, d7=3), STYLE)

    assert after.clashes == (Clashing(LIMITS, (5,)),)
    assert said(after.theirs) == ["Saturday: 2 h → 1 h"]
    assert said(after.news) == ["Sunday: 2 h → 3 h"]
    assert said(after.draft.words(STYLE)) == ["Monday: 2 h → 4 h", "Saturday: 1 h → 1 h 30"]
    assert said(taking_theirs(after.draft, after.clashes).words(STYLE)) == ["Monday: 2 h → 4 h"]


def test_what_both_wish_alike_is_not_among_what_they_disagree_about() -> None:
    after = followed(RulesDraft(RULES, with_limits(RULES, d6=1, d7=1)), with_limits(RULES, d6=1, d7=3), STYLE)

    assert after.clashes == (Clashing(LIMITS, (6,)),)
    assert said(after.theirs) == ["Sunday: 2 h → 3 h"]


def test_the_same_wish_of_two_parents_is_no_conflict() -> None:
    wanted = with_limits(RULES, d6=1)
    after = followed(RulesDraft(RULES, wanted), wanted, STYLE)

    assert (after.clashes, after.draft.differs) == ((), False)


def test_a_clash_is_left_only_where_both_still_want_what_the_other_does_not() -> None:
    clashes = (Clashing(LIMITS, (0,)), Clashing(LIMITS, (5, 6)), Clashing("LOCKOUT_TYPE"), Clashing("LIMIT_PER_WEEK"))
    wanted = replace(with_limits(RULES, d1=1, d6=1, d7=1), lockout="lock", week_limit=3600)
    there = replace(with_limits(RULES, d1=3, d6=1), lockout="suspend")
    draft = RulesDraft(there, wanted)

    assert still_clashing(draft, clashes, RULES) == (Clashing(LIMITS, (0,)), Clashing("LOCKOUT_TYPE"))
    assert said(their_words(still_clashing(draft, clashes, RULES), RULES, there, STYLE)) == [
        "Monday: 2 h → 3 h",
        "At the end of time: the sessions are ended → the computer goes to sleep",
    ]


def test_a_draft_that_cannot_follow_a_value_that_nobody_may_set_is_as_it_was() -> None:
    draft = RulesDraft(RULES, with_limits(RULES, d6=1))
    odd = with_limits(RULES, d2=30)
    after = followed(draft, odd, STYLE)

    assert (after.draft, after.clashes, after.news) == (draft, (), ())
    assert "“108000” is not allowed" in after.stuck.text()
    assert said(followed(after.draft, with_limits(RULES, d2=3), STYLE).draft.words(STYLE)) == ["Saturday: 2 h → 1 h"]


def test_another_timekpr_that_does_not_know_a_value_refuses_it() -> None:
    draft = RulesDraft(RULES, replace(RULES, lockout="kill"), Version(0, 5, 8))

    with pytest.raises(InvalidValue):
        draft.onto(RULES, Version(0, 5, 4))


def test_only_the_parts_that_are_ticked_are_copied() -> None:
    play = replace(RULES.playtime, enabled=True, activities=(Activity("steam", "Steam"),))
    source = replace(with_limits(RULES, d1=1), lockout="lock", playtime=play)

    assert said(copied(source, RULES, ["limits"], None).words(STYLE)) == ["Monday: 2 h → 1 h"]
    assert set(copied(source, RULES, ["behaviour", "playtime"], None).changes()) == {
        "LOCKOUT_TYPE", "PLAYTIME_ENABLED", "PLAYTIME_ACTIVITIES",
    }  # fmt: skip
    assert copied(source, RULES, PARTS, None).rules == source


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (RULES, ["The days add up to 14 h."]),
        (replace(RULES, week_limit=36_000), ["The days add up to 14 h, the week allows 10 h."]),
        (
            replace(RULES, month_limit=72_000),
            ["The days add up to 14 h.", "A month of such weeks has up to 62 h, the month allows 20 h."],
        ),
        (with_limits(RULES, d6=24), []),
    ],
)
def test_the_limits_are_added_up(rules: UserConfig, expected: list[str]) -> None:
    assert said(sums(rules, STYLE)) == expected
