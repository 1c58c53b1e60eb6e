"""Announcements that were taken back while Home Assistant may not have listened.

Home Assistant that was down meanwhile keeps such an entity for ever, and another empty message does not help: it has to
be announced once more and taken back while Home Assistant is there. ``mqtt_withdrawn.json``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field

from errors import DataError, InvalidValue
from mqtt_ha.topics import Topics
from storage import Kind, Record, Store

logger = logging.getLogger(__name__)

FILE: Final = "mqtt_withdrawn.json"
MOST: Final = 5000
"""Entities that are remembered; those that were taken back last."""
CONFIG_LEVELS: Final = 2
"""Separators behind the prefix: it may have levels of its own, and one be the beginning of another."""
MOST_BYTES: Final = 3072
"""Of one announcement; ours have a third of that. So many are no more than a file may have, if all are of quotes."""


class Withdrawn(Record):
    """The file: what each announcement said, by its topic."""

    configs: Annotated[dict[str, str], Field(default_factory=dict, max_length=MOST)]
    base: str = ""
    prefix: str = ""
    """Below which topics we were last; empty if we never were anywhere."""


WITHDRAWN: Final = Kind(Withdrawn, schema=1)


class Tombstones:
    """For one thread. What cannot be saved is remembered until the program ends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._file = self._load()

    def __len__(self) -> int:
        return len(self._file.configs)

    def all(self) -> dict[str, bytes]:
        """What each announcement said, by its topic."""
        return {topic: said.encode() for topic, said in self._file.configs.items()}

    def of(self, topics: Topics) -> dict[str, bytes]:
        """Those below the prefix that is in use: elsewhere nobody looks, and the broker may not let us."""
        place = f"{topics.prefix}/"
        return {
            topic: said
            for topic, said in self.all().items()
            if topic.startswith(place) and topic.removeprefix(place).count("/") == CONFIG_LEVELS
        }

    def add(self, withdrawn: Mapping[str, bytes]) -> None:
        """Remember some more."""
        said = {topic: text for topic, data in withdrawn.items() if (text := _text(data))}
        self._save({**{topic: text for topic, text in self._file.configs.items() if topic not in said}, **said})

    def forget(self, topics: Mapping[str, bytes]) -> None:
        """Home Assistant has seen these taken back, or they are announced again."""
        self._save({topic: text for topic, text in self._file.configs.items() if topic not in topics})

    def former(self, topics: Topics) -> Topics | None:
        """Where we were before, if that is not where we are now."""
        before = Topics(self._file.base, self._file.prefix)
        return before if before.base and before != topics else None

    def settle(self, topics: Topics) -> None:
        """This is where we are, and nothing of ours is left elsewhere."""
        if (self._file.base, self._file.prefix) != (topics.base, topics.prefix):
            self._file = self._file.model_copy(update={"base": topics.base, "prefix": topics.prefix})
            self._write()

    def _save(self, configs: dict[str, str]) -> None:
        if configs == self._file.configs:
            return
        self._file = self._file.model_copy(update={"configs": dict(list(configs.items())[-MOST:])})
        self._write()

    def _write(self) -> None:
        try:
            self._store.save(WITHDRAWN, self._file, FILE)
        except DataError as error:
            logger.warning("%s", error)

    def _load(self) -> Withdrawn:
        try:
            return self._store.load(WITHDRAWN, FILE) or Withdrawn(configs={})
        except (DataError, InvalidValue) as error:
            logger.warning("%s", error)
            return Withdrawn(configs={})


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace") if len(data) <= MOST_BYTES else ""
