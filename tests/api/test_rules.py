"""Lasting changes: a user's rules, their versions, timekpr.conf."""

from __future__ import annotations

from datetime import datetime

from tests.api.home import ANNA, Home
from timekpr_rules import key_texts

MAIN = "/api/v1/servers/pc/config"


def change(home: Home, key: str, text: str, **more: object) -> dict[str, object]:
    answer = home.ask("PATCH", f"{ANNA}/config", {"changes": {key: text}, **more}, scope="edit")
    assert answer.status_code == 202, answer.text
    return answer.json()


def test_the_rules_are_those_of_the_last_reading_and_say_how_old_they_are(home: Home) -> None:
    home.clock.advance(3600)

    config = home.get(f"{ANNA}/config", scope="read")

    assert config["config"] == key_texts(home.twin.rules("anna"))
    assert config["as_of"] == "2026-11-18T15:00:00+01:00"
    assert [(one["number"], one["source"]) for one in config["versions"]] == [(1, "first")]


def test_rules_that_were_never_read_are_not_known_and_not_empty(home: Home) -> None:
    home.services.add_user("pc", "ben")

    config = home.get("/api/v1/servers/pc/users/ben/config")

    assert (config["config"], config["as_of"], config["versions"]) == (None, None, [])
    assert home.get("/api/v1/servers/pc/users/ben/versions") == {"versions": []}


def test_a_change_is_confirmed_and_makes_a_version(home: Home) -> None:
    edit = change(home, "LIMIT_PER_WEEK", "36000", reason="school")["edit"]
    assert edit["changes"] == [{"key": "LIMIT_PER_WEEK", "seen": "604800", "wanted": "36000", "found": None}]
    home.visit()

    assert home.twin.rules("anna").week_limit == 36_000
    newest, first = home.get(f"{ANNA}/versions", scope="read")["versions"]
    assert (newest["number"], newest["source"], newest["who"]) == (2, "edit", "edit")
    assert newest["words"] == ["Limit of the week: no limit → 10 h"]
    assert datetime.fromisoformat(newest["at"]).tzinfo is not None
    assert (first["number"], first["words"]) == (1, [])


def test_going_back_to_a_version_is_a_new_edit(home: Home) -> None:
    change(home, "LIMIT_PER_WEEK", "36000")
    home.visit()

    answer = home.ask("POST", f"{ANNA}/revert", {"version": 1, "reason": "holidays"}, scope="edit")
    assert answer.status_code == 202
    assert answer.json()["edit"]["words"] == ["Limit of the week: 10 h → no limit"]
    home.visit()

    assert home.twin.rules("anna").week_limit == 604_800
    assert [one["number"] for one in home.get(f"{ANNA}/versions")["versions"]] == [3, 2, 1]


def test_what_was_changed_on_the_computer_since_it_was_seen_is_a_conflict(home: Home) -> None:
    edit = change(home, "LIMIT_PER_WEEK", "36000", seen={"LIMIT_PER_WEEK": "50000"})["edit"]
    home.visit()

    after = home.get(f"/api/v1/pending/{edit['id']}")["edit"]
    assert after["state"] == "conflict"
    assert after["changes"][0] == {"key": "LIMIT_PER_WEEK", "seen": "50000", "wanted": "36000", "found": "604800"}
    assert "Choose which of the two" in after["why"]
    assert home.twin.rules("anna").week_limit == 604_800


def test_doubts_about_a_change_are_said(home: Home) -> None:
    doubts = change(home, "ALLOWED_HOURS_3", "9")["doubts"]

    assert [set(doubt) for doubt in doubts] == [{"code", "message", "offers"}] * len(doubts)


def test_timekpr_conf_is_read_and_changed(home: Home) -> None:
    before = home.get(MAIN)
    assert before["config"]["TIMEKPR_POLLTIME"] == "3"
    assert before["as_of"] == "2026-11-18T15:00:00+01:00"

    answer = home.ask("PATCH", MAIN, {"changes": {"TIMEKPR_POLLTIME": "5"}})
    assert answer.status_code == 202
    assert answer.json()["edit"]["kind"] == "main"
    home.visit()

    assert home.get(MAIN)["config"]["TIMEKPR_POLLTIME"] == "5"


def test_timekpr_conf_that_was_never_read_is_not_known(home: Home) -> None:
    home.services.add_server("Laptop", "laptop.lan", 22, "timekpr-mngr")

    unread = home.get("/api/v1/servers/laptop/config")

    assert (unread["config"], unread["as_of"]) == (None, None)
