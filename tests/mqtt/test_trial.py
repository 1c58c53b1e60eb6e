"""The connection to a broker is tried out step by step: each way in which it can fail has a sentence of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clock import SystemClock
from doctor import Finding
from errors import Busy
from mqtt_ha import rights, trial
from mqtt_ha.link import Link, OtherProtocol
from mqtt_ha.trial import Trials, try_out
from opening import open_core
from settings import MqttSettings
from tests.mqtt import supervisor
from tests.mqtt.certificates import Authority, Files
from tests.mqtt.listener import Listener
from workbench.dead import black_hole
from workbench.mosquitto import Mosquitto
from workbench.sshd import free_port
from workbench.waiting import until

PASSWORD = "otters at midnight"
ACL = """
user all
topic readwrite #
user reader
topic read #
user writer
topic write #
user ours
topic readwrite timekpr/#
"""
USERS = dict.fromkeys(("all", "reader", "writer", "ours"), PASSWORD)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"NAME_SECONDS": 2, "PORT_SECONDS": 1, "TLS_SECONDS": 1, "LOGIN_SECONDS": 1}.items():
        monkeypatch.setattr(trial, name, float(seconds))
    monkeypatch.setattr(rights, "ANSWER_SECONDS", 0.7)
    monkeypatch.setattr(rights, "SEEN_SECONDS", 0.4)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    with Mosquitto(tmp_path_factory.mktemp("broker"), users=USERS, acl=ACL) as broker:
        yield broker


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def tried(environ: dict[str, str] | None = None, **settings: object) -> dict[str, Finding]:
    found = list(try_out(MqttSettings(**settings), environ or {}, SystemClock(), "en"))
    assert PASSWORD not in repr(found)
    return {one.check: one for one in found}


def at(broker: Mosquitto, user: str = "all", **settings: object) -> dict[str, Finding]:
    return tried(**{"host": "127.0.0.1", "port": broker.port, "username": user, "password": PASSWORD, **settings})


def last(found: dict[str, Finding]) -> tuple[str, str, str | None]:
    """The step that everything ended with, which is the one that has failed."""
    assert [one.ok for one in found.values()] == [True] * (len(found) - 1) + [False]
    one = list(found.values())[-1]
    return one.check, one.detail, one.cure


def said(broker: Mosquitto, topic: str, payload: str, *, retain: bool) -> None:
    with Listener(broker.port, "all", PASSWORD) as other:
        other.say(topic, payload, retain=retain)


# --- all well ---


def test_a_broker_in_order_is_so_at_every_step(broker: Mosquitto) -> None:
    found = at(broker)
    assert list(found) == [
        "Name", "Port", "Encryption", "Signing in", "Reading and writing our topics", "Announcing what there is",
        "Home Assistant",
    ]  # fmt: skip
    assert all(one.ok and one.cure is None and one.server == f"127.0.0.1:{broker.port}" for one in found.values())
    assert found["Signing in"].detail == "As all, with MQTT 5."
    assert found["Home Assistant"].detail == "Not seen yet. That is fine: it may start later, and says so then."


def test_it_leaves_nothing_behind_and_says_nothing_that_stays(broker: Mosquitto) -> None:
    with Listener(broker.port, "all", PASSWORD) as listener:
        at(broker)
        listener.catch_up()
        heard = list(listener.heard)
    assert [one.payload for one in heard] == [b"", b"", b""]
    assert all("test-" in one.topic and not one.retained for one in heard)

    with Listener(broker.port, "all", PASSWORD) as late:
        late.catch_up()
        assert late.heard == []


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ("online", "It says that it is running."),
        ("offline", "It has said that it was ended. That is fine if it starts later."),
    ],
)
def test_home_assistant_is_seen_by_what_it_has_left_at_its_status_topic(
    tmp_path: Path, payload: str, sentence: str
) -> None:
    with Mosquitto(tmp_path, users={"all": PASSWORD}) as broker:
        said(broker, "homeassistant/status", payload, retain=True)
        found = at(broker)
    assert (found["Home Assistant"].ok, found["Home Assistant"].detail) == (True, sentence)


def test_others_that_are_announced_there_are_a_good_sign_and_we_ourselves_are_none(tmp_path: Path) -> None:
    with Mosquitto(tmp_path, users={"all": PASSWORD}) as broker:
        said(broker, "homeassistant/sensor/x/config", '{"origin": {"name": "timekpr-mngr"}}', retain=True)
        assert at(broker)["Home Assistant"].detail.startswith("Not seen yet")
        said(broker, "homeassistant/sensor/y/config", "[]", retain=True)
        assert at(broker)["Home Assistant"].detail.startswith("Other devices are announced at this broker")


def test_a_switch_that_is_off_does_not_keep_anybody_from_trying(broker: Mosquitto) -> None:
    assert all(one.ok for one in at(broker, enabled=False).values())


# --- the way there ---


def test_nothing_to_connect_to_is_said() -> None:
    assert last(tried()) == (
        "Broker",
        "No broker is entered, and no Supervisor of Home Assistant is here that could name one.",
        "Enter the broker's name or IP address.",
    )


def test_the_broker_of_the_supervisor_is_named_and_tried(broker: Mosquitto) -> None:
    with supervisor.running() as home:
        home.says(host="127.0.0.1", port=broker.port, username="all", password=PASSWORD)
        found = tried(home.environ)
    assert found["Broker"].detail == f"Home Assistant's Supervisor names 127.0.0.1:{broker.port}."
    assert found["Signing in"].ok


def test_a_name_that_nobody_knows() -> None:
    assert last(tried(host="broker.invalid")) == (
        "Name",
        "The network does not know the name broker.invalid.",
        "Check the name, or enter the broker's IP address.",
    )


def test_a_name_server_that_says_nothing_holds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: hangs.wait(20) and [])
    monkeypatch.setattr(trial, "NAME_SECONDS", 0.5)
    begun = time.monotonic()
    check, detail, cure = last(tried(host="nas.lan"))
    hangs.set()
    assert time.monotonic() - begun < 3
    assert (check, cure) == ("Name", "Enter the broker's IP address, or try again later.")
    assert detail.startswith("The name server of the network has not answered within")


def test_a_port_at_which_nothing_listens() -> None:
    port = free_port()
    assert last(tried(host="127.0.0.1", port=port)) == (
        "Port",
        f"127.0.0.1 is on, and nothing answers at port {port}.",
        "Start the broker, or correct the port: usually it is 1883, and 8883 with TLS.",
    )


def test_a_port_behind_a_firewall_that_says_nothing() -> None:
    with black_hole() as port:
        check, detail, cure = last(tried(host="127.0.0.1", port=port))
    assert check == "Port"
    assert detail == f"127.0.0.1, port {port}, has not answered within 1 s."
    assert cure is not None
    assert "firewall" in cure


@pytest.mark.parametrize(("tls", "step"), [(False, "Signing in"), (True, "Encryption")])
def test_somebody_who_takes_the_call_and_says_nothing(tls: bool, step: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        check, detail, _ = last(tried(host="127.0.0.1", port=port, tls=tls))
    assert (check, detail) == (step, f"127.0.0.1, port {port}, has not answered within 1 s.")


# --- TLS ---


def with_tls(files: Files, *more: str) -> str:
    return "\n".join([f"certfile {files.certificate}", f"keyfile {files.key}", *more])


def test_a_certificate_of_an_authority_that_is_given_is_right(tmp_path: Path, authority: Authority) -> None:
    extra = with_tls(authority.sign("right", "127.0.0.1", "localhost"))
    with Mosquitto(tmp_path, users=USERS, extra=extra) as broker:
        found = at(broker, tls=True, ca_cert=str(authority.ca.certificate))
        assert found["Encryption"].detail == "TLSv1.3; the certificate is trusted, and its name is right."
        assert found["Signing in"].ok

        loud = at(broker, tls=True, insecure=True)["Encryption"]
        assert loud.ok
        assert loud.detail == "TLSv1.3; nobody has looked whose certificate it is."
        assert loud.cure is not None
        assert loud.cure.startswith("Anybody in your network can pretend to be this broker.")

        assert last(at(broker, tls=True)) == (
            "Encryption",
            "Its certificate is of an authority that this machine does not trust.",
            "Enter the file with the authority's certificate (CA), mostly called ca.crt.",
        )
        check, detail, cure = last(at(broker, tls=True, ca_cert="/nowhere/ca.crt"))
        assert (check, detail) == (
            "Encryption", "There is no safe connection: /nowhere/ca.crt: No such file or directory."
        )  # fmt: skip
        assert cure is not None

        assert last(at(broker))[0] == "Signing in"  # without TLS at a port that wants it


def test_a_certificate_for_another_name(tmp_path: Path, authority: Authority) -> None:
    with Mosquitto(tmp_path, extra=with_tls(authority.sign("other", "nas.lan"))) as broker:
        assert last(at(broker, tls=True, ca_cert=str(authority.ca.certificate))) == (
            "Encryption",
            "Its certificate is for another name than 127.0.0.1.",
            "Enter the broker by the name that stands in its certificate.",
        )


def test_a_certificate_that_has_expired(tmp_path: Path, authority: Authority) -> None:
    files = authority.sign("old", "127.0.0.1", ends=timedelta(days=-1))
    with Mosquitto(tmp_path, extra=with_tls(files)) as broker:
        assert last(at(broker, tls=True, ca_cert=str(authority.ca.certificate)))[:2] == (
            "Encryption",
            "Its certificate has expired, or is not valid yet.",
        )


def test_no_tls_at_this_port(broker: Mosquitto) -> None:
    assert last(at(broker, tls=True)) == (
        "Encryption",
        f"It speaks no TLS at port {broker.port}.",
        "Correct the port, usually 8883 with TLS; or turn TLS off.",
    )


def test_a_broker_that_wants_a_certificate_of_ours(tmp_path: Path, authority: Authority) -> None:
    ca = str(authority.ca.certificate)
    extra = with_tls(authority.sign("strict", "127.0.0.1"), f"cafile {ca}", "require_certificate true")
    ours = authority.sign("ours")
    with Mosquitto(tmp_path, users=USERS, extra=extra) as broker:
        assert last(at(broker, tls=True, ca_cert=ca)) == (
            "Encryption",
            "It wants to see a certificate of ours, or another one.",
            "Enter the files with a certificate that the broker accepts, and with its key.",
        )
        shown = at(broker, tls=True, ca_cert=ca, client_cert=str(ours.certificate), client_key=str(ours.key))
        assert shown["Signing in"].ok


# --- at the broker ---


@pytest.mark.parametrize("given", [{"password": "wrong"}, {"username": "", "password": ""}])
def test_a_login_that_is_not_accepted(broker: Mosquitto, given: dict[str, str]) -> None:
    assert last(at(broker, **given)) == (
        "Signing in",
        "User name and password are not accepted.",
        "Check both. Where they are empty here, the broker may want to have them.",
    )


def test_who_may_not_write_is_told_so_with_the_line_that_helps(broker: Mosquitto) -> None:
    found = at(broker, "reader")["Reading and writing our topics"]
    assert not found.ok
    assert found.detail.startswith("The broker does not let us write to timekpr/bridge/test/test-")
    assert found.cure == "Allow our user to read and write timekpr/# in the broker's access list."


def test_who_may_not_read_is_found_out_though_the_broker_says_nothing(broker: Mosquitto) -> None:
    found = at(broker, "writer")
    ours, announcing = found["Reading and writing our topics"], found["Announcing what there is"]
    assert not ours.ok
    assert ours.detail.endswith("was taken and did not come back: we may not read there.")
    assert announcing.ok
    assert announcing.cure == "Allow our user to read and write homeassistant/# in the broker's access list."


def test_who_may_not_announce_anything_is_told_so(broker: Mosquitto) -> None:
    found = at(broker, "ours")
    assert found["Reading and writing our topics"].ok
    announcing = found["Announcing what there is"]
    assert not announcing.ok
    assert announcing.detail.startswith("The broker does not let us write to homeassistant/sensor/timekpr_test-")
    assert announcing.cure == "Allow our user to read and write homeassistant/# in the broker's access list."
    assert "Announcing what there is" not in at(broker, "ours", discovery=False)


def test_with_the_old_mqtt_what_comes_back_is_the_only_proof(
    broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    greet = Link.greet

    def only_old(link: Link, *where: Any) -> None:
        if link.version == "5":
            raise OtherProtocol
        greet(link, *where)

    monkeypatch.setattr(Link, "greet", only_old)
    assert all(one.ok for one in at(broker).values())
    for user in ("reader", "writer"):
        found = at(broker, user)
        assert found["Signing in"].detail == f"As {user}, with MQTT 3.1.1."
        for check in ("Reading and writing our topics", "Announcing what there is"):
            assert not found[check].ok
            assert found[check].detail.endswith("did not come back: we may not write there, or not read.")


# --- so many at once, and no longer than anybody wants ---


def test_so_many_at_once_and_each_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "LOGIN_SECONDS", 20.0)
    with (
        socket.create_server(("127.0.0.1", 0)) as mute,
        (core := open_core(tmp_path / "data", SystemClock(), writer=True)).store,
    ):
        settings = MqttSettings(host="127.0.0.1", port=mute.getsockname()[1])
        trials = Trials(core, {})
        running = [trials.begin(settings) for _ in range(trial.AT_ONCE)]
        with pytest.raises(Busy):
            trials.begin(settings)
        until(lambda: all(len(one.findings) == 3 for one in running), 5, "both have come to the login")
        for one in running:
            one.stop()
        until(lambda: all(one.is_over for one in running), 2, "both end")
        assert [one.error for one in running] == [None, None]
        trials.begin(settings).stop()


def test_the_whole_has_a_deadline_whatever_each_step_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "WHOLE_SECONDS", 1.0)
    monkeypatch.setattr(trial, "LOGIN_SECONDS", 20.0)
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as mute:
        assert last(tried(host="127.0.0.1", port=mute.getsockname()[1]))[0] == "Signing in"
    assert time.monotonic() - begun < 3
