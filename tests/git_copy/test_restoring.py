"""Putting a copy back: on a new machine, beside other days, and out of repositories that mean harm."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from clock import FakeClock
from errors import GitCopyDamaged, GitCopyMissing, GitRefused, GitTooLarge
from git_copy import CopyState, route_of
from git_copy.fetching import Found, fetch_copy
from git_copy.restoring import Filled, fill
from opening import open_core
from services.git_copies import copy_once
from services.house import LIVE
from settings import GitCopySettings
from stats_history import HISTORY, Day, DayDetail, HistoryFile, StatsHistory
from storage.kinds import MAX_BYTES
from tests.backup.made import everything
from tests.git_copy.places import commit, git, tree
from tests.wishes.family import TINA, Family

pytestmark = pytest.mark.real


@pytest.fixture
def copied(family: Family, repository: Path) -> Family:
    family.services.house.change(TINA, **{"git_copy.remote": str(repository), "git_copy.enabled": True})
    copy_once(family.core, family.services.history.of, CopyState())
    return family


def fetched(root: Path, repository: Path, clock: FakeClock) -> Found:
    return fetch_copy(root, route_of(GitCopySettings(remote=str(repository)), root), clock)


def restored(root: Path, repository: Path, clock: FakeClock) -> Filled:
    core = open_core(root, clock, writer=True)
    with core.store:
        return fill(core, fetched(core.store.root, repository, clock), LIVE)


class TestOnANewMachine:
    def test_everything_that_is_in_the_copy_is_there_again(
        self, copied: Family, repository: Path, tmp_path: Path
    ) -> None:
        filled = restored(tmp_path / "new", repository, copied.clock)
        assert filled.servers == ("PC-Ben", "PC-Anna")
        assert filled.left_off == ("mqtt.enabled", "git_copy.enabled")
        assert filled.strangers == ()
        assert set(filled.days.values()) == {1}
        core = open_core(tmp_path / "new", copied.clock, writer=False)
        with core.store:
            assert core.fleet.servers() == copied.core.fleet.servers()
            assert core.fleet.children() == copied.core.fleet.children()
            assert core.settings.mqtt.host == "nas.lan"
            assert not core.settings.mqtt.enabled
            assert core.settings.git_copy.remote == str(repository)
            for server, user in filled.days:
                here, there = StatsHistory(core.store).of(server, user), copied.services.history.of(server, user)
                assert (here.month, here.year) == (there.month, there.year)

    def test_a_copy_of_that_is_the_same_copy(self, copied: Family, repository: Path, tmp_path: Path) -> None:
        before = tree(repository)
        restored(tmp_path / "new", repository, copied.clock)
        core = open_core(tmp_path / "new", copied.clock, writer=True)
        with core.store:
            copy_once(core, StatsHistory(core.store).of, CopyState())
        after = tree(repository)
        assert {path for path in before if before[path] != after.get(path)} == {"settings.json"}  # a switch is off

    def test_once_more_changes_nothing(self, copied: Family, repository: Path, tmp_path: Path) -> None:
        restored(tmp_path / "new", repository, copied.clock)
        before = everything(tmp_path / "new")
        again = restored(tmp_path / "new", repository, copied.clock)
        assert set(again.days.values()) == {0}
        assert again.servers == again.settings == ()
        assert everything(tmp_path / "new") == before

    def test_a_power_cut_between_children_and_computers_is_made_good(
        self, copied: Family, repository: Path, tmp_path: Path
    ) -> None:
        restored(tmp_path / "new", repository, copied.clock)
        (tmp_path / "new" / "servers.json").unlink()
        for path in (tmp_path / "new" / "backups").rglob("*"):
            if path.is_file() and "servers.json" in str(path):
                path.unlink()
        assert restored(tmp_path / "new", repository, copied.clock).servers == ("PC-Ben", "PC-Anna")


class TestBesideOtherDays:
    def test_days_that_are_unknown_are_added_and_known_ones_stay(self, copied: Family, repository: Path) -> None:
        today = copied.clock.now().date()
        theirs = HistoryFile(
            year={today - timedelta(days=ago): Day(used=60 * ago) for ago in (400, 40, 3, 0)}
            | {today + timedelta(9): Day(used=1)},
            month={today - timedelta(days=3): DayDetail(used=180, spans=("10:00-10:03",))},
        )
        commit(repository, {"history/pc-ben/ben.json": HISTORY.encode(theirs)})
        before = copied.services.history.of("pc-ben", "ben")
        copied.stop()
        filled = restored(copied.core.store.root, repository, copied.clock)
        assert filled.days["pc-ben", "ben"] == 2
        assert filled.servers == filled.settings == ()
        copied.start()
        after = copied.services.history.of("pc-ben", "ben")
        assert after.year[today] == before.year[today]
        assert sorted(after.year) == [today - timedelta(days=ago) for ago in (40, 3, 0)]
        assert after.month[today - timedelta(days=3)].spans == ("10:00-10:03",)
        assert after.today == before.today
        assert after.week == before.week

    def test_the_configuration_stays_and_is_told_where_it_differs(self, copied: Family, repository: Path) -> None:
        copied.services.change_server("pc-ben", host="elsewhere.lan", asked=TINA)
        copied.services.house.change(TINA, **{"mqtt.host": "other.lan", "mqtt.password": "another"})
        before = (copied.core.store.root / "servers.json").read_bytes()
        copied.stop()
        filled = restored(copied.core.store.root, repository, copied.clock)
        assert set(filled.differences) == {"mqtt.host", "PC-Ben"}
        assert (copied.core.store.root / "servers.json").read_bytes() == before
        copied.start()

    def test_days_of_whom_nobody_manages_here_are_left(self, copied: Family, repository: Path) -> None:
        day = HistoryFile(year={date(2026, 11, 1): Day(used=60)})
        commit(repository, {"history/laptop/omar.json": HISTORY.encode(day)})
        copied.stop()
        filled = restored(copied.core.store.root, repository, copied.clock)
        assert filled.strangers == (("laptop", "omar"),)
        assert not (copied.core.store.root / "history" / "laptop").exists()
        copied.start()


def link(repository: Path, path: str, mode: str = "120000") -> None:
    """Somebody puts a link where a file of ours is."""
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"/etc/passwd").decode().strip()
    stream = "commit refs/heads/main\ncommitter x <x@y.z> 1764200000 +0000\ndata 1\nx\nfrom refs/heads/main^0\n"
    stream += f"M {mode} {blob} {path}\n"
    git(repository, "fast-import", "--quiet", given=stream.encode())


SERVER = {"id": "pc", "name": "PC", "host": "pc.lan"}


class TestHostileRepositories:
    @pytest.mark.parametrize(
        ("path", "data"),
        [
            ("servers.json", b"{"),
            ("servers.json", b'{"schema": 99, "servers": []}'),
            ("servers.json", json.dumps({"schema": 1, "servers": [{**SERVER, "id": "../x"}]}).encode()),
            ("servers.json", json.dumps({"schema": 1, "servers": [{**SERVER, "host": "-oProxyCommand=x"}]}).encode()),
            ("servers.json", json.dumps({"schema": 1, "servers": [{**SERVER, "main_config": "x"}]}).encode()),
            ("servers.json", json.dumps({"schema": 1, "servers": [SERVER, SERVER]}).encode()),
            ("children.json", json.dumps({"schema": 1, "children": [{"id": "a"}]}).encode()),
            ("settings.json", b'{"mqtt": {"port": "x"}}'),
            ("settings.json", b'{"no_such_setting": 1}'),
            ("settings.json", b"[" * 100_000),
            ("history/pc-ben/ben.json", b'{"schema": 2, "year": {"2026-11-01": {"used": -1}}}'),
            ("history/pc-ben/ben.json", b"\xff\xfe"),
            ("cache/pc-ben/users/ben.conf", b"x" * (2 * 1024**2)),
        ],
        ids=range(13),
    )
    def test_what_is_not_as_we_write_it_stops_everything(
        self, copied: Family, repository: Path, tmp_path: Path, path: str, data: bytes
    ) -> None:
        commit(repository, {path: data})
        (tmp_path / "new").mkdir()
        before = everything(tmp_path / "new")
        with pytest.raises(GitCopyDamaged) as caught:
            fetched(tmp_path / "new", repository, copied.clock)
        assert path in str(caught.value)
        assert everything(tmp_path / "new") == before

    @pytest.mark.parametrize("mode", ["120000", "160000"])
    def test_a_link_or_another_repository_at_our_path_is_refused(
        self, copied: Family, repository: Path, tmp_path: Path, mode: str
    ) -> None:
        link(repository, "servers.json", mode)
        with pytest.raises(GitCopyDamaged, match="a link or a folder"):
            fetched(tmp_path, repository, copied.clock)

    def test_a_file_that_is_too_large_is_refused_before_it_is_read(
        self, copied: Family, repository: Path, tmp_path: Path
    ) -> None:
        commit(repository, {"history/pc-ben/ben.json": b" " * (MAX_BYTES + 1)})
        with pytest.raises(GitCopyDamaged, match="too large"):
            fetched(tmp_path, repository, copied.clock)

    def test_too_many_files_and_too_many_bytes_are_refused(
        self, copied: Family, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("git_copy.fetching.MOST_FILES", 3)
        with pytest.raises(GitTooLarge):
            fetched(tmp_path, repository, copied.clock)
        monkeypatch.undo()
        monkeypatch.setattr("git_copy.fetching.MOST_BYTES", 100)
        with pytest.raises(GitTooLarge):
            fetched(tmp_path, repository, copied.clock)
        monkeypatch.undo()
        monkeypatch.setattr("git_copy.fetching.MOST_LISTED", 100)
        with pytest.raises(GitTooLarge):
            fetched(tmp_path, repository, copied.clock)

    def test_what_a_server_may_let_git_write_is_bounded(
        self, copied: Family, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        commit(repository, {"large": os.urandom(3 * 1024**2)})
        monkeypatch.setattr("git_copy.program.MOST_OF_A_FILE", 1024**2)
        with pytest.raises(GitTooLarge):
            fetched(tmp_path, repository, copied.clock)

    def test_other_files_are_passed_over(self, copied: Family, repository: Path, tmp_path: Path) -> None:
        commit(
            repository,
            {
                "ssh/id_ed25519": b"x",
                "accounts.json": b"{}",
                "history/pc-ben/x/y.json": b"{",
                "cache/PC/users/a.conf": b"x",
                "history/pc-ben/.json": b"{",
                "a b": b"",
            },
        )
        found = fetched(tmp_path, repository, copied.clock)
        assert len(found.servers) == 2
        assert len(found.days) == 3
        assert len(found.cached) == 5

    def test_a_path_that_climbs_is_not_even_fetched(self, copied: Family, repository: Path, tmp_path: Path) -> None:
        blob = git(repository, "hash-object", "-w", "--stdin", given=b"x").decode().strip()
        inner = git(repository, "mktree", given=f"100644 blob {blob}\tx.json\n".encode()).decode().strip()
        raw = b"40000 ..\0" + bytes.fromhex(inner)
        outer = git(repository, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=raw).decode().strip()
        made = git(repository, "commit-tree", outer, given=b"x").decode().strip()
        git(repository, "update-ref", "refs/heads/main", made)
        with pytest.raises(GitRefused, match="hasDotdot"):
            fetched(tmp_path, repository, copied.clock)

    def test_an_empty_repository_and_one_of_something_else_are_said(
        self, repository: Path, tmp_path: Path, family: Family
    ) -> None:
        with pytest.raises(GitCopyMissing):
            fetched(tmp_path, repository, family.clock)
        commit(repository, {"README.md": b"a game"})
        with pytest.raises(GitCopyMissing):
            fetched(tmp_path, repository, family.clock)

    def test_settings_that_lead_out_or_to_files_of_this_machine_are_not_in_force(
        self, copied: Family, repository: Path, tmp_path: Path
    ) -> None:
        settings = {
            "mqtt": {"enabled": True, "host": "evil.lan", "password_file": "/etc/shadow"},
            "backup": {"folder": "/mnt/evil"}, "trusted_proxies": "0.0.0.0/0", "host": "0.0.0.0", "language": "de",
        }  # fmt: skip
        commit(repository, {"settings.json": json.dumps(settings).encode()})
        filled = restored(tmp_path / "new", repository, copied.clock)
        written = json.loads((tmp_path / "new" / "settings.json").read_text())
        assert written == {"language": "de", "mqtt": {"enabled": False, "host": "evil.lan"}}
        assert filled.left_off == ("mqtt.enabled",)
