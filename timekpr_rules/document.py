"""Timekpr's files as text: every byte kept, every key found as Python's ``ConfigParser`` finds it.

Timekpr reads with ``ConfigParser(allow_no_value=True)``: keys are case-sensitive, ``=`` or ``:`` separates, ``#`` and
``;`` begin a comment only at the start of a line, an indented line continues the value above it, and one doubled key
or section makes the whole file unreadable. Lines end at LF, CRLF or CR and at nothing else, so ``str.splitlines``
(which also splits at VT, FF, NEL, U+2028 …) has no place here.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from errors import MngrError
from i18n import N_

MAX_BYTES: Final = 256 * 1024
"""A real file has 5 kB; what is larger is not read."""

DEFAULT_SECTION: Final = "DEFAULT"
"""``ConfigParser`` takes this section's values for every other section too."""


class UnreadableFile(MngrError):
    """Nothing can be read out of these bytes, or changed in them. Fields: limit (KiB)."""

    code = "unreadable_file"
    template = N_("The file was not read: it is larger than {limit} KiB.")


class Fault(NamedTuple):
    """Why ``ConfigParser`` refuses the whole file: a code of findings.CODES, the line (from 1) and the key."""

    code: str
    line: int = 0
    key: str = ""


class Entry:
    """One ``KEY = value``. ``line`` and ``more`` (the lines that continue it) count from 0."""

    __slots__ = ("indent", "line", "more", "parts", "plain", "value")

    def __init__(self, value: str | None, line: int, indent: int, *, plain: bool) -> None:
        self.value = value
        """The text, joined over all lines; None for a key without ``=``."""
        self.line = line
        self.indent = indent
        self.plain = plain
        """Whether Timekpr's own writer recognises the line: blanks, KEY, blanks, ``=``."""
        self.more: list[int] = []
        self.parts: list[str] = []

    @property
    def last(self) -> int:
        """The last line that belongs to the value."""
        return self.more[-1] if self.more else self.line

    def go_on(self, line: int, text: str) -> None:
        """Take one more line of the value; joined at the end, as a value may have a hundred thousand."""
        self.more.append(line)
        self.parts.append(text)


class Section:
    """A section's keys in the order of the file, and the line of its header (from 0)."""

    __slots__ = ("entries", "indent", "line")

    def __init__(self, line: int, indent: int) -> None:
        self.line = line
        self.indent = indent
        self.entries: dict[str, Entry] = {}


class Document:
    """One file. Built by :func:`parse`, changed by building new bytes (see ``edits``), never in place."""

    __slots__ = ("data", "fault", "lines", "sections", "text")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.text, self.fault = _decode(data)
        self.lines = self.text.split("\n")
        """The lines without their ends; a file that ends with a newline has an empty one behind it."""
        self.sections: dict[str, Section] = {}
        if self.fault is None:
            self.fault = _scan(self.lines, self.sections)
        for section in self.sections.values():
            for entry in section.entries.values():
                if entry.parts:
                    entry.value = "".join([entry.value or "", *entry.parts])

    def entries(self, section: str) -> dict[str, Entry] | None:
        """What the daemon finds in a section, those of [DEFAULT] first; None if there is no such section."""
        found = self.sections.get(section)
        if found is None:
            return None
        shared = self.sections.get(DEFAULT_SECTION)
        return {**shared.entries, **found.entries} if shared else found.entries


def parse(data: bytes) -> Document:
    """Read a file; whatever its bytes are, the result renders them again.

    Raises:
        UnreadableFile: it is larger than :data:`MAX_BYTES`. Nothing else is ever raised.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(limit=MAX_BYTES // 1024)
    return Document(data)


def _decode(data: bytes) -> tuple[str, Fault | None]:
    """The text with LF line ends, and what already makes it unreadable."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = data.count(b"\n", 0, broken.start) + 1
        return "", Fault("not_utf8", line)
    if not text:
        return "", Fault("empty")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, Fault("bom", 1) if text[0] == "\ufeff" else None


def _scan(lines: list[str], sections: dict[str, Section]) -> Fault | None:
    """Sort the lines into sections, by the rules of ``ConfigParser``; return what makes it refuse the file."""
    level = blanks = 0
    section: Section | None = None
    entry: Entry | None = None
    name = ""
    for number, line in enumerate(lines):
        text = line.strip()
        if not text:
            blanks += 1
            continue
        first = text[0]
        if first in "#;":
            continue
        indent = 0 if line[0] == first else len(line) - len(line.lstrip())
        if entry is not None and indent > level:
            if entry.value is None:
                return Fault("broken_continuation", number + 1, name)
            entry.go_on(number, "\n" * (blanks + 1) + text)
        elif first == "[" and (end := text.rfind("]")) > 1:
            name, entry = text[1:end], None
            if name in sections and name != DEFAULT_SECTION:
                return Fault("duplicate_section", number + 1, name)
            section = sections.setdefault(name, Section(number, indent))
            level = indent
        elif section is None:
            return Fault("no_section", number + 1)
        else:
            name, entry = _entry(text, line, number, indent)
            if not name:
                return Fault("no_key_name", number + 1)
            if name in section.entries:
                return Fault("duplicate_key", number + 1, name)
            section.entries[name] = entry
            level = indent
        blanks = 0
    return None


def _entry(text: str, line: str, number: int, indent: int) -> tuple[str, Entry]:
    """One line's key and value."""
    head, equals, value = text.partition("=")
    if ":" in head:
        head, _, value = text.partition(":")
        return head.rstrip(), Entry(value.strip(), number, indent, plain=False)
    if not equals:
        return text, Entry(None, number, indent, plain=False)
    plain = not indent or not line[:indent].strip(" ")
    name = head.rstrip()
    if len(head) > len(name) + 1:
        plain = plain and head.rstrip(" ") == name
    elif head[-1:].isspace():
        plain = plain and head[-1] == " "
    return name, Entry(value.strip(), number, indent, plain=plain)
