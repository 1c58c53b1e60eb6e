"""What was copied is there again, and what is secret can be read by nobody without the passphrase."""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
from pathlib import Path

import pyrage
import pytest

from backup import check, make
from backup.restoring import Restore
from digest import week_named
from digest.schedule import load_sent, save_sent
from errors import BackupTooHard, PassphraseWanted, PassphraseWrong
from opening import open_core
from own_key import new_key
from services import Services
from soundness import read_all
from stats_history import Reading, StatsHistory
from storage.shelf import Shelf
from tests.backup.made import OTHER_LINE, PASSPHRASE, SECRET, TOM, Copied, content, everything
from tests.backup.test_hostile import changed
from tests.wishes.family import TINA, Family

ALWAYS_SECRET = {
    "accounts.json", "tokens.json", "sessions.json", "setup.json", "child_links.json", "ssh/id_ed25519", "tls/key.pem",
    "notes of mine.txt", "settings.json",
}  # fmt: skip
ALWAYS_PLAIN = {"servers.json", "children.json", "ssh/id_ed25519.pub", "cache/pc-ben/timekpr.conf"}


def opened(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar.getmembers()}


def test_everything_is_there_again_on_a_new_machine(copied: Copied, family: Family, tmp_path: Path) -> None:
    before = content(copied.root)
    restored = copied.into(tmp_path / "new", passphrase=PASSPHRASE)

    after = content(tmp_path / "new")
    waiting = {name for name in before if name.startswith(("pending_uploads", "audit"))}
    assert {name: after[name] for name in before if name not in waiting} == {
        name: data for name, data in before.items() if name not in waiting
    }
    assert set(after) == set(before)
    assert restored.old is None
    assert restored.secrets == "backup"
    with (core := open_core(tmp_path / "new", family.clock, writer=True)).store:
        services = Services(core)
        assert read_all(core) == []
        assert core.store.problems() == ()
        assert services.public_key() == family.services.public_key()
        assert core.settings.mqtt.password.get_secret_value() == SECRET
        assert [one.name for one in services.people.accounts.list()] == ["Root", "Tom"]


def test_it_is_a_tar_as_anybody_opens_it_and_its_secrets_are_age(family: Family, tmp_path: Path) -> None:
    copied = Copied.make(family, PASSPHRASE)
    (tmp_path / "by hand").mkdir()
    subprocess.run(["tar", "-xzf", copied.file, "-C", tmp_path / "by hand"], check=True)
    by_hand = tmp_path / "by hand"
    with tarfile.open(copied.file) as tar:
        assert tar.getnames()[0] == "manifest.json"
        assert tar.getnames()[-1] == "secrets.age"
    sealed = (by_hand / "secrets.age").read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n-> scrypt ")
    inner = pyrage.passphrase.decrypt(sealed, PASSPHRASE)
    (by_hand / "secrets.tar").write_bytes(inner)
    subprocess.run(["tar", "-xf", by_hand / "secrets.tar", "-C", by_hand], check=True)

    before = content(copied.root)
    assert {name: (by_hand / "data" / name).read_bytes() for name in before} == before
    with copied.file.open("rb") as file:
        assert check(file, "x", PASSPHRASE) == copied.manifest
    with copied.file.open("rb") as file, pytest.raises(PassphraseWrong):
        check(file, "x", "correct horse battery stable")


@pytest.mark.parametrize("factor", [22, 40, 10**8])
def test_what_is_too_hard_to_open_here_is_not_called_a_wrong_passphrase(family: Family, factor: int) -> None:
    """Each step doubles the memory: anybody may have written 22, which would take four gigabytes."""
    copied = Copied.make(family, PASSPHRASE)
    archive = changed(
        copied.file.read_bytes(),
        lambda name, data: (
            re.sub(rb"(-> scrypt \S+) [0-9]+", rb"\1 %d" % factor, data) if name == "secrets.age" else data
        ),
    )
    with pytest.raises(BackupTooHard):
        check(io.BytesIO(archive), "x", PASSPHRASE)


def test_nothing_secret_stands_open(copied: Copied) -> None:
    plain = {name.removeprefix("data/") for name in opened(copied.file)}
    assert plain & ALWAYS_SECRET == {"settings.json"}
    assert plain >= ALWAYS_PLAIN
    assert SECRET.encode() not in b"".join(opened(copied.file).values())
    assert b"PRIVATE KEY" not in b"".join(opened(copied.file).values())
    assert json.loads(opened(copied.file)["data/settings.json"]) == {"mqtt": {"host": "nas.lan"}}
    assert copied.file.stat().st_mode & 0o777 == 0o600


def test_without_a_passphrase_there_is_nothing_secret_and_that_is_said(family: Family, quick: None) -> None:
    copied = Copied.make(family)
    files = opened(copied.file)
    told = json.loads(files["manifest.json"])
    assert "secrets.age" not in files
    assert {name.removeprefix("data/") for name in files} & ALWAYS_SECRET == {"settings.json"}
    assert told["secrets"] == "left out"
    assert "NOT in this copy" in told["note"]
    assert not copied.manifest.has_secrets


def test_letters_and_sessions_of_then_do_not_come_back(copied: Copied, family: Family, tmp_path: Path) -> None:
    """What waited then has gone out since, and who was signed in may have signed out."""
    for folder in ("mail", "told/mail"):
        (copied.root / folder).mkdir(parents=True)
        (copied.root / folder / "x.json").write_text("{}")
    family.signed_in("Anna")
    full = Copied.make(family, PASSPHRASE, "full.tar.gz")
    assert (copied.root / "sessions.json").exists()
    full.into(tmp_path / "new", passphrase=PASSPHRASE)
    assert not (tmp_path / "new" / "mail").exists()
    assert not (tmp_path / "new" / "told").exists()
    assert not (tmp_path / "new" / "sessions.json").exists()


def test_the_public_half_is_that_of_the_key_that_stays(family: Family, quick: None) -> None:
    """Else whoever takes it from there lets nobody in on the computers."""
    copied = Copied.make(family)
    key = new_key(family.core.store)
    family.stop()
    assert copied.into(copied.root).secrets == "kept"
    assert (copied.root / "ssh" / "id_ed25519.pub").read_text() == f"{key.public_line}\n"


def test_what_is_in_passing_is_not_copied(family: Family, quick: None) -> None:
    root = family.core.store.root
    for name in (".lock", ".tmp-0123456789abcdef", "servers.json.corrupt-20260131T235959Z", "backups/old.tar.gz"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("x")
    (root / "link").symlink_to("/etc/passwd")
    (root / "pipe\nname").write_text("x")
    copied = Copied.make(family, PASSPHRASE)
    sealed = copied.file.read_bytes()
    assert sealed
    assert set(copied.manifest.left_out) == {"link", "pipe\\nname"}
    names = {one.path for one in copied.manifest.files}
    assert not [name for name in names if "corrupt" in name or "tmp-" in name or "backups" in name or "lock" in name]


def test_a_damaged_document_is_taken_from_its_copy(family: Family, quick: None, tmp_path: Path) -> None:
    root = family.core.store.root
    whole = (root / "servers.json").read_bytes()
    (root / "servers.json").write_bytes(whole[:50])
    (root / "children.json").unlink()
    (root / "requests" / "ghost.json").write_text("{")
    copied = Copied.make(family, PASSPHRASE)
    assert opened(copied.file)["data/servers.json"] == whole
    assert "data/children.json" in opened(copied.file)
    assert copied.manifest.left_out == ("requests/ghost.json",)
    copied.into(tmp_path / "new", passphrase=PASSPHRASE)


def test_a_line_that_is_just_being_written_is_no_line(family: Family, quick: None) -> None:
    log = next((family.core.store.root / "audit").iterdir())
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"at": "2026')
    assert opened(Copied.make(family).file)[f"data/audit/{log.name}"] == whole


def test_what_takes_the_place_of_a_file_while_it_is_read_does_no_harm(
    family: Family, quick: None, tmp_path: Path
) -> None:
    """Somebody writes as fast as they can; each file that is copied was whole at some moment."""
    root, store = family.core.store.root, family.core.store
    written: list[str] = []

    def changing() -> bool:
        text = f"{len(written)}-" * 20_000
        store.write_bytes(text.encode(), "cache", "pc-ben", "timekpr.conf")
        written.append(text)
        if len(written) == 3:
            (root / "history" / "pc-anna" / "anna.json").unlink(missing_ok=True)
        return True

    made = make(root, Shelf(tmp_path), "x.tar.gz", now=family.clock.now(), is_wanted=changing)
    assert opened(made.path)["data/cache/pc-ben/timekpr.conf"].decode() in written


def test_an_edit_that_ends_while_a_copy_is_made_is_found_twice_and_never_lost(
    family: Family, quick: None, tmp_path: Path
) -> None:
    services = family.services
    (edit,) = services.queue.all_waiting()
    seen = []

    def ending() -> bool:
        seen.append(1)
        if len(seen) == 2:  # the first file was the one that waits
            services.editing.decide(edit.id, "cancel", "Tina")
        return True

    made = make(services.core.store.root, Shelf(tmp_path), "x.tar.gz", now=family.clock.now(), is_wanted=ending)
    names = {one.path for one in made.manifest.files}
    assert {f"data/pending_uploads/pc-anna/{edit.id}.json", f"data/finished/pc-anna/{edit.id}.json"} <= names
    Restore(made.path, family.clock, TOM).into(tmp_path / "new")
    with (core := open_core(tmp_path / "new", family.clock, writer=True)).store:
        assert Services(core).queue.get(edit.id).state.value == "cancelled"


@pytest.mark.parametrize("moment", range(1, 40))
def test_what_was_safe_when_a_copy_was_begun_is_in_it_without_a_passphrase_too(
    family: Family, quick: None, tmp_path: Path, moment: int
) -> None:
    """A cycle that ends meanwhile brings a file up to date and lets the journal go."""
    store, clock = family.core.store, family.clock
    history, seen = StatsHistory(store), []

    def note(used: int) -> None:
        now = clock.now()
        local = now.replace(tzinfo=None)
        reading = Reading(at=now, now=local, checked=local, used=used, balance=used, week=used, month=used)
        history.note("pc-anna", "zoe", reading)
        history.settle()

    note(60)
    clock.advance(180)
    note(240)

    def ending() -> bool:
        seen.append(1)
        if len(seen) == moment:
            clock.advance(900)
            note(900)
        return True

    made = make(store.root, Shelf(tmp_path), "x.tar.gz", now=clock.now(), is_wanted=ending)
    Restore(made.path, clock, TOM).into(tmp_path / "new")
    with (core := open_core(tmp_path / "new", clock, writer=True)).store:
        (day,) = StatsHistory(core.store).days("pc-anna", "zoe").values()
    assert day.used in {240, 900}


def test_a_digest_that_went_out_since_does_not_go_out_again(copied: Copied, family: Family) -> None:
    week = week_named("2026-W47", 1)
    save_sent(family.core.store, load_sent(family.core.store).with_mailed(week).with_told(week))
    family.core.store.close()
    copied.into(family.core.store.root, passphrase=PASSPHRASE)
    with (core := open_core(family.core.store.root, family.clock, writer=True)).store:
        assert load_sent(core.store).mailed == load_sent(core.store).told == ("2026-W47",)


def test_what_was_there_is_kept_and_copies_stay_where_they_are(copied: Copied, family: Family) -> None:
    root = copied.root
    family.stop()
    (root / "backups" / "timekpr-mngr-20261101T024000Z.tar.gz").write_text("older")
    (root / "servers.json").write_text("{}")
    before = content(root)
    restored = copied.into(root, passphrase=PASSPHRASE)
    assert restored.old is not None
    assert restored.old.name.startswith("data.before-restore-")
    assert {name: data for name, data in content(restored.old).items() if not name.startswith("backups")} == before
    assert (root / "backups" / "timekpr-mngr-20261101T024000Z.tar.gz").read_text() == "older"
    assert (root / "notes of mine.txt").read_text() == OTHER_LINE
    assert (root / "servers.json").read_text() != "{}"


def test_where_nothing_can_be_beside_it_what_was_there_is_kept_among_the_copies(
    copied: Copied, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is with a volume of a container, and in a folder that belongs to root."""
    family.stop()
    rename = Path.rename

    def refusing(self: Path, target: Path) -> Path:
        if target.parent == copied.root.parent:
            raise OSError(18, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refusing)
    restored = copied.into(copied.root, passphrase=PASSPHRASE)
    assert restored.old is not None
    assert restored.old.parent == copied.root / "backups"
    assert (restored.old / "servers.json").exists()
    assert not list(copied.root.glob(".*-*"))


def test_a_backup_without_secrets_leaves_those_that_are_there(family: Family, quick: None) -> None:
    copied, root = Copied.make(family), family.core.store.root
    key, accounts = (root / "ssh" / "id_ed25519").read_bytes(), (root / "accounts.json").read_bytes()
    family.stop()
    restored = copied.into(root)
    assert restored.secrets == "kept"
    assert (root / "ssh" / "id_ed25519").read_bytes() == key
    assert (root / "accounts.json").read_bytes() == accounts
    assert (root / "sessions.json").exists()
    assert json.loads((root / "settings.json").read_text()) == {"mqtt": {"host": "nas.lan", "password": SECRET}}


def test_a_saved_password_goes_to_no_other_server_by_a_backup_of_anybody(family: Family, quick: None) -> None:
    copied, root = Copied.make(family), family.core.store.root
    family.services.house.change(TINA, **{"mqtt.host": "other.lan", "mqtt.password": "of the other"})
    family.stop()
    restored = copied.into(root)
    assert (restored.secrets, restored.elsewhere) == ("kept", ("mqtt",))
    mqtt = json.loads((root / "settings.json").read_text())["mqtt"]
    assert (mqtt["host"], mqtt["enabled"], mqtt.get("password")) == ("nas.lan", False, None)


def test_the_secrets_that_are_there_can_be_dropped_too(family: Family, quick: None) -> None:
    copied, root = Copied.make(family), family.core.store.root
    family.stop()
    restored = copied.into(root, keep_secrets=False)
    assert restored.secrets == "none"
    assert set(content(root)) & (ALWAYS_SECRET - {"settings.json"}) == set()
    assert SECRET not in (root / "settings.json").read_text()


def test_a_backup_with_secrets_is_not_restored_without_them_by_mistake(copied: Copied, tmp_path: Path) -> None:
    with pytest.raises(PassphraseWanted):
        copied.into(tmp_path / "new")
    with pytest.raises(PassphraseWrong):
        copied.into(tmp_path / "new", passphrase="something else")
    assert not (tmp_path / "new").exists()
    assert copied.into(tmp_path / "new", without_secrets=True).secrets == "none"


def test_who_was_signed_in_then_is_not_signed_in_again(copied: Copied, family: Family) -> None:
    family.stop()
    copied.into(copied.root, passphrase=PASSPHRASE)
    assert not (copied.root / "sessions.json").exists()


def test_plain_files_that_were_exchanged_do_not_fit_to_the_secrets(copied: Copied, tmp_path: Path) -> None:
    """Whoever can write where copies are kept can make hashes that fit; they have no passphrase."""
    from tests.backup.test_hostile import changed  # noqa: PLC0415

    def other_host(name: str, data: bytes) -> bytes:
        return data.replace(b"pc-ben.secret.lan", b"pc-ben.hostil.lan") if name == "data/servers.json" else data

    copied.file.write_bytes(changed(copied.file.read_bytes(), other_host))
    with copied.file.open("rb") as file:
        check(file, "x")  # without the passphrase nobody can tell
    before = everything(tmp_path)
    with pytest.raises(Exception, match="is not what it was"):
        copied.into(tmp_path / "new", passphrase=PASSPHRASE)
    assert everything(tmp_path) == before


def test_restoring_is_in_the_audit(copied: Copied, family: Family, tmp_path: Path) -> None:
    copied.into(tmp_path / "new", passphrase=PASSPHRASE)
    with (core := open_core(tmp_path / "new", family.clock, writer=True)).store:
        (entry,) = [one for one in Services(core).audit.newest(50) if one.what == "backup"]
    assert (entry.kind, entry.who, entry.after["file"]) == ("restored", "tom", "copy.tar.gz")


def test_a_copy_of_a_copy_is_the_same(copied: Copied, tmp_path: Path) -> None:
    with copied.file.open("rb") as file:
        again = io.BytesIO(file.read())
    assert check(again, "x", PASSPHRASE) == copied.manifest
