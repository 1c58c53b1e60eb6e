"""Each sentence of a digest is said where it is so, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from digest import Reading, Week
from tests.digest.made import (
    ANNA,
    BERLIN,
    FRIDAY,
    HOUR,
    MINUTE,
    MONDAY,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    WEEK,
    a_day,
    a_digest,
    at,
    days,
    grant,
    history,
    noted,
    request,
    said,
)

BEFORE = WEEK.before.first
FULL = days(60, 70, 80, 0, 100, 160, 90)


def test_a_whole_week_is_held_against_what_was_allowed_and_the_week_before() -> None:
    digest = a_digest(history(days(90, 90, 90, 90, 90, 90, 90, first=BEFORE), FULL))
    assert said(digest) == [
        "Anna used 9 h 20 of 14 h allowed.",
        "That is 1 h 10 less than the week before.",
        "The longest day was Saturday with 2 h 40.",
        "On Saturday it was 40 min more than allowed.",
    ]
    assert noted(digest) == []


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (60, "That is 2 h 20 more than the week before."),
        (80, "That is about as much as the week before."),
        (100, "That is 2 h 20 less than the week before."),
    ],
)
def test_a_few_minutes_are_no_difference(before: int, sentence: str) -> None:
    assert sentence in said(a_digest(history(days(*[before] * 7, first=BEFORE), days(*[80] * 7))))


def test_weeks_that_are_not_known_whole_are_compared_by_the_day() -> None:
    gap = {day: one for day, one in FULL.items() if day != WEDNESDAY}
    digest = a_digest(history(days(60, 60, 60, 60, first=BEFORE), gap))
    assert "Of the days that are known that is 1 h 20 a day, after 1 h a day the week before." in said(digest)
    assert "On the 6 days with a known limit it was 8 h of 12 h." in said(digest)
    assert said(digest)[0] == "Anna used 8 h."
    assert noted(digest) == ["Nothing is known of Wednesday."]


def test_of_a_few_known_days_nothing_is_compared() -> None:
    digest = a_digest(history(days(60, 60, 60, first=BEFORE), FULL))
    assert not [one for one in said(digest) if "week before" in one]


def test_what_has_no_limit_is_not_held_against_one() -> None:
    assert said(a_digest(history(days(60, 0, 0, 0, 0, 0, 0, limit=24 * HOUR)))) == [
        "Anna used 1 h.",
        "All of it was on Monday.",
    ]
    some = history(days(60, 30), days(0, 0, 0, 0, 0, first=WEDNESDAY, limit=None))
    assert "On the 2 days with a known limit it was 1 h 30 of 4 h." in said(a_digest(some))


def test_whoever_used_nothing_has_one_sentence() -> None:
    assert said(a_digest(history(days(0, 0, 0, 0, 0, 0, 0)))) == ["Anna used no time."]


def test_of_an_unknown_week_it_is_said_that_nothing_is_known() -> None:
    digest = a_digest(history())
    assert said(digest) == ["Nothing is known of what Anna used this week."]
    assert not digest.is_known
    assert noted(digest) == []


def test_time_that_was_given_counts_as_allowed() -> None:
    more = {MONDAY: a_day(150 * MINUTE, granted=30 * MINUTE)}
    digest = a_digest(history(days(0, 0, 0, 0, 0, 0, 0), more))
    assert said(digest)[0] == "Anna used 2 h 30 of 14 h 30 allowed."
    assert not [one for one in said(digest) if "more than allowed" in one]


def test_what_the_countdown_takes_is_not_more_than_allowed() -> None:
    over = {MONDAY: a_day(2 * HOUR + 299), TUESDAY: a_day(2 * HOUR + 300), FRIDAY: a_day(3 * HOUR)}
    digest = a_digest(history(FULL, over))
    assert "On these days it was more than allowed: Tuesday, Friday and Saturday." in said(digest)


def test_playtime_is_told_where_there_was_any() -> None:
    assert "30 min of the week was PlayTime." in said(a_digest(history({MONDAY: a_day(HOUR, playtime=1800)})))


def test_several_computers_are_added_up() -> None:
    both = replace(ANNA, logins=(("pc", "anna"), ("laptop", "anna")))
    digest = a_digest(history(FULL), person=both, others=[history(days(30, 30, 30, 30, 30, 30, 30))])
    assert said(digest)[0] == "Anna used 12 h 50 of 28 h allowed at 2 computers together."


# --- what people did ---


def test_everybody_who_gave_time_is_named_with_their_reasons() -> None:
    did = [
        *grant(MONDAY, "+1800", reason="homework done"), *grant(TUESDAY, "+900", reason="dishes"),
        *grant(FRIDAY, "+900", reason="homework done"), *grant(SATURDAY, "+600", "Omar"),
        *grant(SUNDAY, "+600", "Omar"), *grant(SUNDAY, "+300", "Home Assistant", "bins"), *grant(SUNDAY, "+60", ""),
    ]  # fmt: skip
    assert said(a_digest(history(), did))[1:] == [
        "Tina gave 1 h more in 3 grants: “homework done” and “dishes”.",
        "Omar gave 20 min more in 2 grants.",
        "Home Assistant gave 5 min more: “bins”.",
        "Somebody gave 1 min more.",
    ]


def test_what_was_taken_set_and_of_playtime_is_told_by_itself() -> None:
    play = {"after": {"PLAYTIME": "+900"}}
    did = [
        *grant(MONDAY, "-900"), *grant(MONDAY, "=900"), *grant(TUESDAY, "=1200"), *grant(MONDAY, "p", **play),
        *grant(MONDAY, "q", "Omar", after={"PLAYTIME": "-600"}),
    ]  # fmt: skip
    assert said(a_digest(history(), did))[1:] == [
        "Tina took 15 min away.",
        "Tina gave 15 min more PlayTime.",
        "Tina set 2 times how much was left.",
        "Omar took 10 min of PlayTime away.",
    ]


def test_locks_and_other_rules_for_a_day_are_told_with_their_days() -> None:
    did = [
        *grant(FRIDAY, "a", kind="lock", after={}), *grant(MONDAY, "b", kind="lock", after={}),
        *grant(MONDAY, "c", kind="lock", after={}), *grant(SUNDAY, "d", kind="today", after={"HOURS": "x"}),
        *grant(SUNDAY, "e", kind="unlock", after={}), *grant(SUNDAY, "f", kind="config", after={}),
    ]  # fmt: skip
    assert said(a_digest(history(), did))[1:] == [
        "Tina changed hours or limits for one day: Sunday.",
        "Tina locked for the day: Monday and Friday.",
    ]


def test_what_did_not_arrive_was_not_given() -> None:
    did = [
        *grant(MONDAY, "+900", state="expired"), *grant(TUESDAY, "+900", state="refused"),
        *grant(FRIDAY, "+900", state="cancelled"), *grant(FRIDAY, "+901", state="unclear"),
    ]  # fmt: skip
    assert said(a_digest(history(), did))[1:] == [
        "2 changes for a day were not carried out.",
        "It is not known whether 1 change for a day was carried out.",
    ]


def test_only_what_was_done_in_the_week_and_for_this_child_is_told() -> None:
    did = [
        *grant(MONDAY - timedelta(days=1), "+900"), *grant(SUNDAY + timedelta(days=1), "+900"),
        *grant(MONDAY, "+900", user="ben"), *grant(MONDAY, "+900", through="rule"),
    ]  # fmt: skip
    assert len(said(a_digest(history(), did))) == 1


def test_a_day_ends_by_the_clock_of_the_computer() -> None:
    late = at(SUNDAY, 23, 59)
    assert late.date() == SUNDAY
    assert "Tina gave 15 min more." in said(a_digest(history(), grant(SUNDAY, "+900", at=late)))
    early = at(MONDAY, 0, 30)
    assert early.date() < MONDAY
    assert "Tina gave 15 min more." in said(a_digest(history(), grant(MONDAY, "+900", at=early)))


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (("asked", "given"), "Anna asked once for more time, and it was granted."),
        (("asked", "not_now"), "Anna asked once for more time; the answer was “not now”."),
        (("asked", "taken_back"), "Anna asked once for more time, and took it back."),
        (("asked",), "Anna asked once for more time, and got no answer."),
        (("given",), "Anna asked once for more time, and it was granted."),
        (("asked", "replaced", "asked", "given"), "Anna asked once for more time, and it was granted."),
    ],
)
def test_one_request_is_told_with_its_answer(outcome: tuple[str, ...], sentence: str) -> None:
    assert said(a_digest(history(), request(THURSDAY, *outcome)))[1:] == [sentence]


def test_several_requests_are_counted() -> None:
    asked = [
        *request(MONDAY - timedelta(days=1), "asked"), *request(MONDAY, "asked", "given"),
        *request(TUESDAY, "asked", "taken_back"), *request(TUESDAY, "asked", "not_now", hour=18),
        *request(FRIDAY, "asked"), *request(SUNDAY, "asked", "given"),
        *request(SUNDAY + timedelta(days=1), "asked", "given"),
    ]  # fmt: skip
    assert said(a_digest(history(), asked))[1:] == [
        "Anna asked 5 times for more time: 2 granted, 1 not now, 1 taken back and 1 without an answer."
    ]


# --- what is not known ---


def test_days_that_only_a_sum_is_known_of_are_about() -> None:
    shared = {day: a_day(HOUR, estimated=True, most=2 * HOUR) for day in (WEDNESDAY, THURSDAY)}
    digest = a_digest(history(days(30, 30, 0, 0, 0, 0, 0), shared))
    assert said(digest)[0] == "Anna used about 3 h of 14 h allowed."
    assert "The longest day was Wednesday with about 1 h." in said(digest)
    shares = "Only the sum of several days is known, so it was shared out: Wednesday and Thursday."
    assert noted(digest) == [shares]


def test_a_day_that_is_known_in_part_says_until_when() -> None:
    part = {WEDNESDAY: a_day(HOUR, until=time(16, 30))}
    assert noted(a_digest(history(FULL, part))) == ["Wednesday is known until 16:30."]


def test_a_day_on_which_a_computer_was_not_read_says_so_and_no_time() -> None:
    part = {WEDNESDAY: a_day(HOUR, until=time(0))}
    assert noted(a_digest(history(FULL, part))) == ["On Wednesday one of the computers was not read."]


def test_a_computer_that_was_not_read_since_is_named_once() -> None:
    last = {SUNDAY: a_day(HOUR, until=time(20, 58))}
    read = [Reading("PC-Anna", datetime(2026, 11, 22, 20, 58, tzinfo=BERLIN)), Reading("Old", None)]
    digest = a_digest(history(FULL, last), read=read)
    assert noted(digest) == [
        "PC-Anna was last read Sunday 20:58; what was used there after that is missing.",
        "Old was never read.",
    ]


def test_after_the_turn_of_the_year_a_date_before_it_has_its_year() -> None:
    week = Week(date(2026, 12, 28))  # read in January
    for day, words in ((date(2026, 12, 20), "20 Dec 2026 09:05"), (date(2026, 12, 29), "Tuesday 09:05")):
        read = [Reading("Old", datetime.combine(day, time(9, 5), BERLIN))]
        (note,) = noted(a_digest(history(days(*[60] * 7, first=week.first)), read=read, week=week))
        assert note.startswith(f"Old was last read {words};")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 10, 3, 9, 5, tzinfo=BERLIN), "3 Oct 09:05"),
        (datetime(2025, 3, 1, 9, 5, tzinfo=BERLIN), "1 Mar 2025 09:05"),
    ],
)
def test_one_that_has_been_away_for_long_is_told_with_its_date(moment: datetime, words: str) -> None:
    (note,) = noted(a_digest(history(FULL), read=[Reading("Old", moment)]))
    assert note == f"Old was last read {words}; what was used there after that is missing."
