from __future__ import annotations

import errno
import stat

import pytest

import errors
from storage import Filesystem, Store
from tests.storage.notes import NOTES, codes, note, text_of


def modes(root):
    return {str(path.relative_to(root)): oct(stat.S_IMODE(path.lstat().st_mode)) for path in [root, *root.rglob("*")]}


def test_everything_is_for_us_alone(store, root):
    store.save(NOTES, note("a"), "history", "pc1", "anna.json")
    store.append_line("x", "audit", "log.jsonl")
    store.write_bytes(b"x", "cache", "pc1", "file", durable=False)
    for path in [root, *root.rglob("*")]:
        assert stat.S_IMODE(path.lstat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_it_closes_what_others_could_read_and_says_so(store, root, clock):
    store.save(NOTES, note("a"), "folder", "notes.json")
    store.close()
    (root / "folder").chmod(0o755)
    (root / "folder" / "notes.json").chmod(0o644)
    root.chmod(0o755)
    with Store.open(root, clock=clock, writer=True) as again:
        assert [str(problem.message) for problem in again.problems()] == [
            f"Files or folders in {root} that other accounts could use: 2. They are closed now."
        ]
    assert set(modes(root).values()) == {"0o700", "0o600"}
    with Store.open(root, clock=clock, writer=True) as again:
        assert again.problems() == ()


def test_a_key_that_others_could_read_is_a_problem_of_its_own(store, root, clock):
    store.write_bytes(b"secret", "ssh", "id_ed25519", generations=True)
    store.write_bytes(b"public", "ssh", "id_ed25519.pub")
    store.close()
    for path in (root / "ssh").iterdir():
        path.chmod(0o644)
    with Store.open(root, clock=clock, writer=True) as again:
        assert codes(again) == ["ssh_key_was_readable", "data_was_open"]
        assert "ssh/id_ed25519 could be read" in str(again.problems()[0].message)


def test_a_file_that_nobody_may_read_is_opened_again_to_us(store, root, clock):
    store.save(NOTES, note("a"), "notes.json")
    store.close()
    (root / "notes.json").chmod(0)
    (root / "backups").chmod(0)
    (root / ".lock").chmod(0)
    with Store.open(root, clock=clock, writer=True) as again:
        assert text_of(again) == "a"
        assert again.problems() == ()
    assert set(modes(root).values()) == {"0o700", "0o600"}


def test_what_a_killed_writer_left_over_is_removed(store, root, clock):
    store.save(NOTES, note("a"), "folder", "notes.json")
    store.close()
    (root / "folder" / ".tmp-0123456789abcdef").write_bytes(b"x")
    (root / "backups" / ".trash-0123456789abcdef" / "deep").mkdir(parents=True)
    (root / "folder" / ".mine").write_bytes(b"not ours to remove")
    Store.open(root, clock=clock, writer=False).close()
    assert (root / "folder" / ".tmp-0123456789abcdef").exists()
    Store.open(root, clock=clock, writer=True).close()
    assert sorted(path.name for path in root.rglob(".*")) == [".lock", ".mine"]


def test_a_file_in_its_place_is_a_sentence(tmp_path, clock):
    (tmp_path / "data").write_text("mine")
    for writer in (True, False):
        with pytest.raises(errors.DataNotAFolder, match="is not a folder"):
            Store.open(tmp_path / "data", clock=clock, writer=writer)
    with pytest.raises(errors.DataNotAFolder):
        Store.open(tmp_path / "data" / "below", clock=clock, writer=True)
    assert (tmp_path / "data").read_text() == "mine"


def test_a_missing_parent_is_a_sentence_and_nothing_is_made(tmp_path, clock):
    with pytest.raises(errors.DataParentMissing, match="there is no folder"):
        Store.open(tmp_path / "no" / "data", clock=clock, writer=True)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_makes_nothing(root, clock):
    with pytest.raises(errors.DataMissing, match="no data directory"):
        Store.open(root, clock=clock, writer=False)
    assert not root.exists()


def test_a_loop_of_links_is_a_sentence(tmp_path, clock):
    (tmp_path / "data").symlink_to(tmp_path / "data")
    with pytest.raises(errors.DataNotAFolder):
        Store.open(tmp_path / "data", clock=clock, writer=True)


def test_the_root_itself_may_be_a_link(tmp_path, clock):
    (tmp_path / "real").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "real")
    with Store.open(tmp_path / "data", clock=clock, writer=True) as store:
        store.save(NOTES, note("a"), "notes.json")
    assert (tmp_path / "real" / "notes.json").exists()


class NotAllowed(Filesystem):
    def __init__(self, number):
        self.number = number

    def _no(self, *args):
        raise OSError(self.number, "no")

    mkdir = chmod = create = open_for_append = _no


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.EACCES, errors.DataForbidden), (errno.EPERM, errors.DataForbidden), (errno.EROFS, errors.DataReadOnly)],
)
@pytest.mark.parametrize("exists", [True, False])
def test_a_root_that_may_not_be_written_is_a_sentence(root, clock, number, error, exists):
    if exists:
        root.mkdir()
    with pytest.raises(error):
        Store.open(root, clock=clock, writer=True, filesystem=NotAllowed(number))
    assert not root.exists() or list(root.iterdir()) == []


@pytest.mark.parametrize("what", ["folder", "link", "garbage"])
def test_a_damaged_lock_does_not_keep_us_out(root, clock, what, tmp_path):
    root.mkdir()
    if what == "folder":
        (root / ".lock" / "deep").mkdir(parents=True)
    elif what == "link":
        (root / ".lock").symlink_to(tmp_path / "elsewhere")
    else:
        (root / ".lock").write_bytes(b"\xff\0" * 5000)
    with Store.open(root, clock=clock, writer=True), pytest.raises(errors.DataInUse):
        Store.open(root, clock=clock, writer=True)
    assert not (tmp_path / "elsewhere").exists()
    assert (root / ".lock").is_file()
