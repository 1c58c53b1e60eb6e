"""timekpr.conf is changed on D-Bus alone, and the daemon goes by it at once; the file it reads only when it begins."""

import pytest

from tests.demo.house import every_day
from tests.demo.saying import ADMIN, bus
from timekpr_rules import PlayTime, read_main_config


def admin(method, signature, *arguments):
    return bus(method, signature, *arguments, interface=ADMIN)


def settings(here):
    reading = read_main_config(here.timekpr.disk.main.read_bytes())
    assert not reading.damaged
    return reading.model


@pytest.mark.parametrize(
    ("command", "attribute", "value"),
    [
        (admin("setTimekprLogLevel", "i", "2"), "log_level", 2),
        (admin("setTimekprPollTime", "i", "5"), "poll_time", 5),
        (admin("setTimekprSaveTime", "i", "20"), "save_time", 20),
        (admin("setTimekprTrackInactive", "b", "true"), "track_inactive", True),
        (admin("setTimekprTerminationTime", "i", "20"), "termination_time", 20),
        (admin("setTimekprFinalWarningTime", "i", "15"), "final_warning_time", 15),
        (admin("setTimekprFinalNotificationTime", "i", "90"), "final_notification_time", 90),
        (admin("setTimekprSessionsCtrl", "as", "2", "x11", "wayland"), "session_types", ("x11", "wayland")),
        (admin("setTimekprSessionsExcl", "as", "1", "tty"), "session_types_ignored", ("tty",)),
        (admin("setTimekprUsersExcl", "as", "1", "guest"), "users_ignored", ("guest",)),
        (admin("setTimekprPlayTimeEnabled", "b", "false"), "playtime_enabled", False),
        (
            admin("setTimekprPlayTimeEnhancedActivityMonitorEnabled", "b", "true"),
            "playtime_by_command_line",
            True,
        ),
    ],
)
def test_a_setting_stands_in_the_file(house, command, attribute, value):
    here = house(every_day())
    before = here.timekpr.disk.main.read_bytes()
    here.ok(command)
    assert getattr(settings(here), attribute) == value
    assert here.timekpr.disk.main.with_name("timekpr.conf.prev").read_bytes() == before


def test_it_is_a_method_of_another_interface(house):
    here = house(every_day())
    answer = here.run(bus("setTimekprLogLevel", "i", "2"))
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("Call failed: Unknown method")


def test_a_new_save_time_holds_at_once(house):
    here = house(every_day()).log_in()
    here.ok(admin("setTimekprSaveTime", "i", "20"))
    assert here.live(19).file.spent_day == 0
    assert here.live(1).file.spent_day == 1200


def test_without_playtime_games_are_not_counted_any_more(house):
    here = house(every_day(86_400, playtime=PlayTime(enabled=True, limits=(7200,) * 7))).log_in()
    here.timekpr.play("anna")
    here.live(10)
    here.ok(admin("setTimekprPlayTimeEnabled", "b", "false"))
    assert here.live(10).file.playtime_day == 600


def test_a_file_that_was_replaced_holds_from_the_next_start(house):
    here = house(every_day()).log_in()
    path = here.timekpr.disk.main
    path.write_bytes(path.read_bytes().replace(b"TIMEKPR_SAVE_TIME = 10", b"TIMEKPR_SAVE_TIME = 30"))
    here.ok(admin("setTimekprLogLevel", "i", "2"))
    assert here.live(10).file.spent_day == 600
    here.timekpr.stop(here.now)
    here.timekpr.start()
    assert settings(here).save_time == 30
    assert here.log_in().live(29).file.spent_day == 600


def test_settings_that_cannot_be_read_are_not_changed(house):
    here = house(every_day())
    here.timekpr.disk.main.write_bytes(b"nonsense")
    answer = here.run(admin("setTimekprLogLevel", "i", "2"))
    assert '"data":[-1,"Unexpected ERROR while loading configuration.' in answer.out
    assert here.timekpr.disk.main.read_bytes() == b"nonsense"
