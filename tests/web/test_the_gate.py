"""Without a session nothing answers but what is named here: every path, in every spelling, by every method."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from nicegui import __version__ as nicegui

from tests.web.house import HOST, House
from web.gate import COOKIE

pytestmark = pytest.mark.anyio

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "")
ORIGINS = ((), (("origin", f"http://{HOST}"),), (("origin", "http://evil.example"),))
CLOSED = (
    "/", "/more", "/logout", "/session", "/openapi.json", "/docs", "/redoc", "/metrics", "/api", "/api/v1/status",
    "/api/v1/servers", "/api/openapi.json", "/_nicegui_ws/socket.io/", f"/_nicegui/{nicegui}/static/nicegui.js",
    f"/_nicegui/{nicegui}/components/x", "/_nicegui/client/x/upload/1", "/assets", "/assets/", "/assets/../ui/shell.py",
    "/static/x", "/.env", "/data/accounts.json",
)  # fmt: skip
OPEN = ("/login", "/login/code", "/setup", "/healthz", "/favicon.ico", "/manifest.webmanifest", "/assets/plain.css")
TWISTS = (
    lambda path: path,
    lambda path: "/" + path,
    lambda path: path + "/",
    lambda path: path + "//",
    lambda path: "/login/.." + path,
    lambda path: "/assets/.." + path,
    lambda path: "/assets/..%2f" + path,
    lambda path: "/healthz/../" + path,
    lambda path: "/login;" + path,
    lambda path: "/login%2f.." + path,
    lambda path: "/login\\.." + path,
    lambda path: "/login?" + path,
    lambda path: "/login#" + path,
    lambda path: "/login\0" + path,
    lambda path: path.upper(),
    lambda path: path + ".",
    lambda path: path + ";jsessionid=/login",
    lambda path: path.replace("/", "%2f"),
    lambda path: path.replace("/", "%252f"),
    lambda path: path.replace("/", "\\"),
    lambda path: path.replace("i", "\u0131"),
    lambda path: path.replace("/", "\uff0f"),
    lambda path: path + "\u202e",
    lambda path: path + "%00",
    lambda path: path.lstrip("/"),
    lambda path: f"http://{HOST}{path}",
)
BANNED = 404, 405
"""Ways to say that there is nothing, of those that are let through to the open routes."""


def is_refused(messages: list[dict[str, Any]]) -> bool:
    """Whether an answer shows nothing but the way to the sign-in, or that there is nothing."""
    status = messages[0]["status"]
    headers = dict(messages[0]["headers"])
    to_sign_in = status == 303 and headers[b"location"].split(b"?")[0] == b"/login"
    return to_sign_in or status in {401, 403, 421} or (status in BANNED and b"set-cookie" not in headers)


@pytest.mark.parametrize("path", CLOSED)
async def test_nothing_answers_a_stranger_in_any_spelling_or_method(house: House, path: str) -> None:
    for number, twist in enumerate(TWISTS):
        for more, method in enumerate(METHODS):
            origin = ORIGINS[(number + more) % len(ORIGINS)]
            messages = await house.messages(twist(path), method=method, headers=[("accept", "text/html"), *origin])
            assert is_refused(messages), (twist(path), method, origin, messages[0])


@pytest.mark.parametrize("path", OPEN)
async def test_what_is_open_is_so_in_its_own_spelling_alone(house: House, path: str) -> None:
    assert await house.raw(path) in {200, 303}
    for twist in TWISTS[1:]:
        spelled = twist(path)
        if spelled != path:
            messages = await house.messages(spelled, headers=[("accept", "text/html")])
            assert is_refused(messages), (spelled, messages[0])


async def test_no_path_that_anybody_thinks_of_answers(house: House) -> None:
    words = ("login", "assets", "api", "_nicegui", "healthz", "setup", "session", nicegui, "LOGIN")
    pieces = st.sampled_from([*"/.;%\\ ~\0\n\u2215", "..", "//", "%2f", "%2e", "%5c", *words])
    paths = st.lists(st.one_of(pieces, st.text(st.characters(exclude_categories=["Cs"]), max_size=3)), max_size=8)
    loop = asyncio.get_running_loop()

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(paths, st.sampled_from(METHODS))
    def try_one(parts: list[str], method: str) -> None:
        path = "/" + "".join(parts)
        if path in OPEN or path.startswith("/assets/"):
            return
        asked = house.messages(path, method=method, headers=[("origin", f"http://{HOST}")])
        messages = asyncio.run_coroutine_threadsafe(asked, loop).result(10)
        assert is_refused(messages), (path, method, messages[0])

    await asyncio.to_thread(try_one)


@pytest.mark.parametrize(
    "path", ["/", "/_nicegui_ws/socket.io/", "/_nicegui_ws//socket.io/", "/api/v1/status", "/login", "/healthz", "/x"]
)
@pytest.mark.parametrize("origin", [None, "null", "", f"http://{HOST}", "http://evil.example"])
async def test_no_socket_opens_without_a_session(house: House, path: str, origin: str | None) -> None:
    headers = [] if origin is None else [("origin", origin)]
    assert await house.raw(path, kind="websocket", headers=headers) == "websocket.close"


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://evil.example",
        f"http://{HOST}.evil.example",
        f"http://evil.example/{HOST}",
        HOST,
        f"http://{HOST}:81",
        f"http://x@{HOST}",
        f"http://{HOST}/",
        f"http://{HOST}?",
        f"http://{HOST}#",
        f"ftp://{HOST}",
        f"http://{HOST}\t",
        f"javascript://{HOST}",
        f"http://[{HOST}",
        "http://",
        "file://",
        f"http://{HOST} http://{HOST}",
        f"https://{HOST}:80",
        f"http://{HOST}:443",
    ],
)
async def test_with_a_session_nothing_is_done_for_a_page_of_another_origin(house: House, origin: str | None) -> None:
    async with house.browser() as browser:
        await browser.sign_in()
        cookie = ("cookie", f"{COOKIE}={browser.secret}")
        headers = [cookie] if origin is None else [cookie, ("origin", origin)]
        for path in ("/_nicegui_ws/socket.io/", "/"):
            assert await house.raw(path, kind="websocket", headers=headers) == "websocket.close"
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO"):
            for path in ("/logout", "/", "/_nicegui_ws/socket.io/", "/_nicegui/client/x/upload/1", "/session"):
                assert await house.raw(path, method=method, headers=headers) == 403
        if origin is not None:
            assert await house.raw("/", headers=headers) == 403
        assert await browser.is_in()


async def test_two_origins_are_none(house: House) -> None:
    async with house.browser() as browser:
        await browser.sign_in()
        headers = [("cookie", f"{COOKIE}={browser.secret}"), *[("origin", f"http://{HOST}")] * 2]
        assert await house.raw("/logout", method="POST", headers=headers) == 403
        assert await house.raw("/", kind="websocket", headers=headers) == "websocket.close"


async def test_on_https_a_page_that_came_over_http_is_another_origin(house: House) -> None:
    async with house.browser() as browser:
        await browser.sign_in()
        cookie = ("cookie", f"{COOKIE}={browser.secret}")
        for origin, status in ((f"http://{HOST}", 403), (f"https://{HOST}", 303)):
            asked = [cookie, ("origin", origin)]
            assert await house.raw("/logout", method="POST", headers=asked, scheme="https") == status


@pytest.mark.parametrize("value", ["", "x", "{}=x", "{0}x", "x{0}", '"', "{0}; {1}=other", "{0}, {1}={0}", "\xff\xfe"])
async def test_odd_cookies_are_no_session(house: House, value: str) -> None:
    async with house.browser() as browser:
        await browser.sign_in()
        cookie = f"{COOKIE}={value.format(browser.secret, COOKIE)}"
        assert await house.raw("/session", headers=[("cookie", cookie)]) == 401


async def test_ten_thousand_cookies_are_read_in_no_time(house: House) -> None:
    cookie = "; ".join(f"{COOKIE}={number}" for number in range(5000))
    assert await house.raw("/session", headers=[("cookie", cookie)] * 4) == 401


async def test_who_looks_for_a_page_is_brought_back_to_it(house: House) -> None:
    async with house.browser() as browser:
        answer = await browser.get("/more?tab=2")
        assert answer.headers["location"] == "/login?next=/more%3Ftab%3D2"
        form = await browser.form(answer.headers["location"])
        assert form["next"] == "/more?tab=2"
        answer = await browser.submit("/login", {**form, "username": "Tina", "password": "purple otters sleep late"})
        assert answer.headers["location"] == "/more?tab=2"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nSet-Cookie: x=y",
        "\t//evil.example",
        " //evil.example",
        "///evil.example",
        "/\u2028/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        "?next=//evil.example",
        "/a\\..\\..//evil.example",
        "/" + "x" * 2000,
        "/\0",
        "@evil.example",
    ],
)
async def test_the_sign_in_leads_nowhere_else(house: House, wanted: str) -> None:
    async with house.browser() as browser:
        answer = await browser.get("/login", params={"next": wanted})
        assert 'name="next" value="/"' in answer.text
        assert (await browser.sign_in(next=wanted)).headers["location"] == "/"
        assert (await browser.get("/login", params={"next": wanted})).headers["location"] == "/"


async def test_encoded_slashes_stay_a_path_of_ours(house: House) -> None:
    async with house.browser() as browser:
        for wanted in ("/%2f%2fevil.example", "/%5cevil.example", "/..//evil.example", "/.//evil.example"):
            location = (await browser.sign_in(next=wanted)).headers["location"]
            assert location.startswith("/")
            assert not location.startswith(("//", "/\\"))
            assert browser.base_url.join(location).host == HOST
            await browser.sign_out()


async def test_a_form_without_its_token_or_with_that_of_another_browser_is_not_taken(house: House) -> None:
    right = {"username": "Tina", "password": "purple otters sleep late"}
    async with house.browser() as browser, house.browser() as child:
        theirs, ours = await child.form(), await browser.form()
        for fields in ({}, {"form_token": ""}, {"form_token": "x" * 64}, {"form_token": "ä"}, theirs):
            assert (await browser.submit("/login", {**fields, **right})).status_code == 403
        browser.cookies.clear()
        assert (await browser.submit("/login", {**ours, **right})).status_code == 403
        assert not await browser.is_in()


async def test_the_same_form_twice_is_in_once_more_and_no_fault(house: House) -> None:
    async with house.browser() as browser:
        fields = {**await browser.form(), "username": "Tina", "password": "purple otters sleep late"}
        answers = await asyncio.gather(*(browser.submit("/login", fields) for _ in range(3)))
        assert [one.status_code for one in answers] == [303] * 3
        assert await browser.is_in()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"username":"Tina"}'),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        ("text/plain", b"form_token=x"),
        ("", b"form_token=x"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=\x00"),
        ("application/x-www-form-urlencoded", b"%ff=%fe&form_token=x"),
        ("application/x-www-form-urlencoded", b"a=1&a=2"),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % number for number in range(5000))),
        ("application/x-www-form-urlencoded", b"=" * 60_000),
    ],
)
async def test_what_is_no_form_of_ours_is_not_taken(house: House, kind: str, body: bytes) -> None:
    for path in ("/login", "/setup", "/login/code"):
        headers = [("content-type", kind), ("content-length", str(len(body)))]
        assert await house.raw(path, method="POST", headers=headers, body=body) in {303, 403}


async def test_the_files_that_are_open_are_these_and_no_folder(house: House) -> None:
    async with house.browser() as browser:
        for name in ("plain.css", "colours.css", "icon.svg", "icon-32.png"):
            assert (await browser.get(f"/assets/{name}")).status_code == 200
    for name in ("theme.css", "..", ".", "%2e%2e", "plain.css/", "plain.css/x", "plain.css\\x", "PLAIN.CSS", ""):
        assert is_refused(await house.messages(f"/assets/{name}", headers=[("accept", "text/html")])), name
