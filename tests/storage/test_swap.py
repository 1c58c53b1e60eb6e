"""A whole content in the place of another: whenever it is cut, the next start finds the old or the new, complete."""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import itertools
import random
from pathlib import Path

import pytest

from errors import DataError, RestoreUnfinished
from storage import Store
from storage.swap import Place
from tests.storage.notes import CLOCK_START, NOTES, note, text_of
from tests.storage.power import FaultyFilesystem, PowerCutFilesystem
from tests.storage.test_power_cuts import WHAT_IS_LEFT
from tests.support.sampling import some_of

OLD = {"notes.json": "old", "history/pc/anna.json": "old days", "only/old.json": "of then"}
NEW = {"notes.json": "new", "history/pc/anna.json": "new days", "only/new.json": "of now"}


def parts(name: str) -> tuple[str, ...]:
    return tuple(name.split("/"))


def fill(store: Store, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        store.save(NOTES, note("before"), *parts(name))
        store.save(NOTES, note(text), *parts(name))


def gathered(store: Store, fs) -> Place:
    """A new content as the program makes it: with copies of its own."""
    place = Place(store.root, fs)
    for name, text in NEW.items():
        place.write(parts(name), io.BytesIO(NOTES.encode(note(text))))
    with Store.open(place.root, clock=store.clock, writer=True, filesystem=fs) as inner:
        inner.save(NOTES, note("new"), "notes.json")
        inner.save(NOTES, note("of now, too"), "only", "second.json")
    return place


def found(root: Path, clock) -> str:
    """Which of the two is there, complete and nothing else."""
    with Store.open(root, clock=clock, writer=True) as store:
        which = text_of(store, "notes.json")
        wanted = OLD if which == "old" else NEW | {"only/second.json": "of now, too"}
        assert {name: text_of(store, *parts(name)) for name in wanted} == wanted
        assert store.names("only") == sorted(name.removeprefix("only/") for name in wanted if name.startswith("only/"))
        assert store.problems() == ()
        assert [path.name for path in root.iterdir() if path.name.startswith((".swap", ".tmp", ".trash"))] == []
    return which


def kept(root: Path) -> list[Path]:
    return [*root.parent.glob(f"{root.name}.before-restore-*"), *root.glob("backups/before-restore-*")]


@pytest.mark.parametrize(("names", "data"), WHAT_IS_LEFT)
def test_a_cut_at_any_step_leaves_the_old_or_the_new(tmp_path, clock, names, data):
    luck = random.Random(f"{names} {data}")
    root = tmp_path / "disk" / "data"
    (tmp_path / "disk").mkdir(0o700)
    fs = PowerCutFilesystem(tmp_path / "disk")
    cuts, seen = itertools.count(1), []

    def cut() -> None:
        left = tmp_path / f"after-{next(cuts)}"
        fs.leave_behind(left, luck, names=names, data=data)
        seen.append(found(left / "data", clock))
        if seen[-1] == "new" and kept(left / "data"):
            assert (kept(left / "data")[0] / "only" / "old.json").exists()

    with Store.open(root, clock=clock, writer=True, filesystem=fs) as store:
        fill(store, OLD)
        fs.before_each = cut
        gathered(store, fs).put(CLOCK_START)
        fs.before_each = lambda: None
    cut()
    assert seen[0] == "old"
    assert seen[-1] == "new"
    assert seen == sorted(seen, reverse=True) or 0 < names < 1  # once it is new, it is not old again
    assert len(seen) > 80
    assert found(root, clock) == "new"
    assert len(kept(root)) == 1


def test_a_start_that_is_killed_while_it_goes_on_is_gone_on_with_by_the_next(tmp_path, clock):
    """Each start comes a few steps further than the one before."""
    fs = FaultyFilesystem()
    with Store.open(tmp_path / "whole", clock=clock, writer=True) as store:
        fill(store, OLD)
        place, fs.count = gathered(store, fs), 0
        place.put(CLOCK_START)
    for at in some_of(1, fs.count, 6):
        root = tmp_path / f"again-{at}"
        broken = FaultyFilesystem()
        with Store.open(root, clock=clock, writer=True) as store:
            fill(store, OLD)
            place = gathered(store, broken)
            broken.count, broken.at, broken.for_ever = 0, at, True
            with contextlib.suppress(DataError):  # the last steps only tidy up
                place.put(CLOCK_START)
        for step in some_of(1, 60, 3):
            with contextlib.suppress(DataError):
                Store.open(root, clock=clock, writer=True, filesystem=FaultyFilesystem(step, for_ever=True)).close()
        found(root, clock)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disk_that_refuses_anything_before_it_counts_leaves_the_old(tmp_path, clock, error):
    for number in itertools.count(1):
        root = tmp_path / str(number)
        fs = FaultyFilesystem()
        with Store.open(root, clock=clock, writer=True) as store:
            fill(store, OLD)
            fs.at, fs.error = number, error
            try:
                place = Place(root, fs)
            except DataError:
                continue
            try:
                place.write(("notes.json",), io.BytesIO(NOTES.encode(note("new"))))
                break
            except DataError:
                fs.at = None
                place.discard()
        assert found(root, clock) == "old"


def test_whoever_only_reads_is_told_to_wait_for_the_end(tmp_path, clock):
    root = tmp_path / "data"
    with Store.open(root, clock=clock, writer=True) as store:
        fill(store, OLD)
        gathered(store, None)._folder.rename(root / ".swap-20261121T092633Z")
    with pytest.raises(RestoreUnfinished, match="Start the program once"):
        Store.open(root, clock=clock, writer=False)
    assert found(root, clock) == "new"
    Store.open(root, clock=clock, writer=False).close()


def test_copies_of_files_go_with_their_files(tmp_path, clock):
    """Else a file that the new content has not would come back out of them."""
    root = tmp_path / "data"
    with Store.open(root, clock=clock, writer=True) as store:
        fill(store, OLD)
        gathered(store, None).put(CLOCK_START)
    with Store.open(root, clock=clock, writer=True) as store:
        assert store.load(NOTES, "only", "old.json") is None
        assert store.names("only") == ["new.json", "second.json"]


def test_two_in_one_second_are_both_kept(tmp_path, clock):
    root = tmp_path / "data"
    for _ in range(3):
        with Store.open(root, clock=clock, writer=True) as store:
            fill(store, OLD)
            gathered(store, None).put(CLOCK_START)
    assert len(kept(root)) == 3


class Torn(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise gzip.BadGzipFile("CRC check failed")  # an OSError, although no disk has failed


def test_what_is_wrong_with_what_is_put_back_is_not_said_of_the_disk(tmp_path):
    place = Place(tmp_path)
    with pytest.raises(gzip.BadGzipFile):
        place.write(("a.json",), Torn())
