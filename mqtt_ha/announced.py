"""What Home Assistant was told of when the program ran last. ``mqtt_announced.json``.

The broker may have forgotten it since, and Home Assistant has not. Only names are kept, since an announcement that
takes an entity back needs no more; so the file is small, and written only when an entity comes or goes.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Final

from pydantic import Field

from errors import DataError, InvalidValue
from mqtt_ha.discovery import Place, revived
from mqtt_ha.tombstones import Tombstones
from storage import Kind, Record, Store

logger = logging.getLogger(__name__)

FILE: Final = "mqtt_announced.json"
MOST: Final = 100_000
"""Entities that are kept: those of the largest school, several times over."""

Name = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,200}$")]
Entity = Annotated[str, Field(pattern=r"^[a-z_]{1,40}/[a-zA-Z0-9_-]{1,200}$")]


class AnnouncedFile(Record):
    """The file: the entities of each device, as ``component/object id``, by the identifier of the device."""

    devices: Annotated[dict[Name, tuple[Entity, ...]], Field(default_factory=dict, max_length=MOST)]
    base: str = ""
    prefix: str = ""


ANNOUNCED: Final = Kind(AnnouncedFile, schema=1)


class Announced:
    """For one thread. What cannot be saved is known until the program ends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._place = ("", "")
        self._devices: dict[str, str] = {}
        """By topic, the identifier of the device."""
        self._load()
        self._is_first = True

    def are(self, place: Place, configs: Mapping[str, bytes]) -> dict[str, bytes]:
        """These are announced now. Once, at the place where the program was last: what is no more, to be taken back."""
        here = (place.topics.base, place.topics.prefix)
        known = self._devices if here == self._place else {}
        stale = {topic: device for topic, device in known.items() if topic not in configs} if self._is_first else {}
        self._is_first = False
        if here != self._place or known.keys() != configs.keys():
            self._place = here
            self._devices = {topic: known.get(topic) or _device(said) for topic, said in configs.items()}
            self._save()
        found = {topic: revived(place, *_levels(topic), device) for topic, device in stale.items()}
        return {topic: said for topic, said in found.items() if said}

    def _save(self) -> None:
        devices: dict[str, tuple[str, ...]] = {}
        for topic, device in islice(self._devices.items(), MOST):
            devices[device] = (*devices.get(device, ()), "/".join(_levels(topic)))
        try:
            self._store.save(
                ANNOUNCED, AnnouncedFile(devices=devices, base=self._place[0], prefix=self._place[1]), FILE
            )  # fmt: skip
        except DataError as error:
            logger.warning("%s", error)

    def _load(self) -> None:
        try:
            file = self._store.load(ANNOUNCED, FILE)
        except (DataError, InvalidValue) as error:
            logger.warning("%s", error)
            return
        if file is not None:
            self._place = (file.base, file.prefix)
            self._devices = {
                f"{file.prefix}/{entity}/config": device for device, named in file.devices.items() for entity in named
            }


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of Home Assistant's entities over connections, other settings and restarts."""

    announced: Announced
    tombstones: Tombstones

    @classmethod
    def of(cls, store: Store) -> Memory:
        """As it was left."""
        return cls(Announced(store), Tombstones(store))


def _levels(topic: str) -> tuple[str, str]:
    """Component and object id."""
    _, component, object_id, _ = topic.rsplit("/", 3)
    return component, object_id


def _device(said: bytes) -> str:
    identifier: str = json.loads(said)["device"]["identifiers"][0]
    return identifier
