"""Single keys of Timekpr's files as they are written, changed the way the daemon's setters change them.

The days and the limits of a week are two lists that nothing ties together here; everything else of a file stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from timekpr_rules import Activity, File, UserConfig, describe_keys, find_key
from timekpr_rules.document import Document, parse
from timekpr_rules.draft import Draft
from timekpr_rules.new_files import section_lines
from timekpr_rules.read_user import ACTIVITY_KEY, MARKER
from timekpr_rules.wanted import default_text

_LOOSE_ENDS: Final = re.compile(r"^[\s;]+|[\s;]+$")


def raw_text(data: bytes, user: str, name: str) -> str:
    """What a user's rules say behind ``KEY =``, or what is taken where they say nothing."""
    key = find_key(File.USER, name)
    entry = (parse(data).entries(user + key.section) or {}).get(name)
    return default_text(key) if entry is None else _LOOSE_ENDS.sub("", entry.value or "")


def raw_list(data: bytes, user: str, name: str) -> list[str]:
    """The same for a list, without empty items."""
    return [item.strip() for item in raw_text(data, user, name).split(";") if item]


def with_texts(data: bytes, file: File, texts: Mapping[str, str], user: str = "") -> bytes:
    """The file with those texts behind their keys.

    Raises:
        ValueError: nothing can be changed in this file.
    """
    document = parse(_with_all_sections(data, user) if user else data)
    draft = _draft(document)
    for name, text in texts.items():
        key = find_key(file, name)
        section = document.sections.get(user + key.section)
        if section is None:
            raise ValueError(name)
        own = [other.name for other in describe_keys(file) if other.section == key.section]
        draft.set(section, name, text, own[: own.index(name)])
    return draft.render()


def with_activities(data: bytes, user: str, activities: Iterable[Activity]) -> bytes:
    """The rules with those activities and no others, behind each marker line: without one they are lost.

    Raises:
        ValueError: nothing can be changed in this file.
    """
    document = parse(_with_all_sections(data, user))
    draft = _draft(document)
    lines = [
        f"{ACTIVITY_KEY}{number:03} = {mask}[{description}]" if description else f"{ACTIVITY_KEY}{number:03} = {mask}"
        for number, (mask, description) in enumerate(activities, start=1)
    ]
    for section in document.sections.values():
        entries = [entry for name, entry in section.entries.items() if ACTIVITY_KEY in name]
        draft.remove(line for entry in entries for line in (entry.line, *entry.more))
    for number, line in enumerate(document.lines):
        if MARKER.match(line):
            draft.insert(number, lines)
    return draft.render()


def _draft(document: Document) -> Draft:
    if document.fault is not None:
        raise ValueError(document.fault.code)
    return Draft(document)


def _with_all_sections(data: bytes, user: str) -> bytes:
    """The daemon gives rules that lack a section its defaults before it changes anything."""
    sections = parse(data).sections
    lacking = [part for part in ("", ".PLAYTIME") if user + part not in sections]
    lines = [line for part in lacking for line in ("", *section_lines(part, user, UserConfig()))]
    return data + "".join(f"{line}\n" for line in lines).encode()
