"""``mqtt status`` and ``mqtt test``, as processes, beside a program that is connected to a real broker."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import as_json, invoke, ok, run, serving
from workbench.mosquitto import Mosquitto
from workbench.sshd import free_port
from workbench.waiting import until

PASSWORD = "otters-at-midnight"
STEPS = [
    "Name", "Port", "Encryption", "Signing in", "Reading and writing our topics", "Announcing what there is",
    "Home Assistant",
]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    ok(data, "key", "show")
    return data


def use(data: Path, port: int, **more: object) -> None:
    settings = {"host": "127.0.0.1", "port": port, "username": "timekpr", "password": PASSWORD, **more}
    (data / "settings.json").write_text(json.dumps({"mqtt": settings}))


def commands_of_all_processes() -> str:
    return subprocess.run(["ps", "axeww", "-o", "args="], capture_output=True, text=True, check=True).stdout


def becomes(data: Path, state: str) -> dict[str, Any]:
    def bridge() -> dict[str, Any] | None:
        now = as_json(data, "mqtt", "status")["bridge"]
        return now if now is not None and now["state"] == state else None

    return dict(until(bridge, 25, f"the bridge is {state}"))


def test_where_no_program_runs_there_is_nothing_to_say_and_that_is_said(data: Path) -> None:
    done = invoke(data, "mqtt", "status")
    assert done.returncode == 1
    assert done.stdout == "No program is running on these data that could be connected. Start it: main.py serve\n"
    assert as_json(data, "mqtt", "status") == {"running": False, "bridge": None}


@pytest.mark.real
def test_the_running_program_says_how_it_is_connected_and_that_it_is_not_any_more(data: Path, tmp_path: Path) -> None:
    with Mosquitto(tmp_path / "broker", users={"timekpr": PASSWORD}) as broker:
        use(data, broker.port)
        with serving(data):
            bridge = becomes(data, "connected")
            assert bridge["broker"] == f"127.0.0.1:{broker.port}"
            done = run(data, "mqtt", "status")
            assert (done.returncode, done.stderr) == (0, "")
            lines = done.stdout.splitlines()
            assert lines[0].startswith(f"Connected to 127.0.0.1:{broker.port} since ")
            assert lines[1].startswith("Entities: ")

            tried = run(data, "mqtt", "test", "--json")
            assert tried.returncode == 0
            assert [one["check"] for one in json.loads(tried.stdout)] == STEPS
            assert becomes(data, "connected")["since"] == bridge["since"]  # it was not disturbed
            assert PASSWORD not in commands_of_all_processes()

            broker.stop()
            assert "127.0.0.1" in becomes(data, "waiting")["error"]
            told = ok(data, "mqtt", "status").splitlines()
            assert "it is tried again by itself" in told[0]
            assert len(told) == 3
        assert as_json(data, "mqtt", "status") == {"running": False, "bridge": None}
    assert PASSWORD not in (data / "cache" / "mqtt.json").read_text()


@pytest.mark.real
def test_each_step_is_printed_and_one_that_fails_ends_with_1(data: Path, tmp_path: Path) -> None:
    with Mosquitto(tmp_path / "broker", users={"timekpr": PASSWORD}) as broker:
        use(data, broker.port, enabled=False)
        done = run(data, "mqtt", "test")
        assert (done.returncode, done.stderr) == (0, "")
        assert [line.partition("✓ ")[2].partition(":")[0] for line in done.stdout.splitlines()] == STEPS

        use(data, broker.port, password="wrong")
        done = run(data, "mqtt", "test")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[-2:] == [
        f"127.0.0.1:{broker.port}  ✗ Signing in: User name and password are not accepted.",
        f"127.0.0.1:{broker.port}    → Check both. Where they are empty here, the broker may want to have them.",
    ]


def test_in_json_a_failed_step_ends_with_1_too(data: Path) -> None:
    use(data, free_port())
    done = invoke(data, "mqtt", "test", "--json")
    assert done.returncode == 1
    assert [one["ok"] for one in json.loads(done.stdout)] == [True, False]
    assert PASSWORD not in done.stdout
