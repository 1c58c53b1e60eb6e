"""The versions of a user's rules: fifty before the newest, by numbers that are never used again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from clock import FakeClock
from errors import DataTooNew, DiskFull, NotFound
from revisions import DEPTH, Revision, Revisions, Source
from storage import Store
from tests.pending.made import MORNING
from tests.storage.notes import aside


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data", clock=FakeClock(MORNING), writer=True) as store:
        yield store


@pytest.fixture
def revisions(store: Store) -> Revisions:
    return Revisions(store)


def keep(revisions: Revisions, text: str, user: str = "anna", server: str = "pc") -> Revision | None:
    return revisions.keep(server, user, {"LIMIT_PER_WEEK": text}, at=MORNING, source=Source.EDIT, edit="e", who="mum")


def texts(revisions: Revisions, user: str = "anna") -> list[str]:
    return [one.texts["LIMIT_PER_WEEK"] for one in revisions.of("pc", user)]


def test_a_version_comes_back_after_a_restart(store: Store, revisions: Revisions) -> None:
    kept = keep(revisions, "1")

    assert kept == Revision(
        number=1, at=MORNING, source=Source.EDIT, edit="e", who="mum", texts={"LIMIT_PER_WEEK": "1"}
    )
    again = Revisions(store)
    assert (again.newest("pc", "anna"), again.of("pc", "anna"), again.get("pc", "anna", 1)) == (kept, (kept,), kept)


def test_fifty_are_kept_before_the_newest(revisions: Revisions) -> None:
    for number in range(DEPTH + 5):
        keep(revisions, f"{number}")

    assert DEPTH == 50
    assert texts(revisions) == [f"{number}" for number in range(4, DEPTH + 5)]
    assert [one.number for one in revisions.of("pc", "anna")] == list(range(5, DEPTH + 6))
    with pytest.raises(NotFound):
        revisions.get("pc", "anna", 4)


def test_what_equals_the_newest_is_not_kept_and_what_equals_an_older_one_is(revisions: Revisions) -> None:
    assert keep(revisions, "1")
    assert keep(revisions, "1") is None
    assert keep(revisions, "2")
    assert keep(revisions, "1")

    assert texts(revisions) == ["1", "2", "1"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_numbers_count_up_and_no_two_neighbours_are_alike(store: Store, kept: list[str]) -> None:
    revisions = Revisions(store)
    for text in kept:
        before = revisions.newest("pc", "anna")
        new = keep(revisions, text)
        assert (new is None) == (before is not None and before.texts == {"LIMIT_PER_WEEK": text})
        assert new is None or new.number == (before.number + 1 if before else 1)
        assert revisions.newest("pc", "anna") == (new or before)


def test_each_user_has_their_own(revisions: Revisions) -> None:
    keep(revisions, "1")
    keep(revisions, "2", user="ben$")
    keep(revisions, "3", server="laptop")

    assert (texts(revisions), texts(revisions, "ben$")) == (["1"], ["2"])
    assert revisions.of("pc", "carla") == ()
    assert revisions.newest("pc", "carla") is None


def test_it_knows_whether_rules_are_the_newest(store: Store, revisions: Revisions) -> None:
    assert not revisions.is_newest("pc", "anna", {})
    assert not revisions.is_newest("pc", "anna", {"A": "1"})
    revisions.keep("pc", "anna", {"A": "1", "B": "2"}, at=MORNING, source=Source.FIRST)

    for one in (revisions, Revisions(store)):
        assert one.is_newest("pc", "anna", {"B": "2", "A": "1"})
        assert not one.is_newest("pc", "anna", {"A": "1"})
        assert not one.is_newest("pc", "anna", {"A": "2", "B": "1"})


def test_damage_is_restored_from_the_copy(store: Store, revisions: Revisions) -> None:
    keep(revisions, "1"), keep(revisions, "2")
    (store.root / "revisions/pc/anna.json").write_bytes(b"{")

    assert texts(Revisions(store)) == ["1", "2"]
    assert len(aside(store.root)) == 1


def test_damage_without_a_copy_counts_as_none_and_is_moved_aside(store: Store, revisions: Revisions) -> None:
    keep(revisions, "1"), keep(revisions, "2")
    for path in [store.root / "revisions/pc/anna.json", *store.root.rglob("anna.json/@*")]:
        path.write_bytes(b"\0")
    again = Revisions(store)

    assert again.of("pc", "anna") == ()
    assert again.newest("pc", "anna") is None
    assert not again.is_newest("pc", "anna", {"LIMIT_PER_WEEK": "2"})
    assert keep(again, "3")
    assert texts(again) == ["3"]
    assert aside(store.root)


def test_those_of_a_later_release_are_left_alone(store: Store, revisions: Revisions) -> None:
    keep(revisions, "1")
    path = store.root / "revisions/pc/anna.json"
    path.write_text('{"schema": 2, "novels": []}')
    again = Revisions(store)

    assert again.of("pc", "anna") == ()
    with pytest.raises(DataTooNew):
        keep(again, "2")
    assert path.read_text() == '{"schema": 2, "novels": []}'


def test_what_a_full_disk_did_not_take_is_not_the_newest(
    store: Store, revisions: Revisions, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(revisions, "1")

    def full(*_parts: object) -> None:
        raise DiskFull(path="x")

    with monkeypatch.context() as patched:
        patched.setattr(store, "save", full)
        with pytest.raises(DiskFull):
            keep(revisions, "2")
    assert revisions.is_newest("pc", "anna", {"LIMIT_PER_WEEK": "1"})


def test_what_is_forgotten_is_looked_up_anew_and_nothing_else(store: Store, revisions: Revisions) -> None:
    who = [("pc", "anna"), ("pc", "ben"), ("laptop", "anna")]
    for server, user in who:
        keep(revisions, "1", user, server)

    def remembered() -> list[bool]:
        return [revisions.is_newest(server, user, {"LIMIT_PER_WEEK": "1"}) for server, user in who]

    store.remove_tree("revisions")
    assert remembered() == [True, True, True]  # that is what forgetting is for
    revisions.forget("pc", "anna")
    assert remembered() == [False, True, True]
    revisions.forget("pc")
    assert remembered() == [False, False, True]


def test_a_version_keeps_its_moment(revisions: Revisions) -> None:
    later = MORNING + timedelta(days=1, microseconds=5)
    revisions.keep("pc", "anna", {}, at=later, source=Source.COMPUTER)

    assert revisions.get("pc", "anna", 1).at == later
