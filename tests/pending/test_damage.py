"""Whatever is in the folder of edits: the program starts, keeps what can be kept, and says what became of the rest."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from clock import FakeClock
from pending import Edit, EditState, Through, Wish
from pending.models import EDIT, WISH
from pending.queue import add_wish, read_all
from storage import Filesystem
from tests.pending.made import MORNING, House, an_edit, moved_on
from tests.storage.notes import aside, codes


@pytest.mark.parametrize("data", [b"", b"{", b"\0" * 300, b"[]", b'{"schema": 1}', b"\xff\xfe"])
def test_a_damaged_edit_is_moved_aside_and_restored_to_its_last_state(house: House, data: bytes) -> None:
    edit = moved_on(house.queue, house.queue.add(an_edit()), EditState.SENDING)
    house.path(edit).write_bytes(data)
    queue = house.restart()

    assert queue.waiting("pc") == (edit,)
    assert house.on_disk(edit) == "sending"
    assert len(aside(house.root)) == 1
    assert codes(house.store) == ["data_damaged"]


def test_a_lost_file_is_restored(house: House) -> None:
    edit = house.queue.add(an_edit())
    house.path(edit).unlink()

    assert house.restart().waiting("pc") == (edit,)
    assert house.on_disk(edit) == "queued"


def test_one_that_is_damaged_with_all_its_copies_is_no_edit_and_stands_as_a_problem(house: House) -> None:
    edit, other = house.queue.add(an_edit(1)), house.queue.add(an_edit(2))
    for path in house.root.rglob(f"{edit.id}.json*"):
        for file in [path] if path.is_file() else path.iterdir():
            file.write_bytes(b"{")
    queue = house.restart()

    assert queue.waiting("pc") == (other,)
    assert "data_damaged" in codes(house.store)


def another_server(edit: Edit) -> tuple[str, Edit]:
    return edit.id, edit.model_copy(update={"server": "laptop"})


def another_name(edit: Edit) -> tuple[str, Edit]:
    return edit.id[:-4] + "ffff", edit


def another_id(edit: Edit) -> tuple[str, Edit]:
    return "notes", edit


@pytest.mark.parametrize("lie", [another_server, another_name, another_id])
@pytest.mark.parametrize("folder", ["pending_uploads", "finished"])
def test_a_file_whose_name_and_content_disagree_is_no_edit(
    house: House, lie: Callable[[Edit], tuple[str, Edit]], folder: str
) -> None:
    good = house.queue.add(an_edit(1))
    name, edit = lie(an_edit(2))
    house.store.save(EDIT, edit, folder, "pc", f"{name}.json")
    queue = house.restart()

    assert (queue.all_waiting(), queue.finished()) == ((good,), ())
    assert [one.id for one in (*read_all(house.store), *read_all(house.store, "finished"))] == [good.id]


def test_what_lies_around_there_is_passed_over(house: House) -> None:
    edit = house.queue.add(an_edit())
    for folder in ("pending_uploads", "finished"):
        (house.root / folder / "pc").mkdir(parents=True, exist_ok=True)
        (house.root / folder / "notes.txt").write_text("mine")
        (house.root / folder / "pc" / "folder").mkdir()
        (house.root / folder / "away").symlink_to("/")
        (house.root / folder / "pc" / "link").symlink_to("/etc/passwd")
    queue = house.restart()

    assert (queue.all_waiting(), queue.finished(), read_all(house.store)) == ((edit,), (), (edit,))


class Quick(Filesystem):
    """Waits for no disk: nobody cuts the power here."""

    def fsync(self, fd: int) -> None:
        pass

    def fsync_dir(self, path: Path) -> None:
        pass


WORDS = [
    None, True, 0, -1, 2**70, 1e300, "", "x", "../..", "\0", "2026-11-21", "2026-11-21T09:26:33", "cancelled", "+",
    "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "99991231T235959999-ffff", [], {}, ["x"], {"x": "y"},
    "\U0001f3ae" * 70_000,
]  # fmt: skip


def changed_value(luck: random.Random, content: object) -> object:
    """The same JSON with one value somewhere in it replaced, left out or doubled."""
    if not isinstance(content, dict | list) or not content or luck.random() < 0.2:
        return luck.choice(WORDS)
    if isinstance(content, list):
        place = luck.randrange(len(content))
        return [*content[:place], changed_value(luck, content[place]), *content[place + luck.randrange(2) :]]
    key = luck.choice(list(content))
    if luck.random() < 0.1:
        return {name: value for name, value in content.items() if name != key}
    return {**content, key: changed_value(luck, content[key])}


def mutated(luck: random.Random, data: bytes) -> bytes:
    if luck.random() < 0.7:
        content = json.loads(data)
        for _ in range(luck.randint(1, 3)):
            content = changed_value(luck, content)
        return json.dumps(content).encode()
    at, length = luck.randrange(len(data)), luck.choice([1, 1, 1, 20, len(data)])
    return data[:at] + luck.randbytes(luck.randrange(4)) + data[at + length :]


def samples() -> list[bytes]:
    attempt = {"at": MORNING, "not_after": 5, "between": ({"key": "LIMIT_PER_WEEK", "wanted": "1"},)}
    why = {"code": "not_taken", "fields": {"answer": "ok"}, "sentences": {"why": {"template": "x", "fields": {}}}}
    edits = [
        Edit.model_validate({**an_edit().model_dump(), "state": state, "attempt": attempt, "why": why})
        for state in EditState
    ]
    wish = Wish(edit=an_edit().id, ask="cancel", who="mum", through=Through.COMMAND, at=MORNING)
    return [*map(EDIT.encode, edits), WISH.encode(wish)]


@pytest.mark.parametrize("batch", range(10))
def test_of_ten_thousand_mutated_files_none_keeps_the_program_from_starting(
    tmp_path: Path, clock: FakeClock, batch: int
) -> None:
    luck = random.Random(batch)
    originals = samples()
    for turn in range(10):
        root = tmp_path / str(turn)
        folders = [root / folder / "pc" for folder in ("pending_uploads", "pending_uploads", "finished")]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for number in range(100):
            name = an_edit(number).id
            data = mutated(luck, luck.choice(originals).replace(an_edit().id.encode(), name.encode()))
            prefix = "wish-" if b'"ask"' in data else ""
            (luck.choice(folders) / f"{prefix}{name}.json").write_bytes(data)
        house = House(root, clock, Quick())
        assert house.queue.all_waiting() == tuple(sorted(house.queue.all_waiting(), key=lambda edit: edit.id))
        house.queue.finished()
        house.queue.prune(clock.now())
        house.queue.new_id(clock.now())
        read_all(house.store)
        house.stop()


def test_a_wish_that_is_damaged_goes_and_changes_nothing(house: House) -> None:
    edit = house.queue.add(an_edit())
    wish = Wish(edit=edit.id, ask="cancel", who="mum", through=Through.COMMAND, at=MORNING)
    add_wish(house.store, "pc", wish)
    for path in [*house.root.rglob("wish-*.json"), *house.root.rglob("wish-*.json/@*")]:
        if path.is_file():
            path.write_bytes(b"{")
    queue = house.restart()

    assert queue.waiting("pc") == (edit,)
    assert [path.name for path in (house.root / "pending_uploads/pc").iterdir()] == [f"{edit.id}.json"]
