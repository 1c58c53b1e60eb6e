"""A machine whose account is root takes uploads: a new file, filled, synced, put in the old one's place."""

import asyncio
import errno

import asyncssh
import pytest

from demo.machine import PlayedMachine
from demo.sftp import FITS, Fault
from demo.wire import ACCOUNT, HOST
from tests.demo.house import BERLIN

PATH = "/var/lib/timekpr/config/timekpr.anna.conf"
UPLOAD = f"{PATH}.upload"


@pytest.fixture
def machine(room, clock, public_key_line):
    machine = PlayedMachine(room, "PC", public_key_line, clock=clock, zone=BERLIN, writable=True)
    (machine.root / PATH[1:]).write_bytes(b"old")
    return machine


@pytest.fixture
def sftp(machine, dial, files):
    with files(dial(machine.port)) as sftp:
        yield sftp


def on_disk(machine, path=PATH):
    return (machine.root / path[1:]).read_bytes()


def test_an_upload_as_openssh_knows_it_is_taken(machine, private_key):
    async def upload():
        async with (
            asyncssh.connect(
                HOST, machine.port, username=ACCOUNT, client_keys=[private_key], known_hosts=None
            ) as there,
            there.start_sftp_client() as sftp,
        ):
            async with sftp.open(UPLOAD, "xb", asyncssh.SFTPAttrs(permissions=0o600)) as file:
                await file.write(b"new")
                await file.setstat(asyncssh.SFTPAttrs(permissions=0o644, uid=0, gid=0))
                await file.fsync()
            await sftp.posix_rename(UPLOAD, PATH)
            return await sftp.stat(PATH)

    attrs = asyncio.run(upload())
    assert on_disk(machine) == b"new"
    assert attrs.permissions & 0o777 == 0o644
    assert attrs.mtime == int(machine.now().timestamp())
    assert not (machine.root / UPLOAD[1:]).exists()


def test_its_account_is_root(machine):
    assert machine.shell.run("id -u", machine.now()).out == "0\n"


def test_a_new_file_has_to_be_new(sftp, machine):
    with sftp.open(UPLOAD, "xw") as file:
        file.write(b"1")
    with pytest.raises(OSError):
        sftp.open(UPLOAD, "xw")
    assert on_disk(machine, UPLOAD) == b"1"


@pytest.mark.parametrize("mode", ["w", "a", "r+"])
def test_what_is_there_is_not_written_over(sftp, machine, mode):
    with pytest.raises(PermissionError):
        sftp.open(PATH, mode)
    assert on_disk(machine) == b"old"


def test_a_plain_rename_takes_only_a_free_name(sftp, machine):
    with sftp.open(UPLOAD, "xw") as file:
        file.write(b"new")
    with pytest.raises(OSError, match="Failure"):
        sftp.rename(UPLOAD, PATH)
    assert (on_disk(machine), on_disk(machine, UPLOAD)) == (b"old", b"new")
    sftp.rename(UPLOAD, f"{PATH}.free")
    assert on_disk(machine, f"{PATH}.free") == b"new"


def test_a_file_can_be_taken_away(sftp, machine):
    sftp.remove(PATH)
    assert not (machine.root / PATH[1:]).exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda sftp: sftp.mkdir("/home"),
        lambda sftp: sftp.rmdir("/etc/timekpr"),
        lambda sftp: sftp.symlink("/etc", "/etc/zone"),
        lambda sftp: sftp.truncate(PATH, 0),
    ],
)
def test_what_no_upload_needs_is_refused(sftp, change):
    with pytest.raises(PermissionError):
        change(sftp)


@pytest.mark.parametrize("path", ["/../../../../{}/escaped", "../../{}/escaped"])
def test_nothing_is_written_outside_its_directory(sftp, machine, tmp_path, path):
    path = path.format(str(tmp_path)[1:])
    with pytest.raises(FileNotFoundError):
        sftp.open(path, "xw")
    with pytest.raises(FileNotFoundError):
        sftp.posix_rename(PATH, path)
    assert list(tmp_path.iterdir()) == []
    assert on_disk(machine) == b"old"


def test_a_full_disk_takes_the_beginning_of_a_file(machine, dial, files):
    machine.misbehave(Fault.DISK_FULL)
    with files(dial(machine.port)) as sftp:
        with pytest.raises(OSError), sftp.open(UPLOAD, "xw") as file:
            file.write(b"0" * 2 * FITS)
        assert on_disk(machine, UPLOAD) == b"0" * FITS
        sftp.remove(UPLOAD)
        with sftp.open(UPLOAD, "xw") as file:
            file.write(b"0" * FITS)


def test_a_read_only_disk_takes_nothing_and_says_failure(machine, dial, files):
    machine.misbehave(Fault.READ_ONLY)
    with files(dial(machine.port)) as sftp:
        for change in (lambda: sftp.open(UPLOAD, "xw"), lambda: sftp.remove(PATH), lambda: sftp.chmod(PATH, 0o600)):
            with pytest.raises(OSError) as refused:
                change()
            assert refused.value.errno not in {errno.EACCES, errno.ENOENT}
        assert sftp.open(PATH).read() == b"old"
