"""By the stamps of folders somebody sees whether it is worth to look into them."""

from __future__ import annotations

import os
from pathlib import Path

from tests.pending.made import House, an_edit
from tests.storage.notes import NOTES, note


def test_every_folder_has_one_and_nothing_else_has(house: House) -> None:
    house.queue.add(an_edit(1))
    house.queue.add(an_edit(2, server="laptop"))
    folder = house.root / "pending_uploads"
    (folder / "file").touch()
    (folder / ".hidden").mkdir()
    (folder / "link").symlink_to(folder / "pc")

    assert sorted(house.store.stamps("pending_uploads")) == ["laptop", "pc"]


def test_where_there_is_no_folder_there_are_none(house: House) -> None:
    assert house.store.stamps("nowhere") == {}


def test_a_name_more_or_less_is_another_stamp_and_another_content_is_not(house: House) -> None:
    edit = house.queue.add(an_edit())
    folder = house.root / "pending_uploads/pc"

    def stamp_after(act) -> int:
        os.utime(folder, ns=(1, 1))
        act()
        return house.store.stamps("pending_uploads")["pc"]

    assert stamp_after(lambda: None) == 1
    assert stamp_after(lambda: _grow(house.path(edit))) == 1
    assert stamp_after(lambda: house.store.add(NOTES, note("x"), "pending_uploads", "pc", "x.json")) > 1
    assert stamp_after(lambda: house.store.remove("pending_uploads", "pc", "x.json")) > 1


def test_a_reader_gets_them_too(house: House) -> None:
    house.queue.add(an_edit())

    assert house.store.stamps("pending_uploads")["pc"] == (house.root / "pending_uploads/pc").stat().st_mtime_ns


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b" ")
