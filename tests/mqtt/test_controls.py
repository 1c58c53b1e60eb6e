"""The controls of an entity take a bare value, as Home Assistant sends it."""

from __future__ import annotations

import pytest

from errors import BadCommand, NotFound
from mqtt_ha.requests import GrantTime, Lock, Request, SetExtra, SetLimit, SetLockout, Sync, Unlock
from tests.mqtt.asking import control, read

NUMBERS = [
    ("30", 30), ("30.0", 30), (" 30 ", 30), ("30\n", 30), ("-15", -15), ("+15", 15), ("0", 0), ("007", 7),
    ("1e1", None), ("٣٠", None), ("30.5", None), ("", None), ("thirty", None), ("dreißig", None), ("0x1e", None),
    ("1_0", None), ("3 0", None), ("--1", None), ("NaN", None), ("99999999", None), ("1441", None), ("true", None),
    ("30,0", None), ("30\x00", None), ("\N{MINUS SIGN}15", None), ("{}", None),
]  # fmt: skip


@pytest.mark.parametrize(("payload", "minutes"), NUMBERS)
def test_a_number_is_taken_as_home_assistant_writes_it(payload: str, minutes: int | None) -> None:
    if minutes is None:
        with pytest.raises(BadCommand, match=r"is no whole number of minutes from -1440 to 1440\."):
            control("extra/set", payload)
    else:
        assert control("extra/set", payload) == SetExtra(server="pc", user="anna", minutes=minutes)


@pytest.mark.parametrize(
    ("name", "least", "most", "kind"),
    [("time_left/add", -240, 240, GrantTime), ("extra/set", -1440, 1440, SetExtra), ("limit/set", 0, 1440, SetLimit)],
)
def test_each_number_has_its_ends(name: str, least: int, most: int, kind: type[Request]) -> None:
    for minutes in (least, most):
        assert control(name, str(minutes)) == kind(server="pc", user="anna", minutes=minutes)
    for minutes in (least - 1, most + 1):
        with pytest.raises(BadCommand, match=f"from {least} to {most}"):
            control(name, str(minutes))


def test_a_switch_is_on_or_off() -> None:
    for payload, kind in (("ON", Unlock), ("on", Unlock), (" On\n", Unlock), ("OFF", Lock), ("off", Lock)):
        assert control("allowed/set", payload) == kind(server="pc", user="anna")
    for payload in ("", "1", "true", "AN", "ON OFF", "\x1b[2J"):
        with pytest.raises(BadCommand, match="is neither ON nor OFF") as error:
            control("allowed/set", payload)
        assert "\x1b" not in error.value.text("en")


def test_a_choice_is_one_of_those_that_there_are() -> None:
    assert control("lockout/set", "suspendwake ") == SetLockout(server="pc", user="anna", type="suspendwake")
    for payload in ("", "LOCK", "sperren", "lock;rm"):
        with pytest.raises(BadCommand, match="“type” is not allowed"):
            control("lockout/set", payload)


def test_a_control_says_by_its_topic_who_is_meant() -> None:
    assert read("servers/pc/sync", b"whatever \xff") == Sync(server="pc")
    with pytest.raises(NotFound):
        read("servers/pc/users/nobody/limit/set", "30")
