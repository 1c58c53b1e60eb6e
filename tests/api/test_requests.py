"""What children ask for, over the API."""

from __future__ import annotations

import pytest

from tests.api.home import Home, code
from tests.wishes.family import TINA


@pytest.fixture
def wish(home: Home) -> str:
    """Anna asks for half an hour."""
    services = home.services
    services.core.fleet.add_child("Anna")
    services.core.fleet.assign("anna", "pc", "anna")
    home.visit()
    link = services.wishes.visitor(services.wishes.make_link("anna", "phone", TINA))
    assert link is not None
    return services.wishes.ask(link, 30, "One level left", "", "").id


def path(wish: str) -> str:
    return f"/api/v1/requests/{wish}/answer"


def test_who_may_read_sees_what_is_asked_for(home: Home, wish: str) -> None:
    (one,) = home.get("/api/v1/requests", scope="read")["requests"]

    assert one == {
        "id": wish, "child_id": "anna", "child": "Anna", "server": "pc", "server_name": "PC", "user": "anna",
        "minutes": 30, "reason": "One level left", "asked": "2026-11-18T15:00:00+01:00", "reply": None,
    }  # fmt: skip
    assert home.get("/api/v1/status", scope="read")["wishes"] == [one]


def test_a_yes_is_an_edit_and_again_the_same_one(home: Home, wish: str) -> None:
    first = home.ask("POST", path(wish), {"seconds": 900, "answer": "well done"}, scope="grant")
    again = home.ask("POST", path(wish), {"seconds": 900, "answer": "well done"}, scope="grant")

    assert first.status_code == again.status_code == 202
    assert first.json()["edit"]["id"] == again.json()["edit"]["id"]
    assert (first.json()["again"], again.json()["again"]) == (False, True)
    assert first.json()["request"]["state"] == "given"
    assert first.json()["request"]["reply"]["who"] == "grant"
    assert len(home.edits()) == 1


def test_not_now_is_no_edit(home: Home, wish: str) -> None:
    answer = home.ask("POST", path(wish), {"seconds": 0, "answer": "after dinner"}, scope="grant")

    assert answer.status_code == 200
    assert (answer.json()["edit"], answer.json()["request"]["state"]) == (None, "not_now")
    assert home.edits() == ()


def test_what_is_refused_and_how(home: Home, wish: str) -> None:
    assert code(home.ask("POST", path(wish), {"seconds": 900}, scope="read")) == "out_of_scope"
    assert home.ask("POST", path("nothing"), {"seconds": 900}, scope="grant").status_code == 404
    for seconds in (-60, 59, 90, 86_460, True, "900", 1e99):
        assert home.ask("POST", path(wish), {"seconds": seconds}, scope="grant").status_code == 422, seconds
    assert home.ask("POST", path(wish), {"seconds": 0, "answer": "x" * 201}, scope="grant").status_code == 422
    assert home.edits() == ()
    home.ask("POST", path(wish), {"seconds": 0}, scope="grant")
    late = home.ask("POST", path(wish), {"seconds": 900}, scope="admin")
    assert (late.status_code, code(late)) == (409, "wish_answered")
