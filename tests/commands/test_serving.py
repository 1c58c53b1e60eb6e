"""``serve`` as a process: one at a time, gone in time, and hard to break."""

from __future__ import annotations

import json
import random
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.program import as_json, ok, run, serving
from workbench.computers import SAMPLE, timekpr_tree
from workbench.dead import silent
from workbench.sshd import Sshd

pytestmark = pytest.mark.real


def add_computer(data: Path, root: Path, sshd: Sshd, name: str = "pc") -> None:
    ok(data, "server", "add", name, "--host", "127.0.0.1", "--port", str(sshd.port), "--user", sshd.account,
       "--main-config", str(root / "timekpr.conf"))  # fmt: skip
    fingerprint = as_json(data, "server", "scan", name)["fingerprint"]
    if not as_json(data, "server", "scan", name)["trusted"]:
        ok(data, "server", "trust", name, "--fingerprint", fingerprint)
    ok(data, "user", "add", name, "anna")


def test_it_answers_healthz_and_nothing_about_the_data(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        assert server.get("/healthz") == (200, '{"status":"ok"}')
        for path in ("/openapi.json", "/docs", "/redoc"):
            with pytest.raises(urllib.error.HTTPError):
                server.get(path)


def test_a_second_one_on_the_same_data_is_refused_with_the_holder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        began = time.monotonic()
        for command in (("serve",), ("sync",), ("server", "add", "pc", "--host", "pc.lan")):
            second = run(data, *command, timeout=20)
            assert second.returncode == 1
            assert str(server.process.pid) in second.stderr
        assert "no computer yet" in ok(data, "server", "list")  # looking is allowed
        assert time.monotonic() - began < 20


def test_a_foreign_host_or_origin_gets_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        for headers, status in (({"Host": "evil.example"}, 421), ({"Origin": "http://evil.example"}, 403)):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(urllib.request.Request(server.url + "/", headers=headers), timeout=5)
            assert refused.value.code == status


def test_sigterm_ends_it_within_three_seconds_with_a_stalled_computer_in_hand(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with silent(b"SSH-2.0-OpenSSH_9.2\r\n") as stalled:
        ok(data, "server", "add", "stalled", "--host", "127.0.0.1", "--port", str(stalled))
        with serving(data) as server:
            assert server.end(10) < 3
            assert server.process.returncode == 0


def test_killed_at_any_moment_the_next_start_finds_everything_in_order(tmp_path: Path) -> None:
    data, pc = tmp_path / "data", tmp_path / "pc"
    timekpr_tree(pc, ("anna",))
    chance = random.Random(7)
    with Sshd(tmp_path / "sshd", ok(data, "key", "show").strip()) as sshd:
        add_computer(data, pc, sshd)
        for number in range(4):
            with serving(data, TIMEKPR_MNGR_SYNC_INTERVAL_SECONDS="10") as server:
                for value in range(20):
                    text = (SAMPLE / "ben.time").read_text().replace("[ben", "[anna")
                    (pc / "work/anna.time").write_text(text.replace("DAY = 0", f"DAY = {number * 100 + value}"))
                time.sleep(chance.random() * 0.5)
                server.process.send_signal(signal.SIGKILL)
                server.process.wait(10)
            done = run(data, "check")
            assert done.returncode == 0, done.stdout + done.stderr
            done = run(data, "sync", "--json")
            assert done.returncode == 0, done.stdout + done.stderr
            assert json.loads(done.stdout)["servers"][0]["online"]
