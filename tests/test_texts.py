"""Every text for people is in every catalogue, translated, with its fields."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tools import texts
from tools.texts import NotATextError, texts_of

CATALOGUES = texts.catalogues()


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def messages(path: Path) -> list[Message]:
    return [message for message in catalogue(path) if message.id]


def sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def wrong_fields(message: Message) -> bool:
    """Whether a translation lacks a field or has one too many; a form for one thing may leave its number out."""
    expected = set().union(*map(fields, sources(message)))
    *others, last = (fields(form) for form in texts.forms(message))
    return last != expected or any(form | {"count"} != expected | {"count"} for form in others)


@pytest.fixture(scope="module")
def all_texts() -> set[texts.Text]:
    return texts.all_texts()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
class TestCatalogue:
    def test_it_has_exactly_the_texts_of_the_sources(self, path: Path, all_texts: set[texts.Text]) -> None:
        held = {message.id if isinstance(message.id, str) else tuple(message.id) for message in messages(path)}

        assert held ^ all_texts == set(), "run: make texts"
        assert not catalogue(path).obsolete

    def test_it_is_written_as_make_texts_writes_it(self, path: Path, all_texts: set[texts.Text]) -> None:
        assert path.read_bytes() == texts.updated(path, all_texts)

    def test_every_text_is_translated_and_none_is_a_guess(self, path: Path) -> None:
        assert [message.id for message in messages(path) if message.fuzzy or not all(texts.forms(message))] == []

    def test_a_translation_has_the_fields_of_its_text(self, path: Path) -> None:
        assert [message.id for message in messages(path) if wrong_fields(message)] == []

    def test_a_translation_keeps_the_mark_at_the_end(self, path: Path) -> None:
        def ends(text: str) -> str:
            return re.sub(r".*?([.?:…]?)$", r"\1", text, flags=re.DOTALL)

        assert [m.id for m in messages(path) if {*map(ends, texts.forms(m))} != {*map(ends, sources(m))}] == []

    def test_nobody_is_shouted_at(self, path: Path) -> None:
        # "!" marks hours that are not counted in Timekpr's own notation; that one is meant.
        shouts = [form for m in messages(path) for form in (*sources(m), *texts.forms(m)) if re.search(r"\w!|!$", form)]

        assert shouts == []


def test_what_is_counted_is_named(all_texts: set[texts.Text]) -> None:
    """Of “3 more” alone nobody knows how to say it in another language: it hangs on what they are."""
    counted = [text for text in all_texts if not isinstance(text, str)]

    assert [
        one for one, _ in counted if not re.search(r"[^\W\d_]{2}", re.sub(r"\{\w+\}|\b(?:and|more)\b", "", one))
    ] == []


def test_there_is_a_german_catalogue() -> None:
    assert "de" in [path.parent.parent.name for path in CATALOGUES]


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("{name} is off", "aus"),
        ("{name} is off", "{nmae} ist aus"),
        ("off", "{name} ist aus"),
        (("{count} day", "{count} days"), ("ein Tag", "Tage")),
        (("{count} day of {name}", "{count} days of {name}"), ("ein Tag", "{count} Tage von {name}")),
    ],
)
def test_a_wrong_field_is_found(text: texts.Text, translation: texts.Text) -> None:
    assert wrong_fields(Message(text, translation))


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("{name} is off", "{name} ist aus"),
        (("{count} day", "{count} days"), ("ein Tag", "{count} Tage")),
    ],
)
def test_right_fields_are_left_alone(text: texts.Text, translation: texts.Text) -> None:
    assert not wrong_fields(Message(text, translation))


def test_it_finds_texts_wherever_they_stand() -> None:
    source = """
class Gone(MngrError):
    template = N_("It is gone: {name}.")

def late(voice):
    return Message(N_("Long " "sentence"), {"name": N_("inner")}).text(voice.language)
"""
    assert set(texts_of(source)) == {"It is gone: {name}.", "Long sentence", "inner"}


@pytest.mark.parametrize(
    "call",
    [
        'Message(N_("{count} computer"), plural=N_("{count} computers"), count=n)',
        'voice.count(N_("{count} computer"), N_("{count} computers"), n)',
        'self._voice.count(N_("{count} computer"), N_("{count} computers"), n)',
    ],
)
def test_a_text_with_a_plural_is_one_text(call: str) -> None:
    assert list(texts_of(call)) == [("{count} computer", "{count} computers")]


@pytest.mark.parametrize(
    "call",
    [
        'Message("not marked")',
        'Message(f"built from {name}")',
        'voice.text("not marked")',
        'translate("not marked", language)',
        'N_("one" + word)',
        "N_(template)",
        'N_(f"{name}")',
    ],
)
def test_a_text_that_could_not_be_translated_is_refused(call: str) -> None:
    with pytest.raises(NotATextError, match="line 1"):
        list(texts_of(call))


@pytest.mark.parametrize("call", ['Message("")', "Message(self.template)", '"a-b".count("-")', 'rules.text("KEY", "")'])
def test_what_is_no_text_is_left_alone(call: str) -> None:
    assert list(texts_of(call)) == []


@pytest.fixture
def german(tmp_path: Path) -> Path:
    path = tmp_path / "de/LC_MESSAGES/timekpr_mngr.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "yesterday"\nmsgstr "gestern"\n\nmsgid "gone"\nmsgstr "weg"\n')
    return path


def test_an_update_keeps_translations_and_adds_and_drops_texts(german: Path) -> None:
    german.write_bytes(texts.updated(german, {"yesterday", "today", ("{count} day", "{count} days")}))

    assert {message.id: message.string for message in messages(german)} == {
        "today": "",
        "yesterday": "gestern",
        ("{count} day", "{count} days"): ("", ""),
    }


def test_an_update_without_a_change_changes_no_byte(german: Path) -> None:
    wanted: set[texts.Text] = {"yesterday", ("{count} day", "{count} days")}
    german.write_bytes(texts.updated(german, wanted))

    assert texts.updated(german, wanted) == german.read_bytes()


def test_a_text_that_gets_a_plural_is_translated_anew(german: Path) -> None:
    german.write_bytes(texts.updated(german, {("yesterday", "{count} days ago")}))

    assert [message.string for message in messages(german)] == [("", "")]
