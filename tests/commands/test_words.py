"""What the commands print is said in the language and time format of the settings, and says how old it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clock import SystemClock
from opening import open_core
from state import ServerStatus
from status_file import StatusFile
from tests.support.program import invoke

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


def test_a_figure_of_another_day_says_of_which(data: Path) -> None:
    _, user = words(data, "status", language="de")

    assert user.split("  ")[-1] == f"Stand 02.01.2020 {READ_AT.astimezone():%H:%M}"


def test_a_number_of_computers_is_said_in_the_language(data: Path) -> None:
    assert words(data, "check", language="de") == ["Die Daten sind in Ordnung: 1 Computer."]


def test_a_key_file_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = invoke(tmp_path / "data", "key", "import", str(tmp_path / "gone"), TIMEKPR_MNGR_LANGUAGE="de")

    assert done.returncode == 2
    assert done.stderr.startswith("Schlüsseldatei: „")
    assert "Sie ist nicht lesbar: " in done.stderr
