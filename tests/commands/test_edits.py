"""The commands that change something, to a computer and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.played import Played
from tests.support.program import as_json, invoke, ok


def synced(data: Path) -> list[dict[str, str]]:
    """What one cycle did with the edits of the only computer."""
    return json.loads(ok(data, "sync", "--json"))["servers"][0]["edits"]


@pytest.mark.parametrize(
    ("amount", "said", "granted"),
    [
        ("+30m", "30 min more", 1800),
        ("+1h30", "1 h 30 more", 5400),
        ("+1h30m", "1 h 30 more", 5400),
        ("+90s", "1 min more", 90),
        ("-15m", "15 min less", -900),
        ("-1h", "1 h less", -3600),
        ("=1h", "1 h left from now", -3000),
        ("=0", "0 min left from now", -6600),
    ],
)
def test_a_grant_is_accepted_in_words_and_arrives_with_the_next_cycle(
    pc: Played, amount: str, said: str, granted: int
) -> None:
    told = ok(pc.data, "grant", "pc", "anna", amount)

    assert told.startswith(f"Accepted for anna on pc: {said} (")
    assert "It waits until the program runs" in told
    assert [edit["state"] for edit in synced(pc.data)] == ["confirmed"]
    assert pc.granted() == granted


@pytest.mark.parametrize(
    "words", [("-15m",), ("--", "-15m"), ("-15m", "--reason", "late"), ("--reason", "late", "-1h")]
)
def test_an_amount_may_begin_with_a_dash(alone: Path, words: tuple[str, ...]) -> None:
    ok(alone, "grant", "pc", "anna", *words)

    (edit,) = as_json(alone, "pending", "list")
    assert (edit["operation"], edit["seconds"]) == ("-", 3600 if "-1h" in words else 900)
    assert edit["reason"] == ("late" if "late" in words else "")


def test_a_grant_says_what_will_be_in_its_way_and_what_helps(pc: Played) -> None:
    ok(pc.data, "set", "pc", "anna", "LIMIT_PER_WEEK=900")
    synced(pc.data)

    done = invoke(pc.data, "grant", "pc", "anna", "+1h")
    accepted = as_json(pc.data, "grant", "pc", "anna", "+1h")

    assert done.returncode == 0
    assert "\nBut: " in done.stdout
    assert "\nWould help: " in done.stdout
    assert accepted["doubts"][0].keys() == {"code", "message", "offers"}
    assert accepted["doubts"][0]["offers"][0].keys() >= {"code", "message"}
    assert accepted["edit"]["state"] == "queued"
    assert accepted["again"] is False


def test_rules_are_set_said_by_name_and_can_be_taken_back(pc: Played) -> None:
    before = pc.rules()["LIMITS_PER_WEEKDAYS"]
    told = ok(pc.data, "set", "pc", "anna", "LIMIT_PER_WEEK=3600", "TRACK_INACTIVE=True", "--reason", "test\nweek 🙂")
    assert "Limit of the week: no limit → 1 h · " in told
    synced(pc.data)
    ok(pc.data, "set", "pc", "anna", "LIMITS_PER_WEEKDAYS=60;60;60;60;60;60;60")
    synced(pc.data)
    assert pc.rules()["LIMITS_PER_WEEKDAYS"] == "60;60;60;60;60;60;60"

    versions = as_json(pc.data, "versions", "pc", "anna")
    assert [one["number"] for one in versions] == [3, 2, 1]
    assert "as found" in ok(pc.data, "versions", "pc", "anna").splitlines()[-1]
    told = ok(pc.data, "revert", "pc", "anna", "2", "--reason", "too little")
    synced(pc.data)

    assert "1 min → 2 h" in told
    assert pc.rules()["LIMITS_PER_WEEKDAYS"] == before
    assert pc.rules()["LIMIT_PER_WEEK"] == "3600"
    lines = ok(pc.data, "audit", "--limit", "3").splitlines()
    assert len(lines) == 3
    assert lines[0].split("  ")[2] == "anna on pc"
    assert ("too little" in lines[-1], "confirmed" in lines[-1], "1 min → 2 h" in lines[-1]) == (True, True, True)
    reasons = [entry["reason"] for entry in as_json(pc.data, "audit")]
    assert reasons[0] == "test week 🙂"


def test_hours_and_limits_of_today_are_typed_as_people_say_them(pc: Played) -> None:
    day = pc.machine.now().isoweekday()
    told = ok(pc.data, "today", "pc", "anna", "HOURS=6-20:30", "LIMIT=1h30", "PLAYTIME_LIMIT=30m")
    synced(pc.data)

    assert told.count("only today: ") == 3
    assert pc.rules()[f"ALLOWED_HOURS_{day}"] == "6;7;8;9;10;11;12;13;14;15;16;17;18;19;20[0-30]"
    assert pc.rules()["LIMITS_PER_WEEKDAYS"].split(";")[day - 1] == "5400"
    assert pc.rules()["PLAYTIME_LIMITS_PER_WEEKDAYS"].split(";")[day - 1] == "1800"
    (back,) = as_json(pc.data, "pending", "list")
    assert (back["kind"], back["line"]) == ("return", "after midnight")


def test_a_lock_closes_the_day_and_the_unlock_opens_it_again(pc: Played) -> None:
    day = f"ALLOWED_HOURS_{pc.machine.now().isoweekday()}"
    before = pc.rules()[day]

    assert "no more today" in ok(pc.data, "lock", "pc", "anna")
    synced(pc.data)
    locked = pc.rules()[day]
    assert "open again today" in ok(pc.data, "unlock", "pc", "anna")
    synced(pc.data)

    assert (locked, pc.rules()[day]) == ("0[0-1]", before)


def test_an_unlock_takes_a_lock_back_that_has_not_been_sent(alone: Path) -> None:
    ok(alone, "lock", "pc", "anna")

    assert ok(alone, "unlock", "pc", "anna").endswith(": cancelled.\n")
    assert as_json(alone, "pending", "list") == []


def test_settings_of_the_computer_are_set_without_a_user(pc: Played) -> None:
    told = ok(pc.data, "set", "pc", "--main", "TIMEKPR_POLLTIME=5")
    synced(pc.data)

    assert told.startswith("Accepted for pc: ")
    assert "TIMEKPR_POLLTIME = 5" in (pc.machine.root / "etc/timekpr/timekpr.conf").read_text()


def test_the_same_key_is_accepted_once(alone: Path) -> None:
    first = as_json(alone, "grant", "pc", "anna", "+30m", "--key", "morning")
    second = as_json(alone, "grant", "pc", "anna", "+30m", "--key", "morning")
    other = invoke(alone, "grant", "pc", "anna", "+31m", "--key", "morning")

    assert (first["again"], second["again"]) == (False, True)
    assert first["edit"]["id"] == second["edit"]["id"]
    assert (other.returncode, "morning" in other.stderr) == (2, True)
    assert len(as_json(alone, "pending", "list")) == 1


def test_what_a_cycle_did_with_the_edits_is_said_line_by_line(pc: Played) -> None:
    ok(pc.data, "grant", "pc", "anna", "+30m")

    assert "anna on pc: 30 min more (" in ok(pc.data, "sync")


def test_a_cycle_in_which_an_edit_is_refused_ends_with_1(pc: Played) -> None:
    ok(pc.data, "grant", "pc", "anna", "+30m")
    ok(pc.data, "server", "edit", "pc", "--channel", "files")
    done = invoke(pc.data, "sync", "--json")
    (edit,) = json.loads(done.stdout)["servers"][0]["edits"]

    assert (done.returncode, edit["state"]) == (1, "refused")
    assert "files" in edit["why"]
    assert "not taken" in ok(pc.data, "pending", "list", "--all")


def test_who_asks_is_the_login_that_runs_the_command(alone: Path) -> None:
    ok(alone, "grant", "pc", "anna", "+30m")

    (edit,) = as_json(alone, "pending", "list")
    assert (edit["who"], edit["through"]) == ((Path.home().owner()), "command")


def test_mode_and_channel_of_a_computer_are_set(alone: Path) -> None:
    ok(alone, "server", "edit", "pc", "--mode", "enforce", "--channel", "timekpra")
    ok(alone, "server", "add", "other", "--host", "192.0.2.2", "--mode", "enforce", "--channel", "dbus")

    servers = as_json(alone, "server", "list")
    assert [(one["mode"], one["channel"]) for one in servers] == [("enforce", "timekpra"), ("enforce", "dbus")]
