from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from tests.rules import made
from timekpr_rules import (
    Activity,
    DayRule,
    Interval,
    NotEditable,
    UserConfig,
    edit_main_config,
    edit_user_config,
    new_main_config,
    new_user_config,
    read_user_config,
)
from timekpr_rules.document import parse

SCHOOL = (made.CASES / "rules_school" / "timekpr.anna.conf").read_bytes()
WEEKEND = (made.CASES / "rules_weekend_only" / "timekpr.anna.conf").read_bytes()
PLAY = (made.CASES / "rules_playtime" / "timekpr.anna.conf").read_bytes()
MAIN = (made.CASES / "main_default" / "timekpr.conf").read_bytes()


def changed_lines(before: bytes, after: bytes) -> list[str]:
    old, new = before.decode().split("\n"), after.decode().split("\n")
    assert len(old) == len(new)
    return [line for was, line in zip(old, new, strict=True) if was != line]


def test_it_keeps_every_byte_that_was_not_changed() -> None:
    assert changed_lines(SCHOOL, edit_user_config(SCHOOL, "anna", {"LIMIT_PER_WEEK": "3600"})) == [
        "LIMIT_PER_WEEK = 3600"
    ]


def test_a_wish_that_is_fulfilled_changes_nothing() -> None:
    assert edit_user_config(SCHOOL, "anna", read_user_config(SCHOOL, "anna").model) is SCHOOL
    assert edit_user_config(SCHOOL, "anna", {"TRACK_INACTIVE": "yes"}) is SCHOOL


def test_another_key_leaves_days_and_limits_as_they_are() -> None:
    assert changed_lines(WEEKEND, edit_user_config(WEEKEND, "anna", {"HIDE_TRAY_ICON": "1"})) == [
        "HIDE_TRAY_ICON = True"
    ]
    hours = edit_user_config(WEEKEND, "anna", {"ALLOWED_HOURS_6": "9;10[0-30]"})
    assert changed_lines(WEEKEND, hours) == ["ALLOWED_HOURS_6 = 9;10[0-30]"]


def test_whoever_changes_limits_writes_all_seven_days() -> None:
    changed = edit_user_config(WEEKEND, "anna", {"LIMITS_PER_WEEKDAYS": "0;0;0;0;0;3600;7200"})
    assert changed_lines(WEEKEND, changed) == [
        *(f"ALLOWED_HOURS_{day} = " for day in range(1, 6)),
        "ALLOWED_WEEKDAYS = 1;2;3;4;5;6;7",
        "LIMITS_PER_WEEKDAYS = 0;0;0;0;0;3600;7200",
    ]


def test_a_day_is_closed_by_leaving_it_out() -> None:
    config = read_user_config(edit_user_config(SCHOOL, "anna", {"ALLOWED_WEEKDAYS": "1;2;3;4;5;6"}), "anna").model
    before = read_user_config(SCHOOL, "anna").model
    assert config.week == (*before.week[:6], DayRule(allowed=False, limit_seconds=0, intervals=()))


def test_a_closed_day_is_opened_by_its_limit_and_hours() -> None:
    wanted = {"LIMITS_PER_WEEKDAYS": "60;0;0;0;0;60;60", "ALLOWED_HOURS_1": "15[30-60];16"}
    monday = read_user_config(edit_user_config(WEEKEND, "anna", wanted), "anna").model.week[0]
    assert monday == DayRule(allowed=True, limit_seconds=60, intervals=(Interval(930, 1020),))


def test_activities_are_written_behind_their_marker() -> None:
    changed = edit_user_config(PLAY, "anna", {"PLAYTIME_ACTIVITIES": "steam[Steam];0ad[]"}).decode()
    marker = changed.index("##PLAYTIME_ACTIVITIES##")
    assert changed[marker:].split("\n")[1:] == [
        "PLAYTIME_ACTIVITY_001 = steam[Steam]",
        "PLAYTIME_ACTIVITY_002 = 0ad[]",
        "",
        "",
    ]
    assert changed[:marker] == PLAY.decode()[:marker]


@pytest.mark.parametrize("name", ["rules_marker_missing", "rules_marker_misplaced", "rules_marker_twice"])
def test_new_activities_mend_the_marker(name: str) -> None:
    data = (made.CASES / name / "timekpr.anna.conf").read_bytes()
    reading = read_user_config(edit_user_config(data, "anna", {"PLAYTIME_ACTIVITIES": "0ad"}), "anna")
    assert reading.model.playtime.activities == (Activity("0ad"),)
    assert not reading.findings


def test_a_missing_key_goes_where_timekpr_has_it() -> None:
    without = SCHOOL.replace(b"LIMIT_PER_MONTH = 180000\n", b"")
    lines = edit_user_config(without, "anna", {"LIMIT_PER_MONTH": "99"}).decode().split("\n")
    assert lines[lines.index("LIMIT_PER_MONTH = 99") - 1] == "LIMIT_PER_WEEK = 45000"


def test_a_missing_first_key_goes_behind_its_header() -> None:
    without = SCHOOL.replace(b"ALLOWED_HOURS_1 = 7;8;!13;14;15;16;17;18;19;20[0-45]\n", b"")
    lines = edit_user_config(without, "anna", {"ALLOWED_HOURS_1": "7"}).decode().split("\n")
    assert lines[lines.index("ALLOWED_HOURS_1 = 7") - 1] == "[anna]"


def test_a_missing_section_is_written_whole() -> None:
    cut = SCHOOL[: SCHOOL.index(b"[anna.PLAYTIME]")].rstrip(b"\n")
    changed = edit_user_config(cut, "anna", {"PLAYTIME_ENABLED": "True"})
    assert changed.startswith(cut + b"\n\n[anna.PLAYTIME]\n")
    assert not read_user_config(changed, "anna").findings


def test_line_ends_and_a_missing_newline_stay() -> None:
    crlf = SCHOOL.rstrip(b"\n").replace(b"\n", b"\r\n")
    cut = crlf[: crlf.index(b"LOCKOUT_TYPE = suspendwake") + len(b"LOCKOUT_TYPE = suspendwake")]
    changed = edit_user_config(cut, "anna", {"WAKEUP_HOUR_INTERVAL": "7;8", "LOCKOUT_TYPE": "lock"})
    assert changed == cut.replace(b"= suspendwake", b"= lock") + b"\r\nWAKEUP_HOUR_INTERVAL = 7;8"


def test_a_continued_value_is_replaced_as_a_whole() -> None:
    continued = SCHOOL.replace(b"LIMIT_PER_WEEK = 45000\n", b"LIMIT_PER_WEEK =\n  # remark\n  45000\n")
    assert read_user_config(continued, "anna").model.week_limit == 45_000
    changed = edit_user_config(continued, "anna", {"LIMIT_PER_WEEK": "5"})
    assert changed == SCHOOL.replace(b"LIMIT_PER_WEEK = 45000\n", b"LIMIT_PER_WEEK = 5\n  # remark\n")


def test_an_indented_neighbour_does_not_become_part_of_a_new_line() -> None:
    indented = SCHOOL.replace(b"LIMIT_PER_WEEK = 45000\n", b"")
    indented = b"\n".join(b"  " + line if b" = " in line[:40] else line for line in indented.split(b"\n"))
    config = read_user_config(edit_user_config(indented, "anna", {"LIMIT_PER_WEEK": "7"}), "anna").model
    assert config == replace(read_user_config(indented, "anna").model, week_limit=7)


@pytest.mark.parametrize(
    "name", ["rules_empty", "rules_duplicate_key", "rules_percent", "rules_wrong_section", "rules_limit_not_a_number"]
)
def test_a_damaged_file_is_never_a_base(name: str) -> None:
    data = (made.CASES / name / "timekpr.anna.conf").read_bytes()
    with pytest.raises(NotEditable):
        edit_user_config(data, "anna", {"LIMIT_PER_WEEK": "5"})


def test_a_change_that_would_change_more_is_refused() -> None:
    data = SCHOOL.replace(b"LIMIT_PER_MONTH = 180000", b"LIMIT_PER_MONTH = %(LIMIT_PER_WEEK)s")
    with pytest.raises(NotEditable):
        edit_user_config(data, "anna", {"LIMIT_PER_WEEK": "5"})


def test_settings_change_alone() -> None:
    assert changed_lines(MAIN, edit_main_config(MAIN, {"TIMEKPR_POLLTIME": "5"})) == ["TIMEKPR_POLLTIME = 5"]
    with pytest.raises(NotEditable):
        edit_main_config(b"", {"TIMEKPR_POLLTIME": "5"})


def entries(data: bytes) -> Iterator[tuple[str, str, str | None]]:
    for name, section in parse(data).sections.items():
        for key, entry in section.entries.items():
            yield name, key, entry.value


def edit_of_an_odd_file(rng: Random) -> tuple[bytes, str, str]:
    data = made.mutated(rng, rng.choice([SCHOOL, PLAY, WEEKEND, made.user_file(rng)]))
    return data, *rng.choice([("LIMIT_PER_MONTH", "77"), ("TRACK_INACTIVE", "True"), ("WAKEUP_HOUR_INTERVAL", "3;4")])


@settings(max_examples=300, deadline=None)
@given(edit=made.seeded(edit_of_an_odd_file))
def test_an_edit_touches_only_its_key(edit: tuple[bytes, str, str]) -> None:
    data, key, text = edit
    try:
        changed = edit_user_config(data, "anna", {key: text})
    except NotEditable:
        return
    if changed == data:
        return
    assert ("anna", key, text) in set(entries(changed))
    assert {entry for entry in entries(changed) if entry[1] != key} == {
        entry for entry in entries(data) if entry[1] != key
    }


@settings(max_examples=150, deadline=None)
@given(before=made.seeded(made.user_config), after=made.seeded(made.user_config))
def test_any_rules_can_become_any_others(before: UserConfig, after: UserConfig) -> None:
    changed = edit_user_config(new_user_config("anna", before), "anna", after)
    assert read_user_config(changed, "anna").model == after


@settings(max_examples=50, deadline=None)
@given(before=made.seeded(made.main_config), after=made.seeded(made.main_config))
def test_any_settings_can_become_any_others(before: made.MainConfig, after: made.MainConfig) -> None:
    assert edit_main_config(new_main_config(before), after) == new_main_config(after)
