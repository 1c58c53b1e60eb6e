"""What looks odd as it is now: a Problem as long as it is so, and a sign that is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from clock import SET_WITHIN, FakeClock
from errors import FileMissing
from server_problems import STOPPED_FROM
from tests.api.home import AFTERNOON
from tests.signs.watched import Watched
from timekpr_rules import TimeFile, new_time_file


def codes(home: Watched) -> list[str]:
    return [one.code for one in home.problems]


def settings(home: Watched, **texts: str) -> None:
    home.twin.timekpr.set_settings(texts, home.twin.now())


@pytest.mark.parametrize(
    ("texts", "code", "sentence"),
    [
        (
            {"TIMEKPR_USERS_EXCL": "gdm;anna"},
            "user_ignored",
            "anna is on the list of logins that Timekpr leaves alone: nothing is counted or limited.",
        ),
        (
            {"TIMEKPR_SESSION_TYPES_CTRL": "mir"},
            "session_not_counted",
            "Timekpr counts no time in sessions of this kind: x11, wayland.",
        ),
        (
            {"TIMEKPR_SESSION_TYPES_EXCL": "tty;wayland"},
            "session_not_counted",
            "Timekpr counts no time in sessions of this kind: wayland.",
        ),
        ({"TIMEKPR_POLLTIME": "60"}, "never_counts", ""),
    ],
)
def test_settings_with_which_nothing_is_counted(home: Watched, texts: dict[str, str], code: str, sentence: str) -> None:
    settings(home, **texts)
    assert code in home.look(180)
    (problem,) = [one for one in home.problems if one.code == code]
    assert sentence in problem.message.text()
    assert problem.sign == 0
    home.look(180)
    assert [one.code.value for one in home.signs].count(code) == 1


def test_a_clock_that_is_off_is_no_sign_while_ours_may_not_be_set_yet(tmp_path: Path) -> None:
    home = Watched(tmp_path, clock=FakeClock(AFTERNOON, up=60))
    home.twin.ahead = 7 * 86_400
    home.use(1)
    home.look()
    home.look(60)
    assert "clock_off" in codes(home)
    assert "clock_off" not in [one.code.value for one in home.signs]
    assert "clock_off" in home.look(SET_WITHIN)
    home.stop()


def test_it_ends_with_its_cause_and_is_not_told_again_when_that_comes_back_soon(home: Watched) -> None:
    home.twin.ahead = 3600
    home.look(3700)
    assert codes(home) == ["clock_off"]
    assert [one.is_open for one in home.view.signs] == [True]
    home.twin.ahead = 0
    home.look(3700)
    assert codes(home) == []
    assert [one.is_open for one in home.view.signs] == [False]
    home.twin.ahead = 3600
    home.look(3700)
    assert [(one.code.value, one.times) for one in home.signs] == [("clock_off", 2)]


def test_files_that_were_there_and_are_gone(home: Watched) -> None:
    home.twin.timekpr.disk.time("anna").unlink()
    assert home.look(180) == ["files_gone"]
    assert codes(home) == [FileMissing.code]
    assert home.signs[0].user == "anna"


def test_a_counter_that_cannot_be(home: Watched) -> None:
    content = new_time_file("anna", TimeFile(last_checked=home.twin.now().replace(tzinfo=None, microsecond=0)))
    path = home.twin.timekpr.disk.time("anna")
    path.write_bytes(content.replace(b"TIME_SPENT_DAY = 0", b"TIME_SPENT_DAY = 999999"))
    assert "counters_impossible" in home.look(180)


def test_a_service_that_does_not_run_is_found_at_the_second_question_and_goes_when_it_runs_again(home: Watched) -> None:
    run, asked = home.twin.run, []

    def stopped(command: str):
        if "getUserList" in command:
            asked.append(command)
            answer = run("false")
            return type(answer)(1, "The name com.timekpr.server was not provided by any .service files")
        return run(command)

    home.twin.run = stopped  # type: ignore[method-assign]
    home.use(10)
    home.look()
    home.twin.timekpr.log_out("anna", home.twin.now())
    home.look(180)
    assert len(asked) == 1
    assert codes(home) == []
    assert home.look(180)[-1] == "timekpr_stopped"
    assert home.services.syncer.state("pc").stopped == STOPPED_FROM
    home.restart()
    assert codes(home) == ["timekpr_stopped"]
    home.twin.run = run  # type: ignore[method-assign]
    home.look(180)
    assert codes(home) == []


def test_a_service_that_runs_is_asked_for_only_when_somebody_has_gone_quiet(home: Watched) -> None:
    run, asked = home.twin.run, []
    home.twin.run = lambda command: (asked.append(command), run(command))[1]  # type: ignore[method-assign]
    home.use(5)
    for _ in range(5):
        home.use(3)
        home.look()
    assert asked == []
    for _ in range(5):
        home.twin.timekpr.log_out("anna", home.twin.now())
        home.look(180)
    assert len(asked) == 1


def test_a_file_that_everybody_can_write(home: Watched) -> None:
    home.twin.timekpr.disk.time("anna").chmod(0o666)
    assert home.look(180) == ["writable_files"]
    (problem,) = home.problems
    assert problem.message.text() == "Everybody on that computer can change /var/lib/timekpr/work/anna.time."
    home.twin.timekpr.disk.time("anna").chmod(0o644)
    home.look(180)
    assert codes(home) == []
