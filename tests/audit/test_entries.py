"""An entry about an edit says who did what, and nothing that the edit keeps for the program alone."""

from __future__ import annotations

from audit import Entry
from error_record import recorded
from errors import NotTaken
from pending import Attempt, Edit, EditKind, EditState, KeyChange
from pending.entries import entry_of
from tests.pending.made import MORNING, an_edit


def test_it_says_who_changed_what_from_where_and_why() -> None:
    edit = an_edit(reason="exams", origin="127.0.0.1", state=EditState.REFUSED, why=recorded(NotTaken(answer="ok")))

    assert entry_of(edit) == Entry(
        at=MORNING, what="edit", server="pc", user="anna", who="mum", through="page", origin="127.0.0.1",
        edit=edit.id, kind="config", state="refused", before={"LIMIT_PER_WEEK": "3600"},
        after={"LIMIT_PER_WEEK": "7200"}, reason="exams",
        why="The computer said “ok”, but reading back shows that nothing has changed.",
        error=edit.why,
    )  # fmt: skip


def test_a_grant_says_how_much_and_on_top_of_what() -> None:
    attempt = Attempt(at=MORNING, not_after=5, spent=100, balance=-50)
    grant = an_edit(kind=EditKind.GRANT, changes=(), operation="+", seconds=600, attempt=attempt)
    play = an_edit(kind=EditKind.GRANT, changes=(), operation="=", seconds=0, playtime=True)

    assert (entry_of(grant).before, entry_of(grant).after) == ({"TIME": "spent 100, balance -50"}, {"TIME": "+600"})
    assert (entry_of(play).before, entry_of(play).after) == ({}, {"PLAYTIME": "=0"})


def test_what_was_unknown_before_is_left_out() -> None:
    assert entry_of(an_edit(changes=(KeyChange(key="LIMIT_PER_WEEK", wanted="1"),))).before == {}


def test_nothing_but_its_own_fields_gets_into_it() -> None:
    """Digests of requests, and whatever somebody else put into the file, stay where they are."""
    extra = {"password": "SECRET-1", "token": {"value": "SECRET-2"}, "key": "SECRET-3", "asked": "SECRET-4"}
    change = {"key": "LIMIT_PER_WEEK", "seen": "1", "wanted": "2", "found": "SECRET-5", "note": "SECRET-6"}
    edit = Edit.model_validate({**an_edit().model_dump(), **extra, "changes": [change], "cause": "SECRET-7"})

    line = entry_of(edit).model_dump_json()
    assert "SECRET" not in line
    assert set(entry_of(edit).model_dump()) == set(Entry.model_fields)


def test_a_reason_that_cannot_be_said_any_more_is_still_an_entry() -> None:
    why = {"code": "of_a_later_release", "fields": {"x": "{y}"}, "sentences": {}}

    assert entry_of(Edit.model_validate({**an_edit().model_dump(), "why": why})).why
