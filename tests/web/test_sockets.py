"""Sockets of the real server: they act on pages of their own session only, and end with it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from nicegui import core
from nicegui.client import Client
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.web.house import AT_HOME, OWNER, OWNERS
from tests.web.real import PATIENCE, SOCKETS, RealHouse, Socket, hello, living_at, until
from ui.sockets import CHECKED, MARK
from web.gate import COOKIE
from web.sockets import SIGNED_OUT

pytestmark = pytest.mark.real

QUICKLY = 3.0
MESSAGES = ("event", "javascript_response", "ack", "log")
HANDLERS = ("handle_event", "handle_javascript_response", "handle_log_message", "handle_handshake")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RealHouse]:
    with living_at(tmp_path / "data") as house:
        house.people.add("Ben", OWNERS, "viewer", None, AT_HOME)
        yield house


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was done with pages, by handler and client id."""
    done: list[tuple[str, str]] = []

    def note(name: str) -> None:
        original = getattr(Client, name)

        def noting(self: Client, *args: Any) -> Any:
            done.append((name, self.id))
            return original(self, *args)

        monkeypatch.setattr(Client, name, noting)

    for name in HANDLERS:
        note(name)
    return done


def message(name: str, client_id: str) -> dict[str, object]:
    return {
        "client_id": client_id, "id": 1, "listener_id": "x", "args": {}, "request_id": "1", "result": 1,
        "next_message_id": 99, "level": "info", "message": "x",
    }  # fmt: skip


def test_a_page_is_its_own_session_s(house: RealHouse, done: list[tuple[str, str]]) -> None:
    secret = house.sign_in()
    page = house.open_page(secret)
    with Socket(house.url, secret) as socket:
        assert socket.ask("handshake", hello(page)) == [True]
        for name in ("javascript_response", "log"):
            socket.ask(name, message(name, page))
    assert [name for name, _ in done] == ["handle_handshake", "handle_javascript_response", "handle_log_message"]


@pytest.mark.parametrize("thief", ["Ben", OWNER])
def test_who_has_stolen_the_id_of_a_page_does_nothing_with_it(
    house: RealHouse, done: list[tuple[str, str]], thief: str
) -> None:
    parents = house.sign_in()
    page = house.open_page(parents)
    with Socket(house.url, parents) as own:
        own.ask("handshake", hello(page))
        done.clear()
        with Socket(house.url, house.sign_in(thief)) as socket:
            assert socket.ask("handshake", hello(page)) == [False]
            for name in MESSAGES:
                socket.ask(name, message(name, page))
        assert done == []


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, {"client_id": None}, {"client_id": []}, {"client_id": "x"}])
def test_messages_that_name_no_page_do_nothing(house: RealHouse, done: list[tuple[str, str]], odd: object) -> None:
    with Socket(house.url, house.sign_in()) as socket:
        for name in CHECKED:
            socket.ask(name, odd)
    assert done == []


def test_a_handshake_hidden_in_the_address_does_nothing_either(house: RealHouse, done: list[tuple[str, str]]) -> None:
    page = house.open_page(house.sign_in())
    query = {**hello(page), "implicit_handshake": "true"}
    for asked in (urlencode(query), f"client_id=x&{urlencode(query)}", f"{urlencode(query)}&client_id=x"):
        with Socket(house.url, house.sign_in("Ben"), "&" + asked) as socket:
            assert not socket.welcome.startswith("40{")
    assert done == []


def test_every_message_that_nicegui_listens_to_is_looked_at(house: RealHouse) -> None:
    handlers = core.sio.handlers["/"]
    assert set(handlers) == {*CHECKED, "connect", "disconnect"}
    assert all(hasattr(handlers[name], MARK) for name in (*CHECKED, "connect"))


def polling(client: httpx.Client, method: str = "GET", sid: str = "", body: str = "") -> httpx.Response:
    return client.request(method, SOCKETS + "polling" + (f"&sid={sid}" if sid else ""), content=body or None)


def begin_polling(client: httpx.Client) -> str:
    answer = polling(client)
    assert answer.status_code == 200
    sid = answer.text.split('"sid":"')[1].split('"')[0]
    assert polling(client, "POST", sid, "40").status_code == 200
    assert polling(client, "GET", sid).text.startswith("40{")
    return sid


def test_the_socket_without_a_socket_is_no_way_around(house: RealHouse, done: list[tuple[str, str]]) -> None:
    parents = house.sign_in()
    page = house.open_page(parents)
    with house.client(house.sign_in("Ben")) as child:
        sid = begin_polling(child)
        polling(child, "POST", sid, "421" + json.dumps(["handshake", hello(page)]))
        assert "431[false]" in polling(child, "GET", sid).text
        for name in MESSAGES:
            polling(child, "POST", sid, "42" + json.dumps([name, message(name, page)]))
        time.sleep(0.2)
    assert done == []


def test_the_id_of_a_socket_is_of_no_use_to_another_session(house: RealHouse, done: list[tuple[str, str]]) -> None:
    parents = house.sign_in()
    page = house.open_page(parents)
    with house.client(parents) as own, house.client(house.sign_in("Ben")) as child:
        sid = begin_polling(own)
        for answer in (
            polling(child, "POST", sid, "421" + json.dumps(["handshake", hello(page)])),
            polling(child, "GET", sid),
        ):
            assert answer.status_code in {400, 401, 403}
        with pytest.raises((InvalidStatus, ConnectionClosed)):  # noqa: PT012
            address = house.url.replace("http", "ws", 1) + SOCKETS + f"websocket&sid={sid}"
            cookie = {"Cookie": f"{COOKIE}={house.sign_in('Ben')}"}
            with connect(address, origin=house.url, additional_headers=cookie) as stolen:
                stolen.send("2probe")
                stolen.recv(PATIENCE)
                stolen.send("5")
                stolen.send("421" + json.dumps(["handshake", hello(page)]))
                stolen.recv(PATIENCE)
        assert done == []
        assert polling(own, "POST", sid, "3").status_code == 200


def sign_out(house: RealHouse, secret: str) -> None:
    with house.client(secret) as client:
        assert client.post("/logout").status_code == 303


def set_password(house: RealHouse, _: str) -> None:
    house.people.set_password(house.people.accounts.get(OWNER).id, "quite another password", AT_HOME)


def remove(house: RealHouse, _: str) -> None:
    house.people.add("Another admin", OWNERS, "admin", None, AT_HOME)
    house.people.remove(house.people.accounts.get(OWNER).id, AT_HOME)


@pytest.mark.parametrize("ending", [sign_out, set_password, remove])
def test_sockets_end_with_their_session_and_others_do_not(house: RealHouse, ending: Any) -> None:
    secret = house.sign_in()
    with (
        Socket(house.url, secret) as one,
        Socket(house.url, secret) as two,
        Socket(house.url, house.sign_in("Ben")) as ben,
    ):
        one.ask("handshake", hello(house.open_page(secret)))
        ending(house, secret)
        for socket in (one, two):
            seconds, code = socket.wait_for_end()
            assert seconds < QUICKLY
            assert code == SIGNED_OUT
        assert ben.ask("handshake", hello("x")) == [False]
    with pytest.raises(InvalidStatus):
        Socket(house.url, secret)


def test_a_poll_that_hangs_ends_with_the_session_too(house: RealHouse) -> None:
    secret = house.sign_in()
    with house.client(secret) as client, house.client(secret) as other:
        sid = begin_polling(client)
        began: list[float] = []

        def poll() -> None:
            answer = polling(client, "GET", sid)
            began.append(time.monotonic())
            assert answer.status_code == 401

        thread = threading.Thread(target=poll)
        thread.start()
        time.sleep(0.3)
        assert other.post("/logout").status_code == 303
        ended = time.monotonic()
        thread.join(PATIENCE)
        assert began, "the poll hangs on"
        assert began[0] - ended < QUICKLY


@pytest.mark.parametrize("days", [14.1, 90.1])
def test_a_socket_of_a_session_that_is_over_does_nothing_more(
    house: RealHouse, done: list[tuple[str, str]], days: float
) -> None:
    secret = house.sign_in()
    page = house.open_page(secret)
    with Socket(house.url, secret) as socket:
        socket.ask("handshake", hello(page))
        done.clear()
        house.clock.advance(days * 86_400)
        with pytest.raises(ConnectionClosed):
            socket.ask("event", message("event", page))
    assert done == []


def test_a_message_of_more_than_a_megabyte_ends_the_socket(house: RealHouse) -> None:
    with Socket(house.url, house.sign_in()) as socket:
        socket.wire.send("42" + '["log",{"client_id":"' + "x" * 1_000_001 + '"}]')
        assert socket.wait_for_end()[1] == 1009
    assert httpx.get(house.url + "/healthz").status_code == 200


def test_what_sockets_leave_behind_goes_with_them(house: RealHouse) -> None:
    secret, before = house.sign_in(), set(core.sio.eio.sockets)
    for _ in range(30):
        with Socket(house.url, secret):
            pass
    until(lambda: set(core.sio.eio.sockets) <= before)
