"""timekpr.conf on the real Timekpr: in force at once over D-Bus; for its next start where root writes the file."""

from __future__ import annotations

import pytest

from error_record import restored
from errors import RestartNeeded
from pending import EditState
from tests.timekpr.manager import PARENT, manager
from workbench.timekprd import ADMIN

pytestmark = pytest.mark.real

WANTED = {
    "TIMEKPR_SAVE_TIME": "20", "TIMEKPR_TRACK_INACTIVE": "True", "TIMEKPR_SESSION_TYPES_CTRL": "x11;wayland",
    "TIMEKPR_USERS_EXCL": "gdm;sddm", "TIMEKPR_PLAYTIME_ENABLED": "True", "TIMEKPR_FINAL_NOTIFICATION_TIME": "120",
}  # fmt: skip


def settings(timekpr) -> dict:
    return timekpr.call("getTimekprConfiguration", interface=ADMIN)[0]


def test_over_d_bus_they_are_in_force_at_once(tmp_path, timekpr, computers):
    with manager(tmp_path, computers["member"], "dbus") as one:
        one.deliver(one.editing.main("pc", WANTED, PARENT).edit)

    said = settings(timekpr)
    assert (said["TIMEKPR_SAVE_TIME"], said["TIMEKPR_FINAL_NOTIFICATION_TIME"]) == (20, 120)
    assert list(said["TIMEKPR_SESSION_TYPES_CTRL"]) == ["x11", "wayland"]
    assert list(said["TIMEKPR_USERS_EXCL"]) == ["gdm", "sddm"]
    assert said["TIMEKPR_PLAYTIME_ENABLED"]


def test_in_the_file_they_wait_for_a_restart_and_the_edit_says_so(tmp_path, timekpr, computers):
    with manager(tmp_path, computers["root"], "files") as one:
        edit = one.deliver(one.editing.main("pc", WANTED, PARENT).edit)
    assert isinstance(restored(edit.why), RestartNeeded)

    timekpr.restart()

    assert settings(timekpr)["TIMEKPR_SAVE_TIME"] == 20


def test_timekpra_has_no_words_for_them_and_the_edit_is_refused(tmp_path, computers):
    with manager(tmp_path, computers["member"], "timekpra") as one:
        edit = one.editing.main("pc", WANTED, PARENT).edit
        one.cycle()

        assert one.services.queue.get(edit.id).state is EditState.REFUSED
