"""Whoever changes computers, users, children and tokens leaves a line in the audit, and no secret with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit import Entry
from editing import Asked
from errors import AlreadyExists, DiskFull, FingerprintDiffers, InvalidValue, MngrError, NotSaved
from pending import Through
from services import Changes
from ssh_client.keys import HostKey
from tests.api.home import Home
from tests.support.program import ok

TINA = Asked("Tina", Through.PAGE, "192.168.1.20", "moved house")


def newest(home: Home) -> Entry:
    return home.services.audit.newest(1)[0]


def test_a_computer_that_is_added_is_noted_with_who_and_from_where(home: Home) -> None:
    home.services.add_server("Laptop", "laptop.lan", 22, "timekpr-mngr", asked=TINA)
    entry = newest(home)

    assert (entry.what, entry.kind, entry.server) == ("server", "added", "laptop")
    assert (entry.who, entry.through, entry.origin, entry.reason) == ("Tina", "page", "192.168.1.20", "moved house")
    assert entry.after["host"] == "laptop.lan"


def test_of_a_change_only_the_fields_that_differ_are_noted(home: Home) -> None:
    home.services.update_server("pc", "PC", "pc.lan", 2222, "timekpr-mngr", mode="enforce", asked=TINA)
    entry = newest(home)

    assert (entry.kind, entry.before, entry.after) == (
        "changed", {"port": "22", "mode": "follow"}, {"port": "2222", "mode": "enforce"},
    )  # fmt: skip


def test_a_note_that_is_taken_away_is_noted_as_nothing_afterwards(home: Home) -> None:
    home.services.change_server("pc", note="in the attic", enabled=False)
    home.services.change_server("pc", note="", asked=TINA)
    first, second = home.services.audit.newest(2)[::-1]

    assert (first.before, first.after) == ({"enabled": "yes"}, {"enabled": "no", "note": "in the attic"})
    assert (second.before, second.after) == ({"note": "in the attic"}, {})


def test_a_change_of_nothing_is_not_noted(home: Home) -> None:
    count = len(home.services.audit.newest(100))
    home.services.change_server("pc", name="PC", asked=TINA)

    assert len(home.services.audit.newest(100)) == count


def test_what_is_refused_is_not_noted(home: Home) -> None:
    count = len(home.services.audit.newest(100))
    for call in (
        lambda: home.services.add_server("PC", "other.lan", 22, "timekpr-mngr", asked=TINA),
        lambda: home.services.change_server("pc", port=0, asked=TINA),
        lambda: home.services.trust("pc", "SHA256:" + "a" * 43, asked=TINA),
        lambda: home.services.changes.create_token("x", ["everything"], asked=TINA),
    ):
        with pytest.raises(MngrError):
            call()

    assert len(home.services.audit.newest(100)) == count


def test_a_computer_whose_days_cannot_be_kept_stays_with_all_it_has(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.clock.advance(180)
    home.visit()

    def full(*_: object) -> None:
        raise DiskFull(path="anna.json")

    with monkeypatch.context() as patch:
        patch.setattr(home.core.store, "save", full)
        with pytest.raises(NotSaved):
            home.services.remove_user("pc", "anna", keep_data=True, asked=TINA)
        with pytest.raises(NotSaved):
            home.services.remove_server("pc", keep_data=True, asked=TINA)
    assert [user.name for user in home.core.fleet.get("pc").users] == ["anna"]
    assert home.services.history.days("pc", "anna")
    home.services.remove_server("pc", keep_data=True, asked=TINA)
    assert (home.core.store.root / "history" / "pc" / "anna.json").exists()


def test_a_removed_computer_is_noted_with_what_it_was(home: Home) -> None:
    home.services.remove_server("pc", keep_data=False, asked=TINA)
    entry = newest(home)

    assert (entry.kind, entry.before["name"], entry.after) == ("removed", "PC", {})


def test_a_user_and_the_child_that_was_made_for_it_are_noted(home: Home) -> None:
    home.services.add_user("pc", "ben", "Benjamin", asked=TINA)
    home.services.remove_user("pc", "ben", asked=TINA)
    removed, added, child = home.services.audit.newest(3)

    assert (child.what, child.kind, child.after) == ("child", "added", {"name": "Benjamin"})
    assert (added.what, added.user, added.after) == ("user", "ben", {"child": "Benjamin"})
    assert (removed.kind, removed.user, removed.before) == ("removed", "ben", {"child": "Benjamin"})


def test_a_confirmed_host_key_is_noted_by_its_fingerprint(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    key = HostKey.from_line("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJk2Q0m1v9y7pTqf3rQh8n4s6Yw0ZxLrC5uB2dE7gH1j")
    monkeypatch.setattr("services.computers.look_at", lambda *_: None)
    monkeypatch.setattr("services.computers.offered_key", lambda _: key)
    with pytest.raises(FingerprintDiffers):
        home.services.trust("pc", "SHA256:" + "a" * 43, asked=TINA)
    home.services.trust("pc", key.fingerprint, asked=TINA)

    assert (newest(home).kind, newest(home).before, newest(home).after) == (
        "trusted", {}, {"fingerprint": key.fingerprint},
    )  # fmt: skip


def test_of_a_token_neither_the_secret_nor_its_hash_is_noted(home: Home) -> None:
    token, secret = home.services.changes.create_token("watch", ["read", "grant"], asked=TINA)
    assert newest(home).after == {"name": "watch", "scopes": "read, grant"}
    home.services.changes.revoke_token(token.id, asked=TINA)
    assert newest(home).before == {"name": "watch", "scopes": "read, grant"}

    lines = "".join(path.read_text() for path in (home.folder / "data/audit").iterdir())
    assert secret not in lines
    assert token.digest not in lines


def test_a_full_disk_makes_the_entry_later_and_not_lost(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_entry: Entry) -> None:
        raise DiskFull(path="audit")

    with monkeypatch.context() as patch:
        patch.setattr(home.services.audit, "add", full)
        home.services.add_child("Carla", asked=TINA)
    with pytest.raises(AlreadyExists):
        home.services.add_child("Carla", asked=TINA)
    home.services.add_child("Dora", asked=TINA)

    assert [one.after["name"] for one in home.services.audit.newest(2)] == ["Dora", "Carla"]


def test_the_api_names_its_token(home: Home) -> None:
    assert home.ask("PATCH", "/api/v1/servers/pc", {"note": "attic"}).status_code == 200
    entry = newest(home)

    assert (entry.what, entry.who, entry.through, entry.origin) == ("server", "admin", "api", "127.0.0.1")


def test_the_command_line_names_whoever_runs_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for line in (
        ("server", "add", "PC", "--host", "pc.lan"),
        ("server", "rename", "PC", "Desk"),
        ("user", "add", "Desk", "anna", "--child", "Anna"),
        ("token", "create", "watch", "--scope", "read"),
        ("user", "remove", "Desk", "anna"),
        ("server", "remove", "Desk"),
    ):
        ok(data, *line)
    said = ok(data, "audit")

    assert said.count("(command)") == 7
    assert "Computer added · Name: PC · Address: pc.lan" in said
    assert "Computer changed · Name: PC → Desk" in said
    assert "User added · Child: Anna" in said
    assert "Token made · Name: watch · May: read" in said


def test_changes_without_anybody_who_asks_are_noted_all_the_same(home: Home) -> None:
    Changes(home.core).add_child("Emil")

    assert (newest(home).after, newest(home).who, newest(home).through) == ({"name": "Emil"}, "", "")


def test_a_hostile_name_is_one_line(home: Home) -> None:
    with pytest.raises(InvalidValue):
        home.services.add_child("a\nb", asked=TINA)
    home.services.add_child('<img src=x>"}', asked=TINA)

    assert newest(home).after == {"name": '<img src=x>"}'}


def test_whoever_watches_hears_of_each_entry_once_also_where_the_disk_is_full(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Entry] = []

    def fails(_entry: Entry) -> None:
        raise ValueError("a watcher of ours")

    def full(*_: object) -> None:
        raise DiskFull(path="x")

    home.services.changes.watchers.add(fails)
    home.services.changes.watchers.add(heard.append)
    with monkeypatch.context() as patched:
        patched.setattr(home.core.store, "append_line", full)
        home.services.change_server("pc", note="in the attic", asked=TINA)
    home.services.change_server("pc", note="in the cellar", asked=TINA)
    with pytest.raises(InvalidValue):
        home.services.change_server("pc", port=0)

    assert [entry.after for entry in heard] == [{"note": "in the attic"}, {"note": "in the cellar"}]
    assert heard == home.services.audit.newest(2)[::-1]
