"""Which copies are kept, and when the next one is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from backup import Copies, Copy, copy_name, is_due, next_night, surplus
from backup.copies import copy_of
from settings import BackupSettings

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 1, 1, 3, 40, tzinfo=BERLIN)


def at(moment: datetime) -> Copy:
    return Copy(copy_name(moment, has_secrets=True), moment.astimezone(UTC), 1, True)


def test_over_two_years_seven_days_four_weeks_and_six_months_are_kept() -> None:
    settings, copies = BackupSettings(), []
    for day in range(730):
        now = (START.replace(tzinfo=None) + timedelta(days=day)).replace(tzinfo=BERLIN)
        copies = [at(now), *copies]
        gone = surplus(copies, settings, BERLIN, copies[0].name)
        copies = [one for one in copies if one not in gone]
        assert copies[0].at == now.astimezone(UTC)
        days = [(now.date() - one.at.astimezone(BERLIN).date()).days for one in copies]
        assert set(range(min(7, day + 1))) <= set(days)
        assert len(copies) <= 7 + 4 + 6
        if day > 220:
            assert 120 <= max(days) <= 190
            assert len({(one.at.astimezone(BERLIN).year, one.at.astimezone(BERLIN).month) for one in copies}) >= 6
            assert len({one.at.astimezone(BERLIN).isocalendar()[:2] for one in copies}) >= 4
    assert 12 <= len(copies) <= 17


def test_after_months_without_the_program_nothing_that_is_there_is_lost_at_once() -> None:
    old = [at(START - timedelta(days=day)) for day in range(7)]
    now = at(START + timedelta(days=200))
    gone = surplus([now, *old], BackupSettings(), BERLIN, now.name)
    assert len(gone) == 1  # the eighth day


@given(
    days=st.lists(st.integers(0, 20_000), max_size=60),
    keep=st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9)),
)
def test_the_newest_and_the_one_just_made_always_stay(days: list[int], keep: tuple[int, int, int]) -> None:
    copies = list({one.name: one for one in (at(START + timedelta(hours=hour)) for hour in days)}.values())
    settings = BackupSettings(keep_days=keep[0], keep_weeks=keep[1], keep_months=keep[2])
    for made in copies[:3]:
        gone = surplus(copies, settings, BERLIN, made.name)
        assert made not in gone
        assert max(copies, key=lambda one: one.at) not in gone
        left = [one for one in copies if one not in gone]
        assert surplus(left, settings, BERLIN, made.name) == ()  # thinning out once more takes nothing away
        assert len(left) <= sum(keep) * (1 if made == max(copies, key=lambda one: one.at) else 2) + 1


def test_copies_from_when_the_clock_was_ahead_do_not_take_the_place_of_others() -> None:
    """Else each night would be the only one that is kept, until their moment comes."""
    ahead = [at(START + timedelta(days=4000 + day)) for day in range(10)]
    copies = list(ahead)
    for day in range(10):
        copies = [at(START + timedelta(days=day)), *copies]
        gone = surplus(copies, BackupSettings(keep_weeks=0, keep_months=0), BERLIN, copies[0].name)
        copies = [one for one in copies if one not in gone]
    assert [one for one in copies if one not in ahead] == [at(START + timedelta(days=day)) for day in range(9, 2, -1)]
    assert [one for one in copies if one in ahead] == ahead[3:]  # nobody knows whether they are not the right ones
    late = at(START + timedelta(days=4200))
    assert len(surplus([late, *copies], BackupSettings(keep_weeks=0, keep_months=0), BERLIN, late.name)) == 8


NOT_OURS = [
    "timekpr-mngr-20261101T024000Z.tar.gz.old", "my-timekpr-mngr-20261101T024000Z.tar.gz", "photos.tar.gz",
    "timekpr-mngr-2026-11-01.tar.gz", "timekpr-mngr-20261301T024000Z.tar.gz", "timekpr-mngr-20261101T024000Z.TAR.GZ",
    "timekpr-mngr-20261101T024000Z-without-secrets-2.tar.gz", ".timekpr-mngr-20261101T024000Z.tar.gz",
    "timekpr-mngr-20261101T024000Z.tar.gz\n", "timekpr-mngr-\u0662\u0660\u0662\u06661101T024000Z.tar.gz",
]  # fmt: skip


def test_nothing_is_ever_deleted_that_is_not_exactly_ours(tmp_path: Path) -> None:
    settings = BackupSettings(folder=str(tmp_path), keep_days=1, keep_weeks=0, keep_months=0)
    for name in NOT_OURS:
        (tmp_path / name).write_text("precious")
    (tmp_path / "timekpr-mngr-20250101T024000Z.tar.gz").mkdir()
    (tmp_path / "timekpr-mngr-20250102T024000Z.tar.gz").symlink_to(tmp_path / "photos.tar.gz")
    for day in range(5):
        (tmp_path / copy_name(START + timedelta(days=day), has_secrets=day % 2 == 0)).write_text("x")
    copies = Copies(tmp_path / "data", settings)
    made = copy_name(START + timedelta(days=4), has_secrets=True)
    gone = copies.thin_out(settings, BERLIN, made)
    assert len(gone) == 4
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {
        *NOT_OURS, made, "timekpr-mngr-20250101T024000Z.tar.gz", "timekpr-mngr-20250102T024000Z.tar.gz"
    }  # fmt: skip
    assert all(copy_of(name) is None for name in NOT_OURS)


# --- when ---

SETTINGS = BackupSettings(at="02:30")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def nights(first: datetime, hours: int, settings: BackupSettings = SETTINGS) -> list[datetime]:
    """When copies are made by a program that looks every ten minutes."""
    made: list[datetime] = []
    last = None
    for step in range(hours * 6):
        now = (first.astimezone(UTC) + timedelta(minutes=10 * step)).astimezone(BERLIN)
        if is_due(settings, last, now):
            last = now
            made.append(now)
    return made


def test_there_is_one_copy_a_night() -> None:
    made = nights(local("2026-06-01 12:00"), 24 * 7)
    assert [f"{one:%d %H:%M}" for one in made] == ["01 12:00", *(f"{day:02} 02:30" for day in range(2, 9))]


@pytest.mark.parametrize(
    ("begin", "wanted"),
    [
        # The clock goes from 2 to 3 on March 29th, so there is no half past two; from 3 to 2 on October 25th: two.
        ("2026-03-27 12:00", ["28 02:30", "29 03:30", "30 02:30"]),
        ("2026-10-23 12:00", ["24 02:30", "25 02:30", "26 02:30"]),
    ],
)
def test_a_night_in_which_the_clock_changes_has_one_copy_too(begin: str, wanted: list[str]) -> None:
    assert [f"{one:%d %H:%M}" for one in nights(local(begin), 24 * 3)][1:] == wanted


@pytest.mark.parametrize("at", ["00:00", "02:00", "02:59", "03:00", "23:59"])
def test_a_year_has_as_many_copies_as_nights_at_any_time(at: str) -> None:
    made = nights(local("2026-01-01 00:05"), 24 * 365, BackupSettings(at=at))
    assert 365 <= len(made) <= 366
    assert len({one.date() for one in made}) >= 364


def test_nights_that_were_slept_through_are_made_up_for_once() -> None:
    last = local("2026-06-01 02:30")
    assert is_due(SETTINGS, last, local("2026-06-20 18:00"))
    assert not is_due(SETTINGS, local("2026-06-20 18:00"), local("2026-06-20 18:10"))
    assert is_due(SETTINGS, local("2026-06-20 18:00"), local("2026-06-21 02:30"))


def test_a_clock_that_was_ahead_does_not_stop_copies_for_years() -> None:
    assert is_due(SETTINGS, local("2036-06-01 02:30"), local("2026-06-20 18:00"))


def test_none_is_due_where_they_are_switched_off() -> None:
    assert not is_due(BackupSettings(enabled=False), None, local("2026-06-20 18:00"))


def test_the_next_one_is_said_as_it_will_be() -> None:
    assert next_night(SETTINGS, local("2026-06-20 18:00")) == local("2026-06-21 02:30")
    assert next_night(SETTINGS, local("2026-06-20 01:00")) == local("2026-06-20 02:30")


def test_this_machines_own_zone_counts_where_a_moment_says_none(monkeypatch: pytest.MonkeyPatch) -> None:
    import time  # noqa: PLC0415

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        # In summer time; the night before was still in winter time, of which the offset of "now" knows nothing.
        now = datetime(2026, 3, 29, 10, 0, tzinfo=UTC).astimezone()
        assert is_due(BackupSettings(at="01:30"), datetime(2026, 3, 29, 0, 29, tzinfo=UTC), now)
        assert not is_due(BackupSettings(at="01:30"), datetime(2026, 3, 29, 0, 30, tzinfo=UTC), now)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_copies_of_another_installation_in_the_same_folder_are_left_alone(tmp_path: Path) -> None:
    for maker in ("0a1b2c3d", "ffffffff", ""):
        for day in range(5):
            moment = START + timedelta(days=day)
            (tmp_path / copy_name(moment, has_secrets=True, maker=maker)).write_text("x")
    settings = BackupSettings(folder=str(tmp_path), keep_days=2, keep_weeks=0, keep_months=0)
    copies = Copies(tmp_path / "data", settings)
    made = copy_name(START + timedelta(days=4), has_secrets=True, maker="0a1b2c3d")
    gone = copies.thin_out(settings, BERLIN, made)

    assert len(gone) == 3
    assert all("-0a1b2c3d" in name for name in gone)
    assert len(copies.list()) == 12
