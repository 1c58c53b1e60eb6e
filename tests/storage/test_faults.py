from __future__ import annotations

import errno

import pytest

import errors
from storage import Store
from tests.storage.notes import NOTES, aside, codes, note, text_of
from tests.storage.power import ERRORS, FaultyFilesystem

EXPECTED = {
    errno.ENOSPC: errors.DiskFull,
    errno.EDQUOT: errors.QuotaFull,
    errno.EROFS: errors.DiskReadOnly,
    errno.EIO: errors.DiskFailing,
    errno.EACCES: errors.SaveForbidden,
}
ENOUGH = 60


def operations_of(fs: FaultyFilesystem, action) -> int:
    fs.count, fs.at = 0, None
    action()
    return fs.count


@pytest.fixture
def fs():
    return FaultyFilesystem()


@pytest.fixture
def faulty(fs, root, clock):
    with Store.open(root, clock=clock, writer=True, filesystem=fs) as store:
        yield store


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("for_ever", [False, True])
def test_a_save_that_fails_at_any_operation_leaves_the_old_document(faulty, fs, root, error, for_ever):
    faulty.save(NOTES, note("first"), "folder", "notes.json")
    count = operations_of(fs, lambda: faulty.save(NOTES, note("old"), "folder", "notes.json"))
    failed = 0
    for number in range(1, count + 1):
        fs.count, fs.at, fs.error, fs.for_ever = 0, number, error, for_ever
        possible = {"old"}
        try:
            faulty.save(NOTES, note(f"new {number}"), "folder", "notes.json")
            possible = {f"new {number}"}
        except errors.SaveUnclear:
            possible = {"old", f"new {number}"} if for_ever else set()
        except EXPECTED[error]:
            failed += 1
        assert for_ever or not list(root.rglob(".tmp-*"))
        assert codes(faulty)  # one that only failed to keep its copy is known as well
        fs.at = None
        assert text_of(faulty, "folder", "notes.json") in possible
        faulty.save(NOTES, note("old"), "folder", "notes.json")
        faulty.save(NOTES, note("old too"), "folder", "notes.json")
        faulty.save(NOTES, note("old"), "folder", "notes.json")
        assert codes(faulty) == []
    assert failed >= 5
    assert aside(root) == []


@pytest.mark.parametrize("error", ERRORS)
def test_a_first_save_that_fails_leaves_nothing(fs, tmp_path, clock, error):
    for number in range(1, ENOUGH):
        root = tmp_path / str(number)
        fs.at = None
        with Store.open(root, clock=clock, writer=True, filesystem=fs) as store:
            fs.count, fs.at, fs.error = 0, number, error
            try:
                store.save(NOTES, note("new"), "folder", "notes.json")
                expected = "new"
            except errors.NotSaved:
                expected = None
            reached = fs.count >= number
            fs.at = None
            assert text_of(store, "folder", "notes.json") == expected
        with Store.open(root, clock=clock, writer=True) as again:
            assert text_of(again, "folder", "notes.json") == expected
            assert again.problems() == ()
            assert not list(root.rglob(".tmp-*"))
        if not reached:
            return
    pytest.fail("the save has more operations than expected")


@pytest.mark.parametrize("error", ERRORS)
def test_a_removal_that_fails_leaves_the_document(fs, tmp_path, clock, error):
    for number in range(1, ENOUGH):
        root = tmp_path / str(number)
        fs.at = None
        with Store.open(root, clock=clock, writer=True, filesystem=fs) as store:
            store.save(NOTES, note("old"), "folder", "notes.json")
            fs.count, fs.at, fs.error = 0, number, error
            try:
                store.remove("folder", "notes.json")
                expected = None
            except errors.NotSaved:
                expected = "old"
            reached = fs.count >= number
            fs.at = None
            assert text_of(store, "folder", "notes.json") == expected
        if not reached:
            return
    pytest.fail("the removal has more operations than expected")


@pytest.mark.parametrize("error", ERRORS)
def test_a_line_that_fails_leaves_the_lines_before(faulty, fs, error):
    faulty.append_line("one", "log.jsonl")
    count = operations_of(fs, lambda: faulty.append_line("two", "log.jsonl"))
    for number in range(1, count):  # the last one closes the file, after the line is on the disk
        fs.count, fs.at, fs.error = 0, number, error
        with pytest.raises(EXPECTED[error]):
            faulty.append_line("never", "log.jsonl")
        fs.at = None
        assert faulty.read_lines("log.jsonl", limit=1000) == ["one", "two"]


@pytest.mark.parametrize("error", ERRORS)
def test_it_reads_on_while_a_damaged_file_cannot_be_put_right(faulty, fs, root, error):
    faulty.save(NOTES, note("old"), "notes.json")
    for number in range(1, ENOUGH):
        (root / "notes.json").write_bytes(b"")
        fs.count, fs.at, fs.error = 0, number, error
        assert text_of(faulty) == "old"
        assert codes(faulty)
        reached = fs.count >= number
        fs.at = None
        assert text_of(faulty) == "old"
        assert (root / "notes.json").stat().st_size
        if not reached:
            return
    pytest.fail("putting it right has more operations than expected")


def test_what_the_system_does_not_name_is_still_a_sentence(faulty, fs):
    fs.count, fs.at, fs.error = 0, 1, errno.EMFILE
    with pytest.raises(errors.NotSaved, match="Too many open files"):
        faulty.save(NOTES, note("x"), "notes.json")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_full_disk_at_the_start_is_a_sentence(root, clock, number):
    with pytest.raises(errors.DiskFull):
        Store.open(root, clock=clock, writer=True, filesystem=FaultyFilesystem(number, errno.ENOSPC))
