"""Edits that wait: looking at them, taking them back, trying again, deciding."""

from __future__ import annotations

import pytest

from pending import EditState
from tests.api.home import ANNA, Home, code

PENDING = "/api/v1/pending"


def ids(home: Home, query: str = "") -> list[str]:
    return [edit["id"] for edit in home.get(f"{PENDING}{query}", scope="read")["edits"]]


def conflict(home: Home) -> str:
    body = {"changes": {"LIMIT_PER_WEEK": "36000"}, "seen": {"LIMIT_PER_WEEK": "50000"}}
    edit = home.ask("PATCH", f"{ANNA}/config", body).json()["edit"]["id"]
    home.visit()
    return str(edit)


def decide(home: Home, edit: str, decision: str, **more: object) -> object:
    return home.ask("POST", f"{PENDING}/{edit}/decision", {"decision": decision}, **more)


def test_those_that_wait_are_listed_and_on_demand_those_that_ended(home: Home) -> None:
    assert ids(home) == []
    ended = home.grant()["edit"]["id"]
    home.visit()
    waiting = home.grant()["edit"]["id"]

    assert ids(home) == ids(home, "?all=0") == [waiting]
    assert ids(home, "?all=1") == [ended, waiting]


def test_one_that_waits_is_cancelled_and_does_not_arrive(home: Home) -> None:
    edit = home.grant()["edit"]["id"]

    answer = home.ask("DELETE", f"{PENDING}/{edit}", scope="grant")
    home.visit()

    assert answer.status_code == 200
    assert answer.json()["edit"]["state"] == "cancelled"
    assert home.twin.granted("anna") == 0


def test_one_that_has_ended_cannot_be_cancelled(home: Home) -> None:
    edit = home.grant()["edit"]["id"]
    home.visit()

    answer = home.ask("DELETE", f"{PENDING}/{edit}")

    assert (answer.status_code, code(answer)) == (409, "wrong_state")


def test_trying_again_what_was_cancelled_is_a_new_edit(home: Home) -> None:
    edit = home.grant()["edit"]["id"]
    home.ask("DELETE", f"{PENDING}/{edit}")

    answer = home.ask("POST", f"{PENDING}/{edit}/retry", {"reason": "after all"}, scope="grant")
    home.visit()

    assert answer.status_code == 202
    assert answer.json()["edit"]["id"] != edit
    assert answer.json()["edit"]["reason"] == "after all"
    assert home.twin.granted("anna") == 1800


def test_what_still_waits_cannot_be_tried_again(home: Home) -> None:
    edit = home.grant()["edit"]["id"]

    assert code(home.ask("POST", f"{PENDING}/{edit}/retry")) == "wrong_state"
    assert len(home.edits()) == 1


@pytest.mark.parametrize(("decision", "limit"), [("ours", 36_000), ("theirs", 604_800), ("cancel", 604_800)])
def test_a_conflict_is_decided(home: Home, decision: str, limit: int) -> None:
    edit = conflict(home)

    assert decide(home, edit, decision, scope="edit").status_code == 200
    home.visit()

    assert home.twin.rules("anna").week_limit == limit


@pytest.mark.parametrize(("decision", "granted"), [("arrived", 0), ("again", 1800), ("cancel", 0)])
def test_an_unclear_grant_is_decided(home: Home, decision: str, granted: int) -> None:
    edit = home.grant()["edit"]["id"]
    home.put(edit, EditState.UNCLEAR)

    assert decide(home, edit, decision, scope="grant").status_code == 200
    home.visit()

    assert home.twin.granted("anna") == granted
    assert ids(home) == []


def test_a_decision_that_does_not_fit_is_refused(home: Home) -> None:
    edit = home.grant()["edit"]["id"]

    assert code(decide(home, edit, "arrived")) == "wrong_state"
    assert code(decide(home, edit, "maybe")) == "bad_field"


@pytest.mark.parametrize(
    ("path", "body", "refused", "enough"),
    [
        (f"{ANNA}/grants", {"seconds": 60}, "read", "grant"),
        (f"{ANNA}/today", {"changes": {"LIMIT": "60"}}, "read", "grant"),
        (f"{ANNA}/lock", None, "read", "grant"),
        (f"{ANNA}/config", {"changes": {"LIMIT_PER_WEEK": "60"}}, "grant", "edit"),
        ("/api/v1/servers/pc/config", {"changes": {"TIMEKPR_POLLTIME": "5"}}, "edit", "admin"),
    ],
    ids=lambda value: str(value)[-20:],
)
def test_who_could_not_have_made_an_edit_does_not_decide_about_it(
    home: Home, path: str, body: object, refused: str, enough: str
) -> None:
    edit = home.ask("PATCH" if path.endswith("config") else "POST", path, body).json()["edit"]["id"]
    for ask in (
        lambda: home.ask("DELETE", f"{PENDING}/{edit}", scope=refused),
        lambda: home.ask("POST", f"{PENDING}/{edit}/retry", scope=refused),
        lambda: decide(home, edit, "cancel", scope=refused),
    ):
        answer = ask()
        assert (answer.status_code, code(answer)) == (403, "out_of_scope")
    assert home.get(f"{PENDING}/{edit}")["edit"]["state"] == "queued"

    assert home.ask("DELETE", f"{PENDING}/{edit}", scope=enough).status_code == 200
