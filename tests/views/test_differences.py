"""What a change changes is said: every key of it, and nothing else."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from differences import LOCKOUT, MOST_PROGRAMS, config_differences, grant_words, main_differences
from headlines import Style
from tests.rules import made
from timekpr_rules import (
    CLOSED_DAY,
    OPEN_DAY,
    Activity,
    DayRule,
    File,
    Interval,
    MainConfig,
    Operation,
    PlayTime,
    UserConfig,
    describe_keys,
)
from timekpr_rules.versions import LOCKOUT_TYPES
from timekpr_rules.wanted import value_of

STYLE = Style("en", "24h")
TWO_HOURS = DayRule(True, 7200, (Interval(540, 720),))
WEEK = UserConfig(week=(TWO_HOURS,) * 6 + (CLOSED_DAY,))


def said(before: UserConfig, after: UserConfig, style: Style = STYLE) -> list[str]:
    # A dash between two times or days is written as the hyphen that can be typed.
    sentences = (message.text(style.language) for message in config_differences(before, after, style))
    return [sentence.replace("\N{EN DASH}", "-") for sentence in sentences]


def with_days(config: UserConfig, rules: dict[int, DayRule]) -> UserConfig:
    return replace(config, week=tuple(rules.get(day, rule) for day, rule in enumerate(config.week, start=1)))


def test_longer_hours() -> None:
    longer = replace(TWO_HOURS, intervals=(Interval(540, 810),))
    after = with_days(WEEK, {6: longer})
    assert said(WEEK, after) == ["Saturday: 09:00-12:00 → 09:00-13:30"]
    assert said(WEEK, after, Style("en", "12h")) == ["Saturday: 9:00 am-12:00 pm → 9:00 am-1:30 pm"]
    assert said(WEEK, after, Style("de", "24h"))[0].startswith("Samstag: ")


def test_days_with_the_same_change_are_said_together() -> None:
    less = replace(TWO_HOURS, limit_seconds=5400)
    after = with_days(WEEK, {**dict.fromkeys(range(1, 5), less), 5: replace(less, intervals=(Interval(0, 1440),))})
    assert said(WEEK, after) == ["Monday-Friday: 2 h → 1 h 30", "Friday: 09:00-12:00 → all day"]


def test_a_day_is_opened_and_closed() -> None:
    sunday = DayRule(True, 7200, (Interval(600, 1080), Interval(1140, 1440, True)))
    after = with_days(WEEK, {6: CLOSED_DAY, 7: sunday})
    assert said(WEEK, after) == [
        "Saturday: 09:00-12:00, 2 h → closed",
        "Sunday: closed → 10:00-18:00, 19:00-24:00 free, 2 h",
    ]
    assert said(WEEK, with_days(WEEK, {7: OPEN_DAY})) == ["Sunday: closed → all day, no limit"]


def test_hours_become_free_or_none() -> None:
    free = replace(TWO_HOURS, intervals=(Interval(540, 720, True),))
    assert said(WEEK, with_days(WEEK, {1: free})) == ["Monday: 09:00-12:00 → 09:00-12:00 free"]
    assert said(WEEK, with_days(WEEK, {1: replace(free, intervals=())})) == ["Monday: 09:00-12:00 → no hours"]


def test_seconds_are_said_where_they_make_the_difference() -> None:
    after = with_days(WEEK, {1: replace(TWO_HOURS, limit_seconds=7201), 2: replace(TWO_HOURS, limit_seconds=5)})
    assert said(WEEK, after) == ["Monday: 2 h → 2 h and 1 s", "Tuesday: 2 h → 5 s"]


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        ({"week_limit": 50_400}, ["Limit of the week: no limit → 14 h"]),
        ({"month_limit": 86_400}, ["Limit of the month: no limit → 24 h"]),
        ({"track_inactive": True}, ["Time counts behind a locked screen and in the background too."]),
        ({"hide_tray_icon": True}, ["Icon and notices are hidden on the child's screen."]),
        ({"lockout": "lock"}, ["At the end of time: the sessions are ended → the screen is locked"]),
        ({"lockout": "off\n"}, ["At the end of time: the sessions are ended → “off\N{REPLACEMENT CHARACTER}”"]),
        ({"wakeup_hours": (7, 20)}, ["The computer may wake up: 00:00-24:00 → 07:00-21:00"]),
    ],
)
def test_what_is_not_of_a_day(change: dict, sentences: list[str]) -> None:
    assert said(UserConfig(), UserConfig(**change)) == sentences


def test_switches_are_said_both_ways() -> None:
    on = UserConfig(track_inactive=True, hide_tray_icon=True, playtime=PlayTime(True, True, True))
    off = UserConfig(playtime=PlayTime(False, False, False))
    assert said(off, on) == [
        "Time counts behind a locked screen and in the background too.",
        "Icon and notices are hidden on the child's screen.",
        "PlayTime is switched on.",
        "Time counts only while a program runs that counts as play.",
        "Programs that count as play may run in free hours.",
    ]
    assert len(said(on, off)) == 5
    assert not set(said(on, off)) & set(said(off, on))


def play(*activities: Activity, **more: object) -> UserConfig:
    return UserConfig(playtime=PlayTime(activities=activities, **more))


def test_playtime_of_a_day() -> None:
    after = play(limits=(1800,) * 5 + (86_400, 0))
    assert said(play(), after) == ["PlayTime, Monday-Friday: 0 min → 30 min", "PlayTime, Saturday: 0 min → no limit"]


def test_programs_come_and_go() -> None:
    mine, steam = Activity("minecraft.*", "Minecraft"), Activity("steam")
    assert said(play(steam), play(mine)) == [
        "Counts as play no longer: steam",
        "Counts as play now: Minecraft (minecraft.*)",
    ]
    assert said(play(steam), play(steam, steam)) == ["Counts as play now: steam"]
    assert said(play(steam, mine), play(mine, steam)) == ["The order of the programs that count as play has changed."]


def test_a_thousand_programs_are_not_named_one_by_one() -> None:
    many = play(*(Activity(f"game{number}") for number in range(1000)))
    sentences = said(play(), many)
    assert len(sentences) == MOST_PROGRAMS + 1
    assert sentences[-1] == "980 more programs change"


def test_every_lockout_has_its_words() -> None:
    assert tuple(LOCKOUT) == LOCKOUT_TYPES


def test_settings_are_said_by_what_they_mean() -> None:
    after = MainConfig(poll_time=5, playtime_enabled=True, users_ignored=(), logfile_dir="/x")
    assert [str(message) for message in main_differences(MainConfig(), after, STYLE)] == [
        "Seconds between two looks at the users: 3 → 5",
        "Users that are left alone: testtimekpr, gdm, gdm3, kdm, lightdm, mdm, lxdm, xdm, sddm, cdm → none",
        "Where the logs are: /var/log → /x",
        "PlayTime is switched on for the whole computer.",
    ]


@pytest.mark.parametrize(
    ("operation", "seconds", "playtime", "words"),
    [
        (Operation.ADD, 1800, False, "30 min more"),
        (Operation.TAKE, 900, False, "15 min less"),
        (Operation.SET, 3600, False, "1 h left from now"),
        (Operation.ADD, 1800, True, "30 min more PlayTime"),
        (Operation.TAKE, 900, True, "15 min less PlayTime"),
        (Operation.SET, 3600, True, "1 h of PlayTime left from now"),
    ],
)
def test_a_grant_in_words(operation: Operation, seconds: int, playtime: bool, words: str) -> None:
    assert str(grant_words(operation, seconds, playtime, STYLE)) == words


# --- whatever changes ------------------------------------------------------------------------------------------------


def users(rng: Random) -> tuple[UserConfig, UserConfig]:
    before, other = made.user_config(rng), made.user_config(rng)
    rules = tuple(now if rng.random() < 0.4 else was for was, now in zip(before.week, other.week, strict=True))
    return before, replace(other if rng.random() < 0.5 else before, week=rules)


@settings(max_examples=300, deadline=None)
@given(configs=made.seeded(users))
def test_no_change_of_a_user_vanishes(configs: tuple[UserConfig, UserConfig]) -> None:
    before, after = configs
    sentences = said(before, after)
    assert bool(sentences) == (before != after)
    assert config_differences(after, after, STYLE) == ()
    expected: list[str] = []
    for key in describe_keys(File.USER):
        if key.attribute and value_of(before, key) != value_of(after, key):
            alone = said(before, changed(before, after, key.attribute))
            assert alone
            expected += alone
    assert sentences[-len(expected) :] == expected if expected else all(": " in sentence for sentence in sentences)
    of_the_week = sentences[: len(sentences) - len(expected)]
    days = [day for day, (was, now) in enumerate(zip(before.week, after.week, strict=True), 1) if was != now]
    assert bool(of_the_week) == bool(days)
    for day in days:
        alone = said(before, with_days(before, {day: after.week[day - 1]}))
        assert {sentence.partition(": ")[2] for sentence in alone} <= {
            sentence.partition(": ")[2] for sentence in of_the_week
        }
    for message in config_differences(before, after, Style("de", "12h")):
        assert message.text("de")


def changed(before: UserConfig, after: UserConfig, attribute: str) -> UserConfig:
    """One field of a user's rules as it is afterwards."""
    part, _, name = attribute.rpartition(".")
    if part:
        return replace(before, playtime=replace(before.playtime, **{name: getattr(after.playtime, name)}))
    return replace(before, **{name: getattr(after, name)})


@settings(max_examples=200, deadline=None)
@given(configs=made.seeded(lambda rng: (made.main_config(rng), made.main_config(rng))))
def test_no_change_of_a_server_vanishes(configs: tuple[MainConfig, MainConfig]) -> None:
    before, after = configs
    expected = []
    for key in describe_keys(File.MAIN):
        now = value_of(after, key)
        one = main_differences(before, replace(before, **{key.attribute: now}), STYLE)
        assert len(one) == (value_of(before, key) != now)
        expected += one
    assert list(main_differences(before, after, STYLE)) == expected
    assert main_differences(after, after, STYLE) == ()
