"""What is known outlives a restart: every error with its words, and a damaged record never looks like good news."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest

from clock import FakeClock
from errors import FileMissing, MachineError, PermissionRefused, TooSlow, Unexpected
from i18n import Message
from ssh_client.host_clock import HostClock
from ssh_client.pull import Directories
from state import ServerStatus, UserState
from status_file import PATH, StatusFile
from storage import Store

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
CLOCK = HostClock(utc_offset=3600, ahead=3, read_at=NOW, zone="Europe/Berlin")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data", clock=FakeClock(NOW), writer=True) as store:
        yield store


def after_a_restart(store: Store, status: ServerStatus) -> ServerStatus:
    StatusFile(store).save({"pc": status})
    return StatusFile(store).load()["pc"]


def edited(store: Store, status: ServerStatus, **changes: object) -> ServerStatus:
    """As :func:`after_a_restart`, with somebody at the file in between."""
    StatusFile(store).save({"pc": status})
    path = store.root.joinpath(*PATH)
    record = json.loads(path.read_text())
    record["servers"]["pc"].update(changes)
    path.write_text(json.dumps(record))
    return StatusFile(store).load()["pc"]


def kinds(base: type[MachineError] = MachineError) -> Iterator[type[MachineError]]:
    yield base
    for one in base.__subclasses__():
        yield from kinds(one)


def sample(kind: type[MachineError]) -> MachineError:
    """One such error: a number, a sentence and plain text among its fields, as the real ones have them."""
    names = sorted({name for _, name, _, _ in Formatter().parse(kind.template) if name})
    values = {"port": 22, "why": Message("it is larger than 256 KiB"), "stage": Message("reading files")}
    return kind(**{name: values.get(name, f"the {name} {{with}} braces") for name in names})


@pytest.mark.parametrize("kind", [*kinds(), Unexpected], ids=lambda kind: kind.code)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_error_is_the_same_after_a_restart(store: Store, kind: type[MachineError], language: str) -> None:
    before = sample(kind)
    after = after_a_restart(store, ServerStatus(error=before)).error

    assert type(after) is kind
    assert after.text(language) == before.text(language)
    assert after.message.fields == before.message.fields


def test_all_that_is_known_of_a_server_is_the_same_after_a_restart(store: Store) -> None:
    status = ServerStatus(
        tried_at=NOW,
        read_at=NOW - timedelta(minutes=9),
        error=TooSlow(stage=Message("reading files"), seconds="15"),
        failures=3,
        seconds=15.2,
        stage="read",
        clock=CLOCK,
        directories=Directories("/var/lib/timekpr/config", "/srv/work"),
        found=("anna", "ben"),
        users={
            "anna": UserState(read_at=NOW - timedelta(days=2), error=FileMissing(path="/srv/work/anna.time")),
            "ben": UserState(read_at=NOW),
        },
        offered_key="ssh-ed25519 AAAA",
    )
    after = after_a_restart(store, status)

    def without_errors(one: ServerStatus) -> ServerStatus:
        users = {name: replace(user, error=None) for name, user in one.users.items()}
        return replace(one, error=None, users=users)

    assert without_errors(after) == without_errors(status)
    assert str(after.error) == str(status.error)
    assert isinstance(after.users["anna"].error, FileMissing)
    assert str(after.users["anna"].error) == str(status.users["anna"].error)
    assert after.users["ben"].error is None


@pytest.mark.parametrize(
    "error",
    [
        {"code": "of_a_later_release", "fields": {}},
        {"code": "permission", "fields": {}},
        {"code": "permission", "fields": {"another": "x"}},
        {"code": "", "fields": {"path": "x"}},
    ],
)
def test_an_error_that_nobody_knows_is_still_an_error(store: Store, error: dict[str, object]) -> None:
    status = ServerStatus(error=PermissionRefused(path="/etc/timekpr"))
    user = {"read_at": None, "error": error}
    after = edited(store, status, error=error, users={"anna": user})

    assert isinstance(after.error, MachineError)
    assert isinstance(after.users["anna"].error, MachineError)
    assert str(after.error)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe", "\0", "x" * 5000])
def test_a_clock_in_a_zone_that_nobody_knows_is_asked_anew(store: Store, zone: str) -> None:
    assert after_a_restart(store, ServerStatus(clock=replace(CLOCK, zone=zone), failures=2)) == ServerStatus(failures=2)


@pytest.mark.parametrize("changes", [{"utc_offset": 10**6, "zone": ""}, {"ahead": 10**12}, {"ahead": 10**30}])
def test_a_clock_with_which_nobody_can_reckon_is_asked_anew(store: Store, changes: dict[str, int]) -> None:
    assert after_a_restart(store, ServerStatus(clock=replace(CLOCK, **changes))).clock is None


def test_a_guessed_clock_stays_a_guess(store: Store) -> None:
    guess = HostClock(utc_offset=3600, ahead=0, read_at=NOW, guessed=True)

    assert after_a_restart(store, ServerStatus(clock=guess)).clock == guess


@pytest.mark.parametrize("content", [b"", b"[]", b'{"schema": 1, "servers": 5}', b"\0" * 100])
def test_a_file_that_is_lost_costs_knowledge_and_nothing_else(store: Store, content: bytes) -> None:
    StatusFile(store).save({"pc": ServerStatus(failures=1)})
    path = store.root.joinpath(*PATH)
    path.write_bytes(content)

    assert StatusFile(store).load() in ({}, {"pc": ServerStatus(failures=1)})
    StatusFile(store).save({"pc": ServerStatus(failures=2)})
    assert StatusFile(store).load() == {"pc": ServerStatus(failures=2)}
