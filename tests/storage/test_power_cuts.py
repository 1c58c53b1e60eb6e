"""After a cut of the power at any operation, the next start reads the old or the new value: never nothing."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from storage import Store
from tests.storage.notes import NOTES, note, text_of
from tests.storage.power import PowerCutFilesystem

PARTS = ("history", "pc1", "anna.json")
WHAT_IS_LEFT = [(1.0, 1.0), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.5, 0.5), (0.5, 0.0), (0.8, 0.2)]
"""The chance of each unsynced name, and of each file's unsynced bytes; the first pair is a killed process."""


class Work:
    """What a process does, and what may be found after a cut at this moment."""

    def __init__(self, root: Path) -> None:
        self.fs = PowerCutFilesystem(root)
        self.root = root
        self.possible: set[str | None] = {None}
        self.lines = {0}

    def run(self, clock) -> None:
        self.root.mkdir(0o700)
        with Store.open(self.root, clock=clock, writer=True, filesystem=self.fs) as store:
            for text in ("one", "two", "three", "four", "five", "six"):
                self._save(store, text)
            self.possible |= {None}
            store.remove(*PARTS)
            self.possible = {None}
            for text in ("seven", "eight"):
                self._save(store, text)
            for number in range(1, 4):
                self.lines |= {number}
                store.append_line(f"line {number}", "audit", "log.jsonl")
                self.lines = {number}
            self.possible |= {None}
            store.remove_tree("history", "pc1")
            self.possible = {None}
            self.fs.before_each()

    def _save(self, store: Store, text: str) -> None:
        self.possible |= {text * 100}
        store.save(NOTES, note(text * 100), *PARTS)
        self.possible = {text * 100}
        self.fs.before_each()


@pytest.mark.parametrize(("names", "data"), WHAT_IS_LEFT)
def test_the_next_start_reads_the_old_or_the_new_value(tmp_path, clock, names, data):
    luck = random.Random(f"{names} {data}")
    work = Work(tmp_path / "before")
    cuts = itertools.count(1)

    def cut() -> None:
        left = tmp_path / f"after-{next(cuts)}"
        work.fs.leave_behind(left, luck, names=names, data=data)
        with Store.open(left, clock=clock, writer=True) as store:
            assert text_of(store, *PARTS) in work.possible
            assert store.problems() == ()
            lines = store.read_lines("audit", "log.jsonl", limit=1000)
            assert len(lines) in work.lines
            assert lines == [f"line {number + 1}" for number in range(len(lines))]
            assert not list(left.rglob(".tmp-*")) + list(left.rglob(".trash-*"))
            if luck.random() < 0.2:
                store.save(NOTES, note("and on it goes"), *PARTS)
                assert text_of(store, *PARTS) == "and on it goes"

    work.fs.before_each = cut
    work.run(clock)
    assert next(cuts) > 150


@pytest.mark.parametrize(("names", "data"), WHAT_IS_LEFT)
def test_a_cut_while_a_damaged_file_is_put_right_loses_nothing(tmp_path, clock, names, data):
    luck = random.Random(f"{names} {data}")
    root = tmp_path / "before"
    root.mkdir(0o700)
    fs = PowerCutFilesystem(root)
    cuts = itertools.count(1)

    def cut() -> None:
        left = tmp_path / f"after-{next(cuts)}"
        fs.leave_behind(left, luck, names=names, data=data)
        with Store.open(left, clock=clock, writer=True) as store:
            assert text_of(store, *PARTS) == "new"
            assert {problem.code for problem in store.problems()} == {"data_damaged"}

    with Store.open(root, clock=clock, writer=True, filesystem=fs) as store:
        store.save(NOTES, note("old"), *PARTS)
        store.save(NOTES, note("new"), *PARTS)
        path = root.joinpath(*PARTS)
        path.write_bytes(b"")
        fs.now[path].bytes = fs.now[path].synced = b""
        fs.before_each = cut
        assert text_of(store, *PARTS) == "new"
    assert next(cuts) > 10
