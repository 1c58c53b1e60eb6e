"""Accepting lasting changes: keys of a user's rules, keys of timekpr.conf, and going back to an earlier version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from editing.desk import Accepted, Asked, Desk
from errors import NothingToChange, NotSettable
from pending import ON_THE_WAY, Edit, EditKind, KeyChange
from servers import Server
from timekpr_rules import (
    File,
    MainConfig,
    UserConfig,
    changed_texts,
    describe_keys,
    doubts_about_config,
    find_key,
    key_texts,
    settable,
    with_main_values,
    with_user_values,
)
from timekpr_rules.texts import format_value, parse_value

WEEKDAYS: Final = "ALLOWED_WEEKDAYS"
"""Always all seven in our own texts: naming fewer closes the others, by their limits and hours."""


class RulesDesk(Desk):
    """Accepts lasting changes."""

    def config(
        self, server: str, user: str, changes: Mapping[str, str], asked: Asked, *, seen: Mapping[str, str] | None = None
    ) -> Accepted:
        """Change keys of a user's rules. ``seen``: the texts that were looked at, where they are not the newest.

        Raises NotFound, NotManaged, InvalidValue (in all its kinds), QueueFull and NotSaved; then nothing was accepted.
        """
        with self._lock:
            one, known = self._user(server, user)
            content = EditKind.CONFIG, one.id, user, sorted(changes.items())
            if again := self._again(asked, *content):
                return again
            version = self._state(one.id).version
            base = self._expected(one, user, known)
            before = base or UserConfig()
            wanted = with_user_values(before, changes, version)
            texts, after = changed_texts(before, wanted, version), key_texts(wanted)
            if base is None or seen is not None:
                texts |= {name: after[name] for name in changes if name != WEEKDAYS}
            looked_at = {} if base is None else key_texts(base)
            looked_at |= _normal(File.USER, seen or {})
            parts = _parts(texts, looked_at)
            if not parts:
                raise NothingToChange(user=user)
            doubts = doubts_about_config(before, wanted, version=version)
            return self._accept(one, user, EditKind.CONFIG, asked, content, doubts=doubts, changes=parts)

    def expected(self, server: str, user: str) -> UserConfig | None:
        """The rules as they will be when all that waits has arrived; None if they are not known. Raises NotManaged."""
        one, known = self._user(server, user)
        return self._expected(one, user, known)

    def main(
        self, server: str, changes: Mapping[str, str], asked: Asked, *, seen: Mapping[str, str] | None = None
    ) -> Accepted:
        """Change keys of a server's timekpr.conf. ``seen`` as for :meth:`config`, and raises as it does."""
        with self._lock:
            one = self._core.fleet.get(server)
            content = EditKind.MAIN, one.id, sorted(changes.items())
            if again := self._again(asked, *content):
                return again
            for name in changes:
                find_key(File.MAIN, name)
                if not settable(name):
                    raise NotSettable(key=name)
            base = self._expected_main(one)
            after = key_texts(with_main_values(base or MainConfig(), changes))
            looked_at = (key_texts(base) if base else {}) | _normal(File.MAIN, seen or {})
            parts = _parts({name: after[name] for name in changes}, looked_at)
            if not parts:
                raise NothingToChange(user="timekpr.conf")
            return self._accept(one, "", EditKind.MAIN, asked, content, changes=parts)

    def expected_main(self, server: str) -> MainConfig | None:
        """A server's timekpr.conf as it will be when all that waits has arrived; None if it is not known.

        Raises NotFound.
        """
        return self._expected_main(self._core.fleet.get(server))

    def _expected_main(self, server: Server) -> MainConfig | None:
        main = self._state(server.id).main
        if main is None or main.damaged:
            return None
        return _folded(main.model, self._edits.waiting(server.id, ""))

    def revert(self, server: str, user: str, number: int, asked: Asked) -> Accepted:
        """Go back to an earlier version of a user's rules, as a new edit. Raises as :meth:`config`."""
        one = self._core.fleet.get(server)
        texts = self._revisions.get(one.id, user, number).texts
        known = {key.name for key in describe_keys(File.USER)} - {WEEKDAYS}
        return self.config(server, user, {name: text for name, text in texts.items() if name in known}, asked)


def _parts(texts: Mapping[str, str], looked_at: Mapping[str, str]) -> tuple[KeyChange, ...]:
    differing = ((name, text) for name, text in texts.items() if looked_at.get(name) != text)
    return tuple(KeyChange(key=name, seen=looked_at.get(name), wanted=text) for name, text in differing)


def _normal(file: File, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as we write them ourselves, so that equal values are equal texts. Raises InvalidValue."""
    keys = ((find_key(file, name), text) for name, text in texts.items())
    return {key.name: format_value(key, parse_value(key, text)) for key, text in keys}


def _folded(main: MainConfig, waiting: Iterable[Edit]) -> MainConfig:
    for edit in waiting:
        if edit.kind is EditKind.MAIN and edit.state in ON_THE_WAY:
            main = with_main_values(main, {change.key: change.wanted for change in edit.changes})
    return main
