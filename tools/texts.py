"""Bring the translation catalogues up to date with the sources: ``python -m tools.texts [--check]``.

A text that is new gets an empty place, one that is gone is dropped, a translation is never guessed or lost while its
text is there. What is written depends on the texts alone (no dates, no line numbers), so a catalogue changes only
when a text or its translation does. With ``--check`` nothing is written, and the exit code says whether it would be.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
DOMAIN = "timekpr_mngr"
NOT_THE_PROGRAM = {"tests", "tools", "bench", "workbench", "build", "data"}

Text: TypeAlias = str | tuple[str, str]
"""An English text, or the two of one that depends on a number: singular and plural."""

TAKES_A_TEXT = re.compile(r"(Message|translate|(.*\W)?_?voice\.(text|count))$")
"""Calls whose first argument is a text for people."""

NOISE = re.compile(rb'"(Project-Id|POT-Creation|PO-Revision|Generated-By|Report-Msgid|Last-Translator|Language-Team)')
"""Header lines that change without a text, or say nothing."""


class NotATextError(ValueError):
    """A text for people that cannot be translated, because it is not marked or not written out."""


def main(arguments: list[str]) -> int:
    """Update or check every catalogue; 1 where a check finds one that is not up to date."""
    texts = all_texts()
    stale = [path for path in catalogues() if updated(path, texts) != path.read_bytes()]
    if arguments == ["--check"]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is not up to date: make texts\n")
        return 1 if stale else 0
    for path in stale:
        path.write_bytes(updated(path, texts))
    for path in catalogues():
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(texts)} texts, {untranslated(path)} to translate\n")
    return 0


def catalogues() -> list[Path]:
    """The catalogue of every language."""
    return sorted(ROOT.glob(f"locale/*/LC_MESSAGES/{DOMAIN}.po"))


def all_texts() -> set[Text]:
    """Every text of the program."""
    found: set[Text] = set()
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).parts
        if parts[0] not in NOT_THE_PROGRAM and not any(part.startswith(".") for part in parts):
            try:
                found.update(texts_of(path.read_text(encoding="utf-8")))
            except NotATextError as error:
                raise NotATextError(f"{path.relative_to(ROOT)}: {error}") from None
    return found


def texts_of(source: str) -> Iterator[Text]:
    """The texts of one source.

    ``N_("a")`` is a text; ``Message(N_("a"), plural=N_("b"), …)`` and ``voice.count(N_("a"), N_("b"), …)`` are one
    text with a plural. Raises NotATextError where a text is written without ``N_``, or ``N_`` holds no plain string.
    """
    in_pairs: set[ast.expr] = set()
    for node in ast.walk(ast.parse(source)):  # outer calls come before the marks inside of them
        if not isinstance(node, ast.Call):
            continue
        if node.args and TAKES_A_TEXT.match(ast.unparse(node.func)):
            _refuse_unmarked(node.args[0])
            plurals = [word.value for word in node.keywords if word.arg == "plural"] or node.args[1:2]
            pair = [argument for argument in (node.args[0], *plurals) if _is_mark(argument)]
            if len(pair) == 2:
                in_pairs.update(pair)
                yield _marked(pair[0]), _marked(pair[1])
        elif _is_mark(node) and node not in in_pairs:
            yield _marked(node)


def _is_mark(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_"


def _marked(mark: ast.expr) -> str:
    """What a mark holds."""
    argument = mark.args[0] if isinstance(mark, ast.Call) and len(mark.args) == 1 else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise NotATextError(f"line {mark.lineno}: N_() takes one plain string, so that it can be translated")


def _refuse_unmarked(text: ast.expr) -> None:
    """Nothing said to people is written without a mark; "" is nothing."""
    if isinstance(text, ast.JoinedStr) or (isinstance(text, ast.Constant) and text.value != ""):
        raise NotATextError(f"line {text.lineno}: mark the text with N_()")


def updated(path: Path, texts: set[Text]) -> bytes:
    """The catalogue as it should be: these texts, with the translations that it has for them."""
    language = path.parent.parent.name
    old = read_po(BytesIO(path.read_bytes()), locale=language)
    new = Catalog(
        locale=language,
        domain=DOMAIN,
        project="timekpr-mngr",
        version="",
        header_comment=f"# The texts of timekpr-mngr: {language}",
        fuzzy=False,
    )
    for text in texts:
        message = old.get(text if isinstance(text, str) else text[0])
        kept = message.string if message and message.id == text else ""
        new.add(text, kept)
    written = BytesIO()
    write_po(written, new, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return b"".join(line for line in written.getvalue().splitlines(True) if not NOISE.match(line))


def untranslated(path: Path) -> int:
    """How many texts of a catalogue still wait for a translation."""
    messages = [message for message in read_po(BytesIO(path.read_bytes())) if message.id]
    return sum(not all(forms(message)) for message in messages)


def forms(message: Message) -> tuple[str, ...]:
    """The translation of a text, or its translations for one, few, many."""
    return (message.string,) if isinstance(message.string, str) else tuple(map(str, message.string or ("",)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
