"""One section's values with the daemon's types, repairs and defaults.

The daemon reads key by key; what is missing or unreadable becomes its default, and the whole file is then written anew.
"""

from __future__ import annotations

from typing import Final

from timekpr_rules.document import DEFAULT_SECTION, Document, Entry
from timekpr_rules.findings import Findings
from timekpr_rules.percent import Interpolation, can_be_written
from timekpr_rules.week import bounded

BOOLEANS: Final = {
    "1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False,
}  # fmt: skip
"""What ``ConfigParser`` takes for yes and no, in any case."""

_WITHOUT_KEYS: Final = (DEFAULT_SECTION, "DOCUMENTATION")


class Values:
    """Reads the keys of one section and notes what is odd about them."""

    __slots__ = ("_entries", "_findings", "_interpolation", "present", "repaired", "unwritable")

    def __init__(self, document: Document, section: str, findings: Findings) -> None:
        entries = document.entries(section)
        self.present = entries is not None
        self.repaired = False
        """Whether the daemon writes the file anew after reading these values."""
        self.unwritable = False
        """Whether it fails when it does."""
        self._entries = entries or {}
        self._findings = findings
        self._interpolation: Interpolation | None = None
        if "%" in document.text:
            self._interpolation = Interpolation(section, {key: entry.value for key, entry in self._entries.items()})
        if not self.present:
            findings.add("section_missing", key=section)

    def entries(self) -> dict[str, Entry]:
        """The section's keys as they are written, in order."""
        return self._entries

    def text(self, key: str, default: str, *, limits: bool = False, repair: bool = True) -> str | None:
        """A text, None for a key without ``=``; ``limits``: the default sets a child free, which is worth an alarm."""
        value = self._read(key, default, limits=limits, repair=repair)
        if value is not None:
            self.will_be_written(value)
        return value

    def will_be_written(self, value: str) -> None:
        """Remember whether the daemon fails if it writes this value."""
        if "%" in value and not can_be_written(value):
            self.unwritable = True

    def _read(self, key: str, default: str, *, limits: bool = False, repair: bool = True) -> str | None:
        entry = self._entries.get(key)
        if entry is None:
            self.repaired = self.repaired or repair
            if self.present:
                self._findings.add("limit_key_missing" if limits else "key_missing", key=key, default=default)
            return default
        value = entry.value
        if entry.more or not entry.plain:
            code = "continued_value" if entry.more else "not_changeable"
            self._findings.add(code, (entry.more[0] if entry.more else entry.line) + 1, key)
        if value is None or self._interpolation is None or "%" not in value:
            return value
        self.note("percent", key)
        value = self._interpolation.resolve(key, value)
        if value is None:
            self.repaired = self.repaired or repair
            return default
        return value

    def integer(self, key: str, default: int, *, limits: bool = False) -> int:
        """A whole number, by Python's own rules for one."""
        text = self._read(key, str(default), limits=limits)
        try:
            return bounded(int(text or ""))
        except ValueError:
            self._unreadable(key, text, str(default), limits=limits)
            return default

    def boolean(self, key: str, *, default: bool) -> bool:
        """Yes or no."""
        text = self._read(key, str(default))
        value = BOOLEANS.get((text or "").lower())
        if value is None:
            self._unreadable(key, text, str(default))
            return default
        return value

    def words(self, key: str, default: str, *, limits: bool = False, strip: bool = True) -> str | None:
        """A list as the daemon keeps it: without blanks and semicolons around it."""
        text = self.text(key, default, limits=limits)
        return text.strip().strip(";") if strip and text is not None else text

    def in_range(self, key: str, value: int, minimum: int, maximum: int) -> int:
        """The value as it is, with a remark if the daemon should not have been given it."""
        if not minimum <= value <= maximum:
            self.note("out_of_range", key, value=value, minimum=minimum, maximum=maximum)
        return value

    def resolve(self, key: str) -> str | None:
        """A value whose ``%`` was followed, without a remark; None if that fails."""
        value = self._entries[key].value
        if value is None or self._interpolation is None or "%" not in value:
            return value or ""
        return self._interpolation.resolve(key, value)

    def line(self, key: str) -> int:
        """Where a key is, from 1; 0 if it is nowhere."""
        entry = self._entries.get(key)
        return entry.line + 1 if entry else 0

    def note(self, code: str, key: str, **fields: str | int) -> None:
        """Add a finding at the line of a key."""
        self._findings.add(code, self.line(key), key, **fields)

    def _unreadable(self, key: str, text: str | None, default: str, *, limits: bool = False) -> None:
        self.repaired = True
        self.note("limit_unreadable" if limits else "value_unreadable", key, value=text or "", default=default)


def note_fault(document: Document, findings: Findings, consequence: str, user: str = "") -> bool:
    """Note why ``ConfigParser`` refuses the file and what follows from it; whether it does."""
    fault = document.fault
    if fault is None:
        return False
    findings.add(consequence, fault.line, user=user)
    findings.add(fault.code, fault.line, fault.key)
    return True


def note_unknown(document: Document, known: dict[str, frozenset[str]], findings: Findings, free: str = "\0") -> None:
    """Note keys and sections that the daemon does not know; keys with ``free`` in them are known."""
    if DEFAULT_SECTION in document.sections:
        findings.add("default_section", document.sections[DEFAULT_SECTION].line + 1)
    for name, section in document.sections.items():
        expected = known.get(name)
        if expected is None:
            if name not in _WITHOUT_KEYS:
                findings.add("unknown_section", section.line + 1, name)
            continue
        if section.entries.keys() <= expected:
            continue
        for key, entry in section.entries.items():
            if key not in expected and free not in key:
                findings.add("unknown_key", entry.line + 1, key)
