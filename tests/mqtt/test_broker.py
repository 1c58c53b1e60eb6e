"""Which broker it is, by hand or from a real Supervisor's answer over HTTP."""

from __future__ import annotations

import gzip
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from errors import BrokerFileUnreadable, BrokerNotInstalled, BrokerUnknown
from mqtt_ha import broker
from mqtt_ha.broker import find_broker
from settings import MqttSettings
from tests.mqtt.supervisor import SERVICE, TOKEN, Supervisor, running

SECRET = SERVICE["password"]
NOTHING: dict[str, str] = {}


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    with running() as one:
        yield one


def refusal(supervisor: Supervisor, settings: MqttSettings | None = None) -> str:
    with pytest.raises(BrokerUnknown) as caught:
        find_broker(settings or MqttSettings(), supervisor.environ)
    assert type(caught.value) is BrokerUnknown
    assert caught.value.__cause__ is None
    sentence = str(caught.value)
    assert SECRET not in sentence
    assert TOKEN not in sentence
    assert "Enter the broker's address in the settings" in sentence
    return sentence


def test_there_is_none_where_nothing_is_set_and_no_supervisor_is_there():
    assert find_broker(MqttSettings(), NOTHING) is None
    assert find_broker(MqttSettings(username="tina"), {"SUPERVISOR_TOKEN": ""}) is None


def test_there_is_none_where_mqtt_is_off_and_nobody_is_asked(supervisor: Supervisor):
    assert find_broker(MqttSettings(enabled=False), supervisor.environ) is None
    assert find_broker(MqttSettings(enabled=False, host="nas"), NOTHING) is None
    assert supervisor.asked == []


def test_what_is_set_by_hand_wins_and_the_supervisor_is_not_asked(supervisor: Supervisor):
    settings = MqttSettings(
        host="nas.lan", username="tina", password=SecretStr("p"), tls=True, ca_cert="/ca", client_cert="/c",
        client_key="/k", insecure=True,
    )  # fmt: skip
    found = find_broker(settings, supervisor.environ)
    assert found == broker.Broker(
        "nas.lan", 8883, "tina", SecretStr("p"), tls=True, ca_cert="/ca", client_cert="/c", client_key="/k",
        insecure=True, source="settings",
    )  # fmt: skip
    assert supervisor.asked == []


def test_the_supervisor_is_asked_with_its_token_and_its_broker_taken(supervisor: Supervisor):
    settings = MqttSettings(ca_cert="/ca", client_cert="/c", client_key="/k", username="not this one")
    found = find_broker(settings, supervisor.environ)
    assert supervisor.asked == [("/services/mqtt", f"Bearer {TOKEN}")]
    assert found == broker.Broker(
        "core-mosquitto", 1883, "addons", SecretStr(SECRET), tls=False, ca_cert="/ca", client_cert="/c",
        client_key="/k", insecure=False, source="supervisor",
    )  # fmt: skip


def test_without_another_address_it_is_asked_by_its_name():
    asked = []

    def fetch(address: str, token: str) -> tuple[int, bytes]:
        asked.append((address, token))
        return 200, json.dumps({"result": "ok", "data": SERVICE}).encode()

    assert find_broker(MqttSettings(), {"SUPERVISOR_TOKEN": TOKEN}, fetch)
    assert asked == [("http://supervisor/services/mqtt", TOKEN)]


@pytest.mark.parametrize("missing", ["username", "password", "ssl", "protocol", "addon"])
def test_what_a_broker_need_not_have_may_be_missing(supervisor: Supervisor, missing: str):
    supervisor.says(**{missing: None})
    found = find_broker(MqttSettings(), supervisor.environ)
    assert found
    assert getattr(found, missing, None) in {"", SecretStr(""), None}
    supervisor.says(ssl=True, port=8883)
    found = find_broker(MqttSettings(), supervisor.environ)
    assert found
    assert (found.tls, found.port) == (True, 8883)


@pytest.mark.parametrize(
    "change",
    [
        {"host": None}, {"host": ""}, {"host": 5}, {"host": "a b"}, {"host": "evil:1/../"}, {"host": "x" * 300},
        {"port": None}, {"port": 0}, {"port": 65536}, {"port": "x"}, {"port": True}, {"port": 1.5},
        {"ssl": "perhaps"}, {"ssl": 5}, {"username": 5}, {"username": "a\nb"}, {"password": [SECRET]},
        {"password": f"{SECRET}\0"}, {"password": SECRET * 100},
    ],
)  # fmt: skip
def test_a_broker_that_is_none_is_refused(supervisor: Supervisor, change: dict[str, object]):
    supervisor.says(**change)
    assert "its answer is not understood" in refusal(supervisor)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\0\0", b"\xff\xfe", b"[" * 60_000, b'{"result": "ok"}',
        b'{"result": "ok", "data": null}', b'{"result": "ok", "data": []}', b"<html>otters-at-midnight</html>",
        json.dumps({"result": "error", "data": SERVICE}).encode(), json.dumps({"data": SERVICE}).encode(),
        json.dumps(SERVICE).encode(), b'{"result": "ok", "data": {"host": "a", "port": NaN}}',
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused(supervisor: Supervisor, body: bytes):
    supervisor.body = body
    assert "its answer is not understood" in refusal(supervisor)


def test_that_there_is_no_broker_yet_is_said_with_what_to_do(supervisor: Supervisor):
    supervisor.status, supervisor.body = 400, b'{"result": "error", "message": "Service not enabled"}'
    with pytest.raises(BrokerNotInstalled, match="Mosquitto"):
        find_broker(MqttSettings(), supervisor.environ)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, b'{"result": "error", "message": "Something else"}', "HTTP 400"),
        (400, b"not enabled", "HTTP 400"),
        (401, b"", "mqtt:want"),
        (403, b'{"result": "error", "message": "No access to mqtt service!"}', "mqtt:want"),
        (404, b"", "HTTP 404"),
        (502, b"otters-at-midnight", "HTTP 502"),
        (204, b"", "HTTP 204"),
    ],
)
def test_an_error_of_the_supervisor_is_said(supervisor: Supervisor, status: int, body: bytes, said: str):
    supervisor.status, supervisor.body = status, body
    assert said in refusal(supervisor)


def test_the_token_is_not_carried_to_another_address(supervisor: Supervisor):
    with running() as other:
        supervisor.status, supervisor.headers = 302, {"Location": f"{other.url}/services/mqtt"}
        assert "HTTP 302" in refusal(supervisor)
        assert other.asked == []


def test_a_proxy_of_the_environment_does_not_see_the_token(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch):
    with running() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert find_broker(MqttSettings(), supervisor.environ)
        assert proxy.asked == []


def test_an_endless_answer_is_not_read_to_its_end(supervisor: Supervisor):
    supervisor.body = b" " * 200_000_000
    before = time.monotonic()
    assert "its answer is too long" in refusal(supervisor)
    assert time.monotonic() - before < 3
    supervisor.says()
    supervisor.body = supervisor.body.ljust(64 * 1024)
    assert find_broker(MqttSettings(), supervisor.environ)


def test_what_is_packed_small_and_is_large_is_not_unpacked(supervisor: Supervisor):
    supervisor.body, supervisor.headers = gzip.compress(b" " * 50_000_000), {"Content-Encoding": "gzip"}
    assert "its answer is not understood" in refusal(supervisor)


@pytest.mark.parametrize("at_once", [1, 10])
def test_an_answer_that_drips_is_not_waited_for(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, at_once: int):
    monkeypatch.setattr(broker, "SECONDS", 0.6)
    supervisor.at_once, supervisor.pause = at_once, 0.2
    before = time.monotonic()
    assert "it has not answered within 1 s" in refusal(supervisor)
    assert time.monotonic() - before < 3


def test_a_supervisor_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(broker, "SECONDS", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = Supervisor(f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert "it has not answered within" in refusal(mute)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9", "http://no-such-name.invalid", "ftp://x", "no address", "http://[", "http://a:b"]
)
def test_a_supervisor_that_is_not_there_is_said_to_be_out_of_reach(address: str):
    assert "it cannot be reached" in refusal(Supervisor(address))


def test_a_name_server_that_says_nothing_does_not_keep_the_program_from_ending(monkeypatch: pytest.MonkeyPatch):
    asked, answers = threading.Event(), threading.Event()

    def look_up(*_args: object, **_more: object) -> list[object]:
        asked.set()
        answers.wait(20)
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    before = set(threading.enumerate())
    question = threading.Thread(target=lambda: refusal(Supervisor("http://supervisor")), daemon=True)
    question.start()
    assert asked.wait(10)
    others = set(threading.enumerate()) - before
    answers.set()
    question.join(10)
    assert others == {question}, "the interpreter waits for all threads of an executor when it ends"


@pytest.mark.parametrize("token", ["a\nb", "ä", "\0"])
def test_a_token_that_is_none_is_no_crash(supervisor: Supervisor, token: str):
    with pytest.raises(BrokerUnknown):
        find_broker(MqttSettings(), {**supervisor.environ, "SUPERVISOR_TOKEN": token})


def test_the_password_of_a_file_is_read_at_each_connection(tmp_path: Path):
    file = tmp_path / "password"
    settings = MqttSettings(host="nas.lan", username="tina", password_file=str(file))
    for password in ("one", " two "):
        file.write_text(f"{password}\n")
        found = find_broker(settings, NOTHING)
        assert found
        assert found.password.get_secret_value() == password


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file"),
        (b"", "it is empty"),
        (b"\n", "it is empty"),
        (b"\xff\xfe", "it is not a text"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\notters\n", "it is not one line"),
        (b"otters" * 200, "it is not one line"),
        (b"otters" * 20_000, "it is too long"),
    ],
)
def test_a_file_that_holds_no_password_is_named_and_not_quoted(tmp_path: Path, content: bytes | None, why: str):
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BrokerFileUnreadable) as caught:
        find_broker(MqttSettings(host="nas.lan", password_file=str(file)), NOTHING)
    assert str(file) in str(caught.value)
    assert why in str(caught.value)
    assert "otters" not in str(caught.value)


def test_a_pipe_is_no_password_and_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BrokerFileUnreadable, match="it is not a file"):
        find_broker(MqttSettings(host="nas.lan", password_file=str(tmp_path / "pipe")), NOTHING)


def test_neither_password_nor_token_is_shown_or_logged(supervisor: Supervisor, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        found = find_broker(MqttSettings(), supervisor.environ)
        logging.getLogger("x").info("%s %r", found, found)
    assert "core-mosquitto" in caplog.text
    assert SECRET not in caplog.text
    assert TOKEN not in caplog.text
