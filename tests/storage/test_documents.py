from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings, strategies

import errors
from clock import FakeClock
from storage import Damaged, Kind, Record, Store
from storage.kinds import TooNew
from tests.storage.notes import NOTES, Notes, codes, note, text_of


def test_it_has_nothing_before_the_first_save(store):
    assert store.load(NOTES, "notes.json") is None


def test_it_gives_back_what_was_saved(store):
    store.save(NOTES, note("Größe, 日本"), "folder", "notes.json")
    assert store.load(NOTES, "folder", "notes.json") == note("Größe, 日本")


def test_a_person_can_read_the_file(store, root):
    store.save(NOTES, note("Größe"), "notes.json")
    lines = (root / "notes.json").read_text(encoding="utf-8").splitlines()
    assert [line.strip(" ,") for line in lines[:3]] == ["{", '"schema": 1', '"text": "Größe"']


def test_it_does_not_write_what_is_the_same(store, root):
    store.save(NOTES, note("a"), "notes.json")
    before = {path: path.lstat().st_mtime_ns for path in root.rglob("*")}
    store.save(NOTES, note("a"), "notes.json")
    assert {path: path.lstat().st_mtime_ns for path in root.rglob("*")} == before


def test_it_keeps_keys_that_somebody_added_by_hand(store, root):
    store.save(NOTES, note("a"), "notes.json")
    content = json.loads((root / "notes.json").read_text())
    content["by hand"] = [1]
    content["items"][0]["colour"] = "red"
    (root / "notes.json").write_text(json.dumps(content))
    store.save(NOTES, store.load(NOTES, "notes.json").model_copy(update={"text": "b"}), "notes.json")
    saved = json.loads((root / "notes.json").read_text())
    assert (saved["text"], saved["by hand"], saved["items"][0]["colour"]) == ("b", [1], "red")


def test_it_leaves_a_file_of_a_later_release_alone(store, root):
    (root / "notes.json").write_text('{"schema": 2, "verse": "x"}')
    with pytest.raises(errors.DataTooNew, match="later release"):
        store.load(NOTES, "notes.json")
    with pytest.raises(errors.DataTooNew):
        store.save(NOTES, note("mine"), "notes.json")
    assert (root / "notes.json").read_text() == '{"schema": 2, "verse": "x"}'


def test_the_number_of_a_later_release_is_not_repeated_at_any_length(store, root):
    (root / "notes.json").write_text('{"schema": 1%s, "verse": "x"}' % ("0" * 400))
    with pytest.raises(errors.DataTooNew, match=r"format 999999…, this one knows 1\)"):
        store.load(NOTES, "notes.json")


def test_it_does_not_fall_back_to_an_older_copy_of_a_later_release(store, root):
    later = Kind(Notes, schema=2, migrations={1: dict})
    store.save(NOTES, note("old"), "notes.json")
    store.save(later, note("new"), "notes.json")
    (root / "notes.json").write_bytes(b"")
    with pytest.raises(errors.DataTooNew):
        store.load(NOTES, "notes.json")


def test_it_brings_an_older_format_up_to_date_step_by_step(store, root):
    third = Kind(
        Notes,
        schema=3,
        migrations={
            1: lambda raw: {"words": raw["line"] + "!"},
            2: lambda raw: {"text": raw["words"] + "?"},
        },
    )
    (root / "notes.json").write_text('{"schema": 1, "line": "hello"}')
    assert store.load(third, "notes.json") == Notes(text="hello!?")
    store.save(third, Notes(text="hello!?"), "notes.json")
    assert json.loads((root / "notes.json").read_text())["schema"] == 3


def test_a_kind_without_all_its_migrations_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="one migration from each"):
        Kind(Notes, schema=3, migrations={1: dict})


def test_it_refuses_to_save_what_it_would_not_read_again(store, monkeypatch):
    monkeypatch.setattr("storage.store.MAX_BYTES", 1024)
    store.save(NOTES, note("small"), "notes.json")
    with pytest.raises(errors.TooBigToSave):
        store.save(NOTES, note("x" * 2000), "notes.json")
    assert text_of(store) == "small"


def test_what_was_removed_stays_removed(store, root, clock: FakeClock):
    store.save(NOTES, note("a"), "folder", "notes.json")
    store.remove("folder", "notes.json")
    store.remove("folder", "notes.json")
    assert store.load(NOTES, "folder", "notes.json") is None
    store.close()
    with Store.open(root, clock=clock, writer=True) as again:
        assert again.load(NOTES, "folder", "notes.json") is None
        assert again.names("folder") == []


def test_a_folder_is_removed_with_all_copies(store, root):
    for name in ("a.json", "b.json"):
        store.save(NOTES, note(name), "history", "pc1", name)
    store.save(NOTES, note("other"), "history", "pc2", "a.json")
    store.remove_tree("history", "pc1")
    assert store.names("history") == ["pc2"]
    assert store.load(NOTES, "history", "pc1", "a.json") is None
    assert not [path for path in root.rglob("*") if "pc1" in str(path)]


def test_it_lists_names_sorted_and_only_ours(store, root):
    for name in ("b.json", "a.json", "anna$.json"):
        store.save(NOTES, note(name), "folder", name)
    (root / "folder" / ".hidden").touch()
    (root / "folder" / "with blank").touch()
    assert store.names("folder") == ["a.json", "anna$.json", "b.json"]
    assert store.names("nowhere") == []
    assert codes(store) == []


def test_a_document_without_fields_is_a_document(store):
    nothing = Kind(Record, schema=4, migrations={1: dict, 2: dict, 3: dict})
    store.save(nothing, Record(), "nothing.json")
    assert store.load(nothing, "nothing.json") == Record()


json_values = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(),
    lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(strategies.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(deadline=None)
@given(strategies.text(), strategies.dictionaries(strategies.text(min_size=1), json_values, max_size=3))
def test_every_text_and_every_unknown_key_survives(text, unknown):
    for key in ("schema", "text", "items"):
        unknown.pop(key, None)
    value = Notes(text=text, **unknown)
    assert NOTES.decode(NOTES.encode(value)) == value
    assert json.loads(NOTES.encode(value)) == {"schema": 1, "text": text, "items": [], **unknown}


@settings(deadline=None)
@given(strategies.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_make_the_reading_fall_over(data):
    with contextlib.suppress(Damaged, TooNew):
        NOTES.decode(data)
