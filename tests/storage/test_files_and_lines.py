from __future__ import annotations

import pytest

import errors
from tests.storage.notes import aside


def test_it_reads_no_more_than_it_was_told(store):
    store.write_bytes(b"12345", "cache", "file")
    assert store.read_bytes("cache", "file", limit=5) == b"12345"
    assert store.read_bytes("cache", "file", limit=4) is None
    assert store.read_bytes("cache", "nothing", limit=4) is None


def test_a_folder_in_the_place_of_a_file_is_moved_aside_by_the_next_write(store, root):
    (root / "cache" / "file" / "deep").mkdir(parents=True)
    assert store.read_bytes("cache", "file", limit=5) is None
    store.write_bytes(b"1", "cache", "file")
    assert store.read_bytes("cache", "file", limit=5) == b"1"
    assert aside(root) == ["file.corrupt-20261121T092633Z"]


def test_a_checked_file_is_restored_from_its_copy(store, root):
    store.write_bytes(b"key of ours", "ssh", "known_hosts", generations=True)
    (root / "ssh" / "known_hosts").write_bytes(b"rubbish")

    def check(data: bytes) -> str:
        if not data.startswith(b"key"):
            raise ValueError("no key")
        return data.decode()

    assert store.read_checked(check, "ssh", "known_hosts") == "key of ours"
    assert (root / "ssh" / "known_hosts").read_bytes() == b"key of ours"
    assert len(aside(root)) == 1


@pytest.mark.parametrize(
    "part",
    ["", ".", "..", "../x", "a/b", "/etc", ".lock", ".ssh", "a\0b", "a b", "büro", "x" * 101, "-x", "a\n", "a.json\n"],
)
def test_it_refuses_a_part_that_is_no_name_of_ours(store, part):
    for attempt in (
        lambda: store.read_bytes("cache", part, limit=1),
        lambda: store.write_bytes(b"x", part, "file"),
        lambda: store.names(part),
        lambda: store.remove_tree(part),
        lambda: store.append_line("x", part),
    ):
        with pytest.raises(errors.InvalidValue):
            attempt()


def test_it_does_not_follow_a_link_out_of_the_root(store, root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(b"not ours")
    (root / "cache").symlink_to(outside)
    for attempt in (
        lambda: store.read_bytes("cache", "file", limit=100),
        lambda: store.write_bytes(b"x", "cache", "file"),
        lambda: store.names("cache"),
        lambda: store.remove("cache", "file"),
        lambda: store.append_line("x", "cache", "file"),
    ):
        with pytest.raises(errors.DataIsLink):
            attempt()
    assert (outside / "file").read_bytes() == b"not ours"


def test_a_link_in_the_place_of_a_file_is_not_followed(store, root, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"not ours")
    (root / "file").symlink_to(secret)
    assert store.read_bytes("file", limit=100) is None
    store.write_bytes(b"ours", "file")
    (root / "lines").symlink_to(secret)
    store.append_line("x", "lines")
    assert (root / "file").read_bytes() == b"ours"
    assert secret.read_bytes() == b"not ours"


def test_lines_come_back_in_order(store):
    for line in ("one", "zwölf", ""):
        store.append_line(line, "audit", "2026-11.jsonl")
    assert store.read_lines("audit", "2026-11.jsonl", limit=1000) == ["one", "zwölf", ""]
    assert store.read_lines("audit", "2026-12.jsonl", limit=1000) == []


def test_a_torn_last_line_is_dropped_and_then_cut_off(store, root):
    store.append_line("whole", "audit", "log.jsonl")
    with (root / "audit/log.jsonl").open("ab") as file:
        file.write(b'{"torn": ')
    assert store.read_lines("audit", "log.jsonl", limit=1000) == ["whole"]
    store.append_line("next", "audit", "log.jsonl")
    assert (root / "audit/log.jsonl").read_bytes() == b"whole\nnext\n"


def test_it_reads_only_the_newest_lines_of_a_long_file(store):
    for number in range(100):
        store.append_line(f"line {number:03}", "log.jsonl")
    assert store.read_lines("log.jsonl", limit=30) == ["line 097", "line 098", "line 099"]


@pytest.mark.parametrize("line", ["two\nlines", "x" * 65536])
def test_it_refuses_what_is_not_one_line(store, line):
    with pytest.raises(ValueError, match="a line has"):
        store.append_line(line, "log.jsonl")
    assert store.read_lines("log.jsonl", limit=1000) == []
