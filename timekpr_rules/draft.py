"""Changes to a file, line by line: what was not asked for keeps every byte.

An indented line continues the value above it, so where a new line goes decides how far it is indented: as far as the
next line that means something. Then neither of the two becomes part of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from timekpr_rules.document import Document, Section

_LINE_END: Final = re.compile(r"(\r\n|\r|\n)")


class Draft:
    """New lines for a document that has no fault."""

    __slots__ = ("_added", "_appended", "_document", "_ends", "_lines", "_removed")

    def __init__(self, document: Document) -> None:
        pieces = _LINE_END.split(document.data.decode("utf-8"))
        self._document = document
        self._lines: list[str] = pieces[0::2]
        self._ends: list[str] = [*pieces[1::2], ""]
        self._removed: set[int] = set()
        self._added: dict[int, list[str]] = {}
        self._appended: list[str] = []

    def set(self, section: Section, key: str, value: str, before: Sequence[str]) -> None:
        """Give a key its value; a missing one goes behind the nearest of the keys that stand ``before`` it."""
        text = f"{key} = {value}"
        entry = section.entries.get(key)
        if entry is None:
            present = (section.entries[name] for name in reversed(before) if name in section.entries)
            nearest = next(present, None)
            self.insert(section.line if nearest is None else nearest.last, [text])
        else:
            line = self._lines[entry.line]
            self._lines[entry.line] = line[: entry.indent] + text
            self._removed.update(entry.more)

    def remove(self, lines: Iterable[int]) -> None:
        """Leave lines out."""
        self._removed.update(lines)

    def insert(self, line: int, texts: Sequence[str]) -> None:
        """Put lines behind a line."""
        indent = self._indent_behind(line)
        self._added.setdefault(line, []).extend(indent + text for text in texts)

    def append(self, texts: Sequence[str]) -> None:
        """Put lines at the end of the file."""
        self._appended.extend(texts)

    def render(self) -> bytes:
        """The file with the changes in it."""
        newline = self._ends[0] or "\n"
        written: list[str] = []
        for number, (line, end) in enumerate(zip(self._lines, self._ends, strict=True)):
            if number not in self._removed:
                written += (line, end)
            for text in self._added.get(number, ()):
                written += (text, end) if end else (newline, text)
        if self._appended:
            if self._lines[-1]:
                written.append(newline)
            written += [piece for text in self._appended for piece in (text, newline)]
        return "".join(written).encode("utf-8")

    def _indent_behind(self, line: int) -> str:
        for number in range(line + 1, len(self._lines)):
            text = self._lines[number]
            if number not in self._removed and text.strip() and text.strip()[0] not in "#;":
                return text[: len(text) - len(text.lstrip())]
        return ""
