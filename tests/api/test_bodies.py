"""Bodies that are too large, too slow or not what they should be: one clear sentence, and nothing is changed."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.api.home import ANNA, Home, code
from web import wire

GRANTS = f"{ANNA}/grants"
CONFIG = f"{ANNA}/config"
MANY = {f"KEY_{number}": "1" for number in range(41)}


def chunks(home: Home, *parts: bytes, length: str = "", end: bool = True) -> tuple[int, int]:
    """The status of a request whose body comes in these parts, and how many of them were fetched."""
    fetched, answers = 0, []
    headers = [(b"authorization", f"Bearer {home.secrets['admin']}".encode()), (b"content-type", b"application/json")]
    if length:
        headers.append((b"content-length", length.encode()))

    async def receive() -> dict[str, object]:
        nonlocal fetched
        if fetched == len(parts):
            await asyncio.Event().wait()
        fetched += 1
        more = fetched < len(parts) or not end
        return {"type": "http.request", "body": parts[fetched - 1], "more_body": more}

    async def send(message) -> None:
        answers.append(message)

    asked = {
        "type": "http", "method": "POST", "path": GRANTS, "raw_path": b"", "query_string": b"", "headers": headers,
        "client": ("127.0.0.1", 1), "root_path": "", "scheme": "http", "http_version": "1.1",
    }  # fmt: skip
    asyncio.run(home.app(asked, receive, send))
    return answers[0]["status"], fetched


def test_a_body_that_says_it_is_too_large_is_not_read_at_all(home: Home) -> None:
    assert chunks(home, b"x", length="65537") == (413, 0)
    assert chunks(home, b"x", length="9" * 5000) == (413, 0)


def test_a_body_that_turns_out_too_large_is_read_no_further(home: Home) -> None:
    assert chunks(home, *[b"x" * 30_000] * 50) == (413, 3)


def test_a_body_that_says_it_is_small_and_is_not_is_found_out(home: Home) -> None:
    assert chunks(home, *[b"x" * 30_000] * 50, length="10") == (413, 3)


def test_a_body_in_many_parts_is_put_together(home: Home) -> None:
    assert chunks(home, *(bytes([byte]) for byte in b'{"seconds": 60}'))[0] == 202


def test_the_largest_body_is_taken(home: Home) -> None:
    body = json.dumps({"seconds": 60}).encode()
    assert chunks(home, body + b" " * (64 * 1024 - len(body)))[0] == 202


def test_a_body_that_does_not_arrive_is_not_waited_for(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_SECONDS", 0.01)

    assert chunks(home, b"{", end=False) == (408, 1)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"5", b'"x"', b"\xff", b'\xef\xbb\xbf{"seconds": 60}', b'{"seconds": NaN}',
        b'{"seconds": Infinity}', b'{"seconds": -Infinity}', b'{"seconds": ' + b"9" * 5000 + b"}",
        b'{"seconds": 60, "reason": "\\ud800"}', b'{"seconds": 60, "reason": "\xed\xa0\x80"}', b"[" * 60_000,
        b'{"a":' * 10_000, b"{'seconds': 60}", b'{"seconds": 60,}', b"seconds=60",
    ],
)  # fmt: skip
def test_what_is_not_one_json_object_is_refused(home: Home, body: bytes) -> None:
    answer = home.ask("POST", GRANTS, body)

    assert answer.status_code == 422
    assert code(answer) == "not_json"
    assert home.edits() == ()


@pytest.mark.parametrize("body", [b"{", b"[]", b"5", b'{"reason": NaN}', b"reason=x"])
def test_a_body_that_may_be_left_out_is_not_ignored_when_it_is_wrong(home: Home, body: bytes) -> None:
    assert code(home.ask("POST", f"{ANNA}/lock", body)) == "not_json"
    assert home.edits() == ()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_json_that_does_not_say_so_is_refused(home: Home, kind: str) -> None:
    answer = home.ask("POST", GRANTS, {"seconds": 60}, headers={"Content-Type": kind})

    assert code(answer) == "not_json"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (GRANTS, {"seconds": True}, "seconds"),
        (GRANTS, {"seconds": 60.0}, "seconds"),
        (GRANTS, {"seconds": "60"}, "seconds"),
        (GRANTS, {"seconds": None}, "seconds"),
        (GRANTS, {"seconds": [60]}, "seconds"),
        (GRANTS, b'{"seconds": 1e999}', "seconds"),
        (GRANTS, {"seconds": 86_401}, "seconds"),
        (GRANTS, {"seconds": -86_401}, "seconds"),
        (GRANTS, {"seconds": 10**400}, "seconds"),
        (GRANTS, {}, "seconds"),
        (GRANTS, {"seconds": 60, "kind": "fun"}, "kind"),
        (GRANTS, {"seconds": 60, "mode": "ADD"}, "mode"),
        (GRANTS, {"seconds": 60, "reason": 5}, "reason"),
        (GRANTS, {"seconds": 60, "reason": "x" * 40_001}, "reason"),
        (GRANTS, {"seconds": 60, "idempotency_key": "x" * 201}, "idempotency_key"),
        (GRANTS, {"seconds": 60, "idempotency_key": "a\n"}, "idempotency_key"),
        (GRANTS, {"seconds": 60, "idempotency_key": "ü"}, "idempotency_key"),
        (GRANTS, {"seconds": 60, "second": 1}, "second"),
        (GRANTS, {"seconds": 60, "x" * 5000: 1}, "x" * 80),
        (CONFIG, {"changes": {}}, "changes"),
        (CONFIG, {"changes": []}, "changes"),
        (CONFIG, {"changes": MANY}, "changes"),
        (CONFIG, {"changes": {"LIMIT_PER_WEEK": 36_000}}, "changes"),
        (CONFIG, {"changes": {"LIMIT_PER_WEEK": None}}, "changes"),
        (CONFIG, {"changes": {"": "1"}}, "changes"),
        (CONFIG, {"changes": {"x" * 101: "1"}}, "changes"),
        (CONFIG, {"changes": {"PLAYTIME_ACTIVITIES": "x" * 40_001}}, "changes"),
        (CONFIG, {"changes": {"LIMIT_PER_WEEK": "1"}, "seen": MANY}, "seen"),
        (f"{ANNA}/revert", {"version": "1"}, "version"),
        (f"{ANNA}/revert", {"version": 0}, "version"),
        ("/api/v1/servers", {"name": "Laptop"}, "host"),
        ("/api/v1/servers", {"name": "Laptop", "host": "laptop.lan", "port": "22"}, "port"),
        ("/api/v1/sync", {"server": 5}, "server"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_field_that_is_wrong_is_named_with_what_is_allowed(home: Home, path: str, body: object, field: str) -> None:
    answer = home.ask("PATCH" if path == CONFIG else "POST", path, body)

    assert answer.status_code == 422
    assert code(answer) in {"bad_field", "missing_field", "unknown_field"}
    assert f"“{field}" in answer.json()["error"]["message"]
    assert len(answer.json()["error"]["message"]) < 300
    assert home.edits() == ()


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=ten", "limit=", "limit=1.5", "limits=5"])
def test_a_query_that_is_wrong_is_named_too(home: Home, query: str) -> None:
    answer = home.ask("GET", f"/api/v1/audit?{query}")

    assert answer.status_code == 422
    assert "limit" in answer.json()["error"]["message"]


def test_a_reason_may_have_lines_and_pictures_and_is_kept_as_one_line(home: Home) -> None:
    edit = home.grant(reason="done:\n\nhomework \N{PARTY POPPER}\t\r\n\N{FAMILY} ")["edit"]

    assert edit["reason"] == "done: homework \N{PARTY POPPER} \N{FAMILY}"
    assert home.get(f"/api/v1/pending/{edit['id']}")["edit"]["reason"] == edit["reason"]


@pytest.mark.parametrize("reason", ["x" * 501, "a\x00b", "a\u202eb", "a\x1bb"])
def test_a_reason_that_is_none_is_refused_by_the_services(home: Home, reason: str) -> None:
    answer = home.ask("POST", GRANTS, {"seconds": 60, "reason": reason})

    assert answer.status_code == 422
    assert code(answer) == "invalid_value"
    assert len(answer.json()["error"]["message"]) < 300
    assert home.edits() == ()


def test_blanks_do_not_make_a_reason_too_long(home: Home) -> None:
    assert home.grant(reason="a" + " " * 10_000 + "b")["edit"]["reason"] == "a b"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (GRANTS, b'{"seconds": 60, "seconds": 600}', "seconds"),
        (GRANTS, b'{"seconds": 60, "\\u0073econds": 600}', "seconds"),
        (GRANTS, b'{"seconds": 60, "reason": "a", "reason": "a"}', "reason"),
        (CONFIG, b'{"changes": {"LIMIT_PER_WEEK": "1", "LIMIT_PER_WEEK": "36000"}}', "LIMIT_PER_WEEK"),
        (GRANTS, b'{"seconds": 60, "%s": 1, "%s": 2}' % (b"x" * 5000, b"x" * 5000), "x" * 80),
    ],
    ids=["a number", "written otherwise", "the same value", "further in", "a long one"],
)
def test_a_field_that_is_there_twice_is_refused(home: Home, path: str, body: bytes, field: str) -> None:
    answer = home.ask("PATCH" if path == CONFIG else "POST", path, body)

    assert (answer.status_code, code(answer)) == (422, "repeated_field")
    assert answer.json()["error"]["message"].startswith(f"“{field}")
    assert len(answer.json()["error"]["message"]) < 300
    assert home.edits() == ()


def test_a_parameter_that_is_there_twice_is_refused(home: Home) -> None:
    answer = home.ask("GET", "/api/v1/audit?limit=5&limit=6")

    assert (answer.status_code, code(answer)) == (422, "repeated_field")
    assert "“limit”" in answer.json()["error"]["message"]


@pytest.mark.parametrize("number", ["1e5", "+1", "1.0", "1_0", "%201", "-1", "x", "%D9%A1", "9" * 400])
def test_a_number_in_a_path_is_of_plain_digits(home: Home, number: str) -> None:
    answer = home.ask("POST", f"/api/v1/servers/pc/signs/{number}/seen")

    assert (answer.status_code, code(answer)) == (422, "bad_field")
    assert (
        answer.json()["error"]["message"] == "“number” is not as it has to be. It takes a whole number in plain digits."
    )
