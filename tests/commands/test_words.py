"""What the commands print is said in the language and time format of the settings, and says how old it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import doctor
from clock import SystemClock
from fleet_views import server_view
from opening import open_core
from probe import Looked
from services import standing
from ssh_client.dispatch import Outcome
from ssh_client.files import RemoteFile
from ssh_client.host_clock import HostClock
from ssh_client.pull import Directories, Pulled
from state import ServerStatus
from status_file import StatusFile
from tests.support.program import invoke
from views import ServerView

READ_AT = datetime(2020, 1, 2, 20, 10, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A computer that was last read long ago."""
    core = open_core(tmp_path / "data", SystemClock(), writer=True)
    with core.store:
        pc = core.fleet.add("PC-Anna", "pc-anna.local")
        core.fleet.add_user(pc.id, "anna")
        StatusFile(core.store).save({pc.id: ServerStatus(tried_at=READ_AT, read_at=READ_AT)})
    return tmp_path / "data"


def words(data: Path, *command: str, **settings: str) -> list[str]:
    environ = {f"TIMEKPR_MNGR_{name.upper()}": value for name, value in settings.items()}
    done = invoke(data, *command, **environ)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("language", "time_format", "clock", "expected"),
    [
        ("en", "24h", "%H:%M", "PC-Anna: online, read 2 Jan 2020 "),
        ("en", "12h", "%-I:%M", "PC-Anna: online, read 2 Jan 2020 "),
        ("de", "24h", "%H:%M", "PC-Anna: online, Stand 02.01.2020 "),
        ("de", "12h", "%-I:%M", "PC-Anna: online, Stand 02.01.2020 "),
    ],
)
def test_a_computer_says_when_it_was_read(
    data: Path, language: str, time_format: str, clock: str, expected: str
) -> None:
    first, _ = words(data, "status", language=language, time_format=time_format)

    assert first.startswith(f"{expected}{READ_AT.astimezone():{clock}}")


def test_a_figure_of_another_day_says_of_which(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_old_figures(*known: Any, **more: Any) -> ServerView:
        view = server_view(*known, **more)
        return replace(view, users=tuple(replace(user, as_of=READ_AT) for user in view.users))

    monkeypatch.setattr(standing, "server_view", with_old_figures)
    _, user = words(data, "status", language="de")

    assert user.endswith("  Stand 02.01.2020 20:10")


def test_a_number_of_computers_is_said_in_the_language(data: Path) -> None:
    assert words(data, "check", language="de") == ["Die Daten sind in Ordnung: 1 Computer."]


def test_it_says_in_the_language_of_the_settings_that_the_data_are_in_use(data: Path) -> None:
    (data / "settings.json").write_text('{"language": "de"}')
    with open_core(data, SystemClock(), writer=True).store:
        done = invoke(data, "sync")

    assert done.returncode == 1
    assert " wird von " in done.stderr


@pytest.mark.parametrize(
    ("language", "said"), [("de", "gibt es noch nicht"), ("en", "There is no"), ("xx", "There is no")]
)
def test_it_says_in_the_language_of_the_environment_that_there_are_no_data(
    tmp_path: Path, language: str, said: str
) -> None:
    assert said in invoke(tmp_path / "data", "status", TIMEKPR_MNGR_LANGUAGE=language).stderr


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(0, "geht 0 s vor"), (400, "geht 400 s vor"), (-3, "geht 3 s nach")],
    ids=["right", "ahead", "behind"],
)
def test_the_doctor_says_which_way_a_clock_is_off(
    data: Path, monkeypatch: pytest.MonkeyPatch, ahead: int, said: str
) -> None:
    clock = HostClock(utc_offset=3600, ahead=ahead, read_at=READ_AT)
    pulled = Pulled(RemoteFile("timekpr.conf", b"", 0), Directories("", ""), ("anna",), clock=clock)
    monkeypatch.setattr(doctor, "look_closely", lambda *_, **__: Outcome(Looked(pulled), None, "done", 0.1))
    invoke(data, "key", "generate")

    done = invoke(data, "doctor", TIMEKPR_MNGR_LANGUAGE="de")

    assert f"Uhr: {said}, Zeitzone UTC+1" in done.stdout


def test_a_key_file_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = invoke(tmp_path / "data", "key", "import", str(tmp_path / "gone"), TIMEKPR_MNGR_LANGUAGE="de")

    assert done.returncode == 2
    assert done.stderr.startswith("Schlüsseldatei: „")
    assert "Sie ist nicht lesbar: " in done.stderr
