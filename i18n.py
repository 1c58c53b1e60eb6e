"""Texts for people: marked where they are written, translated where they are shown.

A :class:`Message` carries an English sentence and its fields. Whoever shows it (a page, the command line, the API)
asks for a language then; whoever makes it need not know one. Fields are data: they are filled into the sentence and
never read as one, so a name such as ``{0.__class__}`` stays a name.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

DOMAIN = "timekpr_mngr"
SOURCE_LANGUAGE = "en"
LOCALE_DIR = Path(__file__).parent / "locale"

FieldValue: TypeAlias = "str | int | float | Message"
"""What may fill a field of a sentence; a Message is translated with it."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name, which the extractor looks for
    """Mark a text for translation and leave it as it is."""
    return text


@lru_cache(maxsize=8)
def translations(language: str) -> gettext.NullTranslations:
    """The texts of a language, read from its ``.po`` file; English for one that we do not have.

    The catalogue is compiled in memory, so there is no build step and no binary file that could be out of date.
    """
    path = LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language not in languages() or language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - 30 ms that an English command line need not pay
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages there are, English first."""
    found = sorted(path.parent.parent.name for path in LOCALE_DIR.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return (SOURCE_LANGUAGE, *(name for name in found if name != SOURCE_LANGUAGE))


def translate(text: str, language: str = SOURCE_LANGUAGE) -> str:
    """One text in a language."""
    return translations(language).gettext(text) if text else ""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence and what is filled into it.

    ``plural`` and ``count`` choose between "1 computer" and "3 computers"; ``count`` is also the field of that name.
    """

    template: str
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    plural: str = ""
    count: int = 0

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """The sentence in a language."""
        fields = {
            name: value.text(language) if isinstance(value, Message) else value for name, value in self.fields.items()
        }
        if self.plural:
            template = translations(language).ngettext(self.template, self.plural, self.count)
            return template.format_map({"count": self.count, **fields})
        return translate(self.template, language).format_map(fields)

    def __str__(self) -> str:
        return self.text()
