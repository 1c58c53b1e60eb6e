"""What is for today: more or less time, other hours and limits, lock and unlock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.api.home import ANNA, Home


def test_a_grant_is_accepted_at_once_and_confirmed_after_the_next_visit(home: Home) -> None:
    edit = home.grant(1800, reason="homework")["edit"]
    assert edit["state"] == "queued"
    assert edit["words"] == ["30 min more"]

    home.visit()

    after = home.get(f"/api/v1/pending/{edit['id']}", scope="read")["edit"]
    assert after["state"] == "confirmed"
    assert home.twin.granted("anna") == 1800
    (user,) = home.get("/api/v1/status", scope="read")["servers"][0]["users"]
    assert user["left"] == 6000 + 1800


def test_an_edit_tells_who_when_and_from_where(home: Home) -> None:
    edit = home.ask("POST", f"{ANNA}/grants", {"seconds": 60, "reason": "tea"}, scope="grant", peer="10.0.0.5").json()[
        "edit"
    ]

    expected = {
        "server": "pc", "user": "anna", "kind": "grant", "who": "grant", "through": "api", "origin": "10.0.0.5",
        "reason": "tea", "day": "2026-11-18", "attempts": 0, "why": None, "changes": [], "operation": "+",
        "seconds": 60, "playtime": False,
    }  # fmt: skip
    assert {name: edit[name] for name in expected} == expected
    assert datetime.fromisoformat(edit["created"]) == home.clock.now()
    assert datetime.fromisoformat(edit["changed"]).tzinfo is not None


@pytest.mark.parametrize(
    ("body", "operation", "seconds", "playtime"),
    [
        ({"seconds": 600}, "+", 600, False),
        ({"seconds": -600}, "-", 600, False),
        ({"seconds": 600, "mode": "take"}, "-", 600, False),
        ({"seconds": 600, "mode": "set"}, "=", 600, False),
        ({"seconds": 0, "mode": "set"}, "=", 0, False),
        ({"seconds": 86_400}, "+", 86_400, False),
        ({"seconds": -86_400}, "-", 86_400, False),
        ({"seconds": 600, "kind": "playtime"}, "+", 600, True),
    ],
    ids=str,
)
def test_each_mode_and_kind(home: Home, body: dict[str, Any], operation: str, seconds: int, playtime: bool) -> None:
    edit = home.ask("POST", f"{ANNA}/grants", body).json()["edit"]

    assert (edit["operation"], edit["seconds"], edit["playtime"]) == (operation, seconds, playtime)


@pytest.mark.parametrize("mode", ["add", "take", "set"])
@pytest.mark.parametrize("seconds", [0, -1])
def test_nothing_and_less_than_nothing_cannot_be_given(home: Home, mode: str, seconds: int) -> None:
    allowed = (mode, seconds) in {("add", -1), ("set", 0)}

    answer = home.ask("POST", f"{ANNA}/grants", {"seconds": seconds, "mode": mode})

    assert answer.status_code == (202 if allowed else 422)
    assert len(home.edits()) == allowed


def test_what_may_keep_a_grant_from_helping_is_said_with_what_would(home: Home) -> None:
    doubts = home.grant(86_400)["doubts"]

    assert doubts
    for doubt in doubts:
        assert set(doubt) == {"code", "message", "offers"}
        assert isinstance(doubt["message"], str)


def test_a_limit_for_today_is_set_and_taken_back_after_midnight(home: Home) -> None:
    edit = home.ask("POST", f"{ANNA}/today", {"changes": {"LIMIT": "3600"}}, scope="grant").json()["edit"]
    home.visit()

    assert home.get(f"/api/v1/pending/{edit['id']}")["edit"]["state"] == "confirmed"
    assert [day.limit_seconds for day in home.twin.rules("anna").week] == [7200, 7200, 3600, 7200, 7200, 7200, 7200]

    home.clock.advance(10 * 3600)
    home.visit()
    home.visit()

    assert {day.limit_seconds for day in home.twin.rules("anna").week} == {7200}


def test_a_lock_closes_the_day_and_an_unlock_opens_it(home: Home) -> None:
    assert home.ask("POST", f"{ANNA}/lock", {"reason": "enough"}, scope="grant").status_code == 202
    home.visit()
    assert home.get("/api/v1/status")["servers"][0]["users"][0]["locked"]

    assert home.ask("POST", f"{ANNA}/unlock", scope="grant").status_code == 202
    home.visit()

    assert not home.get("/api/v1/status")["servers"][0]["users"][0]["locked"]
    assert home.twin.rules("anna").week[2].intervals[0].start == 8 * 60
