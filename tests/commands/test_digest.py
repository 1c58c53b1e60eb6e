"""``digest``: the words of the page, for everybody or one child, as text, as JSON, and by mail."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from clock import SystemClock
from digest import Week, week_of
from mail import known_letters, told_letters
from opening import open_core
from services import Services
from stats_history import HISTORY
from tests.digest.made import days, history
from tests.mail.house import ANNA, OMAR
from tests.mail.server import mail_server
from tests.support.program import as_json, invoke, ok, serving
from workbench.sshd import free_port


def last_week() -> Week:
    return week_of(SystemClock().now().astimezone().date()).before


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    ok(data, "server", "add", "PC-Anna", "--host", "192.0.2.1")
    for user, child in (("anna", "Anna"), ("ben", "Ben")):
        ok(data, "user", "add", "PC-Anna", user, "--child", child)
    core = open_core(data, SystemClock(), writer=True)
    with core.store:
        kept = history(days(60, 70, 80, 0, 100, 160, 90, first=last_week().first), as_of=core.clock.now())
        core.store.save(HISTORY, kept, "history", "pc-anna", "anna.json")
    return data


def test_of_a_school_nobody_is_left_out(data: Path) -> None:
    core = open_core(data, SystemClock(), writer=True)
    with core.store:
        for number in range(60):
            core.fleet.add_user("pc-anna", f"pupil{number:02}")
    said = as_json(data, "digest", "--json")
    assert len({one["child"] for one in said["digests"]}) == 62
    assert "pupil59" in ok(data, "digest").splitlines()


def test_it_prints_a_section_for_each_child(data: Path) -> None:
    lines = ok(data, "digest").splitlines()
    assert lines[0].startswith("The week of ")
    anna = "Anna used 9 h 20 of 14 h allowed. The longest day was Saturday with 2 h 40."
    assert lines[1:4] == ["", "Anna", f"{anna} On Saturday it was 40 min more than allowed."]
    assert lines[4:7] == ["", "Ben", "Nothing is known of what Ben used this week."]
    assert lines[7:] == ["PC-Anna was never read."]


def test_one_child_and_another_week_can_be_asked_for(data: Path) -> None:
    said = as_json(data, "digest", "Anna", "--json")
    assert said["week"] == last_week().name
    assert [(one["child"], one["used"]) for one in said["digests"]] == [("Anna", 33600)]
    before = last_week().before.name
    said = as_json(data, "digest", "anna", "--week", before, "--json")
    assert (said["week"], said["digests"][0]["used"]) == (before, None)


@pytest.mark.parametrize(
    "words", [("Zoe",), ("--week", "x"), ("--week", "2199-W01")], ids=["no child", "no week", "not over"]
)
def test_what_there_is_not_is_said_in_a_sentence(data: Path, words: tuple[str, ...]) -> None:
    done = invoke(data, "digest", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_in_an_empty_house_there_is_nobody(tmp_path: Path) -> None:
    ok(tmp_path / "data", "key", "show")
    assert ok(tmp_path / "data", "digest").splitlines()[1:] == ["Nobody is here yet"]


def use(data: Path, port: int) -> None:
    smtp = {
        "host": "127.0.0.1", "port": port, "security": "none", "sender": "t@example.org",
        "recipients": f"{ANNA}, {OMAR}", "enabled": True,
    }  # fmt: skip
    (data / "settings.json").write_text(json.dumps({"smtp": smtp}))


@pytest.mark.real
def test_it_is_mailed_as_often_as_somebody_asks_for_it(data: Path) -> None:
    with mail_server() as room:
        use(data, room.port)
        for _ in range(2):
            assert ok(data, "digest", "Anna", "--mail").splitlines()[-1] == f"Sent to {ANNA}, {OMAR}."
    assert room.copies(ANNA) == room.copies(OMAR) == 2
    text = room.taken[0].message.get_body(("plain",)).get_content()
    assert "Anna used 9 h 20 of 14 h allowed." in text
    assert "Ben" not in text
    assert not list(data.glob("told/*/*"))  # where no program runs, none would ever take it in
    assert as_json(data, "mail", "status")["last_sent"]


@pytest.mark.real
def test_who_does_not_get_it_is_told_with_the_reason_and_it_ends_with_1(data: Path) -> None:
    with mail_server() as room:
        use(data, room.port)
        room.recipient_says[ANNA] = ["always"]
        done = invoke(data, "digest", "--mail")
        assert done.returncode == 1
        assert done.stdout.splitlines()[-1] == f"Sent to {OMAR}."
        assert done.stderr.startswith(f"Not sent to {ANNA}: The mail server 127.0.0.1 takes no mail for {ANNA}.")
        room.recipient_says[OMAR] = ["always"]
        done = invoke(data, "digest", "--mail")
        assert done.returncode == 1
        assert "Sent to" not in done.stdout
        assert done.stderr.count("\n") == 2
    said = ok(data, "mail", "status")
    assert "Last sent: " in said
    assert f"has not been sent to {ANNA}. The mail server" in said


@pytest.mark.real
def test_what_is_mailed_beside_a_running_program_counts_for_it_too(data: Path) -> None:
    with mail_server() as room:
        use(data, room.port)
        with serving(data):
            assert as_json(data, "mail", "status")["last_sent"] is None
            ok(data, "digest", "--mail")
            said = as_json(data, "mail", "status")["last_sent"]
            assert said
    core = open_core(data, SystemClock(), writer=True)
    with core.store:
        services = Services(core)
        services.chores.turn()
        assert str(services.mail.view().last_sent.isoformat()) == said
        assert not told_letters(core.store).waits()
        assert [one.is_over for one in known_letters(core.store)] == [True]


def test_without_a_mail_server_it_says_why(data: Path) -> None:
    assert "Mail is turned off" in invoke(data, "digest", "--mail").stderr
    use(data, free_port())
    done = invoke(data, "digest", "--mail")
    assert done.returncode == 1
    assert "no mail server answers" in done.stderr


def test_days_that_are_over_stay_where_weeks_begin_on_another_day(data: Path) -> None:
    (data / "settings.json").write_text(json.dumps({"first_weekday": "sunday"}))
    (said,) = as_json(data, "digest", "Anna", "--json")["digests"]
    assert date.fromisoformat(said["first"]).isoweekday() == 7
    assert date.fromisoformat(said["last"]) - date.fromisoformat(said["first"]) == timedelta(days=6)
