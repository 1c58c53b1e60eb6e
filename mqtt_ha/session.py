"""What is said and heard at one broker under one set of settings, over all connections to it.

While there is no connection nothing is queued: the picture goes on, and the next connection begins with all of it.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Final

from figures import ServerFigures, server_figures
from mqtt_ha import events
from mqtt_ha.announced import Memory
from mqtt_ha.births import Births
from mqtt_ha.commands import Answer, CommandDesk, Counters
from mqtt_ha.controls import subscriptions
from mqtt_ha.discovery import Place, as_json
from mqtt_ha.events import Watch
from mqtt_ha.leftovers import Leftovers
from mqtt_ha.link import Incoming, Link
from mqtt_ha.picture import OFFLINE, Painter
from mqtt_ha.retained import Retained
from pending import Edit
from services import Services
from settings import MqttSettings
from views import FleetView, ServerView

logger = logging.getLogger(__name__)

FADE_SECONDS: Final = 5.0
"""So long after its announcement was taken back a value goes: until then Home Assistant may hear it, and complain."""
PAINT_SECONDS: Final = 0.3
WATCH_SECONDS: Final = 15.0
"""How often somebody looks whether time has run out, where nothing else is new."""
AT_ONCE: Final = 100
"""Messages that are sent before somebody looks at what has come in."""
LISTEN_SECONDS: Final = 0.5
"""And not much longer: on a slow disk each command takes its time, and meanwhile nobody talks to the broker."""
MOST_SAID: Final = 2000
"""Messages without a place in the picture that wait to be sent, at the most."""
MOST_HEARD: Final = 8 * 1024 * 1024
"""Bytes of messages that wait to be looked at, at the most; more than that is left out, and counted."""
MOST_ROUNDS: Final = 5
"""How often what is kept at the broker is asked for again in one connection, because not all of it had room."""
OF_ONE: Final = 400
"""Bytes that a message takes here besides what is in it."""
ALIVE: Final = b"online"


class Session:
    """For one thread, but for :meth:`edited`, :meth:`noted` and :meth:`show`."""

    def __init__(
        self,
        services: Services,
        settings: MqttSettings,
        place: Place,
        memory: Memory,
        counters: Counters,
    ) -> None:
        self.place = place
        self._services = services
        self._settings = settings
        self._clock = services.core.clock
        self._memory = memory
        self._painter = Painter(place, self._figures)
        self.retained = Retained(place.topics.bridge_state)
        self.desk = CommandDesk(services, settings, place.may, place.topics, counters)
        self._watch = Watch(settings.nearly_out_minutes * 60, place.language)
        self._leftovers = Leftovers(place.topics, self.retained, memory.tombstones)
        self._births = Births(place.topics, self.retained, memory.tombstones)
        self._news: deque[FleetView] = deque(maxlen=1)
        self._edits: deque[Edit] = deque(maxlen=MOST_SAID)
        self._fleet: FleetView | None = None
        self._heard: deque[Incoming] = deque()
        self._heard_bytes = 0
        self._rounds = 0
        self._missed = False
        """Whether something that is kept at the broker was left out."""
        self._says: deque[tuple[str, bytes]] = deque(maxlen=MOST_SAID)
        self._paint_after = 0.0
        self._watch_at = 0.0
        self._fade: tuple[float, int] | None = None
        """When values go whose announcements are gone, and how many of them there were."""
        self.is_withdrawn = False
        """All of ours is being taken away."""
        self.denied: set[str] = set()
        """Topics that the broker does not let us use."""

    # --- from any thread ---

    def show(self, fleet: FleetView) -> None:
        """There is a newer picture."""
        if not self.is_withdrawn:
            self._news.append(fleet)

    def edited(self, edit: Edit) -> None:
        """An edit has come into another state."""
        self._edits.append(edit)

    def say(self, event: Mapping[str, Any]) -> None:
        """Something has happened."""
        at = {"at": self._clock.now().isoformat(timespec="seconds")}
        self._says.append((self.place.topics.events, as_json({**event, **at})))

    # --- in the thread of the bridge ---

    def begin(self, link: Link) -> None:
        """A connection is there: listen, and let everything be sent."""
        link.messages = self._hear
        link.denied = self._deny
        self._heard.clear()
        self._heard_bytes = 0
        self._rounds, self._missed = MOST_ROUNDS, False
        self._says.clear()
        self.denied.clear()
        link.subscribe(self._filters())
        self._leftovers.connected(link)
        self._paint_after = 0.0  # the newest picture: what it has not in it looks like something to be swept away
        self._paint(self._clock.monotonic())
        self.retained.start_anew(twice=self._leftovers.is_first)

    def lose(self) -> None:
        """The connection is gone."""
        self._births.lose()
        self.retained.nothing_due()
        self._leftovers.lost()
        self._fade = None

    def rest(self) -> None:
        """What goes on without a connection: the picture is kept, what was not said is forgotten."""
        self._edits.clear()
        self._says.clear()
        now = self._clock.monotonic()
        self._paint(now)
        self.retained.nothing_due()

    def turn(self, link: Link, seconds: float) -> None:
        """Do what is to be done, and wait for something new for so long at the most."""
        now = self._clock.monotonic()
        self._listen(link, now)
        self._paint(now)
        self._look(now)
        self._births.turn(link, now)
        more = self._send(link)
        if not more:
            self._leftovers.turn(link, now, may_begin=self.is_known)
            self._ask_again(link, now)
            self._fade_out(now)
        link.pump(0 if more or self._heard else min(seconds, self._patience(now)))

    def withdraw(self, link: Link) -> None:
        """Take all of ours away, because it will be said elsewhere or not at all.

        What is announced goes now, values in the turns that follow, or in those of the session that takes them over.
        """
        self.is_withdrawn = True
        self._news.clear()
        self._births.take_back()
        self.retained.clear_all()
        self._compare()
        self._remember()
        while self._send(link):
            pass

    def is_gone(self, link: Link) -> bool:
        """Whether all of ours was taken away, and the broker has it."""
        return self.is_withdrawn and not (self.retained.is_due or self.retained.fading or link.is_waiting)

    def goodbye(self, link: Link, seconds: float) -> None:
        """Say that we are gone, and wait until that has arrived."""
        self._remember()
        link.publish(self.place.topics.bridge_state, OFFLINE, retain=True, qos=1)
        link.flush(seconds)

    @property
    def is_known(self) -> bool:
        """Whether there is a picture of all computers: before that, ours would look like ghosts."""
        return self._is_whole(self._news[-1] if self._news else self._fleet)

    def _is_whole(self, known: FleetView | None) -> bool:
        return known is not None and len(known.servers) == len(self._services.core.fleet.servers())

    def is_at_rest(self, link: Link) -> bool:
        """Whether all that is known is said and has arrived, and nobody is looked for at the broker."""
        busy = (
            self._says
            or self._news
            or self._missed
            or self._heard
            or self._edits
            or self._leftovers.is_first
            or self._births.is_busy
            or self.retained.fading
        )
        return not (busy or self.retained.is_due or self._leftovers.is_looking or link.is_waiting)

    # --- what comes in ---

    def _hear(self, message: Incoming) -> None:
        size = len(message.payload) + OF_ONE
        if self._heard_bytes + size > MOST_HEARD:
            self.desk.counters.dropped += 1
            self._missed = self._missed or (message.is_retained and self._rounds > 0)
            return
        self._heard_bytes += size
        self._heard.append(message)

    def _deny(self, topic: str) -> None:
        if topic not in self.denied and len(self.denied) < AT_ONCE:
            logger.warning("the broker does not let us use %s", topic)
            self.denied.add(topic)

    def _listen(self, link: Link, now: float) -> None:
        for _ in range(min(len(self._heard), AT_ONCE)):
            if self._clock.monotonic() - now > LISTEN_SECONDS:
                return
            message = self._heard.popleft()
            self._heard_bytes -= len(message.payload) + OF_ONE
            if message.topic == self._settings.status_topic:
                if message.payload == ALIVE:
                    self._births.came_up(now)
            elif message.topic == self.place.topics.bridge_state:
                if message.payload != ALIVE:  # the last will of a connection that we have lost long ago
                    self.retained.still_alive()
            elif self._leftovers.heard_of_former(link, message, now):
                continue
            elif message.is_retained:
                self._found(message, now)
            elif message.payload or (link.version == "5" and message.topic == self.place.topics.request("sync")):
                # In the older MQTT a kept command that we clear comes back like an empty one.
                self._answer(self.desk.handle(message.topic, message.payload))

    def _found(self, message: Incoming, now: float) -> None:
        """Something that the broker has kept: a command is nobody's wish now; other things may be of earlier days."""
        if self._births.shows(message.topic):
            return
        if not self.desk.is_command(message.topic):
            self._leftovers.heard(message, now)
        elif message.payload:
            self.desk.counters.ignored += 1
            self.retained.clear(message.topic)

    def _answer(self, answer: Answer | None) -> None:
        if answer is None:
            return
        self._says.append((self.place.topics.response(answer.name), as_json(answer.content)))
        if answer.event is not None:
            self.say(answer.event)
        if answer.shown is not None:
            self._show_again(*answer.shown)

    def _show_again(self, server: str, user: str) -> None:
        """After a command the value is said in any case: a control that was moved in vain has to spring back."""
        topics = self.place.topics
        self._paint_after = 0.0
        for last in ("state", "rules"):
            self.retained.again(topics.user(server, user, last))

    # --- what goes out ---

    def _paint(self, now: float) -> None:
        if self.is_withdrawn:
            return
        day_is_over = (due := self._painter.due()) is not None and self._clock.now() >= due
        if not (self._news or day_is_over) or now < self._paint_after:
            return
        self._paint_after = now + PAINT_SECONDS
        if self._news:
            self._fleet = self._news.pop()
        if self._fleet is None:
            return
        moment = self._clock.now()
        self.retained.show(self._painter.paint(self._fleet, moment))
        if self._is_whole(self._fleet):
            self._compare()
        self._remember()
        self._tell(self._watch.take(self._fleet, moment))
        self._watch_at = now + WATCH_SECONDS

    def _look(self, now: float) -> None:
        """Tell what has happened since somebody looked last."""
        if self._fleet is not None and now >= self._watch_at:
            self._watch_at = now + WATCH_SECONDS
            self._tell(self._watch.take(self._fleet, self._clock.now()))
        fleet, style = self._services.core.fleet, self._services.core.style
        while self._edits:
            edit = self._edits.popleft()
            self._answer(self.desk.progress(edit))
            server = fleet.find(edit.server)
            if server is not None:
                status = self._services.syncer.state(server.id)
                child = fleet.owners(server.id).get(edit.user)
                self._tell(events.of_edit(edit, status, server.name, child, style))

    def _tell(self, found: Iterable[events.Event]) -> None:
        for event in found:
            self.say(event)

    def _fade_out(self, now: float) -> None:
        """Take away the values whose announcements are gone long enough; before all is known they may be of use yet."""
        number = self.retained.fading
        if not number or self._leftovers.is_looking or not (self.is_known or self.is_withdrawn):
            self._fade = None
        elif self._fade is None or number > self._fade[1]:
            self._fade = now + FADE_SECONDS, number
        elif now >= self._fade[0]:
            self._fade = None
            self.retained.fade_out()

    def _send(self, link: Link) -> bool:
        """Send some of what is due; whether there is more."""
        for _ in range(AT_ONCE):
            if self._says:
                topic, payload = self._says.popleft()
                link.publish(topic, payload, retain=False)
                continue
            message = self.retained.take()
            if message is None:
                return False
            link.publish(*message, retain=True)
        return True

    def _ask_again(self, link: Link, now: float) -> None:
        """What is kept at the broker and had no room here is said once more to whoever begins to listen."""
        if self._missed and not self._heard:
            self._missed = False
            self._rounds -= 1
            link.subscribe(self._filters())
            self._leftovers.again(link, now)

    def _filters(self) -> list[str]:
        topics = self.place.topics  # commands also where none is allowed: whoever sends one is told so
        return [self._settings.status_topic, topics.bridge_state, *subscriptions(topics)]

    def _compare(self) -> None:
        """What was announced by the run before and is no more goes, also where the broker knows nothing of it."""
        stale = self._memory.announced.are(self.place, self.retained.configs)
        for topic, said in stale.items():
            self.retained.clear(topic, said)
        self._births.show_once_more(stale)

    def _remember(self) -> None:
        if self.retained.withdrawn:
            self._memory.tombstones.add(self.retained.withdrawn)
            self.retained.withdrawn.clear()

    def _patience(self, now: float) -> float:
        fade = self._fade[0] if self._fade else None
        moments = [self._watch_at, self._births.until, self._leftovers.until, fade]
        if self._news:
            moments.append(self._paint_after)
        return max(0.0, min((at - now for at in moments if at is not None), default=1.0))

    def _figures(self, view: ServerView) -> ServerFigures:
        services = self._services
        server = services.core.fleet.get(view.id)
        status = services.syncer.state(server.id)
        return server_figures(
            server, view, status, editing=services.editing, now=self._clock.now(), language=self.place.language
        )
