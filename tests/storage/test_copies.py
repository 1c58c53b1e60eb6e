"""A file that can be had again is written in one step; at any fault there is the old one or the new one."""

from __future__ import annotations

import itertools
import random

import pytest

import errors
from storage import Store
from tests.storage.power import ERRORS, FaultyFilesystem, PowerCutFilesystem

PARTS = ("cache", "pc1", "users", "anna.conf")
OLD, NEW = b"old\n" * 1000, b"new\n" * 1200


def test_it_makes_its_folders_and_closes_them_to_others(store, root):
    store.write_copy(OLD, *PARTS, durable=False)

    assert store.read_bytes(*PARTS, limit=10_000) == OLD
    assert (root / "cache/pc1/users").stat().st_mode & 0o777 == 0o700
    assert root.joinpath(*PARTS).stat().st_mode & 0o777 == 0o600


def test_it_does_not_follow_a_link_out_of_the_data_directory(store, root, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (root / "cache").mkdir(exist_ok=True)
    (root / "cache/pc1").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(errors.DataIsLink):
        store.write_copy(OLD, *PARTS, durable=False)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_reader_may_not_write_one(root, clock):
    Store.open(root, clock=clock, writer=True).close()
    with Store.open(root, clock=clock, writer=False) as reader, pytest.raises(Exception, match="for reading"):
        reader.write_copy(OLD, *PARTS, durable=False)


@pytest.mark.parametrize("error", ERRORS)
def test_a_disk_that_fails_at_any_operation_leaves_the_old_one_and_is_told(root, clock, error):
    fs = FaultyFilesystem()
    with Store.open(root, clock=clock, writer=True, filesystem=fs) as store:
        store.write_copy(OLD, *PARTS, durable=True)
        for number in range(1, 20):
            fs.count, fs.at, fs.error, fs.for_ever = 0, number, error, False
            try:
                store.write_copy(NEW, *PARTS, durable=True)
            except errors.NotSaved:
                fs.at = None
                assert store.read_bytes(*PARTS, limit=10_000) == OLD
                assert store.problems()
                assert not list(root.rglob(".tmp-*"))
                continue
            break
        else:
            pytest.fail("it never succeeds")
        fs.at = None
        assert number > 3
        assert store.read_bytes(*PARTS, limit=10_000) == NEW


@pytest.mark.parametrize(("names", "data"), [(1.0, 1.0), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.5, 0.5)])
def test_a_durable_one_is_whole_after_a_cut_of_the_power_whichever_it_is(tmp_path, clock, names, data):
    luck = random.Random(f"{names} {data}")
    root = tmp_path / "before"
    root.mkdir(0o700)
    fs = PowerCutFilesystem(root)
    cuts = itertools.count(1)

    def cut() -> None:
        left = tmp_path / f"after-{next(cuts)}"
        fs.leave_behind(left, luck, names=names, data=data)
        with Store.open(left, clock=clock, writer=True) as store:
            assert store.read_bytes(*PARTS, limit=10_000) in {None, OLD, NEW}
            assert store.problems() == ()

    with Store.open(root, clock=clock, writer=True, filesystem=fs) as store:
        fs.before_each = cut
        store.write_copy(OLD, *PARTS, durable=True)
        store.write_copy(NEW, *PARTS, durable=True)
    assert next(cuts) > 10
