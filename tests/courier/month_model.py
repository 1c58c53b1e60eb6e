"""What the rules of one login should come to, in the simplest words: what holds for good, and what holds for today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pending import Edit, EditKind, EditState, Through
from timekpr_rules.setters import PAST_MINUTE

FOR_TODAY = {EditKind.TODAY, EditKind.LOCK}
LISTS = ("LIMITS_PER_WEEKDAYS", "PLAYTIME_LIMITS_PER_WEEKDAYS")


def atoms(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts with the lists of seven limits taken apart, so that two can change two days."""
    apart: dict[str, str] = {}
    for key, text in texts.items():
        if key in LISTS:
            apart |= {f"{key}#{day}": item for day, item in enumerate(text.split(";"), start=1)}
        else:
            apart[key] = text
    return apart


def plain(apart: Mapping[str, str]) -> dict[str, str]:
    """The same, with hours that are written as the past minute as none."""
    return {atom: "" if text == PAST_MINUTE else text for atom, text in apart.items()}


@dataclass
class Expected:
    """The rules of one login. ``enforced``: what is changed on the computer has no say."""

    lasting: dict[str, str]
    enforced: bool
    today: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """By atom, what holds today instead, the newest last, each with the edit that it is from."""
    loose: dict[str, str] = field(default_factory=dict)
    """Atoms that an edit may have changed half-way which did not come to its end; if for today, by that edit."""
    superseded: dict[str, set[str]] = field(default_factory=dict)
    """By atom, the edits for today after which it was changed on the computer."""

    def now(self) -> dict[str, str]:
        """What should be there now."""
        return {**self.lasting, **{atom: held[-1][1] for atom, held in self.today.items() if held}}

    def changed_there(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Somebody who sits at the computer has changed something."""
        if self.enforced:
            return
        for atom, text in after.items():
            if before[atom] != text:
                self.superseded.setdefault(atom, set()).update(cause for cause, _ in self.today.get(atom, []))
                self._set(atom, text)

    def ended(self, edit: Edit) -> None:
        """An edit of this login has come to its end."""
        if edit.state is not EditState.CONFIRMED:
            cause = edit.id if edit.kind in FOR_TODAY else edit.cause if edit.kind is EditKind.UNLOCK else ""
            self.loose |= {atom: cause for atom, _, _ in touched(edit) if edit.attempts}
        elif edit.kind is EditKind.CONFIG and edit.through is not Through.RULE:
            for atom, _, text in touched(edit):
                self._set(atom, text)
        elif edit.kind in FOR_TODAY and edit.attempts:
            for atom, _, text in touched(edit):
                self.today.setdefault(atom, []).append((edit.id, text))
        elif edit.kind in {EditKind.UNLOCK, EditKind.RETURN}:
            for held in self.today.values():
                held[:] = [(cause, text) for cause, text in held if cause != edit.cause]
            for atom, seen, text in touched(edit):
                if edit.cause in self.superseded.get(atom, ()) and self.now()[atom] == seen:
                    self._set(atom, text)  # nobody can tell that this is another one than what was set for that day

    def unlike(self, there: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """What is not as it should be: by atom what should be there, and what is."""
        there = plain(there)
        for atom, cause in self.loose.items():
            if there[atom] != plain(self.now())[atom]:
                if cause:
                    self.today.setdefault(atom, []).append((cause, there[atom]))
                else:
                    self._set(atom, there[atom])
        self.loose.clear()
        wanted = plain(self.now())
        return {atom: (wanted[atom], text) for atom, text in there.items() if wanted[atom] != text}

    def _set(self, atom: str, text: str) -> None:
        self.lasting[atom] = text
        self.today.pop(atom, None)


def touched(edit: Edit) -> Iterator[tuple[str, str | None, str]]:
    """The atoms that an edit changes, with the texts that were seen and those that are wanted."""
    for change in edit.changes:
        seen = {} if change.seen is None else atoms({change.key: change.seen})
        for atom, text in atoms({change.key: change.wanted}).items():
            if seen.get(atom) != text:
                yield atom, seen.get(atom), text
