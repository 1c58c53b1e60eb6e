"""Whether a grant will work: each obstacle with its sentence and its offer."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.rules import made
from timekpr_rules import (
    CLOSED_DAY,
    DayRule,
    Doubt,
    Grant,
    Interval,
    MainConfig,
    Operation,
    PlayTime,
    TimeFile,
    UserConfig,
    doubts_about_grant,
    new_user_config,
)

MONDAY = datetime.fromisoformat("2026-11-16")
MAIN = MainConfig(playtime_enabled=True)
MORE = Grant(Operation.ADD, 1800)
LESS = Grant(Operation.TAKE, 900)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return MONDAY.replace(hour=hour, minute=minute, second=second)


def interval(start: float, end: float, unaccounted: bool = False) -> Interval:
    return Interval(int(start * 60), int(end * 60), unaccounted)


def monday(limit: int, *intervals: Interval, **more: object) -> UserConfig:
    rule = DayRule(allowed=True, limit_seconds=limit, intervals=intervals)
    return UserConfig(week=(rule, *[CLOSED_DAY] * 6), **more)


def doubts(
    config: UserConfig, now: datetime, grant: Grant = MORE, main: MainConfig = MAIN, **spent: int
) -> tuple[Doubt, ...]:
    return doubts_about_grant(config, main, TimeFile(last_checked=now, **spent), now, grant)


def said(found: tuple[Doubt, ...]) -> list[tuple[str, str]]:
    return [(doubt.code, str(doubt.message)) for doubt in found]


def offered(found: tuple[Doubt, ...]) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    return [(str(offer.message), offer.today, offer.lasting) for doubt in found for offer in doubt.offers]


SCHOOL = monday(3600, interval(15, 20))
CLOSED = monday(3600, interval(15, 18))


def test_nothing_is_said_of_a_grant_that_works() -> None:
    for grant in (MORE, LESS, Grant(Operation.SET, 1800), Grant(Operation.SET, 0)):
        assert doubts(SCHOOL, at(16), grant, balance=600, spent_day=600) == ()


def test_closed_hours_are_offered_to_be_opened() -> None:
    found = doubts(CLOSED, at(19, 40), balance=600)
    assert said(found) == [("hours_closed", "The hours are closed for today, so 30 min more would not help.")]
    assert offered(found) == [
        ("Open the hours until 20:30, today only", {"ALLOWED_HOURS_1": "15;16;17;19[40-60];20[0-30]"}, {})
    ]


def test_the_clock_of_twelve_hours_is_kept_to() -> None:
    found = doubts_about_grant(CLOSED, MAIN, TimeFile(), at(19, 40), MORE, time_format="12h")
    assert str(found[0].offers[0].message) == "Open the hours until 8:30 pm, today only"
    assert found[0].offers[0].message.text("de").count("8:30 PM") == 1


def test_hours_that_close_before_the_time_is_used_up() -> None:
    found = doubts(SCHOOL, at(19, 20))
    assert said(found) == [
        ("hours_closed", "The hours close at 20:00 and leave only 40 min, so 30 min more would not help.")
    ]
    assert offered(found) == [
        ("Open the hours until 20:30, today only", {"ALLOWED_HOURS_1": "15;16;17;18;19;20[0-30]"}, {})
    ]


def test_hours_that_come_later_are_opened_longer_at_their_end() -> None:
    found = doubts(monday(7200, interval(15, 16)), at(14))
    assert said(found) == [
        ("hours_closed", "The hours close at 16:00 and leave only 1 h, so 30 min more would not help."),
        ("opens_later", "It is closed now; 30 min more can be used when the hours open at 15:00."),
    ]
    assert offered(found) == [("Open the hours until 16:30, today only", {"ALLOWED_HOURS_1": "15;16[0-30]"}, {})]


def test_a_part_of_it_can_be_used() -> None:
    found = doubts(SCHOOL, at(19, 20), balance=1800)
    assert said(found) == [("partly", "Of 30 min only 10 min can be used before the hours close at 20:00.")]
    assert offered(found)[0][0] == "Open the hours until 20:30, today only"
    found = doubts(SCHOOL, at(19, 20), Grant(Operation.SET, 3600), balance=1800)
    assert said(found) == [("partly", "Of 1 h only 40 min can be used before the hours close at 20:00.")]


def test_before_the_hours_it_says_from_when_it_counts() -> None:
    assert said(doubts(SCHOOL, at(9))) == [
        ("opens_later", "It is closed now; 30 min more can be used when the hours open at 15:00.")
    ]
    assert doubts(SCHOOL, at(9), LESS) == ()


def test_midnight_cannot_be_moved() -> None:
    config = monday(3600, interval(20, 24))
    assert said(doubts(config, at(23, 30))) == [
        ("hours_closed", "There are only 30 min of allowed hours before midnight, so 30 min more would not help.")
    ]
    assert said(doubts(config, at(23, 30), balance=3000)) == [
        ("partly", "Of 30 min only 20 min can be used before midnight.")
    ]
    assert offered(doubts(config, at(23, 30))) == []
    found = doubts(CLOSED, at(23, 50))
    assert offered(found)[0][:2] == (
        "Open the hours until 24:00, today only",
        {"ALLOWED_HOURS_1": "15;16;17;23[50-60]"},
    )


def test_a_spent_week_and_month_are_offered_to_be_raised() -> None:
    config = replace(SCHOOL, week_limit=7200, month_limit=9000)
    found = doubts(config, at(15), spent_week=7230, spent_month=9000)
    assert said(found) == [
        ("month_spent", "The limit of the month is used up, so 30 min more would not help."),
        ("week_spent", "The limit of the week is used up, so 30 min more would not help."),
    ]
    assert offered(found) == [
        ("Raise the limit of the month to 3 h, for every month", {}, {"LIMIT_PER_MONTH": "10800"}),
        ("Raise the limit of the week to 2 h 31, for every week", {}, {"LIMIT_PER_WEEK": "9060"}),
    ]


def test_a_limit_is_not_raised_beyond_what_there_is() -> None:
    full = replace(SCHOOL, week_limit=made.WEEK, month_limit=made.MONTH)
    assert offered(doubts(full, at(15), spent_week=made.WEEK)) == []
    found = doubts(UserConfig(week_limit=3600), at(20), Grant(Operation.SET, 86_400))
    assert offered(found) == [
        ("Raise the limit of the week to 4 h, for every week", {}, {"LIMIT_PER_WEEK": str(4 * 3600)})
    ]


def test_what_is_left_of_the_week_is_said() -> None:
    config = replace(SCHOOL, week_limit=7200)
    assert said(doubts(config, at(15), spent_week=6000)) == [
        ("week_spent", "The limit of the week leaves only 20 min, so 30 min more would not help.")
    ]
    assert said(doubts(config, at(15), spent_week=6000, balance=3000)) == [
        ("partly", "Of 30 min the limit of the week allows only 10 min.")
    ]


def test_a_closed_day_is_offered_to_be_opened() -> None:
    config = replace(SCHOOL, week=(CLOSED_DAY, *[DayRule(True, 60, (interval(1, 2),))] * 6))
    found = doubts(config, at(17, 50))
    assert said(found) == [("day_not_allowed", "Today is not an allowed day, so 30 min more would not help.")]
    today = {"ALLOWED_HOURS_1": "17[50-60];18[0-30]"}
    assert offered(found) == [("Open today until 18:30", today, {})]


@pytest.mark.parametrize("limit", [-60, 90_000])
def test_a_limit_that_cannot_be_written_is_not_offered(limit: int) -> None:
    config = UserConfig(week=(CLOSED_DAY, *[DayRule(True, limit, (interval(1, 2),))] * 6))
    assert offered(doubts(config, at(18))) == [("Open today until 18:30", {"ALLOWED_HOURS_1": "18[0-30]"}, {})]


def test_a_day_without_a_limit_needs_no_grant() -> None:
    assert said(doubts(UserConfig(), at(15))) == [("no_limit", "Today has no limit, so 30 min more changes nothing.")]
    assert [doubt.code for doubt in doubts(UserConfig(), at(15), LESS)] == ["no_limit"]
    assert doubts(UserConfig(), at(15), Grant(Operation.SET, 1800)) == ()
    assert [doubt.code for doubt in doubts(UserConfig(week_limit=60), at(15))] == ["week_spent"]


def test_free_hours_are_named() -> None:
    config = monday(3600, interval(15, 16.5, True), interval(17, 20))
    sentence = "Time is free now and is not counted until 16:30; 30 min more matters only after that."
    assert said(doubts(config, at(15, 10))) == [("unaccounted_now", sentence)]
    sentence = "Time is free now and is not counted until 16:31; 15 min less matters only after that."
    assert said(doubts(config, at(16, 30, 20), LESS)) == [("unaccounted_now", sentence)]


def test_where_nothing_is_left_nothing_can_be_taken() -> None:
    for grant in (LESS, Grant(Operation.SET, 0)):
        assert said(doubts(SCHOOL, at(16), grant, balance=3600)) == [
            ("takes_nothing", "Nothing is left today, so there is nothing to take away.")
        ]
    assert doubts(SCHOOL, at(16), LESS, balance=3000) == ()


def test_less_of_what_cannot_be_used_anyway_changes_nothing() -> None:
    assert said(doubts(SCHOOL, at(19, 30), LESS)) == [
        ("takes_nothing", "The hours of today leave only 30 min anyway, so 15 min less changes nothing.")
    ]
    assert said(doubts(SCHOOL, at(19, 30), LESS, balance=1200)) == [
        ("partly", "Of 15 min only 5 min makes a difference: the hours of today leave only 30 min anyway.")
    ]
    assert said(doubts(replace(SCHOOL, week_limit=600), at(15), LESS)) == [
        ("takes_nothing", "The limit of the week leaves only 10 min anyway, so 15 min less changes nothing.")
    ]


def test_much_less_of_a_day_without_a_limit_makes_some_difference() -> None:
    assert said(doubts(UserConfig(), at(22, 30), Grant(Operation.TAKE, 23 * 3600))) == [
        ("partly", "Of 23 h only 30 min makes a difference: the hours of today leave only 1 h 30 anyway.")
    ]


PLAYED = replace(SCHOOL, playtime=PlayTime(enabled=True, limits=(1800,) * 7))
MORE_PLAY = Grant(Operation.ADD, 1800, playtime=True)


@pytest.mark.parametrize(
    ("config", "main", "says"),
    [
        (PLAYED, MainConfig(), "PlayTime is switched off on this computer, so 30 min more PlayTime changes nothing."),
        (SCHOOL, MAIN, "PlayTime is switched off for this user, so 30 min more PlayTime changes nothing."),
        (
            replace(PLAYED, playtime=PlayTime(enabled=True, override=True)),
            MAIN,
            "Time counts here only while a program of PlayTime runs, so 30 min more PlayTime changes nothing.",
        ),
    ],
)
def test_playtime_that_is_off_cannot_be_granted(config: UserConfig, main: MainConfig, says: str) -> None:
    assert said(doubts(config, at(16), MORE_PLAY, main)) == [("playtime_off", says)]


def test_playtime_needs_time_at_the_computer() -> None:
    assert doubts(PLAYED, at(16), MORE_PLAY) == ()
    assert said(doubts(PLAYED, at(16), MORE_PLAY, balance=3600)) == [
        ("no_time_for_it", "No time is left at the computer today, so 30 min more PlayTime would not help.")
    ]
    assert said(doubts(PLAYED, at(16), MORE_PLAY, balance=1800)) == [
        ("no_time_for_it", "Only 30 min is left at the computer today, so 30 min more PlayTime would not help.")
    ]
    assert said(doubts(PLAYED, at(16), MORE_PLAY, balance=1200)) == [
        ("partly", "Of 30 min only 10 min can be used: no more than 40 min is left at the computer today.")
    ]
    assert [doubt.code for doubt in doubts(PLAYED, at(9), MORE_PLAY)] == ["opens_later"]


def test_in_free_hours_playtime_needs_no_other_time() -> None:
    config = replace(PLAYED, week=monday(60, interval(15, 20, True)).week)
    assert doubts(config, at(16), MORE_PLAY) == ()


def test_no_playtime_left_means_none_to_take() -> None:
    less = Grant(Operation.TAKE, 600, playtime=True)
    assert [doubt.code for doubt in doubts(PLAYED, at(16), less, playtime_balance=1800)] == ["takes_nothing"]
    assert doubts(PLAYED, at(16), less) == ()


def with_lists(days: str, limits: str) -> bytes:
    """A file with these two lists."""
    texts = {"ALLOWED_WEEKDAYS": days, "LIMITS_PER_WEEKDAYS": limits}
    lines = new_user_config("anna", SCHOOL).decode().split("\n")
    keys = [line.partition(" = ")[0] for line in lines]
    return "\n".join(
        f"{key} = {texts[key]}" if key in texts else line for key, line in zip(keys, lines, strict=True)
    ).encode()


@pytest.mark.parametrize(
    ("days", "limits", "says"),
    [
        ("1;2", "3600;60", ""),
        ("2;1", "60;3600", "Timekpr itself would reckon with the limit of another day"),
        ("1", "", "Timekpr itself would refuse this"),
    ],
)
def test_a_list_that_leaves_days_out_is_written_out(days: str, limits: str, says: str) -> None:
    raw = with_lists(days, limits)
    found = doubts_about_grant(SCHOOL, MAIN, TimeFile(), at(16), MORE, raw=raw, user="anna")
    assert [doubt.code for doubt in found] == ["days_written_out"] * bool(says)
    assert all(str(doubt.message).startswith(says) for doubt in found)


def test_of_playtime_it_is_the_list_of_playtime() -> None:
    own = new_user_config("anna", PLAYED)
    other = own.replace(b"S_PER_WEEKDAYS = 1800;", b"S_PER_WEEKDAYS = 60;")
    for raw, grant, codes in (
        (own, MORE_PLAY, []),
        (other, MORE, []),
        (other, MORE_PLAY, ["days_written_out"]),
    ):
        found = doubts_about_grant(PLAYED, MAIN, TimeFile(), at(16), grant, raw=raw, user="anna")
        assert [doubt.code for doubt in found] == codes


@pytest.mark.parametrize("raw", [b"", b"\xff", b"#" * 300_000])
def test_nothing_is_said_of_a_list_that_cannot_be_read(raw: bytes) -> None:
    assert doubts_about_grant(SCHOOL, MAIN, TimeFile(), at(16), MORE, raw=raw, user="anna") == ()
