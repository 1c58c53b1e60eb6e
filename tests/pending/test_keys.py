"""A request is found by its key at once, among however many edits, and whatever has become of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from audit import Audit
from pending import Edit, EditState, Queue
from pending.queue import add_edit
from tests.pending.made import MORNING, House, an_edit, moved_on

KEYS = ("", "a", "b", "c")


class NoDisk:
    """A store that takes everything and has nothing: this is about what is in memory."""

    def add(self, *_arguments: object) -> None: ...

    save = remove = append_line = add

    def names(self, *_parts: str) -> list[str]:
        return ["pc", "laptop"]

    def read_lines(self, *_parts: str, **_more: object) -> list[bytes]:
        return []


class Life(RuleBasedStateMachine):
    """Edits with few keys come, change, end and go."""

    def __init__(self) -> None:
        super().__init__()
        store: object = NoDisk()
        self.queue = Queue(store, Audit(store))  # type: ignore[arg-type]
        self.count = 0

    def all(self) -> list[Edit]:
        return [*self.queue.all_waiting(), *self.queue.finished()]

    @rule(key=st.sampled_from(KEYS), server=st.sampled_from(["pc", "laptop"]))
    def add(self, key: str, server: str) -> None:
        self.count += 1
        self.queue.add(an_edit(self.count, key=key, server=server))

    @rule(pick=st.integers(0, 99), state=st.sampled_from(EditState), days=st.sampled_from([0, 8, 40]))
    def update(self, pick: int, state: EditState, days: int) -> None:
        if waiting := self.queue.all_waiting():
            moved_on(self.queue, waiting[pick % len(waiting)], state, MORNING - timedelta(days=days))

    @rule()
    def prune(self) -> None:
        self.queue.prune(MORNING)

    @rule(server=st.sampled_from(["pc", "laptop"]))
    def forget(self, server: str) -> None:
        self.queue.forget(server)

    @invariant()
    def each_key_finds_the_first_edit_that_came_under_it(self) -> None:
        for key in KEYS:
            first = min(
                (edit for edit in self.all() if key and edit.key == key), key=lambda edit: edit.id, default=None
            )
            assert self.queue.with_key(key) is first
        assert len(self.queue._keys) == sum(bool(edit.key) for edit in self.all())


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def test_one_that_another_process_has_added_is_found_once_it_is_taken_in(house: House) -> None:
    add_edit(house.store, an_edit(1, key="digest"))
    assert house.queue.with_key("digest") is None
    house.queue.take_in()

    assert house.queue.with_key("digest") == an_edit(1, key="digest")


def test_of_two_under_one_key_the_other_is_found_when_one_is_let_go_of(house: House) -> None:
    first = house.queue.add(an_edit(1, key="digest"))
    second = house.queue.add(an_edit(2, key="digest"))
    moved_on(house.queue, first, EditState.CONFIRMED, MORNING - timedelta(days=31))
    house.queue.prune(MORNING)

    assert house.queue.with_key("digest") == second


def test_it_is_not_looked_for_among_all_edits(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.queue.add(an_edit(1, key="digest"))
    monkeypatch.setattr(house.queue, "_open", None)
    monkeypatch.setattr(house.queue, "_finished", None)

    assert house.queue.with_key("digest") is not None
    assert house.queue.with_key("other") is None
