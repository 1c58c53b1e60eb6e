"""Archives that somebody else has made: each is refused or harmless, and nothing is written outside."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import re
import tarfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from backup.manifest import DATA, MANIFESTS, Listed
from backup.reading import check, unpack
from backup.restoring import Restore
from backup.tape import Writer, members
from clock import FakeClock
from errors import BackupDamaged, BackupError, BackupTooNew, BackupUnsound, DataError, NotABackup
from tests.backup.made import TOM, Copied, Forged, everything
from tests.storage.notes import CLOCK_START
from tests.wishes.family import Family
from version import VERSION

GOOD = b'{"schema": 1, "servers": []}'
ODD_NAMES = [
    "../evil", "a/../../evil", "/etc/passwd", "", ".", "..", "a//b", "a/./b", "servers.json/", "a\\b", "nul\0l", "x\ny",
    ".lock", ".tmp-0123456789abcdef", ".tmp-x", ".swap-20260101T000000Z", "servers.json.corrupt-20260131T235959Z",
    "backups/generations/servers.json/@00000001", "a/" * 12 + "b", "\u202e.json", "accounts.json", "ssh/id_ed25519",
]  # fmt: skip


def changed(archive: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same archive with other files, and hashes that fit to them."""
    files = [(one.path, one.read()) for one in members(io.BytesIO(gzip.decompress(archive)))]
    manifest = MANIFESTS.decode(files[0][1])
    others = [(name, change(name, data)) for name, data in files[1:]]
    listed = tuple(Listed(path=n, size=len(d), sha256=hashlib.sha256(d).hexdigest()) for n, d in others)
    told = MANIFESTS.encode(manifest.model_copy(update={"files": listed}))
    out = io.BytesIO()
    tape = Writer(out)
    for name, data in [("manifest.json", told), *others]:
        tape.add(name, len(data), 0, io.BytesIO(data))
    tape.end()
    return gzip.compress(out.getvalue())


def refused(file: Path, folder: Path) -> BackupError | DataError:
    """Why it is not restored; nothing is left of the try."""
    before = everything(folder)
    with pytest.raises((BackupError, DataError)) as caught:
        Restore(file, FakeClock(CLOCK_START), TOM).into(folder / "new")
    assert everything(folder) == before
    return caught.value


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    forged = Forged([("servers.json", GOOD)])
    digest = hashlib.sha256(GOOD).hexdigest()
    forged.listed = [Listed.model_construct(path=DATA + name, size=len(GOOD), sha256=digest)]
    assert isinstance(refused(forged.write(tmp_path / "x.tar.gz"), tmp_path), BackupDamaged)


@pytest.mark.parametrize(
    "files",
    [
        [("servers.json", GOOD), ("servers.json", GOOD)],
        [("requests/a.json", GOOD), ("requests/a.json/b.json", GOOD)],
        [("cache/x/timekpr.conf", b"x"), ("cache/x/timekpr.conf", b"y")],
    ],
)
def test_what_comes_twice_or_is_file_and_folder_is_refused(tmp_path: Path, files: list[tuple[str, bytes]]) -> None:
    assert isinstance(refused(Forged(files).write(tmp_path / "x.tar.gz"), tmp_path), BackupDamaged)


@pytest.mark.parametrize("kind", [b"1", b"2", b"3", b"4", b"5", b"6", b"x", b"g", b"L", b"K", b"S", b"7"])
def test_links_devices_and_headers_of_other_kinds_are_refused(tmp_path: Path, kind: bytes) -> None:
    forged = Forged([("servers.json", GOOD)])
    tar = bytearray(forged.tar())
    at = tar.rindex(b"data/servers.json")
    about = tarfile.TarInfo("data/servers.json")
    about.type, about.linkname, about.size = kind, "/etc/passwd", len(GOOD)
    tar[at : at + 512] = about.tobuf(tarfile.GNU_FORMAT)[-512:]
    assert isinstance(refused(forged.write(tmp_path / "x.tar.gz", bytes(tar)), tmp_path), BackupDamaged)


def test_a_header_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    for field, value in (("uname", "root"), ("mode", 0o4755), ("uid", 7)):
        tar = bytearray(Forged([("servers.json", GOOD)]).tar())
        at = tar.rindex(b"data/servers.json")
        about = tarfile.TarInfo("data/servers.json")
        about.size, about.mode = len(GOOD), 0o600
        setattr(about, field, value)
        tar[at : at + 512] = about.tobuf(tarfile.USTAR_FORMAT)
        assert isinstance(refused(Forged().write(tmp_path / "x.tar.gz", bytes(tar)), tmp_path), BackupDamaged)


@pytest.mark.parametrize("name", ["accounts.json", "tokens.json", "ssh/id_ed25519", "mystery", "cache/pc/x.key"])
def test_a_secret_that_stands_open_was_put_there_by_somebody_else(tmp_path: Path, name: str) -> None:
    file = Forged([(name, b'{"schema": 1}')]).write(tmp_path / "x.tar.gz")
    assert isinstance(refused(file, tmp_path), BackupDamaged)


def test_a_file_that_is_not_what_the_manifest_says_is_refused(tmp_path: Path) -> None:
    forged = Forged([("servers.json", GOOD)])
    forged.listed = [Listed(path="data/servers.json", size=len(GOOD), sha256="0" * 64)]
    assert "data/servers.json is not what it was" in refused(forged.write(tmp_path / "x.tar.gz"), tmp_path).text()


@pytest.mark.parametrize("created", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1e300", "-1e300"])
def test_a_moment_that_no_clock_has_shown_is_refused(tmp_path: Path, created: str) -> None:
    forged = Forged([("servers.json", GOOD)])
    told = forged.manifest().replace(b'"2026-11-18T14:00:00Z"', f'"{created}"'.encode())
    out = io.BytesIO()
    tape = Writer(out)
    for name, data in [("manifest.json", told), ("data/servers.json", GOOD)]:
        tape.add(name, len(data), 0, io.BytesIO(data))
    tape.end()
    assert isinstance(refused(forged.write(tmp_path / "x.tar.gz", out.getvalue()), tmp_path), NotABackup)


@pytest.mark.parametrize("moment", ["2026-11-18T14:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("folder", ["requests", "pending_uploads", "finished"])
def test_a_moment_with_which_the_program_could_not_go_on_is_refused(
    family: Family, quick: None, tmp_path: Path, folder: str, moment: str
) -> None:
    copied = Copied.make(family)
    change = partial(re.sub, rb'"20[0-9-]+T[0-9:.]+Z"', f'"{moment}"'.encode())
    archive = changed(copied.file.read_bytes(), lambda name, data: change(data) if f"data/{folder}/" in name else data)
    copied.file.write_bytes(archive)
    with pytest.raises(BackupUnsound):
        copied.into(tmp_path / "new")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    forged = Forged([("cache/x/timekpr.conf", b"")])
    forged.listed = [Listed.model_construct(path="data/cache/x/timekpr.conf", size=2**40, sha256="0" * 64)]
    assert isinstance(refused(forged.write(tmp_path / "x.tar.gz"), tmp_path), BackupDamaged)


def test_zeros_without_an_end_behind_the_archive_are_not_read_to_theirs(tmp_path: Path) -> None:
    tar = Forged([("servers.json", GOOD)]).tar() + b"\0" * 200_000_000
    assert isinstance(refused(Forged().write(tmp_path / "x.tar.gz", tar), tmp_path), BackupDamaged)


def test_a_manifest_of_any_length_is_not_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    tape = Writer(out)
    tape.add("manifest.json", 40_000_000, 0, io.BytesIO(b" " * 40_000_000))
    tape.end()
    assert isinstance(refused(Forged().write(tmp_path / "x.tar.gz", out.getvalue()), tmp_path), NotABackup)


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x1f\x8b\x08", gzip.compress(b"", mtime=0), gzip.compress(b"x" * 5000, mtime=0)]
)
def test_another_file_is_no_backup(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.tar.gz").write_bytes(data)
    assert isinstance(refused(tmp_path / "x.tar.gz", tmp_path), NotABackup)


def test_an_archive_of_another_program_is_no_backup(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as tar:
        tar.add(__file__, "manifest.json")
    assert isinstance(refused(tmp_path / "x.tar.gz", tmp_path), NotABackup)


@pytest.mark.parametrize("newer", [{"program": "99.0.0"}, {"program": f"{VERSION}9"}, {"schema": 2}])
def test_an_archive_of_a_later_release_is_refused(tmp_path: Path, newer: dict[str, object]) -> None:
    file = Forged([("servers.json", GOOD)], **newer).write(tmp_path / "x.tar.gz")
    assert isinstance(refused(file, tmp_path), BackupTooNew)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("servers.json", b'{"schema": 99, "servers": []}'),
        ("servers.json", b"{"),
        ("requests/anna.json", b'{"schema": 1, "wishes": 4}'),
        ("pending_uploads/pc/20261118T140000000-abcd.json", b'{"schema": 1, "id": "../../x"}'),
        ("settings.json", b'{"mystery": 1}'),
        ("settings.json", b'{"port": "many"}'),
    ],
)
def test_what_the_program_could_not_start_with_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    error = refused(Forged([(name, data)]).write(tmp_path / "x.tar.gz"), tmp_path)
    assert isinstance(error, BackupUnsound)
    assert ".tmp-" not in error.text()


def test_a_forged_one_with_nothing_wrong_is_taken(tmp_path: Path) -> None:
    """So the ones above are refused for what is wrong with them."""
    file = Forged([("servers.json", GOOD), ("audit/2026-11.jsonl", b"")]).write(tmp_path / "x.tar.gz")
    assert Restore(file, FakeClock(CLOCK_START), TOM).into(tmp_path / "new").secrets == "none"


PATHS = st.lists(
    st.sampled_from(["servers.json", "..", "audit", "2026-11.jsonl", "", ".", "cache", "\u2215", ".lock", "a" * 120]),
    min_size=1, max_size=4,
).map("/".join)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.tuples(PATHS, st.binary(max_size=40)), max_size=4), cut=st.integers(0, 5000))
def test_whatever_stands_in_an_archive_nothing_is_written_elsewhere(
    tmp_path: Path, files: list[tuple[str, bytes]], cut: int
) -> None:
    written: list[tuple[str, ...]] = []

    class Noting:
        def write(self, parts, content) -> None:
            written.append(parts)
            content.read()

    tar = io.BytesIO()
    tape, told = Writer(tar), Forged(files).manifest()
    tape.add("manifest.json", len(told), 0, io.BytesIO(told))
    for name, data in files:
        about = tarfile.TarInfo((DATA + name)[:99])
        about.size = len(data)
        tar.write(about.tobuf(tarfile.USTAR_FORMAT) + data + b"\0" * (-len(data) % 512))
    tape.end()
    packed = gzip.compress(tar.getvalue())[: cut if cut < 200 else None]
    with contextlib.suppress(BackupError):
        unpack(io.BytesIO(packed), "x", Noting())
    for parts in written:
        assert (tmp_path.joinpath(*parts)).resolve().is_relative_to(tmp_path.resolve())
        assert not {"", ".", "..", ".lock"} & set(parts)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    for tried in (data, gzip.compress(data)):
        with pytest.raises(BackupError):
            check(io.BytesIO(tried), "x")


# --- damage ---


def places(size: int, count: int) -> list[int]:
    return sorted({size * one // count for one in range(count)})


def test_one_that_is_cut_off_anywhere_is_refused_and_changes_nothing(copied: Copied, family, tmp_path: Path) -> None:
    family.stop()
    whole, before = copied.file.read_bytes(), everything(copied.root)
    for size in [*places(len(whole), 120), *range(len(whole) - 20, len(whole))]:
        copied.file.write_bytes(whole[:size])
        with pytest.raises(BackupError):
            copied.into(copied.root, without_secrets=True)
    assert everything(copied.root) == before


def test_a_bit_that_flips_anywhere_is_refused_or_does_not_matter(copied: Copied, family, tmp_path: Path) -> None:
    whole = copied.file.read_bytes()
    refusals = 0
    for at in places(len(whole), 400):
        for bit in (0, 5):
            flipped = bytearray(whole)
            flipped[at] ^= 1 << bit
            try:
                # In the header of gzip there is a moment and a system that nobody looks at: then all is what it was.
                assert check(io.BytesIO(bytes(flipped)), "x") == copied.manifest
            except BackupError:
                refusals += 1
    assert refusals > 780


def test_one_with_a_flipped_bit_changes_nothing(copied: Copied, family, tmp_path: Path) -> None:
    family.stop()
    whole, before = copied.file.read_bytes(), everything(copied.root)
    for at in places(len(whole) - 40, 25):
        flipped = bytearray(whole)
        flipped[at + 20] ^= 4
        copied.file.write_bytes(bytes(flipped))
        with pytest.raises(BackupError):
            copied.into(copied.root, without_secrets=True)
    assert everything(copied.root) == before
