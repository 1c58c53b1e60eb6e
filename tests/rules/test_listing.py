"""The lists of days as they are written, and what they mean for the moment between two changes of them."""

from random import Random

import pytest
from hypothesis import given, settings

from tests.rules import made
from tests.rules.asking import left_out, rewritten
from timekpr_rules import (
    MAX_BYTES,
    UnreadableFile,
    UserConfig,
    halfway,
    lists_all_days,
    new_user_config,
    read_user_config,
)

LIMITS, PLAYTIME_LIMITS = "LIMITS_PER_WEEKDAYS", "PLAYTIME_LIMITS_PER_WEEKDAYS"
NEW = new_user_config("anna")


def listed(days: str, limits: str) -> bytes:
    return rewritten(NEW, {"ALLOWED_WEEKDAYS": days, LIMITS: limits})


@pytest.mark.parametrize(
    ("days", "limits", "all_of_them"),
    [
        ("1;2;3;4;5;6;7", "1;2;3;4;5;6;7", True),
        ("1;2;3;4;5;6;7", "0;0;0;0;0;0;0", True),
        ("1;2;3;4;5;6;7;", ";1;2;3;4;5;6;7", True),
        ("1;2;3;4;5;6;7", "1;2;3;4;5;6", False),
        ("1;2;3;4;5;6;7", "1;2;3;4;5;6;7;8", False),
        ("1;2;3;4;5;6", "1;2;3;4;5;6", False),
        ("7;6;5;4;3;2;1", "1;2;3;4;5;6;7", False),
        ("", "", False),
    ],
)
def test_all_days_are_listed_if_they_stand_there_in_order_with_a_limit_each(
    days: str, limits: str, all_of_them: bool
) -> None:
    assert lists_all_days(listed(days, limits), "anna") is all_of_them


def test_a_file_without_lists_has_the_defaults_of_timekpr() -> None:
    without = b"\n".join(line for line in NEW.split(b"\n") if b"_WEEKDAYS" not in line)

    assert lists_all_days(without, "anna")
    assert lists_all_days(b"[anna]\n", "anna")


def test_a_file_that_is_damaged_lists_nothing() -> None:
    assert not lists_all_days(b"\xff", "anna")
    assert not lists_all_days(NEW + b"[anna]\n", "anna")
    with pytest.raises(UnreadableFile):
        lists_all_days(b"#" * (MAX_BYTES + 1), "anna")


@settings(max_examples=100, deadline=None)
@given(config=made.seeded(made.user_config))
def test_what_this_program_writes_lists_all_days(config: UserConfig) -> None:
    assert lists_all_days(new_user_config("anna", config), "anna")


def a_mutated_file(rng: Random) -> bytes:
    return made.mutated(rng, left_out(rng, made.user_config(rng)))


@settings(max_examples=300, deadline=None)
@given(data=made.seeded(a_mutated_file), wanted=made.seeded(made.user_config))
def test_no_file_makes_it_fall_over(data: bytes, wanted: UserConfig) -> None:
    lists_all_days(data, "anna")
    for texts in halfway(data, "anna", wanted).values():
        for text in texts:
            assert len([int(limit) for limit in text.split(";")]) == 7


def test_halfway_the_new_days_have_the_old_limits_by_their_places() -> None:
    data = listed("6;7", "3600;7200")
    wanted = read_user_config(listed("1;6;7", "60;60;60"), "anna").model

    assert halfway(data, "anna", wanted)[LIMITS] == {"3600;7200;0;0;0;0;0", "3600;0;0;0;0;7200;0"}


def test_halfway_playtime_has_all_days_at_once() -> None:
    data = rewritten(NEW, {"PLAYTIME_ALLOWED_WEEKDAYS": "6;7", PLAYTIME_LIMITS: "600;900"})

    assert "600;900;0;0;0;0;0" in halfway(data, "anna", UserConfig())[PLAYTIME_LIMITS]


def test_of_a_file_that_cannot_be_read_nothing_is_halfway() -> None:
    assert halfway(listed("6;7", "x"), "anna", UserConfig())[LIMITS] == set()
