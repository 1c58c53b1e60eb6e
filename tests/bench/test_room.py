"""Which servers of the bench are dead, and that every file is other after a rewrite."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

from bench.outage import KINDS
from bench.room import USERS, Room
from timekpr_rules import read_time_file, read_user_config
from workbench.computers import paths, rewrite, timekpr_tree

NOON = datetime(2026, 11, 21, 12, 0)
PORTS = {"refused": 1, "hole": 2, "silent": 3, "stalled": 4}
ROOM = Room(Path("/room"), Path("/room"), "account", b"", 4022, "ssh-ed25519 AAAA")


def test_a_fifth_is_dead_in_all_four_ways_alike() -> None:
    places = ROOM.places_in_an_outage(1000, KINDS, PORTS)

    assert Counter(place.dead for place in places) == {"": 800, **dict.fromkeys(KINDS, 50)}
    assert all(place.port == PORTS.get(place.dead, 4022) for place in places)


def test_every_living_server_has_an_address_and_files_of_its_own() -> None:
    places = ROOM.places(2000)

    assert len({place.host for place in places}) == len({place.files for place in places}) == 2000
    assert all(1 <= int(part) <= 254 for place in places for part in place.host.split(".")[2:])


def test_a_rewrite_changes_every_file_that_a_cycle_reads_and_keeps_it_whole(tmp_path: Path) -> None:
    timekpr_tree(tmp_path / "pc", USERS)
    rewrite(tmp_path / "pc", USERS, 1, NOON)
    before = {path: path.read_bytes() for path in paths(tmp_path / "pc", USERS)}

    rewrite(tmp_path / "pc", USERS, 2, NOON)

    after = {path: path.read_bytes() for path in before}
    assert len(before) == 7
    assert all(after[path] != before[path] for path in before)
    config = read_user_config(after[tmp_path / "pc/config/timekpr.anna.conf"], "anna")
    spent = read_time_file(after[tmp_path / "pc/work/anna.time"], "anna")
    assert (config.model.month_limit, config.findings) == (180_002, ())
    assert (spent.model.last_checked, spent.findings) == (NOON, ())
