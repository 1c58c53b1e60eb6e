"""What a broker lets us do that has let us in, tried out without leaving anything there."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from clock import Clock
from doctor import Finding
from errors import MngrError
from i18n import N_, Message
from mqtt_ha.discovery import NAME
from mqtt_ha.link import Incoming, Link
from mqtt_ha.picture import OFFLINE, ONLINE
from mqtt_ha.remedies import remedy
from mqtt_ha.topics import Topics, slug
from patience import LOOK_SECONDS, Patience
from services.examination import Pen
from settings import MqttSettings

ANSWER_SECONDS: Final = 2.0
"""For each answer of the broker."""
SEEN_SECONDS: Final = 1.5
"""How long to listen for what Home Assistant and its like have left at the broker."""

TOPICS, ANNOUNCING = N_("Reading and writing our topics"), N_("Announcing what there is")
SEEN: Final = N_("Home Assistant")

WRITES_AND_READS: Final = N_("What was written came back.")
MAY_NOT_WRITE: Final = N_("The broker does not let us write to {topic}.")
MAY_NOT_READ: Final = N_("The broker does not let us read {topic}.")
NOT_BACK: Final = N_("What was written to {topic} was taken and did not come back: we may not read there.")
NOT_BACK_3: Final = N_("What was written to {topic} did not come back: we may not write there, or not read.")
ALLOW: Final = N_("Allow our user to read and write {topics} in the broker's access list.")
ONLY_WRITTEN: Final = N_("It can be written to; what was written did not come back.")
HUNG_UP: Final = N_("The broker has hung up when {topic} was used: {why}")
IS_ON: Final = N_("It says that it is running.")
IS_OFF: Final = N_("It has said that it was ended. That is fine if it starts later.")
OTHERS: Final = N_("Other devices are announced at this broker, so it is most likely the right one.")
NOT_SEEN: Final = N_("Not seen yet. That is fine: it may start later, and says so then.")
STATUS_CLOSED: Final = N_("We may not read {topic}, where it says that it has started.")


@dataclass(frozen=True, slots=True)
class _Echo:
    """What became of a message to ourselves. The first two: what the broker has said about it."""

    may_read: bool
    may_write: bool
    came_back: bool


class Rights:
    """At one broker. For one thread."""

    def __init__(self, link: Link, settings: MqttSettings, pen: Pen, clock: Clock, patience: Patience) -> None:
        self._link = link
        self._settings = settings
        self._pen = pen
        self._clock = clock
        self._patience = patience
        self._topics = Topics(settings.base_topic, settings.discovery_prefix)
        self._mark = f"test-{secrets.token_hex(6)}"
        """One level of each topic that is tried: nobody else has it."""

    def try_out(self) -> Iterator[Finding]:
        """Whether we may do at the broker what the bridge does, and whether somebody is there to see it."""
        base, prefix = self._settings.base_topic, self._settings.discovery_prefix
        at_base = (self._right(TOPICS, topic, f"{base}/#") for topic in self._ours())
        yield next((one for one in at_base if not one.ok), self._pen(TOPICS, Message(WRITES_AND_READS)))
        if self._settings.discovery:
            topic = self._topics.config("sensor", slug(self._topics.namespace, self._mark))
            yield self._right(ANNOUNCING, topic, f"{prefix}/#", write_only=True)
        yield self._seen()

    def _ours(self) -> tuple[str, str]:
        return (f"{self._settings.base_topic}/bridge/test/{self._mark}", self._topics.server(self._mark))

    def _right(self, check: str, topic: str, wanted: str, *, write_only: bool = False) -> Finding:
        """Whether a topic can be used. ``write_only``: to write there is enough, where the broker is known to say."""
        pen, allow, said = self._pen, Message(ALLOW, {"topics": wanted}), {"topic": topic}
        try:
            echo = self._echo(topic)
        except MngrError as error:
            return pen(check, Message(HUNG_UP, {**said, "why": remedy(error)[0]}), ok=False, cure=allow)
        if not echo.may_write:
            return pen(check, Message(MAY_NOT_WRITE, said), ok=False, cure=allow)
        if echo.came_back:
            return pen(check, Message(WRITES_AND_READS))
        if not echo.may_read:
            return pen(check, Message(MAY_NOT_READ, said), ok=False, cure=allow)
        # With MQTT 5 a broker says what it does not take; before, what comes back is the only proof.
        is_five = self._link.version == "5"
        if write_only and is_five:
            return pen(check, Message(ONLY_WRITTEN), cure=allow)
        return pen(check, Message(NOT_BACK if is_five else NOT_BACK_3, said), ok=False, cure=allow)

    def _echo(self, topic: str) -> _Echo:
        """Say something at a topic, so that it is not kept, and listen for it. Raises what a link does."""
        link = self._link
        denied: set[str] = set()
        heard: list[Incoming] = []
        link.denied, link.messages = denied.add, heard.append
        link.subscribe([topic])
        self._pump(lambda: link.is_answered, ANSWER_SECONDS)
        may_read = topic not in denied
        denied.clear()
        link.publish(topic, b"", retain=False, qos=1)  # empty: where entities are announced, that there is none
        self._pump(lambda: link.is_answered, ANSWER_SECONDS)
        may_write = topic not in denied
        if may_read and may_write:
            self._pump(lambda: bool(heard), ANSWER_SECONDS)
        link.unsubscribe([topic])
        return _Echo(may_read, may_write, any(one.topic == topic for one in heard))

    def _seen(self) -> Finding:
        """Whether Home Assistant is there; never a fault, since it may start later."""
        link, status = self._link, self._settings.status_topic
        denied: set[str] = set()
        said: list[bytes] = []
        others: list[str] = []

        def hear(message: Incoming) -> None:
            if message.topic == status:
                said.append(message.payload)
            elif message.is_retained and not _is_ours(message):
                others.append(message.topic)

        link.denied, link.messages = denied.add, hear
        with suppress(MngrError):  # it was well until here, and this is no fault
            link.subscribe([status, f"{self._settings.discovery_prefix}/+/+/config"])
            self._pump(lambda: bool(said), SEEN_SECONDS)
        if status in denied:
            allow = Message(ALLOW, {"topics": status})
            return self._pen(SEEN, Message(STATUS_CLOSED, {"topic": status}), cure=allow)
        if said and said[-1] in {ONLINE, OFFLINE}:
            return self._pen(SEEN, Message(IS_ON if said[-1] == ONLINE else IS_OFF))
        return self._pen(SEEN, Message(OTHERS if others else NOT_SEEN))

    def _pump(self, ready: Callable[[], bool], seconds: float) -> None:
        """Let messages come and go until it is so, or the time is over."""
        end = self._patience.until(seconds)
        while not ready() and (left := end - self._clock.monotonic()) > 0:
            self._patience.heed()
            self._link.pump(min(left, LOOK_SECONDS))


def _is_ours(message: Incoming) -> bool:
    """Whether it announces something of this program."""
    try:
        origin = json.loads(message.payload)["origin"]["name"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return bool(origin == NAME)
