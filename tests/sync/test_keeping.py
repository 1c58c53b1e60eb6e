"""What is kept of a server's files, and where they are looked for: what a server says is data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adopt import NOT_KEPT, directories_of
from errors import FileMissing
from servers import Server
from ssh_client.pull import Directories
from state import ServerStatus
from timekpr_rules import MainConfig, new_main_config

from .conftest import Computer, Engine

USUAL = Directories("/var/lib/timekpr/config", "/var/lib/timekpr/work")


def without(text: str, key: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(key))


@pytest.mark.real
@pytest.mark.parametrize("key", ["LIMITS_PER_WEEKDAYS", "LIMIT_PER_WEEK", "LIMIT_PER_MONTH", "ALLOWED_WEEKDAYS"])
def test_a_file_from_which_a_limit_has_gone_does_not_replace_the_good_copy(
    engine: Engine, computer: Computer, key: str
) -> None:
    engine.cycle()
    good = computer.path("anna").read_text()
    computer.path("anna").write_text(without(good, key))
    engine.cycle()

    assert {"limit_key_missing", "limit_unreadable"} & {
        finding.code for finding in engine.state().users["anna"].config.findings
    }
    assert engine.cached("pc", "users", "anna.conf").read_text() == good


def duplicated(text: str) -> str:
    """No file that Timekpr can read: a key is there twice."""
    line = next(line for line in text.splitlines(keepends=True) if line[:1].isupper())
    return text.replace(line, line + line)


@pytest.mark.real
@pytest.mark.parametrize("spoil", [duplicated, lambda text: without(text, "LIMIT_PER_WEEK"), lambda _text: ""])
def test_a_restart_tells_of_a_bad_file_as_before_until_it_is_good_again(
    engine: Engine, computer: Computer, spoil: Callable[[str], str]
) -> None:
    engine.cycle()
    good = computer.path("anna").read_text()
    computer.path("anna").write_text(spoil(good))
    engine.cycle()
    told = engine.state().users["anna"].config
    assert {one.code for one in told.findings} & NOT_KEPT
    engine.restart()

    assert engine.state().users["anna"].config == told
    assert engine.cycle().servers[0].changed == ()

    computer.path("anna").write_text(good)
    engine.cycle()
    engine.restart()
    assert engine.state().users["anna"].config.findings == ()
    assert not engine.cached("pc", "users", "anna.conf.bad").exists()


@pytest.mark.real
def test_bad_counters_are_told_of_after_a_restart_too(engine: Engine, computer: Computer) -> None:
    engine.cycle()
    computer.spent("anna").write_text(duplicated(computer.spent("anna").read_text()))
    engine.cycle()
    told = engine.state().users["anna"].spent
    engine.restart()

    assert engine.state().users["anna"].spent == told
    assert told.damaged


@pytest.mark.real
def test_bad_settings_are_told_of_after_a_restart_too(engine: Engine, computer: Computer) -> None:
    engine.cycle()
    main = computer.root / "timekpr.conf"
    main.write_text(duplicated(main.read_text()))
    engine.cycle()
    engine.restart()

    assert engine.state().main.damaged


@pytest.mark.real
def test_a_copy_of_counters_that_has_lost_some_is_not_shown_after_a_restart(engine: Engine, computer: Computer) -> None:
    engine.cycle()
    copy = engine.cached("pc", "stats", "anna.time")
    copy.write_text(without(copy.read_text(), "TIME_SPENT_WEEK"))
    engine.restart()

    assert engine.state().users["anna"].spent is None
    assert engine.state().users["anna"].config is not None


@pytest.mark.real
def test_when_both_files_fail_it_is_the_rules_that_are_missed_first(engine: Engine, computer: Computer) -> None:
    computer.path("anna").unlink()
    computer.spent("anna").unlink()
    computer.spent("anna").mkdir()
    engine.cycle()

    error = engine.state().users["anna"].error
    assert isinstance(error, FileMissing)
    assert str(error.message.fields["path"]) == str(computer.path("anna"))


@pytest.mark.real
@pytest.mark.parametrize("lost", ["path", "spent"])
def test_the_age_of_a_user_is_when_both_files_were_read(engine: Engine, computer: Computer, lost: str) -> None:
    engine.cycle()
    first = engine.state()
    file = getattr(computer, lost)("anna")
    content = file.read_bytes()
    file.unlink()
    engine.cycle()

    assert engine.state().read_at > first.read_at
    assert engine.state().users["anna"].read_at == first.users["anna"].read_at
    assert engine.state().users["ben"].read_at == engine.state().read_at

    file.write_bytes(content)
    engine.cycle()
    assert engine.state().users["anna"].read_at == engine.state().read_at
    assert engine.state().users["anna"].error is None


@pytest.mark.parametrize(
    "path",
    ["", "relative/folder", "../../etc", "/with\abell", "/with\nline", "/with\x1b[2Jescape", "/" + "x" * 300, "~/x"],
)
def test_a_directory_that_can_be_none_is_not_looked_for(path: str) -> None:
    server = Server(id="pc", name="pc", host="pc")

    assert directories_of(server, MainConfig(config_dir=path, work_dir=path)) == USUAL


def test_a_directory_that_can_be_one_is_looked_for_there() -> None:
    server = Server(id="pc", name="pc", host="pc")
    main = MainConfig(config_dir="/srv/kinder spiele/", work_dir="/" + "x" * 254)

    assert directories_of(server, main) == Directories("/srv/kinder spiele", "/" + "x" * 254)


@pytest.mark.parametrize("value", ["relative/folder", "/" + "x" * 300, "/with\x07bell"])
def test_neither_where_a_servers_own_file_says_so(engine: Engine, value: str) -> None:
    server = Server(id="pc", name="pc", host="pc")
    main = new_main_config().replace(b"/var/lib/timekpr/config", value.encode())

    assert value.encode() in main
    assert engine.syncer._adopter.directories_in(server, ServerStatus())(main) == USUAL
