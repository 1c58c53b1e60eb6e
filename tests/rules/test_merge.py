"""Three versions of the rules made one: key by key, and lists of limits day by day."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given, settings

from tests.rules import made
from timekpr_rules import Change, Clash, File, Merged, differing, key_texts, merge
from timekpr_rules.refusals import UnknownKey

LIMITS = "LIMITS_PER_WEEKDAYS"
WEEK = "3600;3600;3600;3600;3600;7200;7200"

Texts = dict[str, str]


def week(**days: int) -> str:
    """WEEK with other limits on days named d1 to d7."""
    limits = WEEK.split(";")
    for name, limit in days.items():
        limits[int(name[1:]) - 1] = str(limit)
    return ";".join(limits)


def merged(seen: str | None, wanted: str, found: str, key: str = LIMITS, **more: object) -> Merged:
    return merge(File.USER, [Change(key, seen, wanted)], {key: found}, **more)


def edited(rng: Random, texts: Texts) -> Texts:
    """Rules of which some keys have the value of other rules."""
    other = key_texts(made.user_config(rng))
    return texts | {key: other[key] for key in other if rng.random() < 0.3}


def three(rng: Random) -> tuple[Texts, Texts, Texts]:
    """What a parent saw, what they want, and what is there now."""
    seen = key_texts(made.user_config(rng))
    return seen, edited(rng, seen), edited(rng, seen)


def changes(seen: Mapping[str, str], wanted: Mapping[str, str]) -> list[Change]:
    return [Change(key, seen[key], text) for key, text in wanted.items() if text != seen[key]]


def applied(found: Texts, result: Merged) -> Texts:
    return found | result.texts


threes = made.seeded(three)


@settings(max_examples=200, deadline=None)
@given(texts=threes)
def test_without_a_change_on_the_computer_the_result_is_what_is_wanted(texts: tuple[Texts, Texts, Texts]) -> None:
    seen, wanted, _ = texts
    result = merge(File.USER, changes(seen, wanted), seen)

    assert applied(seen, result) == wanted
    assert result.clashes == ()


@settings(max_examples=200, deadline=None)
@given(texts=threes)
def test_without_a_change_of_ours_the_result_is_what_is_there(texts: tuple[Texts, Texts, Texts]) -> None:
    seen, _, found = texts

    assert merge(File.USER, [Change(key, text, text) for key, text in seen.items()], found) == Merged({}, ())
    assert merge(File.USER, [], found) == Merged({}, ())


@settings(max_examples=200, deadline=None)
@given(texts=threes)
def test_each_key_is_ours_theirs_both_or_a_clash(texts: tuple[Texts, Texts, Texts]) -> None:
    seen, wanted, found = texts
    result = merge(File.USER, changes(seen, wanted), found)
    after, clashing = applied(found, result), {clash.key for clash in result.clashes}
    for key, was in seen.items():
        ours, theirs = wanted[key], found[key]
        if key in clashing:
            assert len({was, ours, theirs}) == 3
            assert key not in result.texts
            assert Clash(key, was, ours, theirs) in result.clashes
        elif ours == was:
            assert after[key] == theirs
        elif theirs in {was, ours}:
            assert after[key] == ours
        else:  # both changed it, and differently: only lists of limits can be put together
            assert key.endswith(LIMITS)
            for a_was, an_ours, a_theirs, an_after in zip(
                *(text.split(";") for text in (was, ours, theirs, after[key])), strict=True
            ):
                assert an_after == (a_theirs if an_ours == a_was else an_ours)
                assert an_ours in {a_was, a_theirs} or a_theirs == a_was
    assert set(result.texts) <= {key for key in seen if wanted[key] != seen[key]}


@settings(max_examples=200, deadline=None)
@given(texts=threes)
def test_changes_of_different_keys_never_clash(texts: tuple[Texts, Texts, Texts]) -> None:
    seen, wanted, other = texts
    found = {key: text if wanted[key] == seen[key] else seen[key] for key, text in other.items()}
    result = merge(File.USER, changes(seen, wanted), found)

    assert result.clashes == ()
    assert applied(found, result) == {key: wanted[key] if wanted[key] != seen[key] else found[key] for key in seen}


@settings(max_examples=200, deadline=None)
@given(texts=threes)
def test_merging_again_after_it_was_applied_gives_nothing_more(texts: tuple[Texts, Texts, Texts]) -> None:
    seen, wanted, found = texts
    result = merge(File.USER, changes(seen, wanted), found)
    again = merge(File.USER, changes(seen, wanted), applied(found, result))

    assert again.texts == {}
    assert {clash.key for clash in again.clashes} >= {clash.key for clash in result.clashes}
    assert {clash.key for clash in again.clashes} <= {clash.key for clash in result.clashes} | {
        LIMITS,
        f"PLAYTIME_{LIMITS}",
    }


@settings(max_examples=200, deadline=None)
@given(texts=threes)
def test_what_is_there_by_an_attempt_of_ours_is_never_a_clash(texts: tuple[Texts, Texts, Texts]) -> None:
    seen, wanted, half = texts
    between = {key: {text, "other"} for key, text in half.items()}
    result = merge(File.USER, changes(seen, wanted), half, between)

    assert result.clashes == ()
    assert all(applied(half, result)[change.key] == change.wanted for change in changes(seen, wanted))


@settings(max_examples=100, deadline=None)
@given(texts=threes)
def test_where_the_parent_saw_nothing_what_is_wanted_holds(texts: tuple[Texts, Texts, Texts]) -> None:
    _, wanted, found = texts
    result = merge(File.USER, [Change(key, None, text) for key, text in wanted.items()], found)

    assert (applied(found, result), result.clashes) == (wanted, ())


def test_two_parents_can_change_two_days() -> None:
    assert merged(WEEK, week(d6=60), week(d7=120)) == Merged({LIMITS: week(d6=60, d7=120)}, ())


def test_two_parents_can_change_the_same_day_alike() -> None:
    assert merged(WEEK, week(d6=60, d1=5), week(d6=60)) == Merged({LIMITS: week(d6=60, d1=5)}, ())


def test_the_same_day_changed_in_two_ways_is_a_clash() -> None:
    found = week(d6=120, d7=5)
    assert merged(WEEK, week(d6=60, d1=5), found) == Merged({}, (Clash(LIMITS, WEEK, week(d6=60, d1=5), found),))


def test_what_the_other_parent_did_already_is_nothing_to_do() -> None:
    assert merged(WEEK, week(d6=60), week(d6=60)) == Merged({}, ())
    assert merged(WEEK, week(d6=60), week(d6=60, d7=5)) == Merged({}, ())


def test_other_lists_are_not_put_together() -> None:
    assert merged("7;8", "7;8;9", "6;7;8", key="ALLOWED_HOURS_1").clashes
    assert merged("1;2", "1;2;3", "1", key="ALLOWED_WEEKDAYS").clashes
    assert merged("1;2;3;4;5;6;7", "1", "2", key="WAKEUP_HOUR_INTERVAL").clashes


@pytest.mark.parametrize("odd", ["", "1;2", f"{WEEK};1", "x"])
def test_a_list_that_is_not_seven_limits_is_one_value(odd: str) -> None:
    assert merged(WEEK, week(d6=60), odd).clashes
    assert merged(odd, week(d6=60), week(d7=60)).clashes


def test_a_key_that_the_file_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownKey):
        merged("1", "2", "3", key="NOTHING")
    with pytest.raises(KeyError):
        merge(File.USER, [Change(LIMITS, None, WEEK)], {})


def test_a_day_without_hours_may_stand_there_as_its_first_minute():
    none, minute = {"ALLOWED_HOURS_6": ""}, {"ALLOWED_HOURS_6": "0[0-1]"}

    assert differing(none, minute) == {}
    assert merge(File.USER, [Change("ALLOWED_HOURS_6", "", "9")], minute).clashes == ()
    assert merge(File.USER, [Change("ALLOWED_HOURS_6", "9", "")], minute).texts == {}


def test_a_day_that_was_locked_and_has_no_hours_now_was_closed_by_somebody():
    none, minute = {"ALLOWED_HOURS_6": ""}, {"ALLOWED_HOURS_6": "0[0-1]"}

    assert differing(minute, none) == none
    assert len(merge(File.USER, [Change("ALLOWED_HOURS_6", "0[0-1]", "9")], none).clashes) == 1
