"""Answering: a wish becomes one edit, whoever taps, however often, and wherever it is cut off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from audit_views import audit_view
from editing import Asked
from editing.today import TodayDesk
from errors import InvalidValue, NotAllowed, NotFound, NotSaved, SaveUnclear, SignedOut, TooMuchGranted, WishAnswered
from pending import EditState, Queue, Through
from tests.wishes.family import TINA, Family
from timekpr_rules import Grant, Operation
from wishes import WishBook, WishState

TOM = Asked("Tom", Through.PAGE)


def test_a_yes_is_a_grant_with_the_childs_reason(family: Family) -> None:
    wish_id = family.wish(30, "One level left", place="pc-ben~ben")
    answered = family.services.wishes.answer(wish_id, 1800, "well done", TINA)
    (edit,) = family.edits()

    assert (edit.server, edit.user, edit.operation, edit.seconds) == ("pc-ben", "ben", "+", 1800)
    assert (edit.who, edit.through, edit.reason) == ("Tina", Through.PAGE, "One level left")
    assert answered.wish.reply is not None
    assert (answered.wish.reply.edit, answered.wish.reply.text) == (edit.id, "well done")
    entry = family.audit("request")[-1]
    assert (entry.kind, entry.who, entry.user, entry.reason) == ("given", "Tina", "ben", "One level left")
    assert entry.after == {"minutes": "30", "text": "well done"}


def test_the_audit_says_it_in_words(family: Family) -> None:
    wish_id = family.wish(30, "One level left", place="pc-ben~ben")
    family.services.wishes.answer(wish_id, 0, "after dinner", TINA)
    views = [audit_view(entry, family.core) for entry in (*family.audit("child_link"), *family.audit("request"))]

    assert [(view.who, view.user, *map(str, view.what)) for view in views] == [
        ("Tina", "", "Link to a child's own page made", "Child: Ben", "Device: phone"),
        ("Ben", "ben", "Asked for more time", "Minutes: 30"),
        ("Tina", "ben", "Said not now", "Answer: after dinner"),
    ]


def test_it_arrives_on_the_computer(family: Family) -> None:
    wish_id = family.wish(place="pc-ben~ben")
    family.services.wishes.answer(wish_id, 900, "", TINA)
    family.visit()

    assert family.twins["pc-ben"].granted("ben") == 900
    assert family.edits()[0].state is EditState.CONFIRMED


def test_not_now_gives_nothing_and_is_told_to_the_child(family: Family) -> None:
    link, _ = family.link()
    wish_id = family.wish()
    family.services.wishes.answer(wish_id, 0, "after dinner", TINA)

    assert family.edits() == ()
    line = family.services.wishes.page(link).wishes[0]
    assert (line.head, line.text, line.waits) == ("Tina: not now", "“after dinner”", "")


def test_the_second_parent_hears_who_was_quicker(family: Family) -> None:
    wish_id = family.wish()
    family.services.wishes.answer(wish_id, 1800, "", TINA)
    with pytest.raises(WishAnswered, match="Tina has answered already: 30 min more"):
        family.services.wishes.answer(wish_id, 1800, "", TOM)
    with pytest.raises(WishAnswered):
        family.services.wishes.answer(wish_id, 0, "", TOM)

    assert len(family.edits()) == 1
    (view,) = family.services.fleet_view().wishes
    assert view.reply is not None
    assert view.reply.who == "Tina"
    family.clock.advance(601)
    assert family.services.fleet_view().wishes == ()


def test_the_same_answer_again_is_no_second_one(family: Family) -> None:
    wish_id = family.wish()
    first = family.services.wishes.answer(wish_id, 1800, "", TINA)
    again = family.services.wishes.answer(wish_id, 1800, "", TINA)

    assert again.again
    assert again.accepted is not None
    assert first.accepted is not None
    assert again.accepted.edit.id == first.accepted.edit.id
    assert len(family.edits()) == 1


@pytest.mark.parametrize(("seconds", "keys"), [(1800, ("t1", "t1")), (1800, ("t1", "t2")), (0, ("t1", "t1"))])
def test_the_same_answer_by_mqtt_is_no_second_one_also_after_a_restart(
    family: Family, seconds: int, keys: tuple[str, str]
) -> None:
    first, second = (Asked("hass", Through.MQTT, "broker", key=key) for key in keys)
    wish_id = family.wish()
    given = family.services.wishes.answer(wish_id, seconds, "well done", first)
    again = family.services.wishes.answer(wish_id, seconds, "well done", second)
    family.visit()
    family.restart()
    later = family.services.wishes.answer(wish_id, seconds, "well done", second)

    assert (given.again, again.again, later.again) == (False, True, True)
    assert [(edit.seconds, edit.through, edit.who) for edit in family.edits()] == [(1800, Through.MQTT, "hass")][
        : seconds // 1800
    ]
    assert given.wish.reply is not None
    assert (given.wish.reply.who, given.wish.reply.through) == ("hass", "mqtt")
    (entry,) = [one for one in family.audit("request") if one.kind in {"given", "not_now"}]
    assert (entry.who, entry.through) == ("hass", "mqtt")
    with pytest.raises(WishAnswered, match="hass"):
        family.services.wishes.answer(wish_id, 900, "", second)


def test_a_transaction_of_a_wish_is_none_of_grants(family: Family) -> None:
    asked = Asked("hass", Through.MQTT, key="t1")
    family.services.wishes.answer(family.wish(), 1800, "", asked)
    family.services.editing.grant("pc-ben", "ben", Grant(Operation.ADD, 600), asked)

    assert sorted(edit.seconds for edit in family.edits()) == [600, 1800]


def test_many_parents_at_the_same_moment_give_once(family: Family) -> None:
    wish_id = family.wish()
    start, answers = threading.Barrier(8), []

    def tap(number: int) -> None:
        start.wait()
        with suppress(WishAnswered):
            answers.append(family.services.wishes.answer(wish_id, 1800, "", Asked(f"P{number}", Through.PAGE)))

    threads = [threading.Thread(target=tap, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == len(family.edits()) == 1


class Killed(BaseException):
    """The process ends here."""


def killed_in(family: Family, monkeypatch: pytest.MonkeyPatch, kind: type, name: str, when: Callable[[], bool]) -> None:
    real = getattr(kind, name)

    def dying(*arguments: object, **named: object) -> object:
        if when():
            raise Killed
        return real(*arguments, **named)

    monkeypatch.setattr(kind, name, dying)


@pytest.mark.parametrize("after_the_edit", [False, True])
def test_what_a_kill_cuts_off_is_found_again_and_given_once(
    family: Family, monkeypatch: pytest.MonkeyPatch, after_the_edit: bool
) -> None:
    wish_id = family.wish()
    with monkeypatch.context() as killing:
        if after_the_edit:
            killed_in(family, killing, WishBook, "change", lambda: bool(family.edits()))
        else:
            killed_in(family, killing, Queue, "add", lambda: True)
        with pytest.raises(Killed):
            family.services.wishes.answer(wish_id, 1800, "", TINA)
    family.restart()
    family.visit()

    assert len(family.edits()) == after_the_edit
    if after_the_edit:
        with pytest.raises(WishAnswered, match="Tina"):
            family.services.wishes.answer(wish_id, 900, "", TOM)
    else:
        family.services.wishes.answer(wish_id, 900, "", TOM)
    assert [edit.seconds for edit in family.edits()] == [1800 if after_the_edit else 900]


def test_where_it_cannot_be_said_whether_the_edit_was_saved_it_is_not_made_twice(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish_id = family.wish()
    real = Queue.add

    def unclear(queue: Queue, edit: object) -> None:
        real(queue, edit)  # type: ignore[arg-type]
        raise SaveUnclear(path="x", why="EIO")

    with monkeypatch.context() as failing:
        failing.setattr(Queue, "add", unclear)
        with pytest.raises(SaveUnclear):
            family.services.wishes.answer(wish_id, 1800, "", TINA)
    with pytest.raises(WishAnswered, match="Tina"):
        family.services.wishes.answer(wish_id, 1800, "", TOM)

    assert len(family.edits()) == 1


def test_what_is_refused_leaves_the_wish_open(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    wish_id = family.wish()
    with monkeypatch.context() as full:
        full.setattr(TodayDesk, "grant", lambda *_: (_ for _ in ()).throw(TooMuchGranted(user="ben")))
        with pytest.raises(TooMuchGranted):
            family.services.wishes.answer(wish_id, 1800, "", TINA)
    for seconds in (-60, 59, 86_460):
        with pytest.raises(InvalidValue):
            family.services.wishes.answer(wish_id, seconds, "", TINA)
    for text in ("x" * 201, "\u202etxt", "a\0b"):
        with pytest.raises(InvalidValue):
            family.services.wishes.answer(wish_id, 0, text, TINA)
    with pytest.raises(NotFound):
        family.services.wishes.answer("nothing", 1800, "", TINA)

    assert family.services.wishes.get(wish_id).state is WishState.OPEN
    family.services.wishes.answer(wish_id, 1800, "", TINA)


def test_that_it_was_given_holds_even_where_only_that_cannot_be_saved(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish_id = family.wish()
    real = WishBook.change

    def full(book: WishBook, wish: object, state: WishState, *reply: object) -> object:
        if state is WishState.GIVEN:
            raise NotSaved(path="x", why="full")
        return real(book, wish, state, *reply)  # type: ignore[arg-type]

    with monkeypatch.context() as failing:
        failing.setattr(WishBook, "change", full)
        family.services.wishes.answer(wish_id, 1800, "", TINA)
    with pytest.raises(WishAnswered):
        family.services.wishes.answer(wish_id, 1800, "", TOM)

    assert len(family.edits()) == 1


def test_who_may_answer_is_who_may_give_to_that_child(family: Family) -> None:
    bens, annas = family.wish(), family.wish(child="anna")
    tom = family.signed_in("Tom", children=("anna",))
    nora = family.signed_in("Nora", role="viewer")

    for person, wish_id in ((tom, bens), (nora, bens), (nora, annas)):
        with pytest.raises(NotAllowed):
            person.wishes.answer(wish_id, 1800, "", TINA)
    tom.wishes.answer(annas, 1800, "", TINA)
    assert family.edits()[0].who == "Tom"


def test_everybody_sees_the_wishes_of_their_own_children_alone(family: Family) -> None:
    bens, annas = family.wish(), family.wish(child="anna")
    seen = {
        name: [wish.id for wish in family.signed_in(name, children=children).fleet_view().wishes]
        for name, children in (("Tom", ("anna",)), ("Tina", None), ("Uwe", ()))
    }

    assert seen == {"Tom": [annas], "Tina": [bens, annas], "Uwe": []}


def test_who_is_signed_out_answers_nothing(family: Family) -> None:
    wish_id = family.wish()
    tom = family.signed_in("Tom")
    tom.sign_out()
    with pytest.raises(SignedOut):
        tom.wishes.answer(wish_id, 1800, "", TINA)
