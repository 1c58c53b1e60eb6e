"""Every rule can be changed on D-Bus and by timekpra, and stands in the file then."""

import pytest

from tests.demo.house import every_day
from tests.demo.saying import bus, cli
from timekpr_rules import Activity, Interval, parse_hours, read_user_config

HOUR = ("3", "STARTMIN", "0", "ENDMIN", "60", "UACC", "0")
PART = ("3", "STARTMIN", "0", "ENDMIN", "30", "UACC", "0")
FREE = ("3", "STARTMIN", "0", "ENDMIN", "60", "UACC", "1")
LIMITS = ("60", "120", "180", "240", "300", "360", "420")


def limits(rules):
    return tuple(rule.limit_seconds for rule in rules.week)


CHANGES = {
    "days": (
        bus("setAllowedDays", "sas", "anna", "2", "1", "2"),
        cli("setalloweddays", "anna", "1;2"),
        lambda rules: [rule.allowed for rule in rules.week] == [True] * 2 + [False] * 5,
    ),
    "no days": (
        bus("setAllowedDays", "sas", "anna", "0"),
        cli("setalloweddays", "anna", ""),
        lambda rules: not any(rule.allowed for rule in rules.week),
    ),
    "hours": (
        bus("setAllowedHours", "ssa{sa{si}}", "anna", "6", "3", "20", *FREE, "7", *HOUR, "8", *PART),
        cli("setallowedhours", "anna", "6", "7;8[0-30];!20"),
        lambda rules: rules.week[5].intervals == (Interval(420, 510), Interval(1200, 1260, unaccounted=True)),
    ),
    "hours of all days": (
        bus("setAllowedHours", "ssa{sa{si}}", "anna", "ALL", "1", "7", *HOUR),
        cli("setallowedhours", "anna", "ALL", "7"),
        lambda rules: {rule.intervals for rule in rules.week} == {parse_hours("7").intervals},
    ),
    "limits": (
        bus("setTimeLimitForDays", "sai", "anna", "7", *LIMITS),
        cli("settimelimits", "anna", ";".join(LIMITS)),
        lambda rules: limits(rules) == tuple(map(int, LIMITS)),
    ),
    "limits that cannot be": (
        bus("setTimeLimitForDays", "sai", "anna", "7", "-5", "90000", *LIMITS[2:]),
        cli("settimelimits", "anna", ";".join(("-5", "90000", *LIMITS[2:]))),
        lambda rules: limits(rules)[:2] == (0, 86_400),
    ),
    "week": (
        bus("setTimeLimitForWeek", "si", "anna", "7200"),
        cli("settimelimitweek", "anna", "7200"),
        lambda rules: rules.week_limit == 7200,
    ),
    "month": (
        bus("setTimeLimitForMonth", "si", "anna", "9999999"),
        cli("settimelimitmonth", "anna", "9999999"),
        lambda rules: rules.month_limit == 2_678_400,
    ),
    "inactive": (
        bus("setTrackInactive", "sb", "anna", "true"),
        cli("settrackinactive", "anna", "true"),
        lambda rules: rules.track_inactive,
    ),
    "icon": (
        bus("setHideTrayIcon", "sb", "anna", "true"),
        cli("sethidetrayicon", "anna", "true"),
        lambda rules: rules.hide_tray_icon,
    ),
    "lockout": (
        bus("setLockoutType", "ssss", "anna", "suspendwake", "7", "18"),
        cli("setlockouttype", "anna", "suspendwake;7;18"),
        lambda rules: (rules.lockout, rules.wakeup_hours) == ("suspendwake", (7, 18)),
    ),
    "plain lockout": (
        bus("setLockoutType", "ssss", "anna", "lock", "0", "23"),
        cli("setlockouttype", "anna", "lock"),
        lambda rules: (rules.lockout, rules.wakeup_hours) == ("lock", (0, 23)),
    ),
    "PlayTime": (
        bus("setPlayTimeEnabled", "sb", "anna", "true"),
        cli("setplaytimeenabled", "anna", "true"),
        lambda rules: rules.playtime.enabled,
    ),
    "override": (
        bus("setPlayTimeLimitOverride", "sb", "anna", "true"),
        cli("setplaytimelimitoverride", "anna", "true"),
        lambda rules: rules.playtime.override,
    ),
    "unaccounted": (
        bus("setPlayTimeUnaccountedIntervalsEnabled", "sb", "anna", "false"),
        cli("setplaytimeunaccountedintervalsflag", "anna", "false"),
        lambda rules: not rules.playtime.in_unaccounted,
    ),
    "PlayTime limits": (
        bus("setPlayTimeLimitsForDays", "sai", "anna", "7", *LIMITS),
        cli("setplaytimelimits", "anna", ";".join(LIMITS)),
        lambda rules: rules.playtime.limits == tuple(map(int, LIMITS)),
    ),
    "activities": (
        bus("setPlayTimeActivities", "saas", "anna", "2", "2", "minecraft", "Minecraft", "2", "dosbox.*", ""),
        cli("setplaytimeactivities", "anna", "minecraft[Minecraft];dosbox.*"),
        lambda rules: rules.playtime.activities == (Activity("minecraft", "Minecraft"), Activity("dosbox.*")),
    ),
    "no activities": (
        bus("setPlayTimeActivities", "saas", "anna", "0"),
        cli("setplaytimeactivities", "anna", ""),
        lambda rules: rules.playtime.activities == (),
    ),
}


@pytest.mark.parametrize("way", [0, 1], ids=["busctl", "timekpra"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_stands_in_the_file(house, change, way):
    here = house(every_day())
    before = here.timekpr.disk.config("anna").read_bytes()
    answer = here.run(change[way])
    assert answer in {(0, "", ""), (0, '{"type":"is","data":[0,""]}\n', "")}
    assert change[2](read(here))
    assert here.timekpr.disk.config("anna").with_name("timekpr.anna.conf.prev").read_bytes() == before


def test_playtime_days_pair_with_the_limits_at_their_places(house):
    here = house(every_day())
    here.run(bus("setPlayTimeAllowedDays", "sas", "anna", "2", "6", "7"))
    here.run(cli("setplaytimelimits", "anna", "600;900"))
    assert read(here).playtime.limits == (0, 0, 0, 0, 0, 600, 900)


def test_days_and_limits_are_two_lists_that_nothing_ties_together(house):
    here = house(every_day(3600))
    here.run(cli("settimelimits", "anna", ";".join(LIMITS)))
    here.run(cli("setalloweddays", "anna", "6;7"))
    assert limits(read(here)) == (0, 0, 0, 0, 0, 60, 120)
    assert b"LIMITS_PER_WEEKDAYS = 60;120;180;240;300;360;420\n" in here.timekpr.disk.config("anna").read_bytes()


def read(here):
    reading = read_user_config(here.timekpr.disk.config("anna").read_bytes(), "anna")
    assert not reading.damaged
    return reading.model
