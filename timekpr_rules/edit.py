"""Changes to files, in which only the changed keys differ.

Whatever changes days or limits writes all seven days: ALLOWED_WEEKDAYS ``1;2;3;4;5;6;7``, a closed day with limit 0 and
without hours. That means the same, and Timekpr's own "more time" (which takes the limit of the n-th weekday, whether
that day is listed or not) is right then. A change of anything else leaves days and limits as they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from i18n import N_
from timekpr_rules.document import Document, Section, UnreadableFile, parse
from timekpr_rules.draft import Draft
from timekpr_rules.findings import Reading
from timekpr_rules.keys import Key
from timekpr_rules.models import MainConfig, UserConfig
from timekpr_rules.new_files import MARKER_LINE, activity_lines, section_lines
from timekpr_rules.read_main import read_main_config
from timekpr_rules.read_user import ACTIVITY_KEY, ALL_DAYS, MARKER, read_user_config
from timekpr_rules.versions import Version
from timekpr_rules.wanted import Model, changed_texts, checked_text, keys_of, with_main_values, with_user_values

M = TypeVar("M", UserConfig, MainConfig)

_WEEK_KEYS = ("ALLOWED_WEEKDAYS", "LIMITS_PER_WEEKDAYS")


class NotEditable(UnreadableFile):
    """Single values cannot be changed in this file. No fields."""

    code = "not_editable"
    template = N_("This file is damaged on the computer; single values cannot be changed in it. Write it anew.")


def edit_user_config(
    data: bytes, user: str, wanted: UserConfig | Mapping[str, str], version: Version | None = None
) -> bytes:
    """The file with the wanted rules in it, given as a whole or as ``{KEY: text}`` (see wanted.with_user_values).

    Raises:
        InvalidValue: a wanted value is not allowed, or there is no such key.
        NotEditable: the file is damaged.
        UnreadableFile: it is too large.
    """

    def read(changed: bytes) -> Reading[UserConfig]:
        return read_user_config(changed, user)

    current = _undamaged(read(data))
    config = wanted if isinstance(wanted, UserConfig) else with_user_values(current, wanted, version)
    texts = changed_texts(current, config, version)
    if _limits(current) != _limits(config):
        closed = {f"ALLOWED_HOURS_{day}" for day, rule in enumerate(config.week, start=1) if not rule.allowed}
        forced = closed | {*_WEEK_KEYS}
        texts |= {key.name: checked_text(key, config) for key in keys_of(config) if key.name in forced}
    if "PLAYTIME_LIMITS_PER_WEEKDAYS" in texts:
        texts["PLAYTIME_ALLOWED_WEEKDAYS"] = ALL_DAYS
    return _changed(data, user, config, texts, read)


def edit_main_config(data: bytes, wanted: MainConfig | Mapping[str, str]) -> bytes:
    """The file with the wanted settings in it, given as a whole or as ``{KEY: text}``; raises like the one above."""
    current = _undamaged(read_main_config(data))
    config = wanted if isinstance(wanted, MainConfig) else with_main_values(current, wanted)
    return _changed(data, "", config, changed_texts(current, config), read_main_config)


def _limits(config: UserConfig) -> list[tuple[bool, int]]:
    return [(rule.allowed, rule.limit_seconds) for rule in config.week]


def _undamaged(reading: Reading[M]) -> M:
    if reading.damaged:
        raise NotEditable
    return reading.model


def _changed(data: bytes, user: str, config: M, texts: Mapping[str, str], read: Callable[[bytes], Reading[M]]) -> bytes:
    """New bytes, read again: references or a [DEFAULT] section can make another change of this one."""
    if not texts:
        return data
    changed = _rewritten(data, user, config, texts)
    reading = read(changed)
    if reading.damaged or reading.model != config:
        raise NotEditable
    return changed


def _rewritten(data: bytes, user: str, config: Model, texts: Mapping[str, str]) -> bytes:
    document, keys = parse(data), keys_of(config)
    draft = Draft(document)
    for part in dict.fromkeys(key.section for key in keys):
        own = [key for key in keys if key.section == part]
        if user + part in document.sections:
            _change_section(draft, document, section=user + part, keys=own, texts=texts, config=config)
        elif any(key.name in texts for key in own):
            draft.append(["", *section_lines(part, user, config)])
    return draft.render()


def _change_section(
    draft: Draft, document: Document, *, section: str, keys: list[Key], texts: Mapping[str, str], config: Model
) -> None:
    there = document.sections[section]
    names = [key.name for key in keys]
    for position, name in enumerate(names):
        if name not in texts:
            continue
        if name == "PLAYTIME_ACTIVITIES" and isinstance(config, UserConfig):
            _change_activities(draft, document, there, names[:position], config)
        else:
            draft.set(there, name, texts[name], names[:position])


def _change_activities(
    draft: Draft, document: Document, section: Section, before: list[str], config: UserConfig
) -> None:
    """All activities anew behind the marker line; there is one marker afterwards, in this section."""
    entries = [entry for key, entry in section.entries.items() if ACTIVITY_KEY in key]
    draft.remove(line for entry in entries for line in (entry.line, *entry.more))
    ends = [other.line for other in document.sections.values() if other.line > section.line]
    markers = [number for number, line in enumerate(document.lines) if MARKER.match(line)]
    here = [number for number in markers if section.line < number < min(ends, default=len(document.lines))]
    draft.remove(number for number in markers if number not in here[:1])
    if here:
        draft.insert(here[0], activity_lines(config))
        return
    present = [section.entries[name].last for name in before if name in section.entries]
    draft.insert(max(present, default=section.line), [MARKER_LINE, *activity_lines(config)])
