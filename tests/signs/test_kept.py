"""How a sign is kept: it stands for a while or until it was seen, over a restart, and floods nobody."""

from __future__ import annotations

import re
import shutil

import pytest

from audit_views import audit_view
from errors import NotFound
from problems import Severity
from services.signs import Signs
from signs import MOST
from tests.courier.twin import LOST
from tests.signs.watched import TINA, Watched
from timekpr_rules import Grant, Operation

MINUTE, HOUR, DAY = 60, 3600, 86_400


def wipe(home: Watched) -> list[str]:
    home.edit(spent_day=0, balance=0, spent_week=0, spent_month=0)
    return home.look(180)


def codes(home: Watched) -> list[str]:
    return [one.code for one in home.problems]


def test_it_is_a_problem_with_a_number_and_what_helps(home: Watched) -> None:
    assert wipe(home) == ["counters_reset"]
    (problem,) = home.problems
    assert (problem.code, problem.severity, problem.user, problem.sign) == (
        "counters_reset", Severity.WARNING, "anna", 1,
    )  # fmt: skip
    (sign,) = home.view.signs
    assert (sign.number, sign.times, sign.is_open, sign.seen_by) == (1, 1, True, "")


def test_it_stands_until_the_end_of_the_next_day_and_over_a_restart(home: Watched) -> None:
    wipe(home)
    home.restart()
    assert codes(home) == ["counters_reset"]
    home.look(DAY)
    assert codes(home) == ["counters_reset"]
    home.look(DAY)
    assert codes(home) == []
    assert [one.is_open for one in home.view.signs] == [False]


def test_what_is_done_while_nobody_looks_is_found_after_a_restart(home: Watched) -> None:
    home.stop()
    home.edit(spent_day=0, balance=0, spent_week=0, spent_month=0)
    home.start()
    home.services.syncer.restore()
    assert home.look(HOUR) == ["counters_reset"]


def test_another_program_can_say_that_it_was_seen(home: Watched) -> None:
    wipe(home)
    (shown,) = home.get("/api/v1/status")["servers"][0]["signs"]
    seen = f"/api/v1/servers/pc/signs/{shown['number']}/seen"
    assert [home.ask("POST", seen, scope="grant").status_code for _ in range(2)] == [204, 204]
    assert codes(home) == []
    assert [one.seen_by for one in home.signs] == ["grant"]
    assert [home.ask("POST", f"/api/v1/servers/pc/signs/{n}/seen").status_code for n in ("7", "x")] == [404, 422]


def test_seen_it_goes_is_told_in_the_audit_and_comes_again_when_it_happens_again(home: Watched) -> None:
    wipe(home)
    home.services.see_sign("pc", 1, asked=TINA)
    assert codes(home) == []
    (sign,) = home.view.signs
    assert (sign.seen_by, sign.is_open) == ("Tina", False)
    entry = home.services.audit.newest(1)[0]
    assert (entry.what, entry.kind, entry.who, entry.user) == ("sign", "seen", "Tina", "anna")
    words = [one.text() for one in audit_view(entry, home.core).what]
    assert words[0] == "Sign of tampering seen"
    assert "from zero again" in words[1]
    home.restart()
    assert codes(home) == []
    home.use(20)
    home.look()
    wipe(home)
    assert [one.number for one in home.signs] == [1, 2]
    assert codes(home) == ["counters_reset"]


def test_seen_twice_is_told_once_and_what_is_not_there_cannot_be_seen(home: Watched) -> None:
    wipe(home)
    for _ in range(2):
        home.services.see_sign("pc", 1, asked=TINA)
    assert [one.what for one in home.services.audit.newest(10)].count("sign") == 1
    with pytest.raises(NotFound):
        home.services.see_sign("pc", 7, asked=TINA)


def test_a_computer_that_lies_at_each_reading_has_one_sign_and_seldom_writes_to_the_disk(home: Watched) -> None:
    saved: list[object] = []
    save = home.core.store.save
    home.core.store.save = lambda kind, value, *parts: (saved.append(parts), save(kind, value, *parts))[1]  # type: ignore[method-assign]
    for _ in range(60):
        home.edit(spent_day=5000, balance=5000)
        home.look(90)
        home.edit(spent_day=10, balance=10)
        home.look(90)
    assert {one.code.value for one in home.signs} == {"counters_back"}
    assert len(home.signs) == 1
    assert home.signs[0].times >= 50
    assert len([parts for parts in saved if "signs" in parts]) <= 15
    home.services.stop()
    again = Signs(home.core, home.services.queue, home.services.changes, home.services.own_clock)
    assert again.of("pc")[0].times == home.signs[0].times


def test_the_same_on_the_next_day_only_counts_while_nobody_has_seen_it(home: Watched) -> None:
    wipe(home)
    home.look(20 * HOUR)
    home.use(20)
    home.look()
    wipe(home)
    assert [one.times for one in home.signs] == [2]


def test_a_grant_that_was_cut_on_its_way_is_ours(home: Watched) -> None:
    def cut(step: str) -> None:
        if "setTimeLeft" in step:
            raise LOST

    home.twin.after = cut
    home.services.editing.grant("pc", "anna", Grant(Operation.ADD, 1800), TINA)
    home.look(60)
    assert home.twin.granted("anna") == 1800
    for seconds in (5, 5, 60, 180):
        assert home.look(seconds) == []


def test_no_more_than_so_many_are_kept(home: Watched) -> None:
    for _ in range(MOST + 5):
        home.edit(spent_day=5000, balance=5000)
        home.look(90)
        home.edit(spent_day=10, balance=10)
        home.look(90)
        home.services.see_sign("pc", home.signs[-1].number, asked=TINA)
    assert len(home.signs) == MOST
    assert home.signs[-1].number == MOST + 5


def test_a_damaged_file_is_put_aside_and_begun_anew(home: Watched) -> None:
    wipe(home)
    home.stop()
    path = home.folder / "data" / "signs" / "pc.json"
    content = path.read_text()
    shutil.rmtree(home.folder / "data" / "backups")
    path.write_text(content.replace("{user}", "{nobody.home}"))
    home.start()
    home.services.syncer.restore()
    home.use(10)
    home.look()
    wipe(home)
    assert [(one.number, one.times) for one in home.signs] == [(1, 1)]


@pytest.mark.parametrize(
    ("written", "by_hand"),
    [
        (r'"(at|last|until)": "([^"]*)Z"', r'"\1": "\2"'),
        (r"\{user\}", "{user:>9999999999}"),
        (r"\{user\}", "{user.__class__}"),
        (r"\{user\}", "{user!r}"),
    ],
)
def test_a_moment_without_a_zone_and_a_sentence_that_does_more_than_speak_are_damage(
    home: Watched, written: str, by_hand: str
) -> None:
    wipe(home)
    home.stop()
    path = home.folder / "data" / "signs" / "pc.json"
    shutil.rmtree(home.folder / "data" / "backups")
    content, times = re.subn(written, by_hand, path.read_text())
    assert times
    path.write_text(content)
    home.start()
    home.services.syncer.restore()
    home.use(10)
    home.look()
    wipe(home)
    assert [(one.number, one.times) for one in home.signs] == [(1, 1)]


def test_with_the_computer_its_signs_go(home: Watched) -> None:
    wipe(home)
    home.services.remove_server("pc", keep_data=False, asked=TINA)
    assert home.services.signs.of("pc") == ()
    assert not (home.folder / "data" / "signs" / "pc.json").exists()


def test_another_address_is_another_computer(home: Watched) -> None:
    home.services.change_server("pc", host="other.lan", asked=TINA)
    home.edit(spent_day=0, balance=0, spent_week=0, spent_month=0)
    assert home.look(180) == []


def test_what_is_switched_off_is_neither_shown_nor_kept(home: Watched) -> None:
    home.core.settings = home.core.settings.changed(tamper_signs_off="counters_reset, clock_off")
    home.twin.ahead = 3600
    assert wipe(home) == []
    assert codes(home) == []


def test_time_that_we_gave_is_no_sign_and_time_given_there_is(home: Watched) -> None:
    home.use(5)
    home.look()
    home.services.editing.grant("pc", "anna", Grant(Operation.ADD, 1800), TINA)
    assert home.look(60) == []
    assert home.look(180) == []
    assert home.twin.granted("anna") == 1800
    home.twin.timekpr.give("anna", 900, home.twin.now())
    assert home.look(180) == ["time_given_there"]
    assert home.signs[0].severity is Severity.INFO


def test_rules_that_were_changed_there_are_said_in_words(home: Watched) -> None:
    home.twin.timekpr.set_rules("anna", {"LIMIT_PER_WEEK": "36000"}, home.twin.now())
    assert home.look(180) == ["rules_changed_there"]
    sign = home.signs[0]
    assert sign.message.text() == (
        "anna: the rules were changed on the computer itself. Limit of the week: no limit → 10 h"
    )
    assert sign.severity is Severity.INFO
    home.twin.timekpr.set_rules("anna", {"LIMIT_PER_WEEK": "72000"}, home.twin.now())
    home.look(180)
    assert home.signs[0].severity is Severity.WARNING
    assert (home.signs[0].times, len(home.signs)) == (2, 1)


def test_rules_that_we_change_are_no_sign(home: Watched) -> None:
    home.services.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "36000"}, TINA)
    home.services.editing.main("pc", {"TIMEKPR_POLLTIME": "5"}, TINA)
    home.look(60)
    home.look(180)
    assert home.twin.rules("anna").week_limit == 36_000
    assert home.signs == ()


def test_settings_that_were_changed_there_are_said_in_words(home: Watched) -> None:
    home.twin.timekpr.set_settings({"TIMEKPR_SAVE_TIME": "60"}, home.twin.now())
    assert home.look(180) == ["settings_changed_there"]
    assert home.signs[0].message.text().startswith("Timekpr's settings were changed on the computer itself. ")
