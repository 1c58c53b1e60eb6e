"""Computers, users and children by the API."""

from __future__ import annotations

from typing import Any

import pytest

from doctor import Finding
from ssh_client.keys import HostKey
from tests.api.home import ANNA, Home
from tests.courier.twin import LOST, nothing_happens

V1 = "/api/v1"
PC = f"{V1}/servers/pc"
KEY = HostKey.from_line("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJk2Q0m1v9y7pTqf3rQh8n4s6Yw0ZxLrC5uB2dE7gH1j")


def test_the_status_is_what_the_pages_show(home: Home) -> None:
    status = home.get(f"{V1}/status", scope="read")

    (server,) = status["servers"]
    (user,) = server["users"]
    assert (server["id"], server["name"], user["name"]) == ("pc", "PC", "anna")
    assert (user["used"], user["left"], user["limit"]) == (1200, 6000, 7200)
    assert (user["headline"], user["as_of"]) == ("1 h 40 left", "2026-11-18T15:00:00+01:00")
    assert status["interval_seconds"] == 180


def test_a_computer_is_added_changed_and_removed(home: Home) -> None:
    added = home.ask("POST", f"{V1}/servers", {"name": "Laptop", "host": "laptop.lan", "port": 2222})
    assert added.status_code == 201
    assert added.json()["server"]["id"] == "laptop"

    change = {
        "name": "Netbook", "host": "10.0.0.7", "port": 22, "account": "root", "enabled": False, "note": "attic",
        "mode": "enforce", "channel": "files",
    }  # fmt: skip
    changed = home.ask("PATCH", f"{V1}/servers/laptop", change)
    assert changed.status_code == 200
    assert changed.json()["server"].items() >= {"id": "laptop", **change}.items()
    assert home.get(f"{V1}/servers/netbook")["server"] == changed.json()["server"]

    assert home.ask("DELETE", f"{V1}/servers/Netbook").status_code == 204
    assert [one["id"] for one in home.get(f"{V1}/servers")["servers"]] == ["pc"]


def test_what_is_not_named_stays(home: Home) -> None:
    before = home.get(PC)["server"]

    assert home.ask("PATCH", PC, {"note": "attic"}).json()["server"] == {**before, "note": "attic"}
    assert home.ask("PATCH", PC, {}).json()["server"] == {**before, "note": "attic"}


@pytest.mark.parametrize(
    "change",
    [
        {"id": "x"}, {"users": []}, {"mode": "loose"}, {"channel": "ftp"}, {"port": 0}, {"port": True}, {"enabled": 1},
        {"enabled": "yes"}, {"name": ""}, {"name": None}, {"host": "a b"}, {"main_config": "/etc/passwd"},
        {"note": "a\nb"},
    ],
    ids=str,
)  # fmt: skip
def test_all_or_nothing_of_a_change_is_taken(home: Home, change: dict[str, Any]) -> None:
    before = home.get(PC)

    assert home.ask("PATCH", PC, {"account": "root", **change}).status_code == 422
    assert home.get(PC) == before


def test_a_host_key_is_confirmed_by_its_fingerprint_and_forgotten_at_another_address(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.computers.look_at", lambda *_: None)
    monkeypatch.setattr("services.computers.offered_key", lambda _: KEY)
    assert home.get(PC)["server"]["fingerprint"] is None

    answer = home.ask("POST", f"{PC}/trust", {"fingerprint": KEY.fingerprint})

    assert answer.json()["server"]["fingerprint"] == KEY.fingerprint
    assert home.ask("PATCH", PC, {"host": "other.lan"}).json()["server"]["fingerprint"] is None


def test_another_fingerprint_than_the_one_that_is_shown_confirms_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.computers.look_at", lambda *_: None)
    monkeypatch.setattr("services.computers.offered_key", lambda _: KEY)

    assert home.ask("POST", f"{PC}/trust", {"fingerprint": "SHA256:" + "a" * 43}).status_code == 409
    assert home.get(PC)["server"]["fingerprint"] is None


def test_the_doctor_tells_what_works(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = [Finding("PC", "Network", ok=True, detail="3 ms"), Finding("PC", "Our key", ok=False, detail="no")]
    monkeypatch.setattr(
        "services.doctors.examine", lambda _core, server, *_, **__: iter(findings if server.id == "pc" else [])
    )

    answer = home.get(f"{PC}/doctor", scope="read")

    assert answer["ok"] is False
    assert [(one["check"], one["ok"], one["detail"]) for one in answer["findings"]] == [
        ("Network", True, "3 ms"),
        ("Our key", False, "no"),
    ]


def test_a_user_is_added_with_a_child_and_removed_with_what_waits(home: Home) -> None:
    added = home.ask("POST", f"{PC}/users", {"user": "ben", "child": "Benjamin"})
    assert added.status_code == 201
    assert [(one["name"], one["child"]) for one in added.json()["users"]] == [("anna", None), ("ben", "Benjamin")]
    assert home.get(f"{V1}/children")["children"] == [
        {"id": "benjamin", "name": "Benjamin", "users": [{"server": "pc", "user": "ben"}]}
    ]

    edit = home.ask("POST", f"{PC}/users/ben/grants", {"seconds": 60}).json()["edit"]["id"]
    assert home.ask("DELETE", f"{PC}/users/ben").status_code == 204
    assert home.get(f"{V1}/pending/{edit}")["edit"]["state"] == "refused"
    assert [one["name"] for one in home.get(f"{PC}/users")["users"]] == ["anna"]


def test_what_was_done_half_is_put_back_for_a_user_who_is_taken_off_the_list(home: Home) -> None:
    before = home.twin.rules("anna")
    edit = home.ask("PATCH", f"{PC}/users/anna/config", {"changes": {"LIMIT_PER_WEEK": "50000"}}).json()["edit"]["id"]

    def cut(step: str) -> None:
        if step.startswith("test "):
            raise LOST

    home.twin.after = cut
    home.visit()
    assert home.get(f"{V1}/pending/{edit}")["edit"]["state"] == "sending"
    assert home.twin.rules("anna") != before
    home.twin.after = nothing_happens
    assert home.ask("DELETE", f"{PC}/users/anna").status_code == 204
    home.clock.advance(60)

    home.visit()

    assert home.twin.rules("anna") == before


@pytest.mark.parametrize(
    "user", [{"user": "../x", "child": "New"}, {"user": "anna", "child": "New"}, {"user": "ben", "child": " "}]
)
def test_a_user_who_is_not_taken_leaves_no_child_behind(home: Home, user: dict[str, str]) -> None:
    assert home.ask("POST", f"{PC}/users", user).status_code in {409, 422}
    assert home.get(f"{V1}/children") == {"children": []}
    assert [one["name"] for one in home.get(f"{PC}/users")["users"]] == ["anna"]


def test_a_child_who_is_there_is_found_in_any_case(home: Home) -> None:
    child = home.ask("POST", f"{V1}/children", {"name": "Anna"})
    assert child.status_code == 201
    assert child.json() == {"child": {"id": "anna", "name": "Anna", "users": []}}

    assert home.ask("POST", f"{PC}/users", {"user": "anna2", "child": "anna"}).status_code == 201
    assert [one["name"] for one in home.get(f"{V1}/children")["children"]] == ["Anna"]


@pytest.mark.parametrize(("body", "kicked"), [(None, None), ({}, None), ({"server": "PC"}, "pc")])
def test_a_reading_is_asked_for_and_not_waited_for(
    home: Home, monkeypatch: pytest.MonkeyPatch, body: object, kicked: str | None
) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(home.services.thread, "kick", asked.append)

    answer = home.ask("POST", f"{V1}/sync", body, scope="grant")

    assert (answer.status_code, answer.json()) == (202, {"server": kicked})
    assert asked == [kicked]


def test_a_reading_of_a_computer_that_is_not_there_is_refused(home: Home) -> None:
    assert home.ask("POST", f"{V1}/sync", {"server": "attic"}).status_code == 404


def test_the_audit_tells_who_did_what_the_newest_first(home: Home) -> None:
    for seconds in (60, 120):
        home.grant(seconds, reason="tea")
        home.clock.advance(1)

    entries = home.get(f"{V1}/audit")["entries"]

    assert [entry["after"] for entry in entries][:2] == [{"TIME": "+120"}, {"TIME": "+60"}]
    assert entries[0].items() >= {"who": "grant", "through": "api", "origin": "127.0.0.1", "reason": "tea"}.items()
    assert len(home.get(f"{V1}/audit?limit=1")["entries"]) == 1


def test_no_secret_of_a_token_is_in_anything_that_is_answered_or_kept(home: Home, caplog) -> None:
    caplog.set_level("DEBUG")
    home.grant()
    said = [
        home.ask("GET", path).text
        for path in (f"{V1}/status", f"{V1}/audit", f"{V1}/pending", f"{ANNA}/config", "/api/openapi.json")
    ]
    kept = [
        path.read_bytes().decode("utf-8", "replace") for path in (home.folder / "data").rglob("*") if path.is_file()
    ]

    for secret in home.secrets.values():
        assert not [text for text in (*said, *kept, caplog.text) if secret in text]
