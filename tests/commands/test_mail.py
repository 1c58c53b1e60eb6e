"""``mail status`` and ``mail test``: how it stands, and each step of a trial."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from clock import SystemClock
from mail import Letter, Outbox, Postman
from opening import open_core
from tests.mail.house import ANNA, OMAR
from tests.mail.server import mail_server
from tests.support.program import as_json, invoke, ok, serving
from workbench.sshd import free_port
from workbench.waiting import until

pytestmark = pytest.mark.real


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    ok(data, "key", "show")
    return data


def use(data: Path, port: int, **more: object) -> None:
    settings = {
        "host": "127.0.0.1", "port": port, "security": "none", "sender": "t@example.org",
        "recipients": f"{ANNA}, {OMAR}", "enabled": True, **more,
    }  # fmt: skip
    (data / "settings.json").write_text(json.dumps({"smtp": settings}))


def put(data: Path, key: str = "k") -> None:
    core = open_core(data, SystemClock(), writer=True)
    with core.store:
        Outbox(core.store).put(Letter(key, "Week", "x"), core.settings.smtp)


def put_and_try(data: Path) -> None:
    put(data)
    core = open_core(data, SystemClock(), writer=True)
    with core.store:
        Postman(Outbox(core.store), lambda: core.settings.smtp, core.clock).run()


def test_nothing_is_sent_before_it_is_set_up(data: Path) -> None:
    assert ok(data, "mail", "status").splitlines() == ["No mail is sent: it is turned off.", "Letters that wait: 0."]
    assert as_json(data, "mail", "status")["state"] == "off"


def test_what_waits_and_why_is_said_without_a_running_program(data: Path) -> None:
    port = free_port()
    use(data, port)
    put_and_try(data)
    lines = ok(data, "mail", "status").splitlines()
    assert lines[0].startswith(f"127.0.0.1:{port} has taken no mail since ")
    assert "no mail server answers at port" in lines[1]
    assert lines[2] == "Letters that wait: 1."
    said = as_json(data, "mail", "status")
    assert (said["state"], said["waiting"], said["problems"]) == ("failing", 1, [])


def test_what_was_sent_and_who_did_not_get_it_is_said(data: Path) -> None:
    with mail_server() as room:
        room.recipient_says[ANNA] = ["always"]
        use(data, room.port)
        put_and_try(data)
    lines = ok(data, "mail", "status").splitlines()
    assert lines[0] == f"Mail is sent by 127.0.0.1:{room.port}."
    assert lines[2].startswith("Last sent: ")
    assert lines[3].startswith(f"Needs a look: The mail “Week” has not been sent to {ANNA}.")
    assert as_json(data, "mail", "status")["last_sent"]


def test_a_test_mail_is_sent_and_a_step_that_fails_ends_with_1(data: Path) -> None:
    with mail_server() as room:
        use(data, room.port, enabled=False)
        done = invoke(data, "mail", "test")
        assert done.returncode == 0
        assert [line.partition("✓ ")[2].partition(":")[0] for line in done.stdout.splitlines()] == [
            "Name", "Port", "Encryption", "Signing in", "Sender", "Recipient", "Recipient", "Test mail"
        ]  # fmt: skip
        assert len(room.taken) == 1
    use(data, free_port())
    done = invoke(data, "mail", "test", "--json")
    assert done.returncode == 1
    assert [one["ok"] for one in json.loads(done.stdout)] == [True, False]


def test_the_running_program_sends_what_waits_and_ends_at_once_where_a_server_hangs(data: Path) -> None:
    with mail_server() as room:
        use(data, room.port)
        put(data)
        with serving(data) as program:
            until(lambda: as_json(data, "mail", "status")["last_sent"], 20, "the letter was sent")
            assert room.copies(ANNA) == 1
            program.end(5)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        use(data, mute.getsockname()[1], timeout=600)
        put(data, "next")
        with serving(data) as program:
            mute.settimeout(20)
            with mute.accept()[0]:
                program.end(5)
    assert as_json(data, "mail", "status")["waiting"] == 1
