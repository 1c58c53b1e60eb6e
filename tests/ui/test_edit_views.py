"""What the pages are handed about edits: a conflict in words, earlier rules and their changes, a lock taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from edit_views import edit_view, version_views
from error_record import recorded
from errors import NoChannel
from headlines import Style
from pending import Edit, EditKind, EditState, KeyChange, Through
from revisions import Revision, Source
from ssh_client.host_clock import HostClock
from state import ServerStatus, UserState
from timekpr_rules import CLOSED_DAY, OPEN_DAY, DayRule, Interval, Reading, UserConfig, key_texts

NOW = datetime(2026, 11, 24, 13, 31, tzinfo=UTC)
STYLE = Style("en", "24h")
SCHOOL = DayRule(allowed=True, limit_seconds=7200, intervals=(Interval(900, 1200),))
RULES = UserConfig(week=(SCHOOL,) * 6 + (CLOSED_DAY,))


def test_what_was_done_here_is_told_by_our_clock_however_wrong_the_one_there_is():
    ahead = replace(status(), clock=HostClock(utc_offset=3600, ahead=3 * 3600, read_at=NOW, zone="Europe/Berlin"))
    view = edit_view(edit(EditKind.LOCK, state=EditState.CONFIRMED), ahead, STYLE)

    assert f"{view.created:%H:%M %Z}" == "14:31 CET"
    assert view.line.text() == "confirmed at 14:31"


def status(rules: UserConfig = RULES) -> ServerStatus:
    return ServerStatus(users={"anna": UserState(config=Reading(rules, ()))})


def edit(kind: EditKind, *changes: KeyChange, state: EditState = EditState.CONFLICT, **more: object) -> Edit:
    return Edit(
        id="20261124T133100000-beef",
        server="pc",
        user="" if kind is EditKind.MAIN else "anna",
        kind=kind,
        created=NOW,
        changed=NOW,
        who="parent",
        through=Through.PAGE,
        changes=changes,
        state=state,
        **more,
    )


def limits(sunday: int, saturday: int = 7200) -> str:
    return f"7200;7200;7200;7200;7200;{saturday};{sunday}"


@pytest.mark.parametrize(
    ("kind", "change", "what", "said"),
    [
        (
            EditKind.CONFIG,
            KeyChange(key="LIMITS_PER_WEEKDAYS", seen=limits(0), wanted=limits(0, 5400), found=limits(0, 14_400)),
            "Limit, Saturday",
            ("2 h", "1 h 30", "4 h"),
        ),
        (
            EditKind.CONFIG,
            KeyChange(key="LIMITS_PER_WEEKDAYS", seen=limits(0), wanted=limits(60), found=limits(0, 3600)),
            "Limit, Saturday, Sunday",
            ("Saturday: 2 h · Sunday: 0 min", "Saturday: 2 h · Sunday: 1 min", "Saturday: 1 h · Sunday: 0 min"),
        ),
        (
            EditKind.LOCK,
            KeyChange(key="ALLOWED_HOURS_2", seen="15;16", wanted="0[0-1]", found="15;16;17"),
            "Hours, Tuesday",
            ("15:00–17:00", "closed", "15:00–18:00"),  # noqa: RUF001 - as hours are written
        ),
        (
            EditKind.CONFIG,
            KeyChange(key="LIMIT_PER_WEEK", seen="604800", wanted="36000", found="18000"),
            "Limit of the week",
            ("no limit", "10 h", "5 h"),
        ),
        (
            EditKind.CONFIG,
            KeyChange(key="LOCKOUT_TYPE", seen="terminate", wanted="lock", found="shutdown"),
            "At the end of time",
            ("the sessions are ended", "the screen is locked", "the computer is switched off"),
        ),
        (
            EditKind.MAIN,
            KeyChange(key="TIMEKPR_SAVE_TIME", seen="10", wanted="20", found="30"),
            "Seconds between two writes of the counters",
            ("10", "20", "30"),
        ),
        (
            EditKind.CONFIG,
            KeyChange(key="LIMITS_PER_WEEKDAYS", wanted=limits(0, 5400), found=limits(0, 14_400)),
            "Limit, Saturday",
            ("", "1 h 30", "4 h"),
        ),
        (
            EditKind.CONFIG,
            KeyChange(key="LIMITS_PER_WEEKDAYS", seen="soon", wanted=limits(0), found=limits(1)),
            "Limit, Monday",
            ("soon", limits(0), limits(1)),
        ),
    ],
)
def test_a_conflict_says_its_three_values_in_words(
    kind: EditKind, change: KeyChange, what: str, said: tuple[str, str, str]
) -> None:
    (clash,) = edit_view(edit(kind, change), status(), STYLE).clashes
    assert (clash.what.text(), clash.said) == (what, said)


def test_where_the_computer_answers_but_has_no_way_it_is_not_promised_soon() -> None:
    waits = edit(EditKind.MAIN, state=EditState.QUEUED)
    assert edit_view(waits, status(), STYLE).line.text() == "is sent in a moment"
    stuck = waits.model_copy(update={"why": recorded(NoChannel(why="there is no busctl there."))})
    assert edit_view(stuck, status(), STYLE).line.text() == "waits for the computer"


def test_for_a_computer_that_is_switched_off_here_nothing_is_promised() -> None:
    waits = edit(EditKind.GRANT, state=EditState.QUEUED, operation="+", seconds=60)
    said = edit_view(waits, status(), STYLE, is_read=False).line.text()
    assert said == "waits until the computer is switched on here"


def test_the_reason_that_was_given_is_shown() -> None:
    assert (
        edit_view(edit(EditKind.GRANT, operation="+", seconds=60, reason="a film"), status(), STYLE).reason == "a film"
    )


@pytest.mark.parametrize(("there", "locks"), [((Interval(0, 1),), True), ((Interval(900, 1200),), False)])
def test_a_day_that_was_opened_again_counts_as_locked_no_more(there: tuple[Interval, ...], locks: bool) -> None:
    change = KeyChange(key="ALLOWED_HOURS_2", seen="0[0-1]", wanted="15;16")
    back = edit(EditKind.RETURN, change, state=EditState.QUEUED)
    rules = UserConfig(week=(SCHOOL, DayRule(allowed=True, limit_seconds=7200, intervals=there), *(SCHOOL,) * 5))
    assert edit_view(back, status(rules), STYLE).locks is locks
    assert edit_view(back, ServerStatus(), STYLE).locks, "nothing is known that speaks against it"


def version(number: int, rules: UserConfig, source: Source = Source.EDIT, **texts: str) -> Revision:
    return Revision(number=number, at=NOW, source=source, who="parent", texts={**key_texts(rules), **texts})


def test_earlier_rules_come_newest_first_with_what_each_changed() -> None:
    opened = UserConfig(week=(SCHOOL,) * 6 + (OPEN_DAY,))
    shown = version_views((version(3, RULES, Source.FIRST), version(5, opened)), status(), STYLE)
    assert [(one.number, one.source, one.is_newest) for one in shown] == [(5, "edit", True), (3, "first", False)]
    assert [[words.text() for words in one.words] for one in shown] == [["Sunday: closed → all day, no limit"], []]
    assert version_views((), status(), STYLE) == ()


def test_earlier_rules_that_nobody_can_read_any_more_name_their_keys() -> None:
    shown = version_views((version(1, RULES), version(2, RULES, LIMIT_PER_WEEK="soon")), status(), STYLE)
    assert [words.text() for words in shown[0].words] == ["LIMIT_PER_WEEK"]
