"""The whole program at a broker that wants a password, has TLS, and lets each do only what it must."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mqtt.certificates import Authority
from tests.mqtt.listener import Listener
from tests.support.played import Played
from tests.support.program import serving
from workbench.dead import silent
from workbench.mosquitto import Mosquitto
from workbench.sshd import free_port

pytestmark = pytest.mark.real

USERS = {"timekpr": "correct horse", "watcher": "battery staple"}
ACL = """\
user timekpr
topic readwrite timekpr/#
topic readwrite homeassistant/+/+/config
topic read homeassistant/status

user watcher
topic readwrite #
"""
ANNA = "timekpr/servers/pc/users/anna"


def environ(port: int, **more: str) -> dict[str, str]:
    given = {"HOST": "127.0.0.1", "PORT": str(port), "KEEPALIVE": "5", **more}
    return {f"TIMEKPR_MNGR_MQTT__{name}": value for name, value in given.items()}


def is_there(others: Listener, base: str = "timekpr") -> bool:
    return others.retained().get(f"{base}/bridge/state") == b"online"


def announced(others: Listener, mark: str) -> list[str]:
    return [topic for topic in others.retained("homeassistant/") if f"/{mark}" in topic]


def states(others: Listener) -> list[str]:
    return [one["data"].get("state") for one in others.answers("grant")]


def test_a_grant_from_home_assistant_arrives_on_the_computer_and_a_kill_is_seen(
    play: Callable[..., Played], tmp_path: Path
) -> None:
    pc = play()
    password = tmp_path / "password"
    password.write_text(USERS["timekpr"])
    authority, tls_port = Authority(tmp_path / "tls"), free_port()
    signed = authority.sign("broker", "localhost")
    tls = f"listener {tls_port} 127.0.0.1\ncertfile {signed.certificate}\nkeyfile {signed.key}"
    with (
        Mosquitto(tmp_path / "broker", users=USERS, acl=ACL, extra=tls) as broker,
        Listener(broker.port, "watcher", USERS["watcher"]) as others,
    ):
        given = environ(
            tls_port, HOST="localhost", USERNAME="timekpr", PASSWORD_FILE=str(password), TLS="true",
            CA_CERT=str(authority.ca.certificate),
        )  # fmt: skip
        with serving(pc.data, **given) as server:
            others.wait(lambda: others.json("timekpr/servers/online") == {"servers": ["pc"]}, "it is told", 30)
            assert others.json(f"{ANNA}/state")["left"] == 110
            others.say(f"{ANNA}/time_left/add", "15")
            others.wait(lambda: "confirmed" in states(others), "it is confirmed", 30)
            assert pc.granted() == 900
            others.wait(lambda: (others.json(f"{ANNA}/state") or {}).get("left") == 125, "the new figure is told")

            server.process.send_signal(signal.SIGKILL)
            others.wait(lambda: not is_there(others), "the last will is said", 20)
        with serving(pc.data, **given) as server:
            others.wait(lambda: is_there(others), "it is back", 30)
            assert server.end(10) < 5
            others.wait(lambda: not is_there(others), "it says goodbye")
            printed = server.process.stdout.read()
    assert "correct horse" not in printed
    assert "Traceback" not in printed


def test_with_a_silent_broker_it_serves_and_ends_in_time(tmp_path: Path) -> None:
    with silent() as port, serving(tmp_path / "data", **environ(port)) as server:
        assert server.get("/healthz")[0] == 200
        assert server.end(10) < 5
        assert server.process.returncode == 0


def test_a_second_program_at_the_same_broker_is_another_one(play: Callable[..., Played], tmp_path: Path) -> None:
    pc = play()
    with (
        Mosquitto(tmp_path / "broker") as broker,
        Listener(broker.port) as others,
        serving(pc.data, **environ(broker.port)),
        serving(tmp_path / "other", **environ(broker.port, BASE_TOPIC="school/lab")),
    ):
        others.wait(lambda: others.json("timekpr/servers/online") == {"servers": ["pc"]}, "the first is there", 30)
        others.wait(lambda: is_there(others, "school/lab"), "the second is there", 30)
        others.wait(lambda: len(announced(others, "school_lab_manager")) == 6, "the second is announced")
        others.wait(lambda: len(announced(others, "timekpr_")) == 6 + 6 + 9, "the first is announced")
