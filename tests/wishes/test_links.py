"""What is kept of a link to a child's own page, and whom it lets in."""

from __future__ import annotations

import logging

import pytest

from child_links import MAX_OF_ONE, ChildLinks
from errors import AlreadyExists, InvalidValue, NotAllowed, NotFound, NotSaved, TooMany
from storage import Store
from tests.wishes.family import TINA, Family


@pytest.fixture
def links(family: Family) -> ChildLinks:
    return family.services.wishes.links


def test_a_secret_opens_its_own_link_and_no_other_text_does(links: ChildLinks) -> None:
    link, secret = links.make("ben", "Ben's phone")

    assert links.find(secret) == link
    for wrong in ("", "tkc_", secret[:-1], secret + "a", secret.upper(), link.digest, link.id, "tkc_ü", "tkc_\ud800"):
        assert links.find(wrong) is None


def test_a_secret_is_256_random_bits_and_only_its_hash_is_kept(
    links: ChildLinks, family: Family, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [links.make("ben", f"device {number}")[1] for number in range(5)]

    assert len(set(secrets)) == 5
    kept = b"".join(path.read_bytes() for path in family.core.store.root.rglob("*") if path.is_file())
    for secret in secrets:
        assert secret.startswith("tkc_")
        assert len(secret) == 4 + 43
        assert secret.encode() not in kept
        assert secret not in caplog.text
    assert links.of("ben")[0].digest not in repr(links.of("ben"))


def test_links_are_there_after_a_restart_and_revoked_ones_are_not(family: Family) -> None:
    kept, secret = family.link("ben", "phone")
    gone, gone_secret = family.link("ben", "tablet")
    family.services.wishes.revoke_link(gone.id, TINA)
    family.restart()

    assert family.services.wishes.visitor(secret) == kept
    assert family.services.wishes.visitor(gone_secret) is None


def test_a_link_that_is_revoked_opens_nothing_even_where_that_cannot_be_saved(
    family: Family, links: ChildLinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, secret = family.link()
    other, other_secret = family.link("anna")

    def full(*_: object) -> None:
        raise NotSaved(path="child_links.json", why="full")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "save", full)
        with pytest.raises(NotSaved):
            links.revoke(link.id)
    assert links.find(secret) is None
    links.make("anna", "one more")
    assert links.find(secret) is None
    assert links.find(other_secret) == other

    links.revoke(link.id)
    assert links.of("ben") == ()


def test_a_file_that_is_lost_lets_nobody_in(family: Family) -> None:
    _, secret = family.link()
    family.stop()
    for path in family.core.store.root.rglob("child_links.json*"):
        path.write_bytes(b"\0" * 40) if path.is_file() else None
    for path in (family.core.store.root / "backups" / "generations").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\0")
    family.start()

    assert family.services.wishes.visitor(secret) is None


def test_labels_are_lines_of_their_own_and_their_number_is_bounded(links: ChildLinks) -> None:
    links.make("ben", "phone")
    with pytest.raises(AlreadyExists):
        links.make("ben", "PHONE")
    for label in ("", " ", "a\nb", "a\u202eb", "x" * 61):
        with pytest.raises(InvalidValue):
            links.make("ben", label)
    links.make("anna", "phone")
    for number in range(MAX_OF_ONE - 1):
        links.make("ben", f"device {number}")
    with pytest.raises(TooMany):
        links.make("ben", "one more")


def test_removing_a_child_ends_its_links_also_for_a_later_child_of_the_same_name(family: Family) -> None:
    _, secret = family.link("ben")
    family.wish()
    family.core.fleet.remove_child("ben")

    assert family.services.wishes.visitor(secret) is None
    assert family.core.fleet.add_child("Ben").id == "ben"
    assert family.services.wishes.visitor(secret) is None
    assert family.services.wishes.book.of("ben") == ()
    family.restart()
    assert family.services.wishes.visitor(secret) is None
    assert family.services.wishes.book.of("ben") == ()


def test_a_child_whose_links_cannot_be_ended_is_not_removed(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    family.link("ben")
    with monkeypatch.context() as broken:
        broken.setattr(ChildLinks, "revoke_of", lambda *_: (_ for _ in ()).throw(NotSaved(path="x", why="full")))
        with pytest.raises(NotSaved):
            family.core.fleet.remove_child("ben")

    assert family.core.fleet.child("ben").name == "Ben"


def test_when_a_link_was_last_used_is_known_since_the_start(family: Family) -> None:
    link, secret = family.link()
    family.clock.advance(60)
    family.services.wishes.visitor(secret)

    assert family.services.wishes.links_of("ben")[0].last_used == family.clock.now()
    family.restart()
    assert family.services.wishes.links_of("ben")[0].last_used is None
    assert link.created == family.services.wishes.links_of("ben")[0].created


def test_parents_make_and_end_links_of_their_own_children_alone(family: Family) -> None:
    tom = family.signed_in("Tom", children=("anna",))
    nora = family.signed_in("Nora", role="viewer")
    tina = family.signed_in("Tina")
    link, _ = family.link("ben")

    for call in (
        lambda: tom.wishes.make_link("ben", "x", TINA),
        lambda: tom.wishes.links_of("ben"),
        lambda: tom.wishes.revoke_link(link.id, TINA),
        lambda: nora.wishes.make_link("anna", "x", TINA),
        lambda: nora.wishes.revoke_link(link.id, TINA),
    ):
        with pytest.raises(NotAllowed):
            call()
    tom.wishes.make_link("anna", "Anna's laptop", TINA)
    tina.wishes.revoke_link(link.id, TINA)
    with pytest.raises(NotFound):
        tina.wishes.revoke_link(link.id, TINA)

    noted = [(entry.kind, entry.who, dict(entry.before), dict(entry.after)) for entry in family.audit("child_link")]
    assert noted[1:] == [
        ("added", "Tom", {}, {"child": "Anna", "label": "Anna's laptop"}),
        ("removed", "Tina", {"child": "Ben", "label": "phone"}, {}),
    ]
