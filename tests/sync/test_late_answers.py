"""An answer counts for what was asked: not for a server or user that was removed or changed in the meantime."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from errors import FingerprintDiffers, HostKeyUnknown, KeyNotAccepted, NotReached
from services import Services
from ssh_client.keys import HostKey
from state import ServerStatus
from workbench.dead import refused_port
from workbench.sshd import Sshd

from .conftest import Computer, Engine

pytestmark = pytest.mark.real

Meanwhile = Callable[[Engine], None]


def removed(engine: Engine) -> None:
    engine.core.fleet.remove("pc", keep_data=False)
    engine.syncer.forget("pc")


def removed_and_another_one_taken_in(engine: Engine) -> None:
    removed(engine)
    engine.core.fleet.add("pc", "127.0.0.1", port=refused_port())
    engine.core.fleet.add_user("pc", "anna")


def given_another_address(engine: Engine) -> None:
    engine.core.fleet.update("pc", port=refused_port())
    engine.syncer.moved("pc")


CHANGES = (removed, removed_and_another_one_taken_in, given_another_address)


def while_being_read(engine: Engine, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None]) -> None:
    """Everything has come from the server, nothing has been taken over."""
    adopter = engine.syncer._adopter
    adopt = adopter.adopt

    def late(*args, **options):
        meanwhile()
        return adopt(*args, **options)

    monkeypatch.setattr(adopter, "adopt", late)
    engine.cycle()
    monkeypatch.undo()


def before_it_is_noted(engine: Engine, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None]) -> None:
    """A worker is done with it, the cycle has not looked."""
    done = engine.syncer._done

    def late(target, outcome):
        meanwhile()
        return done(target, outcome)

    monkeypatch.setattr(engine.syncer, "_done", late)
    engine.cycle()
    monkeypatch.undo()


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_kept_of_a_server_that_is_another_by_now(
    engine: Engine, computer: Computer, monkeypatch: pytest.MonkeyPatch, change: Meanwhile
) -> None:
    while_being_read(engine, monkeypatch, lambda: change(engine))

    assert replace(engine.state(), ms={}) == ServerStatus()
    assert engine.seen == []
    assert [path for path in engine.cached("pc").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_late_answer_is_not_shown(
    engine: Engine, computer: Computer, monkeypatch: pytest.MonkeyPatch, change: Meanwhile
) -> None:
    before_it_is_noted(engine, monkeypatch, lambda: change(engine))

    assert engine.state() == ServerStatus()
    assert engine.seen == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_late_refusal_is_not_shown_either(
    engine: Engine, computer: Computer, monkeypatch: pytest.MonkeyPatch, change: Meanwhile
) -> None:
    engine.core.known_hosts.forget("127.0.0.1", computer.sshd.port)

    before_it_is_noted(engine, monkeypatch, lambda: change(engine))

    assert (engine.state().error, engine.state().offered_key, engine.seen) == (None, "", [])


def test_a_user_that_is_removed_meanwhile_leaves_no_file_and_the_others_are_kept(
    engine: Engine, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_being_read(engine, monkeypatch, lambda: engine.core.fleet.remove_user("pc", "anna", keep_data=False))

    kept = sorted(path.name for path in engine.cached("pc").rglob("*") if path.is_file())
    assert kept == ["ben.conf", "ben.time", "timekpr.conf"]

    engine.core.fleet.add_user("pc", "anna")
    engine.cycle()
    assert engine.cached("pc", "users", "anna.conf").read_bytes() == computer.path("anna").read_bytes()
    assert engine.cached("pc", "stats", "anna.time").read_bytes() == computer.spent("anna").read_bytes()


def test_another_address_keeps_the_values_and_forgets_what_the_old_one_said_of_itself(
    engine: Engine, computer: Computer
) -> None:
    engine.cycle()
    read = engine.state()
    engine.syncer._states["pc"] = replace(
        read, error=KeyNotAccepted(account="x"), offered_key="ssh-ed25519 AAAA", failures=9
    )

    engine.syncer.moved("pc")

    after = engine.state()
    assert (after.error, after.offered_key, after.failures, after.clock) == (None, "", 0, None)
    assert (after.users, after.read_at, after.main) == (read.users, read.read_at, read.main)


@pytest.fixture
def shown(engine: Engine, computer: Computer) -> tuple[Services, HostKey]:
    """A computer that has shown its key at its address and waits for a parent's word."""
    engine.core.known_hosts.forget("127.0.0.1", computer.sshd.port)
    services = Services(engine.core)
    services.syncer.cycle(Event())
    assert isinstance(services.syncer.state("pc").error, HostKeyUnknown)
    return services, HostKey.from_line(computer.sshd.host_key_line)


def test_the_key_that_was_shown_can_be_confirmed_where_it_was_shown(
    shown: tuple[Services, HostKey], computer: Computer
) -> None:
    services, key = shown
    services.trust("pc", key.fingerprint)

    assert services.core.known_hosts.get("127.0.0.1", computer.sshd.port) == key


def test_a_key_that_the_old_address_showed_is_not_taken_for_the_new_one(
    shown: tuple[Services, HostKey], tmp_path: Path
) -> None:
    services, key = shown
    with Sshd(tmp_path / "other", services.public_key()) as other:
        services.update_server("pc", "pc", "127.0.0.1", other.port, other.account)
        with pytest.raises(FingerprintDiffers):
            services.trust("pc", key.fingerprint)

        assert services.core.known_hosts.get("127.0.0.1", other.port) is None


def test_nor_where_nobody_answers(shown: tuple[Services, HostKey]) -> None:
    services, key = shown
    port = refused_port()
    services.update_server("pc", "pc", "127.0.0.1", port, "root")
    with pytest.raises(NotReached):
        services.trust("pc", key.fingerprint)

    assert services.core.known_hosts.get("127.0.0.1", port) is None
