"""The demo as the program starts it: real machines, a real clock, and nothing left behind."""

import tempfile
import threading
from pathlib import Path

import psutil
import pytest

import demo
from clock import SystemClock
from demo.cast import home_zone
from timekpr_rules import read_main_config, read_time_file, read_user_config


def test_every_machine_that_is_on_can_be_read_like_a_real_one(public_key_line, dial, files):
    read = set()
    with demo.start(public_key_line, SystemClock()) as cast:
        for machine in cast.machines:
            if not cast.computers[machine.name].machine.is_on:
                continue
            transport = dial(machine.port, account=machine.account)
            key = transport.get_remote_server_key()
            assert machine.host_key == f"{key.get_name()} {key.get_base64()}"
            with files(transport) as sftp:
                main = read_main_config(sftp.open("/etc/timekpr/timekpr.conf").read())
                assert main.findings == ()
                for login, child in machine.children.items():
                    config = sftp.open(f"{main.model.config_dir}/timekpr.{login}.conf").read()
                    spent = sftp.open(f"{main.model.work_dir}/{login}.time").read()
                    assert read_user_config(config, login).findings == ()
                    assert read_time_file(spent, login).findings == ()
                    read.add(child)
    assert read == {"Anna", "Ben", "Carla", "David", "Emma", "Finn", "Ida"}


def test_there_are_five_machines_with_two_or_three_children_each(public_key_line):
    with demo.start(public_key_line, SystemClock()) as cast:
        assert len(cast.machines) == len({machine.name for machine in cast.machines}) == 5
        assert all(2 <= len(machine.children) <= 3 for machine in cast.machines)
        assert [machine.name for machine in cast.machines if not cast.computers[machine.name].machine.is_on] == [
            "School-02"
        ]


def test_nothing_is_left_when_it_ends(public_key_line, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def traces():
        return psutil.Process().num_fds(), threading.active_count(), len(list(Path(tmp_path).iterdir()))

    before = traces()
    for _ in range(3):
        with demo.start(public_key_line, SystemClock()):
            assert traces() != before
    assert traces() == before


@pytest.mark.parametrize(
    ("named", "zone"),
    [("Europe/Berlin", "Europe/Berlin"), (":America/New_York", "America/New_York"), ("No/Where", "UTC")],
)
def test_it_stands_where_the_program_runs(monkeypatch, named, zone):
    monkeypatch.setenv("TZ", named)
    assert home_zone().key == zone


def test_without_a_word_it_stands_where_the_system_says(monkeypatch, tmp_path):
    monkeypatch.delenv("TZ", raising=False)
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Asia/Tokyo")
    monkeypatch.setattr("demo.cast.LOCALTIME", link)
    assert home_zone().key == "Asia/Tokyo"
    monkeypatch.setattr("demo.cast.LOCALTIME", tmp_path / "missing")
    assert home_zone().key == "UTC"
