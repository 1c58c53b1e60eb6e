"""Bad input gets one sentence on stderr, exit code 2, and changes nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.support.program import as_json, invoke, ok, run


@pytest.mark.parametrize("name", ["../x", "a b", "büro", "$(reboot)", "x" * 300, "", "a/b", "a\nb"])
def test_a_bad_server_name_is_refused(tmp_path: Path, name: str) -> None:
    done = invoke(tmp_path / "data", "server", "add", name, "--host", "pc.lan")

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert as_json(tmp_path / "data", "server", "list") == []


def test_a_name_that_looks_like_an_option_is_refused(tmp_path: Path) -> None:
    done = invoke(tmp_path / "data", "server", "add", "--host", "pc.lan", "--", "-oProxyCommand=x")

    assert done.returncode == 2
    assert as_json(tmp_path / "data", "server", "list") == []


@pytest.mark.parametrize("host", ["-oProxyCommand=x", "a b", "büro", "$(reboot)", "x" * 300, "../x", "pc;reboot", ""])
def test_a_bad_host_is_refused(tmp_path: Path, host: str) -> None:
    done = invoke(tmp_path / "data", "server", "add", "pc", f"--host={host}")

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert as_json(tmp_path / "data", "server", "list") == []


@pytest.mark.parametrize("port", ["0", "70000", "-1", "x", "22.5"])
def test_a_bad_port_is_refused(tmp_path: Path, port: str) -> None:
    done = invoke(tmp_path / "data", "server", "add", "pc", "--host", "pc.lan", f"--port={port}")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "pc" not in invoke(tmp_path / "data", "server", "list").stdout


@pytest.mark.parametrize("user", ["../anna", "a b", "DEFAULT", "an;na", "x" * 40, "änna"])
def test_a_bad_user_is_refused(tmp_path: Path, user: str) -> None:
    ok(tmp_path / "data", "server", "add", "pc", "--host", "pc.lan")
    done = invoke(tmp_path / "data", "user", "add", "pc", user)

    assert done.returncode == 2
    assert as_json(tmp_path / "data", "user", "list") == []


def test_an_unknown_server_is_named(tmp_path: Path) -> None:
    ok(tmp_path / "data", "server", "add", "pc", "--host", "pc.lan")
    done = invoke(tmp_path / "data", "sync", "--server", "pcc")

    assert done.returncode == 2
    assert "pcc" in done.stderr


def test_a_damaged_servers_json_is_restored_and_told(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ok(data, "server", "add", "one", "--host", "one.lan")
    ok(data, "server", "add", "two", "--host", "two.lan")
    (data / "servers.json").write_bytes(b'{"schema": 1, "servers": [{')

    ok(data, "server", "edit", "one", "--note", "kitchen")
    told = invoke(data, "check")

    assert [one["name"] for one in as_json(data, "server", "list")] == ["one", "two"]
    assert told.returncode == 1
    assert "servers.json" in told.stdout
    assert list(data.glob("servers.json.corrupt-*"))


@pytest.mark.parametrize(
    "name",
    [
        "tokens.json",
        "child_links.json",
        "sessions.json",
        "accounts.json",
        "requests/c1.json",
        "history/pc/anna.json",
        "git_copy.json",
        "mail/a1.json",
        "mqtt_withdrawn.json",
        "mqtt_announced.json",
        "told/backup/x.json",
        "setup.json",
        "told/mail/a1.json",
        "told/git_copy/a1.json",
        "history/readings-000001.jsonl",
    ],
)
def test_check_looks_into_every_file(tmp_path: Path, name: str) -> None:
    data = tmp_path / "data"
    ok(data, "server", "add", "pc", "--host", "pc.lan")
    ok(data, "user", "add", "pc", "anna")
    (data / name).parent.mkdir(parents=True, exist_ok=True)
    (data / name).write_bytes(b"{broken\n")

    told = invoke(data, "check")

    assert told.returncode == 1
    assert name in told.stdout


def test_a_key_that_others_can_read_is_closed_and_told(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ok(data, "key", "show")
    key = data / "ssh" / "id_ed25519"
    key.chmod(0o644)

    told = invoke(data, "server", "add", "pc", "--host", "pc.lan")

    assert key.stat().st_mode & 0o777 == 0o600
    assert told.returncode == 0
    assert "id_ed25519" in told.stderr


def test_a_damaged_key_stops_with_a_sentence_and_is_never_replaced_by_a_new_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    line = ok(data, "key", "show")
    (data / "ssh" / "id_ed25519").write_bytes(b"-----BEGIN OPENSSH PRIVATE KEY-----\nnonsense\n")

    ok(data, "server", "add", "pc", "--host", "pc.lan")

    assert ok(data, "key", "show") == line  # the good copy of it


def test_a_key_with_a_passphrase_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    os.spawnlp(os.P_WAIT, "ssh-keygen", "ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", str(locked))
    for file in (locked, Path("/dev/null"), tmp_path, tmp_path / "missing"):
        done = invoke(tmp_path / "data", "key", "import", str(file))
        assert done.returncode == 2, file
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "0"), ("PORT", "abc"), ("HOST", "everywhere"), ("SYNC_INTERVAL_SECONDS", "1")]
)
def test_a_bad_setting_stops_the_start_with_its_name(tmp_path: Path, name: str, value: str) -> None:
    done = invoke(tmp_path / "data", "serve", **{f"TIMEKPR_MNGR_{name}": value})

    assert done.returncode == 2
    assert name.lower() in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_was_given_to_a_command_does_not_stay_in_the_lock(alone: Path) -> None:
    token = "gt-otters"
    invoke(alone, "server", "change", "pc", "--note", f"https://git:{token}@git.example.org")
    run(alone, "server", "add", "laptop", "--host", f"{token}.example.org")

    held = (alone / ".lock").read_text()
    assert re.fullmatch(r"main\.py server add \(PID [0-9]+\)", held)
