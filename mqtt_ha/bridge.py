"""The thread that keeps Home Assistant in step: it connects, stays there, and begins anew when the settings change."""

from __future__ import annotations

import logging
import os
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from audit import Entry
from digest import Digest
from errors import BrokerNoGreeting, BrokerNotFound, BrokerRefused, BrokerSilent, MngrError
from mqtt_ha import events
from mqtt_ha.announced import Memory
from mqtt_ha.broker import Broker, find_broker
from mqtt_ha.commands import Counters
from mqtt_ha.discovery import Place
from mqtt_ha.link import Link, Manner, WakeUp, open_link
from mqtt_ha.picture import OFFLINE
from mqtt_ha.session import Session
from mqtt_ha.status_file import BridgeStatusFile
from mqtt_ha.trial import Trials
from mqtt_views import BridgeState, BridgeView
from pending import Edit
from services import Services
from services.examination import Examination
from settings import MqttSettings
from version import VERSION
from views import FleetView

logger = logging.getLogger(__name__)

FIRST_DELAY: Final = 0.5
LONGEST_DELAY: Final = 60.0
"""Seconds between two attempts at the most where the broker is there and will not have us: it may count them."""
LONGEST_ABSENCE: Final = 4.0
"""The same where it is not there: trying costs nothing, and Home Assistant is right again soon after its return."""
ABSENT: Final = (BrokerRefused, BrokerNotFound, BrokerSilent, BrokerNoGreeting)
"""The last one where something stands before it that takes connections for it: a container's port, a proxy."""
STEADY_SECONDS: Final = 60.0
"""A connection that has lasted so long is a good one: after it the next attempt comes soon again."""
PICTURE_SECONDS: Final = 10.0
"""How long to wait for a picture of all computers before the first connection."""
TURN_SECONDS: Final = 1.0
GOODBYE_SECONDS: Final = 1.0
STOP_SECONDS: Final = 2.5

Opener = Callable[[Broker, Manner, WakeUp], Link]


class Bridge:
    """Runs from :meth:`start` to :meth:`stop`. Everything public may be called from any thread."""

    def __init__(
        self,
        services: Services,
        *,
        environ: Mapping[str, str] | None = None,
        opener: Opener | None = None,
    ) -> None:
        self._services = services
        self._environ = os.environ if environ is None else environ
        self._clock = services.core.clock
        self._wake = WakeUp()
        self._opener = opener or partial(open_link, clock=self._clock)
        self._memory = Memory.of(services.core.store)
        self._stopping = threading.Event()
        self._changed = threading.Event()
        self._thread: threading.Thread | None = None
        self._session: Session | None = None
        self._link: Link | None = None
        self._broker: Broker | None = None
        self._key: tuple[object, ...] = ()
        self._latest: FleetView | None = None
        self._showing = threading.Lock()
        """So that a session that is just made is not left with an older picture."""
        self._delay = FIRST_DELAY
        self._try_at = self._began = self._opened = self._clock.monotonic()
        self._sent = 0
        self._counters = Counters()
        self.attempts = 0
        """To connect, since the start."""
        self._is_on = False
        """There is a broker, or there should be one."""
        self._view = BridgeView(BridgeState.OFF)
        self._holding: tuple[int, int, tuple[str, ...]] = (0, 0, ())
        """Entities, topics and denied ones of the session, counted in its thread: nothing changes there meanwhile."""
        self._trials = Trials(services.core, self._environ)
        self._status = BridgeStatusFile(services.core.store)

    # --- from any thread ---

    def start(self) -> None:
        """Connect, if there is a broker to connect to, and stay there."""
        self.attach()
        self._thread = threading.Thread(target=self._run, name="mqtt", daemon=True)
        self._thread.start()

    def attach(self) -> None:
        """Hear of everything that happens from now on."""
        services = self._services
        services.pictures.also(self)
        services.queue.watchers.add(self._edited)
        services.changes.watchers.add(self._noted)
        services.weekly_digest.watchers.add(self._summed_up)
        services.pictures.publish()
        self._changed.set()

    def stop(self) -> None:
        """Say that we are gone, and end; within three seconds, also where the broker says nothing any more."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
            if self._thread.is_alive():
                logger.warning("the MQTT thread did not end within %s s", STOP_SECONDS)
                return
        self._let_go()
        self._wake.close()

    def publish(self, snapshot: FleetView) -> None:
        """There is a newer picture of the fleet. Never waits for the broker."""
        with self._showing:
            self._latest = snapshot
            if self._session is not None:
                self._session.show(snapshot)
                self._wake.set()

    def reload(self) -> None:
        """The settings may be others."""
        self._changed.set()
        self._wake.set()

    @property
    def is_at_rest(self) -> bool:
        """Whether we are connected, and all that is known is said."""
        return self._link is not None and self._session is not None and self._session.is_at_rest(self._link)

    def view(self) -> BridgeView:
        """How the connection stands."""
        link, counters = self._link, self._counters
        entities, topics, denied = self._holding
        return replace(
            self._view,
            entities=entities,
            topics=topics,
            denied=denied,
            sent=self._sent + (link.sent if link else 0),
            received=counters.received,
            done=counters.done,
            refused=counters.refused,
            ignored=counters.ignored + counters.dropped,
        )

    def test(self, settings: MqttSettings) -> Examination:
        """Try these settings out, as a guest beside our own connection. Raises Busy."""
        return self._trials.begin(settings)

    def _edited(self, edit: Edit) -> None:
        session = self._session
        if session is not None:
            session.edited(edit)
            self._wake.set()

    def _noted(self, entry: Entry) -> None:
        session = self._session
        event = events.of_entry(entry, self._services.language) if session else None
        if session is not None and event is not None:
            session.say(event)
            self._wake.set()

    def _summed_up(self, digest: Digest) -> None:
        session = self._session
        if session is not None:
            session.say(events.of_digest(digest, self._services.language))
            self._wake.set()

    # --- the thread ---

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.turn()
            except Exception as error:
                logger.exception("MQTT")
                self._lost(MngrError() if not isinstance(error, MngrError) else error)
        try:
            self._leave()
        except Exception as error:  # noqa: BLE001 - we are going anyway
            logger.debug("%s", error)

    def turn(self, seconds: float = TURN_SECONDS) -> None:
        """One round: whatever is to be done now, and a wait for something new."""
        try:
            self._turn(seconds)
        finally:
            session = self._session
            held = (session.retained.entities, session.retained.topics) if session else (0, 0)
            self._holding = *held, tuple(sorted(session.denied)) if session else ()
            self._status.note(self.view())

    def _turn(self, seconds: float) -> None:
        now = self._clock.monotonic()
        if self._changed.is_set() or (self._link is None and self._is_on and now >= self._try_at):
            # Also before each attempt: the Supervisor or a file may name another password by now.
            self._changed.clear()
            self._take_settings()
        session = self._session
        if session is None or self._broker is None:
            self._wake.wait(seconds)
            return
        if self._link is None:
            session.rest()
            if now < self._try_at or not (session.is_known or now - self._began > PICTURE_SECONDS):
                self._wake.wait(min(seconds, max(0.05, self._try_at - now)))
                return
            self._connect(session, self._broker)
            return
        try:
            session.turn(self._link, seconds)
            if session.is_gone(self._link):
                self._changed.set()
            if self._delay > FIRST_DELAY and self._clock.monotonic() - self._opened > STEADY_SECONDS:
                self._delay = FIRST_DELAY
        except MngrError as error:
            self._lost(error)

    def _take_settings(self) -> None:
        core = self._services.core
        settings = core.settings.mqtt
        try:
            broker = find_broker(settings, self._environ)
        except MngrError as error:
            self._is_on = True
            self._lost(error)
            return
        self._is_on = broker is not None
        place = Place.of(settings, language=core.settings.language, version=VERSION, base_url=core.settings.base_url)
        key = (settings, place, broker)
        if key == self._key:
            return
        is_same = _is_same(broker, self._broker)
        if not is_same and self._withdraws():
            self._key = ()  # come back to these settings then, whatever they are by that time
            return
        self._key = key
        stays = is_same and self._is_at(place)
        has_left = self._move_out(stays=stays)
        earlier = self._session if is_same and not (has_left and stays) else None
        self._broker = broker
        session = self._session_at(place) if broker else None
        if session is not None and earlier is not None:
            session.retained.take_over(earlier.retained)
        with self._showing:
            self._session = session
            if session is not None and self._latest is not None:
                session.show(self._latest)
        self._view = BridgeView(
            BridgeState.CONNECTING if broker else BridgeState.OFF,
            broker=f"{broker.host}:{broker.port}" if broker else "",
            source=broker.source if broker else "",
        )
        self._try_at = self._clock.monotonic()
        self._delay = FIRST_DELAY

    def _session_at(self, place: Place) -> Session:
        settings = self._services.core.settings.mqtt
        return Session(self._services, settings, place, self._memory, self._counters)

    def _is_at(self, place: Place) -> bool:
        return self._session is not None and self._session.place.topics == place.topics

    def _withdraws(self) -> bool:
        """Whether something is still being taken away at a broker that we leave: nobody will do it afterwards."""
        if self._link is None or self._session is None:
            return False
        if not self._session.is_withdrawn:
            try:
                self._session.withdraw(self._link)
            except MngrError as error:
                self._lost(error)
                return False
        return not self._session.is_gone(self._link)

    def _move_out(self, *, stays: bool) -> bool:
        """Leave the broker; what was said under names that will not be used any more is taken away first.

        Where the names stay, the first look at the broker finds what is not announced any more. Tells whether it was
        done: without a connection nothing can be taken away.
        """
        if self._link is None or self._session is None:
            return False
        is_done = True
        try:
            if not stays:
                self._session.withdraw(self._link)
            self._session.goodbye(self._link, GOODBYE_SECONDS)
        except MngrError as error:
            logger.info("%s", error)
            is_done = False
        self._let_go()
        return is_done

    def _connect(self, session: Session, broker: Broker) -> None:
        settings = self._services.core.settings.mqtt
        will = (session.place.topics.bridge_state, OFFLINE)
        manner = Manner(settings.client_id_in_use, settings.keepalive, settings.qos, will)
        self.attempts += 1
        try:
            self._link = self._opener(broker, manner, self._wake)
            self._opened = self._clock.monotonic()
            session.begin(self._link)
        except MngrError as error:
            self._lost(error)
            return
        logger.info("connected to the MQTT broker %s:%s (MQTT %s)", broker.host, broker.port, self._link.version)
        self._view = replace(
            self._view, state=BridgeState.CONNECTED, error=None, since=self._clock.now(), protocol=self._link.version
        )

    def _lost(self, error: MngrError) -> None:
        if self._session is not None and self._session.is_withdrawn:
            self._changed.set()  # to go on without it
        self._let_go()
        self._failed(error)

    def _failed(self, error: MngrError) -> None:
        """Say it once, and wait longer each time before the next attempt."""
        if self._view.error != error.message:
            logger.warning("%s", error)
        since = self._view.since if self._view.state is BridgeState.WAITING else self._clock.now()
        self._view = replace(self._view, state=BridgeState.WAITING, error=error.message, since=since, protocol="")
        self._try_at = self._clock.monotonic() + self._delay * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
        longest = LONGEST_ABSENCE if isinstance(error, ABSENT) else LONGEST_DELAY
        self._delay = min(self._delay * 2, longest)

    def _let_go(self) -> None:
        if self._link is not None:
            self._sent += self._link.sent
            self._link.close()
            self._link = None
        if self._session is not None:
            self._session.lose()

    def _leave(self) -> None:
        if self._link is not None and self._session is not None:
            self._session.goodbye(self._link, GOODBYE_SECONDS)
        self._let_go()


def _is_same(one: Broker | None, other: Broker | None) -> bool:
    """Whether both are the same broker, however we sign in there."""
    return one is not None and other is not None and (one.host, one.port) == (other.host, other.port)
