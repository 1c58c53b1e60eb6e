"""A change touches its own key, keeps a copy of the file and holds at once."""

import pytest

from tests.demo.house import every_day
from tests.demo.saying import bus, cli
from timekpr_rules import Activity, PlayTime, UserConfig

WEEK = cli("settimelimitweek", "anna", "7200")
GAMES = bus("setPlayTimeActivities", "saas", "anna", "1", "2", "minecraft", "Minecraft")


@pytest.fixture
def here(house):
    playtime = PlayTime(enabled=True, activities=(Activity("doom"), Activity("quake", "Quake")))
    return house(every_day(playtime=playtime))


def lines(here):
    return here.timekpr.disk.config("anna").read_text().splitlines()


def test_all_other_lines_stay_as_they_are(here):
    path = here.timekpr.disk.config("anna")
    path.write_text(path.read_text().replace("[anna]", "# written by hand\n[anna]"))
    before = lines(here)
    here.ok(WEEK)
    assert [new for old, new in zip(before, lines(here), strict=True) if old != new] == ["LIMIT_PER_WEEK = 7200"]


def test_the_file_is_written_in_place_and_its_copy_is_kept(here):
    path = here.timekpr.disk.config("anna")
    inode, before = path.stat().st_ino, path.read_bytes()
    here.ok(WEEK)
    assert path.stat().st_ino == inode
    assert path.stat().st_mtime == here.now.timestamp()
    assert path.with_name(f"{path.name}.prev").read_bytes() == before


def test_new_activities_stand_behind_the_marker_and_the_old_ones_are_gone(here):
    assert here.ok(GAMES).playtime.activities == (Activity("minecraft", "Minecraft"),)
    marker = next(number for number, line in enumerate(lines(here)) if line.startswith("##PLAYTIME_ACTIVITIES##"))
    assert lines(here)[marker + 1 :] == ["PLAYTIME_ACTIVITY_001 = minecraft[Minecraft]"]


def test_without_the_marker_activities_vanish(here):
    path = here.timekpr.disk.config("anna")
    path.write_text("".join(f"{line}\n" for line in lines(here) if not line.startswith("##PLAYTIME")))
    assert here.run(GAMES).status == 0
    assert "PLAYTIME_ACTIVITY" not in path.read_text()


def test_rules_without_a_playtime_section_get_one(here):
    path = here.timekpr.disk.config("anna")
    path.write_text(path.read_text().partition("[anna.PLAYTIME]")[0])
    rules = here.ok(cli("setplaytimeenabled", "anna", "true"))
    assert rules.playtime == PlayTime(enabled=True)


def test_a_child_who_is_there_feels_it_before_the_next_save(here):
    here.log_in().live(1)
    here.ok(cli("settimelimits", "anna", "60;60;60;60;60;60;60"))
    assert here.live(20).is_there is False
    assert here.file.spent_day == 60


def test_damaged_rules_are_put_aside_before_they_are_changed(here):
    path = here.timekpr.disk.config("anna")
    path.with_name(f"{path.name}.prev").unlink(missing_ok=True)
    path.write_bytes(path.read_bytes() + b"PLAYTIME_ENABLED = True\n")
    assert here.ok(WEEK) == UserConfig(week_limit=7200)
    assert path.with_name(f"{path.name}.invalid").exists()


def test_rules_that_were_taken_away_come_back_from_their_copy(here):
    here.ok(WEEK)
    here.ok(WEEK)
    path = here.timekpr.disk.config("anna")
    here.log_in()
    path.unlink()
    here.live(10)
    assert here.rules.week_limit == 7200
