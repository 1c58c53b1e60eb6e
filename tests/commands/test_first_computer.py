"""From nothing to the first computer, by the commands of README and against a real sshd."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ssh_client.keys import HostKey
from tests.support.program import as_json, invoke, ok
from workbench.computers import timekpr_tree
from workbench.sshd import Sshd

pytestmark = pytest.mark.real


def test_a_parent_gets_from_nothing_to_time_left(tmp_path: Path) -> None:
    data, pc = tmp_path / "data", tmp_path / "pc"
    timekpr_tree(pc, ("anna", "ben"))
    line = ok(data, "key", "show").strip()
    with Sshd(tmp_path / "sshd", line) as sshd:
        where = ("--host", "127.0.0.1", "--port", str(sshd.port), "--user", sshd.account)
        ok(data, "server", "add", "PC-Anna", *where, "--main-config", str(pc / "timekpr.conf"))

        # The host key is not confirmed: nothing is read, and it is a Problem.
        first = invoke(data, "sync", "--json")
        assert first.returncode == 1
        assert json.loads(first.stdout)["servers"][0]["code"] == "host_key_unknown"
        assert "Needs a look at PC-Anna: Its host key" in invoke(data, "sync").stdout
        shown = as_json(data, "server", "scan", "PC-Anna")["fingerprint"]
        assert shown == HostKey.from_line(sshd.host_key_line).fingerprint
        wrong = invoke(data, "server", "trust", "PC-Anna", "--fingerprint", "SHA256:" + "A" * 43)
        assert (wrong.returncode, "Nothing was confirmed" in wrong.stderr) == (1, True)
        ok(data, "server", "trust", "PC-Anna", "--fingerprint", shown)

        assert as_json(data, "server", "scan", "PC-Anna")["users"] == ["anna", "ben"]
        ok(data, "user", "add", "PC-Anna", "anna", "--child", "Anna")
        second = invoke(data, "sync", "--json")

        assert second.returncode == 0
        cycle = json.loads(second.stdout)
        assert cycle["servers"][0]["online"]
        assert "anna.conf" in cycle["servers"][0]["changed"]
        assert {"started", "seconds", "cpu_seconds", "rss_mb", "threads", "fds"} <= cycle.keys()
        assert ok(data, "get", "PC-Anna", "anna", "LIMIT_PER_WEEK") == "18000\n"
        user = as_json(data, "status")["servers"][0]["users"][0]
        assert (user["name"], user["child"]) == ("anna", "Anna")
        # Only its files are there: whether they may be replaced depends on who runs this.
        steps = [one for one in as_json(data, "doctor", "PC-Anna") if not one["check"].startswith(("Changes", "Way"))]
        assert len(steps) > 8
        assert all(one["ok"] for one in steps)
        ok(data, "check")


def test_a_given_fingerprint_confirms_at_once_and_a_wrong_one_adds_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Sshd(tmp_path / "sshd", ok(data, "key", "show").strip()) as sshd:
        where = ("--host", "127.0.0.1", "--port", str(sshd.port), "--user", sshd.account, "--fingerprint")
        wrong = invoke(data, "server", "add", "a", *where, "SHA256:" + "x" * 43)
        right = invoke(data, "server", "add", "b", *where, HostKey.from_line(sshd.host_key_line).fingerprint)

    assert (wrong.returncode, right.returncode) == (1, 0)
    assert [one["name"] for one in as_json(data, "server", "list")] == ["b"]


def test_several_cycles_print_a_json_line_each(tmp_path: Path) -> None:
    done = invoke(tmp_path / "data", "sync", "--cycles", "3", "--json")

    assert done.returncode == 0
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 3
