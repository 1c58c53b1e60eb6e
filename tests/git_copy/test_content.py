"""What is copied of a family that has everything: what they need, and nothing by which anybody gets in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from errors import DataError, DataForbidden
from git_copy import CopyState, content_of
from git_copy.content import OURS, README
from services.git_copies import copy_once
from settings import Settings, fields_of, is_secret
from stats_history import HISTORY, HistoryFile
from tests.backup.made import SECRET
from tests.git_copy.places import everything, tree
from tests.wishes.family import PASSWORD, TINA, Family

TOKEN = "gt-badgers-at-noon"


def content(family: Family) -> dict[str, bytes]:
    return content_of(family.core, family.services.history.whole)


def test_it_is_the_days_the_rules_and_the_computers(family: Family) -> None:
    found = content(family)
    assert set(found) == {
        "README.md", "settings.json", "servers.json", "children.json",
        "cache/pc-ben/timekpr.conf", "cache/pc-anna/timekpr.conf",
        "cache/pc-ben/users/ben.conf", "cache/pc-anna/users/anna.conf", "cache/pc-anna/users/ben.conf",
        "history/pc-ben/ben.json", "history/pc-anna/anna.json", "history/pc-anna/ben.json",
    }  # fmt: skip
    assert all(OURS.fullmatch(path) for path in found if path != README)


def test_of_the_days_it_is_those_of_month_and_year_alone(family: Family) -> None:
    kept = HISTORY.decode(content(family)["history/pc-ben/ben.json"])
    whole = family.services.history.of("pc-ben", "ben")
    assert whole.today is not None
    assert whole.month
    assert kept == HistoryFile(month=whole.month, year=whole.year)


def test_the_same_makes_the_same_bytes(family: Family) -> None:
    first = content(family)
    family.restart()
    assert content(family) == first


def test_a_damaged_list_of_computers_is_not_copied_over_a_good_one(family: Family) -> None:
    root = family.core.store.root
    for path in root.glob("backups/generations/**/*"):
        if path.is_file() and "servers" in str(path):
            path.unlink()
    (root / "servers.json").write_text("{")
    with pytest.raises(DataError):
        content(family)


def test_a_history_that_cannot_be_read_is_not_taken_out_of_the_copy(
    family: Family, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    core, whole = family.core, family.services.history.whole
    core.settings = core.settings.changed(**{"git_copy.remote": str(repository)})
    state, _ = copy_once(core, whole, CopyState())
    before = tree(repository)
    load = core.store.load

    def forbidden(kind: object, *parts: str) -> object:
        if parts == ("history", "pc-ben", "ben.json"):
            raise DataForbidden(path="/".join(parts))
        return load(kind, *parts)

    with monkeypatch.context() as patch:
        patch.setattr(core.store, "load", forbidden)
        with pytest.raises(DataForbidden):
            copy_once(core, whole, state)
    assert tree(repository) == before


@pytest.mark.real
def test_no_secret_is_in_any_object(family: Family, repository: Path) -> None:
    secrets = {
        key: f"gt-secret-{number:04d}" for number, (key, field) in enumerate(fields_of(Settings)) if is_secret(field)
    }
    root = family.core.store.root
    settings = json.loads((root / "settings.json").read_text())
    for key, secret in secrets.items():
        group, _, name = key.partition(".")
        settings.setdefault(group, {})[name] = secret
    (root / "settings.json").write_text(json.dumps(settings | {"unknown": "gt-unknown-secret"}))
    family.core.settings = family.core.settings.changed(**{"git_copy.remote": str(repository), "git_copy.token": TOKEN})
    copy_once(family.core, family.services.history.whole, CopyState())

    there = everything(repository)
    assert b"nas.lan" in there
    private = [*secrets.values(), "gt-unknown-secret", SECRET, PASSWORD, TOKEN]
    for name in ("ssh/id_ed25519", "accounts.json", "tokens.json", "child_links.json", "sessions.json"):
        text = (root / name).read_text()
        private += re.findall(r"[A-Za-z0-9+/=$,_-]{24,}", text)
    assert len(private) > 15
    assert [one for one in private if one.encode() in there] == []
    assert set(tree(repository)) == set(content(family))


def test_a_file_that_is_not_known_to_be_harmless_stops_it(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("git_copy.content.is_secret_file", lambda parts: parts[0] == "children.json")
    with pytest.raises(ValueError, match="harmless"):
        content(family)


def test_what_people_change_is_seen_in_it(family: Family) -> None:
    before = content(family)
    family.services.house.change(TINA, language="de")
    after = content(family)
    assert [path for path in after if after[path] != before[path]] == ["settings.json"]
