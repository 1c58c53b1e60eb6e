"""By which name we are asked, whom a proxy's word is taken for, and what every answer carries."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.web.house import HOST, OWNERS, House, living_in
from web import wire
from web.gate import COOKIE

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "evil.example#127.0.0.1",
        "user@127.0.0.1",
        "127.0.0.1@evil.example",
        "localhost@evil.example",
        "localhost:80:80",
        "127.0.0.1:80:80",
        "",
        " ",
        "8.8.8.8",
        ":80",
        "[2001:4860:4860::8888]",
        "localhost/",
        "localhost\\",
        "localhost?",
        "localhost,evil.example",
        "*",
        "l\u043ecalhost".encode().decode("latin-1"),
        "[::1",
        "[::1]x",
        "2130706433",
        "0x7f.1",
        "127.1",
        "localhost%00.evil.example",
    ],
)
async def test_a_name_that_is_not_ours_gets_nothing(house: House, host: str) -> None:
    for path in ("/", "/login", "/healthz", "/api/v1/status", "/assets/plain.css", "/nothing"):
        assert await house.raw(path, headers=[("host", host)]) == 421
        assert await house.raw(path, kind="websocket", headers=[("host", host)]) == "websocket.close"


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1.", "[::1]:8080", "192.168.1.2", "10.0.0.7:80"]
)
async def test_this_machine_and_addresses_of_the_net_are_ours(house: House, host: str) -> None:
    assert await house.raw("/healthz", headers=[("host", host)]) == 200


async def test_names_are_ours_that_the_settings_name(tmp_path: Path) -> None:
    settings = {"allowed_hosts": "nas.example, Other", "base_url": "https://timekpr.example.org/x"}
    async with living_in(tmp_path / "data", **settings) as house:
        for host, status in (
            ("nas.example", 200),
            ("other", 200),
            ("timekpr.example.org", 200),
            ("a.nas.example", 421),
        ):
            assert await house.raw("/healthz", headers=[("host", host)]) == status


async def test_two_hosts_are_none_and_so_is_none(house: House) -> None:
    assert await house.raw("/healthz", headers=[("host", "127.0.0.1"), ("host", "127.0.0.1")]) == 421
    scope_without = [("host", "")]
    assert await house.raw("/healthz", headers=scope_without) == 421


async def test_a_page_of_the_internet_that_points_its_name_here_gets_no_form(house: House) -> None:
    async with house.browser(base="http://rebound.evil.example:8080") as browser:
        for path in ("/login", "/", "/session"):
            answer = await browser.get(path)
            assert answer.status_code == 421
            assert "form" not in answer.text


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "Forwarded", "X-Forwarded-Prefix", "X-Ingress-Path", "X-Remote-User-Id"]
)
async def test_what_strangers_say_a_proxy_had_said_is_not_heard(house: House, name: str) -> None:
    for value in ("evil.example", "/evil", "host=evil.example", '"><script>alert(1)</script>'):
        async with house.browser(**{name: value}) as browser:
            page = await browser.get("/login")
            assert page.status_code == 200
            assert "evil" not in page.text
            assert "script" not in page.text


PREFIXES = (
    "//evil.example",
    "/\\evil.example",
    "evil",
    "/a/../b",
    "/..",
    "/.",
    "/a//b",
    "/a b",
    "/a%2fb",
    '/"onload="x',
    "/<script>",
    "/a?b",
    "/a#b",
    "/\u00e4",
    "https://evil.example",
    "/" + "a" * 200,
    "/a" * 20,
    "/;x",
    "/a\t",
    "",
    "/",
)


@pytest.mark.parametrize("prefix", PREFIXES)
async def test_a_prefix_that_is_no_plain_path_is_none_even_from_a_trusted_proxy(tmp_path: Path, prefix: str) -> None:
    async with living_in(tmp_path / "data", trusted_proxies="10.0.0.1") as house:
        for name in ("x-ingress-path", "x-forwarded-prefix"):
            (start, body, *_) = await house.messages(
                "/login", headers=[(name, prefix)] if prefix.isascii() else [(name, "/\xe4")], client=("10.0.0.1", 1)
            )
            assert start["status"] == 200
            assert b'action="/login"' in body["body"]
            assert b'href="/assets/plain.css"' in body["body"]
            assert all(b"Path=/;" in value + b";" for key, value in start["headers"] if key == b"set-cookie")


async def test_below_a_prefix_everything_up_to_the_sign_out_works(tmp_path: Path) -> None:
    prefix = "/api/hassio_ingress/AbC-1_x"
    async with (
        living_in(tmp_path / "data", trusted_proxies="172.30.32.2") as house,
        house.behind("172.30.32.2", prefix) as browser,
    ):
        answer = await browser.get("/more")
        assert answer.headers["location"] == f"{prefix}/login?next=/more"
        form = await browser.form("/login?next=/more")
        answer = await browser.submit("/login", {**form, "username": "Tina", "password": OWNERS})
        assert answer.headers["location"] == f"{prefix}/more"
        page = await browser.get("/more")
        assert page.status_code == 200
        paths = re.findall(r'(?:src|href)="(/[^"]*)"', page.text)
        assert paths
        assert all(one.startswith(prefix + "/") for one in paths), paths
        for one in paths:
            assert (await browser.get(one.removeprefix(prefix))).status_code in {200, 303}
        assert (await browser.get("/manifest.webmanifest")).json()["start_url"] == f"{prefix}/"
        assert (await browser.sign_out()).headers["location"] == f"{prefix}/login"
        assert not await browser.is_in()


async def test_a_chain_of_proxies_is_believed_as_far_as_it_is_trusted(tmp_path: Path) -> None:
    async with living_in(tmp_path / "data", trusted_proxies="10.0.0.0/24, ::ffff:10.1.0.1") as house:
        for peer, chain, seen in (
            ("10.0.0.1", "192.168.1.5", "192.168.1.5"),
            ("10.0.0.1", "1.1.1.1, 192.168.1.5", "192.168.1.5"),
            ("10.0.0.1", "1.1.1.1, 192.168.1.5, 10.0.0.2", "192.168.1.5"),
            ("::ffff:10.0.0.1", "192.168.1.5", "192.168.1.5"),
            ("10.0.0.1", "192.168.1.5, nonsense", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.1", ",".join(["1.1.1.1"] * 5000), "1.1.1.1"),
            ("192.168.1.66", "192.168.1.5", "192.168.1.66"),
        ):
            async with house.browser(peer, **{"X-Forwarded-For": chain}) as browser:
                await browser.sign_in()
                found = house.people.sessions.find(browser.secret)
                assert found.address == seen, chain


WANTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


async def test_every_kind_of_answer_carries_what_browsers_need(house: House) -> None:
    async with house.browser() as browser, house.browser(Accept="*/*") as program:
        paths = ("/", "/login", "/setup", "/nothing", "/healthz", "/favicon.ico", "/assets/plain.css", "/assets/x",
                 "/manifest.webmanifest", "/session", "/api/v1/status", "/api/v1/x", "/_nicegui/x")  # fmt: skip
        answers = [await one.get(path) for one in (browser, program) for path in paths]
        answers += [await browser.get("/", headers={"Host": "evil.example"}), await browser.sign_in(password="wrong")]
        answers += [await browser.get("/", headers={"Origin": "http://evil.example"}), await browser.sign_in()]
        answers += [await one.get(path) for one in (browser, program) for path in (*paths, "/more", "/logout")]
        answers += [await browser.put("/more", headers={"Origin": f"http://{HOST}"})]
    assert {one.status_code for one in answers} >= {200, 204, 303, 401, 403, 404, 405, 421}
    for one in answers:
        for name, value in WANTED.items():
            assert one.headers.get_list(name) == [value], (one.request.url, name)
        assert "frame-ancestors 'self'" in one.headers["content-security-policy"]
        assert "object-src 'none'" in one.headers["content-security-policy"] or (
            "default-src 'none'" in one.headers["content-security-policy"]
        )
        if "html" in one.headers.get("content-type", "") or one.status_code in {303, 401, 403}:
            assert one.headers.get("cache-control", "") in {"no-store", ""} or one.status_code == 303
        if "html" in one.headers.get("content-type", ""):
            assert one.headers["cache-control"] == "no-store"
        assert "server" not in one.headers


async def test_a_page_that_fails_says_an_id_that_is_in_the_log_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the secret <b>text</b> of an exception")

    monkeypatch.setattr("ui.shell.Frame", fail)
    async with house.browser() as browser, house.browser(Accept="application/json") as program:
        await browser.sign_in()
        program.cookies.set(COOKIE, browser.secret)
        for answer in (await browser.get("/"), await program.get("/")):
            assert answer.status_code == 500
            assert "secret" not in answer.text
            assert "RuntimeError" not in answer.text
            assert "Traceback" not in answer.text
            (error_id,) = set(re.findall(r"\b[0-9a-f]{8}\b", answer.text))
            assert error_id in caplog.text
    caplog.clear()


async def test_where_nothing_is_there_is_a_page_of_ours(house: House) -> None:
    async with house.browser() as browser:
        await browser.sign_in()
        for path in ("/nothing", "/more/nothing", "/<script>alert(1)</script>", "/_nicegui/nothing"):
            answer = await browser.get(path)
            assert answer.status_code == 404
            assert "<script>" not in answer.text


# --- bodies ---


async def parts(house: House, path: str, *chunks: bytes, end: bool = True, headers: Any = ()) -> tuple[int, int]:
    """The status that answers a body in parts, and how many of them were read."""
    given = [(b"host", HOST.encode()), (b"origin", f"http://{HOST}".encode()), *headers]
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": given, "client": ("192.168.1.20", 1), "server": (HOST, 80), "scheme": "http", "http_version": "1.1",
        "root_path": "",
    }  # fmt: skip
    left, read, statuses = list(chunks), [0], []

    async def receive() -> dict[str, Any]:
        if not left and not end:
            await wire.asyncio.sleep(30)
        read[0] += 1
        body = left.pop(0) if left else b""
        return {"type": "http.request", "body": body, "more_body": bool(left) or not end}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await house.app(scope, receive, send)
    return statuses[0], read[0]


@pytest.mark.parametrize("path", ["/login", "/setup", "/login/code", "/healthz"])
async def test_more_than_64_kib_is_not_read_whatever_is_said_of_its_length(house: House, path: str) -> None:
    kib = b"x" * 1024
    for length in ((b"content-length", b"65537"), (b"content-length", b"9" * 30)):
        assert await parts(house, path, *[kib] * 65, headers=[length]) == (413, 0)
    for said in ([], [(b"content-length", b"5")], [(b"transfer-encoding", b"chunked")], [(b"content-length", b"-1")],
                 [(b"content-length", b"\xb2")], [(b"content-length", b"5")] * 2):  # fmt: skip
        assert await parts(house, path, *[kib] * 1000, headers=said) == (413, 65)


async def test_a_body_that_does_not_arrive_is_not_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_SECONDS", 0.01)
    assert (await parts(house, "/login", b"form_token=", end=False))[0] == 408


async def test_a_stranger_s_body_is_not_read_where_nothing_is_open(house: House) -> None:
    assert await parts(house, "/logout", *[b"x" * 1024] * 1000) == (401, 0)
    assert (await parts(house, "/api/v1/servers", *[b"x" * 1024] * 1000))[1] == 0


async def test_who_goes_away_in_the_middle_is_no_fault(house: House) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        raise AssertionError("nobody is there to be answered")

    scope = {
        "type": "http", "method": "POST", "path": "/login", "raw_path": b"/login", "query_string": b"",
        "headers": [(b"host", HOST.encode()), (b"content-length", b"9")], "client": ("192.168.1.20", 1),
        "server": (HOST, 80), "scheme": "http", "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    await house.app(scope, receive, send)
