from __future__ import annotations

import os
import random
import shutil

import pytest

import errors
from storage import Store
from tests.storage.notes import NOTES, aside, codes, note, text_of


def empty(path):
    path.write_bytes(b"")


def one_byte(path):
    path.write_bytes(b"{")


def half(path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def nuls(path):
    path.write_bytes(b"\0" * path.stat().st_size)


def noise(path):
    path.write_bytes(random.Random(1).randbytes(300))


def wrong_type(path):
    path.write_text('["schema", 1]')


def wrong_field(path):
    path.write_text('{"schema": 1, "text": {"no": "text"}}')


def no_schema(path):
    path.write_text('{"text": "x"}')


def deep(path):
    path.write_text('{"schema": 1, "text": ' + "[" * 200_000)


def nan(path):
    path.write_text('{"schema": 1, "text": "x", "items": NaN}')


def lone_surrogate(path):
    path.write_text('{"schema": 1, "text": "x", "extra": "\\ud800"}')


def folder(path):
    path.unlink()
    (path / "inside").mkdir(parents=True)


def link(path):
    path.unlink()
    path.symlink_to("/etc/passwd")


def pipe(path):
    path.unlink()
    os.mkfifo(path)


def huge(path):
    path.write_bytes(b" ")
    os.truncate(path, 100 * 1024 * 1024)


DAMAGES = [
    empty,
    one_byte,
    half,
    nuls,
    noise,
    wrong_type,
    wrong_field,
    no_schema,
    deep,
    nan,
    lone_surrogate,
    folder,
    link,
    pipe,
    huge,
]


@pytest.fixture(params=DAMAGES, ids=lambda damage: damage.__name__)
def damage(request):
    return request.param


@pytest.fixture
def saved(store, root):
    """Saved five times and closed."""
    for number in range(5):
        store.save(NOTES, note(f"text {number}"), "notes.json")
    store.close()
    return root / "notes.json"


def test_what_was_saved_last_takes_the_place_of_a_damaged_file(saved, root, clock, damage):
    damage(saved)
    with Store.open(root, clock=clock, writer=True) as store:
        assert text_of(store) == "text 4"
        assert aside(root) == ["notes.json.corrupt-20261121T092633Z"]
        assert "".join(str(problem.message) for problem in store.problems()) == (
            "notes.json was damaged (2026-11-21 09:26 UTC). What was saved last took its place, nothing saved is lost. "
            "The damaged file is kept as notes.json.corrupt-20261121T092633Z: delete it when you do not need it."
        )
    assert NOTES.decode(saved.read_bytes()) == note("text 4")


def test_it_starts_whatever_happened_to_every_file(saved, root, clock, damage):
    with Store.open(root, clock=clock, writer=True) as store:
        store.append_line("line", "audit", "log.jsonl")
        store.write_bytes(b"bytes", "cache", "file")
        (root / "notes.json").write_bytes(b"")
        assert text_of(store) == "text 4"
    for path in [path for path in root.rglob("*") if path.is_file() and ".corrupt-" not in path.name]:
        copies = path.is_relative_to(root / "backups" / "generations")
        if not copies:
            damage(path)
    with Store.open(root, clock=clock, writer=True) as store:
        assert text_of(store) == "text 4"
        store.append_line("another", "audit", "log.jsonl")
        assert store.read_lines("audit", "log.jsonl", limit=10_000)[-1] == "another"
        store.write_bytes(b"new", "cache", "file")
        assert store.read_bytes("cache", "file", limit=10) == b"new"
        assert "data_damaged" in codes(store)


@pytest.mark.parametrize("number", range(4))
def test_a_damaged_copy_is_no_trouble_while_the_file_is_good(saved, root, clock, damage, number):
    damage(sorted((root / "backups/generations/notes.json").iterdir())[number])
    with Store.open(root, clock=clock, writer=True) as store:
        assert text_of(store) == "text 4"
        for text in ("text 5", "text 6", "text 7", "text 8"):
            store.save(NOTES, note(text), "notes.json")
        (root / "notes.json").unlink()
        assert text_of(store) == "text 8"
    assert len(list((root / "backups/generations/notes.json").iterdir())) == 4


def test_a_save_does_not_go_over_a_damaged_file(saved, root, clock, damage):
    damage(saved)
    with Store.open(root, clock=clock, writer=True) as store:
        store.save(NOTES, note("new"), "notes.json")
        assert text_of(store) == "new"
        assert aside(root) == ["notes.json.corrupt-20261121T092633Z"]
        assert codes(store) == ["data_damaged"]


def test_without_a_good_copy_it_is_no_new_beginning(saved, root, clock, damage):
    shutil.rmtree(root / "backups")
    damage(saved)
    with Store.open(root, clock=clock, writer=True) as store:
        for _ in range(2):
            with pytest.raises(errors.DataDamaged):
                store.load(NOTES, "notes.json")
        assert "no good copy" in str(store.problems()[0].message)
        store.save(NOTES, note("anew"), "notes.json")
        assert text_of(store) == "anew"
        assert aside(root) == ["notes.json.corrupt-20261121T092633Z"]


def test_a_reader_looks_past_damage_and_moves_nothing(saved, root, clock, damage):
    damage(saved)
    before = sorted(path for path in root.rglob("*"))
    with Store.open(root, clock=clock, writer=False) as store:
        assert text_of(store) == "text 4"
        assert codes(store) == ["data_damaged"]
    assert sorted(path for path in root.rglob("*")) == before


def test_an_older_copy_serves_if_the_newest_is_damaged_too(saved, root, clock, damage):
    newest = max((root / "backups/generations/notes.json").iterdir())
    damage(saved)
    newest.write_bytes(b"{")
    with Store.open(root, clock=clock, writer=True) as store:
        assert text_of(store) == "text 3"
        assert "what was changed after that is lost" in str(store.problems()[0].message)


def test_at_least_three_older_copies_are_good(saved, root):
    kept = sorted((root / "backups/generations/notes.json").iterdir())
    assert [NOTES.decode(path.read_bytes()).text for path in kept] == ["text 1", "text 2", "text 3", "text 4"]


def test_a_damaged_copy_does_not_count_as_kept(saved, root, clock):
    kept = sorted((root / "backups/generations/notes.json").iterdir())
    kept[2].write_bytes(b"")
    with Store.open(root, clock=clock, writer=True) as store:
        store.save(NOTES, note("text 5"), "notes.json")
    good = [path for path in (root / "backups/generations/notes.json").iterdir() if path.stat().st_size]
    assert sorted(NOTES.decode(path.read_bytes()).text for path in good) == ["text 1", "text 2", "text 4", "text 5"]


def test_a_missing_file_is_restored_and_listed(saved, root, clock):
    saved.unlink()
    with Store.open(root, clock=clock, writer=True) as store:
        assert text_of(store) == "text 4"
        assert "was missing" in str(store.problems()[0].message)
    assert saved.exists()


def test_missing_files_are_still_named(store, root):
    for user in ("anna", "ben"):
        store.save(NOTES, note(user), "history", "12345678", f"{user}.json")
    shutil.rmtree(root / "history" / "12345678")
    assert store.names("history") == ["12345678"]
    assert store.names("history", "12345678") == ["anna.json", "ben.json"]
    assert text_of(store, "history", "12345678", "ben.json") == "ben"


def test_the_problem_stands_after_a_restart_until_the_damaged_file_is_deleted(saved, root, clock):
    saved.write_bytes(b"")
    with Store.open(root, clock=clock, writer=True) as store:
        store.load(NOTES, "notes.json")
    clock.advance(86400)
    for writer in (False, True):
        with Store.open(root, clock=clock, writer=writer) as store:
            assert "was damaged (2026-11-21 09:26 UTC). What was saved last" in str(store.problems()[0].message)
            assert text_of(store) == "text 4"
    with Store.open(root, clock=clock, writer=True) as store:
        (root / aside(root)[0]).unlink()
        assert store.problems() == ()
    with Store.open(root, clock=clock, writer=True) as store:
        assert store.read_lines("backups", "damage.jsonl", limit=1000) == []


def test_the_problem_stands_even_if_the_notes_are_lost(saved, root, clock):
    saved.write_bytes(b"")
    with Store.open(root, clock=clock, writer=True) as store:
        store.load(NOTES, "notes.json")
    (root / "backups/damage.jsonl").write_bytes(b'\xff\n{}\n[1]\n{"path": 1}\nhalf')
    with Store.open(root, clock=clock, writer=True) as store:
        assert "notes.json was damaged" in str(store.problems()[0].message)


def test_only_the_newest_five_damaged_copies_are_kept(store, root, clock):
    store.save(NOTES, note("a"), "notes.json")
    for number in range(8):
        (root / "notes.json").write_bytes(b"bad %d" % number)
        store.load(NOTES, "notes.json")
        if number % 2:
            clock.advance(1)
    assert len(aside(root)) == 5
    assert [(root / name).read_bytes() for name in aside(root)] == [b"bad %d" % number for number in range(3, 8)]
    assert codes(store) == ["data_damaged"]


def test_many_damaged_files_do_not_flood_the_page(store, root):
    for number in range(30):
        store.save(NOTES, note("a"), f"{number}.json")
        (root / f"{number}.json").write_bytes(b"")
        store.load(NOTES, f"{number}.json")
    assert len(store.problems()) == 21
    assert str(store.problems()[-1].message) == "Damaged files that are not listed here: 10."


def test_a_removed_document_takes_its_damaged_copies_along(store, root):
    store.save(NOTES, note("a"), "notes.json")
    (root / "notes.json").write_bytes(b"")
    store.load(NOTES, "notes.json")
    store.remove("notes.json")
    assert store.load(NOTES, "notes.json") is None
    assert aside(root) == []
    assert codes(store) == []
