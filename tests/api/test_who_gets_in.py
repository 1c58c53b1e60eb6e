"""Nobody gets in without a token, whatever is asked for and however it is spelt."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.home import ANNA, Home, code

BELOW = "/api/v1/servers/pc"


@pytest.mark.parametrize(
    "path", ["/api/v1/status", "/api/openapi.json", "/api/v1/nothing", "/api/v2", f"{ANNA}/grants"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "WHATEVER"])
def test_no_path_and_no_method_answers_without_a_token(home: Home, method: str, path: str) -> None:
    answer = home.ask(method, path, scope="")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert method == "HEAD" or code(answer) == "unauthenticated"


@pytest.mark.parametrize(
    "path",
    [
        "/api", "/api/", "//api/v1/status", "/api//v1/status", "///api", "/API/v1/status", "/Api/V1/status",
        "/./api/v1", "/x/../api/v1/status", "/%61pi/v1/status", "/api%2fv1/status", "/%2fapi/v1", "/%252561pi/v1",
        "\\api\\v1", "/x/%2e%2e/api/v1", "/api/../status", "/api/v1/../../healthz", "/x/..\\api/v1",
    ],
)  # fmt: skip
def test_no_spelling_of_a_path_gets_around_the_door(home: Home, path: str) -> None:
    assert home.at(path)["status"] == 401
    if path != "/api/v1/status":
        assert home.at(path, scope="admin")["status"] == 404


@pytest.mark.parametrize("path", ["/elsewhere", "/apinot", "/x/api/v1"])
def test_what_is_not_below_api_is_left_alone(home: Home, path: str) -> None:
    assert home.at(path)["status"] == (200 if path == "/elsewhere" else 404)


def test_a_socket_below_api_is_closed(home: Home) -> None:
    assert home.at("/api/v1/status", kind="websocket", scope="admin") == {"type": "websocket.close", "code": 1008}


@pytest.mark.parametrize(
    "wrong",
    [
        "Bearer",
        "Bearer ",
        "Bearer tkm_wrong",
        "Basic dXNlcjpwYXNz",
        "tkm_wrong",
        "Bearer \x80\xff",
        "Bearer " + "tkm_" * 9000,
    ],
)
def test_what_is_no_token_of_ours_is_none(home: Home, wrong: str) -> None:
    answer = home.send("GET", "/api/v1/status", headers=[(b"Authorization", wrong.encode("latin-1"))])

    assert answer.status_code == 401
    assert "tkm_wrong" not in answer.text


def test_a_token_counts_in_its_header_alone(home: Home) -> None:
    secret = home.secrets["admin"]
    for answer in (
        home.send("GET", f"/api/v1/status?access_token={secret}"),
        home.send("GET", "/api/v1/status", headers={"Cookie": f"Authorization=Bearer {secret}"}),
        home.send("GET", "/api/v1/status", headers=[("Authorization", f"Bearer {secret}")] * 2),
        home.send("GET", "/api/v1/status", headers={"Authorization": f"Token {secret}"}),
    ):
        assert answer.status_code == 401

    for kind in ("Bearer", "bearer", "BEARER"):
        assert home.send("GET", "/api/v1/status", headers={"Authorization": f"{kind} {secret}"}).status_code == 200


def test_a_revoked_token_is_refused_from_then_on(home: Home) -> None:
    home.services.tokens.revoke("admin")

    assert home.ask("GET", "/api/v1/status").status_code == 401


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[1]", b'{"seconds": "x"}', b"x" * 70_000])
def test_who_is_not_known_hears_nothing_about_the_body(home: Home, body: bytes) -> None:
    assert code(home.ask("POST", f"{ANNA}/grants", body, scope="")) == "unauthenticated"


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[1]", b'{"seconds": "x"}'])
def test_who_may_not_do_it_hears_nothing_about_the_body(home: Home, body: bytes) -> None:
    answer = home.ask("POST", f"{ANNA}/grants", body, scope="read")

    assert answer.status_code == 403
    assert code(answer) == "out_of_scope"


def test_the_body_of_somebody_unknown_is_not_even_fetched(home: Home) -> None:
    async def receive() -> dict[str, object]:
        raise AssertionError("the body was asked for")

    answers = []

    async def send(message) -> None:
        answers.append(message)

    asked = {
        "type": "http",
        "method": "POST",
        "path": f"{ANNA}/grants",
        "headers": [],
        "query_string": b"",
        "client": None,
    }
    asyncio.run(home.app(asked, receive, send))

    assert answers[0]["status"] == 401


def test_the_description_of_the_api_needs_a_token_of_any_scope(home: Home) -> None:
    for scope in home.secrets:
        described = home.get("/api/openapi.json", scope=scope)
        assert f"{BELOW.replace('pc', '{server}')}/users/{{user}}/grants" in described["paths"]
        assert "/elsewhere" not in described["paths"]


@pytest.mark.parametrize("path", ["/api/v1/status", "/api/v1/nothing", "/api/openapi.json"])
@pytest.mark.parametrize("scope", ["admin", ""])
def test_nothing_that_is_answered_is_kept_by_a_cache(home: Home, path: str, scope: str) -> None:
    assert home.ask("GET", path, scope=scope).headers["Cache-Control"] == "no-store"
