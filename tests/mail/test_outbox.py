"""Letters that wait: sent once, tried again, given up, and never lost by a kill."""

from __future__ import annotations

import contextlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from errors import InvalidValue, LetterTooLarge, MailOff, MailTakenOff, NotSaved, SaveUnclear, TooMany
from headlines import Style
from mail import Letter, Outbox, ParcelState
from mail.outbox import KEPT_DAYS, MOST_KEPT, MOST_WAITING
from mail.postman import GIVE_UP
from mail.wire import Wire
from mail_views import mail_problems, mail_view
from storage import Store
from tests.mail.house import ANNA, DIGEST, OMAR, House, settings_for
from tests.mail.server import Mailroom, mail_server
from workbench.sshd import free_port

pytestmark = pytest.mark.real

WAITING, SENT, REFUSED, GIVEN_UP = (
    ParcelState.WAITING, ParcelState.SENT, ParcelState.REFUSED, ParcelState.GIVEN_UP,
)  # fmt: skip
MINUTES = 60


@pytest.fixture
def room(house: House):
    with mail_server() as room:
        house.settings = settings_for(room.port)
        yield room


def problems(house: House) -> list[str]:
    style, now = Style("en", "24h"), house.clock.now()
    return [one.message.text() for one in mail_problems(house.settings, house.outbox.letters(), now, style)]


def waits(house: House) -> float:
    """Minutes until the next attempt."""
    assert house.next_due is not None
    return (house.next_due - house.clock.now()).total_seconds() / MINUTES


def test_a_letter_is_sent_at_once_and_never_again(house: House, room: Mailroom) -> None:
    assert house.put()
    assert house.round()
    assert house.states() == {ANNA: SENT, OMAR: SENT}
    assert not house.put(replace(DIGEST, subject="Something else"))
    house.restart()
    assert not house.put()
    assert house.days_pass(10) == 0
    assert room.copies(ANNA) == room.copies(OMAR) == 1
    (taken,) = room.taken
    assert taken.message["Subject"] == "Annas Woche"
    assert taken.message["To"] == f"{ANNA}, {OMAR}"
    assert house.changes == 1


def test_what_stood_in_it_is_gone_once_it_is_sent(house: House, room: Mailroom) -> None:
    house.put()
    (path,) = (house.data / "mail").iterdir()
    assert "Grüße" in path.read_text()
    house.round()
    assert "Grüße" not in path.read_text()
    assert "digest/anna" not in path.name


def test_only_to_some_of_the_list_and_to_nobody_else(house: House, room: Mailroom) -> None:
    house.put(replace(DIGEST, to=(OMAR,)))
    house.round()
    assert (room.copies(ANNA), room.copies(OMAR)) == (0, 1)
    for stranger in ("eve@evil.lan", "x\r\nBcc: y", ""):
        with pytest.raises(MailTakenOff):
            house.put(replace(DIGEST, key="other", to=(OMAR, stranger)))


def test_it_is_tried_again_after_five_minutes_and_then_ever_more_seldom_for_three_days(house: House) -> None:
    house.settings = settings_for(free_port())
    house.put()
    delays = []
    while house.round():
        if house.next_due is not None:
            delays.append(waits(house))
            house.clock.advance(delays[-1] * MINUTES)
    assert delays[:8] == [5, 10, 20, 40, 80, 160, 320, 360]
    assert set(delays[7:]) == {360}
    assert house.states() == {ANNA: GIVEN_UP, OMAR: GIVEN_UP}
    (kept,) = house.outbox.letters()
    assert GIVE_UP <= house.clock.now() - kept.written < GIVE_UP + timedelta(hours=6)
    assert [one for one in problems(house) if ANNA in one and "no mail server answers" in one]


def test_a_server_that_is_away_is_asked_once_for_all_letters(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.settings = settings_for(free_port())
    for number in range(5):
        house.put(replace(DIGEST, key=f"k{number}"))
    asked = []
    monkeypatch.setattr("mail.post.addresses_of", lambda host, port: asked.append(host) or [])
    house.round()
    assert len(asked) == 1
    assert {one.attempts for one in house.outbox.letters()} == {1}


def test_it_says_that_nothing_can_be_sent_only_after_an_hour_and_no_more_once_it_can(house: House) -> None:
    house.settings = settings_for(free_port())
    house.put()
    house.round()
    view = mail_view(house.settings, house.outbox.letters())
    assert (view.state, view.waiting, view.failing_since) == ("failing", 1, house.clock.now())
    assert "no mail server answers" in view.error.text()
    assert problems(house) == []
    house.days_pass(0.1)
    assert [one.startswith("No mail could be sent since") for one in problems(house)] == [True]
    with mail_server() as room:
        house.settings = settings_for(room.port)
        house.outbox.hurry()
        house.round()
    assert problems(house) == []
    view = mail_view(house.settings, house.outbox.letters())
    assert (view.state, view.waiting, view.last_sent) == ("ok", 0, house.clock.now())


def test_a_server_that_lets_strangers_wait_gets_it_later_and_nobody_gets_it_twice(house: House, room: Mailroom) -> None:
    room.recipient_says[ANNA] = ["451 4.7.1 Greylisted", "451 4.7.1 Greylisted"]
    house.put()
    house.round()
    assert house.states() == {ANNA: WAITING, OMAR: SENT}
    house.restart()
    house.days_pass(0.05)
    assert house.states() == {ANNA: SENT, OMAR: SENT}
    assert (room.copies(ANNA), room.copies(OMAR)) == (1, 1)
    assert room.taken[0].message["Message-ID"] == room.taken[1].message["Message-ID"]
    assert problems(house) == []


def test_who_is_refused_is_named_until_a_later_letter_arrives(house: House, room: Mailroom) -> None:
    room.recipient_says[ANNA] = ["550 5.1.1 No such user"]
    room.recipient_says[ANNA] = ["always"]
    house.put()
    house.round()
    assert house.states() == {ANNA: REFUSED, OMAR: SENT}
    (said,) = problems(house)
    assert said.startswith(
        f"The mail “Annas Woche” has not been sent to {ANNA}. The mail server 127.0.0.1 takes no mail"
    )
    house.restart()
    assert problems(house) == [said]
    room.recipient_says.clear()
    house.put(replace(DIGEST, key="digest/anna/2026-W48"))
    house.round()
    assert problems(house) == []


def test_a_problem_ends_with_its_recipient_with_mail_and_with_time(house: House, room: Mailroom) -> None:
    room.recipient_says[ANNA] = ["always"]
    house.put()
    house.round()
    assert problems(house)
    settings = house.settings
    house.settings = settings.model_copy(update={"recipients": OMAR})
    assert problems(house) == []
    house.settings = settings.model_copy(update={"enabled": False})
    assert problems(house) == []
    house.settings = settings
    house.clock.advance(14 * 86400)
    assert problems(house) == []


def test_who_is_taken_off_the_list_gets_nothing_that_still_waits(house: House, room: Mailroom) -> None:
    house.put()
    house.settings = house.settings.model_copy(update={"recipients": OMAR})
    house.round()
    assert (room.copies(ANNA), room.copies(OMAR)) == (0, 1)
    assert house.states()[ANNA] is GIVEN_UP


def test_a_letter_that_is_refused_for_what_is_in_it_is_not_tried_again(house: House, room: Mailroom) -> None:
    room.content_says = ["554 5.7.1 Spam"]
    house.put()
    house.round()
    assert house.states() == {ANNA: REFUSED, OMAR: REFUSED}
    assert house.days_pass(4) == 0
    assert room.taken == []


def test_while_mail_is_off_nothing_is_taken_or_sent_and_what_waited_for_weeks_is_not_news(
    house: House, room: Mailroom
) -> None:
    house.put()
    on = house.settings
    house.settings = on.model_copy(update={"enabled": False})
    with pytest.raises(MailOff):
        house.put(replace(DIGEST, key="k"))
    assert house.next_due is None
    house.postman.run()
    house.clock.advance(15 * 86400)
    house.settings = on
    house.round()
    assert room.taken == []
    assert ParcelState.WAITING not in house.states().values()


def test_it_is_bounded(house: House) -> None:
    for number in range(MOST_WAITING):
        house.put(replace(DIGEST, key=str(number)))
    with pytest.raises(TooMany):
        house.put(replace(DIGEST, key="one more"))
    assert not house.put(replace(DIGEST, key="1"))
    with pytest.raises(LetterTooLarge):
        house.put(replace(DIGEST, key="large", html="x" * 300_000))
    for key in ("", "x" * 201, "a\nb"):
        with pytest.raises(InvalidValue):
            house.put(replace(DIGEST, key=key))


def test_what_was_sent_is_forgotten_in_the_end(house: House, room: Mailroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mail.outbox.MOST_KEPT", 3)
    assert MOST_KEPT > 100
    for number in range(5):
        house.put(replace(DIGEST, key=str(number)))
        house.clock.advance(1)
        house.round()
    house.put(replace(DIGEST, key="next"))
    house.round()
    assert {one.key for one in house.outbox.letters()} == {"2", "3", "4", "next"}
    house.clock.advance((KEPT_DAYS + 1) * 86400)
    house.put(replace(DIGEST, key="last"))
    house.round()
    assert {one.key for one in house.outbox.letters()} == {"last"}
    assert len(list((house.data / "mail").iterdir())) == 1


# --- a kill, a power cut, a full disk ---


class Killed(BaseException):
    """The process is gone at this moment."""


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Be killed at the so-many-th step at which anything leaves the process; whether it came to that."""
    steps = iter(range(10_000))
    hit = []

    def before(owner: type, name: str) -> None:
        real = getattr(owner, name)

        def wrapped(*args, **more):
            if next(steps) == step:
                hit.append(name)
                raise Killed
            return real(*args, **more)

        monkeypatch.setattr(owner, name, wrapped)

    before(Store, "save")
    before(Wire, "send")
    before(Wire, "receive")
    return lambda: bool(hit)


STEPS = 15
"""More than there are: saved, sent and received, one after another."""


@pytest.mark.parametrize("step", range(STEPS))
def test_a_kill_at_any_step_loses_no_letter_and_doubles_one_only_where_nobody_can_know(
    house: House, room: Mailroom, step: int
) -> None:
    house.put()
    with pytest.MonkeyPatch.context() as patch:
        was_hit = killed_at(step, patch)
        with contextlib.suppress(Killed):
            house.round()
        assert was_hit() or step >= STEPS - 1
    on_disk = Outbox(house.store).letters()[0]
    was_unclear = any(one.unclear for one in on_disk.parcels)
    house.restart()
    house.days_pass(1)
    assert house.states() == {ANNA: SENT, OMAR: SENT}
    copies = room.copies(ANNA)
    assert copies == room.copies(OMAR)
    assert copies in ({1, 2} if was_unclear else {1})
    assert len({one.message["Message-ID"] for one in room.taken}) == 1


def test_a_server_that_dies_after_each_letter_gets_it_twice_and_no_more(house: House, room: Mailroom) -> None:
    room.hangs_up_after_data = 100
    house.put()
    house.days_pass(4)
    assert room.copies(ANNA) == 2
    assert house.states() == {ANNA: GIVEN_UP, OMAR: GIVEN_UP}
    assert any("it may have arrived" in one for one in problems(house))


def test_a_server_that_dies_once_without_having_taken_it_gets_it_again(house: House, room: Mailroom) -> None:
    room.hangs_up_after_data, room.takes_before_it_hangs_up = 1, False
    house.put()
    house.days_pass(0.1)
    assert room.copies(ANNA) == 1
    assert house.states() == {ANNA: SENT, OMAR: SENT}


def full(*_args: object, **_more: object) -> None:
    raise SaveUnclear(path="mail/x.json")


def test_on_a_full_disk_nothing_is_sent_that_would_be_forgotten(house: House, room: Mailroom) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "save", full)
        with pytest.raises(NotSaved):
            house.put()
    house.put()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "save", full)
        house.round()
        assert room.taken == []
        assert waits(house) == 5
    house.days_pass(0.01)
    assert room.copies(ANNA) == 1


def test_what_the_disk_does_not_take_after_the_sending_is_written_down_later(house: House, room: Mailroom) -> None:
    house.put()
    save, times = Store.save, iter(range(100))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "save", lambda *args: full() if next(times) else save(*args))
        house.round()
    assert house.states() == {ANNA: SENT, OMAR: SENT}
    house.put(replace(DIGEST, key="next"))
    house.round()
    house.restart()
    assert house.states() == {ANNA: SENT, OMAR: SENT}
    assert room.copies(ANNA) == 2  # of two letters


def test_a_file_that_is_damaged_costs_only_itself(house: House, room: Mailroom) -> None:
    house.put()
    house.put(Letter("other", "Other", "x"))
    (house.data / "mail" / "0123.json").write_text("{")
    (house.data / "mail" / "notes.txt").write_text("mine")
    house.restart()
    house.round()
    assert len(room.taken) == 2


def test_a_stop_ends_a_letter_that_is_under_way_and_leaves_it_for_the_next_start(house: House) -> None:
    house.settings = settings_for(free_port())
    house.put()
    house.postman.stop()
    house.postman.run()
    (kept,) = house.outbox.letters()
    assert kept.attempts == 0
    assert house.states() == {ANNA: WAITING, OMAR: WAITING}


@pytest.mark.parametrize("step", ["mail.postman.as_bytes", "mail.post.Post.hand_over"])
def test_a_bug_with_one_letter_keeps_no_other_waiting_and_is_no_endless_round(
    house: House, room: Mailroom, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.put(replace(DIGEST, key="first"))
    house.clock.advance(1)
    house.put(replace(DIGEST, key="second"))
    once = iter([True])
    owner, _, name = step.rpartition(".")
    real = getattr(pkgutil.resolve_name(owner), name)

    def fails_once(*args, **more):
        if next(once, False):
            raise ZeroDivisionError
        return real(*args, **more)

    monkeypatch.setattr(step, fails_once)
    house.round()
    assert room.copies(ANNA) == 1
    assert waits(house) == 5
    house.days_pass(0.01)
    assert room.copies(ANNA) == 2
