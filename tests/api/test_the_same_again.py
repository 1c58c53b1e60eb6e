"""A request that comes again under the same key is the same request: nothing happens twice."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.api.home import ANNA, Home, code

WAYS = [
    ("POST", "grants", {"seconds": 1800}, {"seconds": 900}),
    ("POST", "today", {"changes": {"LIMIT": "3600"}}, {"changes": {"LIMIT": "1800"}}),
    ("POST", "lock", {}, None),
    ("PATCH", "config", {"changes": {"LIMIT_PER_WEEK": "36000"}}, {"changes": {"LIMIT_PER_WEEK": "18000"}}),
]


def ask(home: Home, way: tuple[str, str, dict[str, Any], Any], **more: Any) -> Any:
    method, path, body, _ = way
    return home.ask(method, f"{ANNA}/{path}", {**body, "idempotency_key": "k1"}, scope="edit", **more)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way[1])
def test_it_makes_one_edit(home: Home, way: Any) -> None:
    first, second = (ask(home, way) for _ in range(2))

    assert (first.status_code, second.status_code) == (202, 202)
    assert (first.json()["again"], second.json()["again"]) == (False, True)
    assert first.json()["edit"] == second.json()["edit"]
    assert len(home.edits()) == 1


@pytest.mark.parametrize("way", [way for way in WAYS if way[3]], ids=lambda way: way[1])
def test_the_key_with_another_content_is_refused(home: Home, way: Any) -> None:
    ask(home, way)

    answer = ask(home, (*way[:2], way[3], None))

    assert (answer.status_code, code(answer)) == (409, "key_reused")
    assert len(home.edits()) == 1


def test_it_is_known_after_a_restart_and_after_it_has_arrived(home: Home) -> None:
    first = ask(home, WAYS[0]).json()["edit"]["id"]
    home.restart()
    assert ask(home, WAYS[0]).json()["edit"]["id"] == first
    home.visit()
    home.restart()

    again = ask(home, WAYS[0]).json()

    assert again["edit"]["id"] == first
    assert again["edit"]["state"] == "confirmed"
    assert home.twin.granted("anna") == 1800


def test_the_same_token_from_another_address_is_the_same(home: Home) -> None:
    ask(home, WAYS[0])

    assert ask(home, WAYS[0], peer="192.168.1.7").json()["again"]
    assert len(home.edits()) == 1


def test_another_token_with_the_same_key_is_somebody_else(home: Home) -> None:
    for scope in ("grant", "edit"):
        assert not home.ask("POST", f"{ANNA}/grants", {"seconds": 60, "idempotency_key": "k1"}, scope=scope).json()[
            "again"
        ]

    assert len(home.edits()) == 2


def test_the_key_may_come_in_a_header(home: Home) -> None:
    headers = {"Idempotency-Key": "k1"}
    ask(home, WAYS[0])

    assert home.ask("POST", f"{ANNA}/grants", {"seconds": 1800}, scope="edit", headers=headers).json()["again"]
    assert home.ask("POST", f"{ANNA}/lock", headers=headers, scope="edit").status_code == 409
    assert len(home.edits()) == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "a\tb", "ü"])
def test_a_key_in_a_header_that_is_none_is_refused(home: Home, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    answer = home.ask("POST", f"{ANNA}/grants", {"seconds": 60}, headers=headers)

    assert (answer.status_code, code(answer)) == (422, "bad_field")
    assert "Idempotency-Key" in answer.json()["error"]["message"]
    assert home.edits() == ()


def test_two_different_keys_are_refused(home: Home) -> None:
    answer = ask(home, WAYS[0], headers={"Idempotency-Key": "k2"})

    assert (answer.status_code, code(answer)) == (422, "bad_field")
    assert home.edits() == ()
    assert ask(home, WAYS[0], headers={"Idempotency-Key": "k1"}).status_code == 202


def test_without_a_key_every_request_is_one_of_its_own(home: Home) -> None:
    home.grant()
    home.grant()

    assert len(home.edits()) == 2


def test_at_the_same_moment_it_makes_one_edit_too(home: Home) -> None:
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(home, WAYS[0]).json())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({answer["edit"]["id"] for answer in answers}) == len(home.edits()) == 1
    assert sum(not answer["again"] for answer in answers) == 1


def test_trying_again_twice_under_one_key_makes_one_more_edit(home: Home) -> None:
    edit = home.grant()["edit"]["id"]
    home.ask("DELETE", f"/api/v1/pending/{edit}")

    made = {
        home.ask("POST", f"/api/v1/pending/{edit}/retry", headers={"Idempotency-Key": "k2"}).json()["edit"]["id"]
        for _ in range(2)
    }

    assert len(made) == 1
    assert len(home.edits()) == 2
