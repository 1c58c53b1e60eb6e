"""Carrying out what is asked for by MQTT: each command becomes an edit through the services, and has an answer.

What becomes of an edit later is told under the same name and transaction, also after a restart: both stand in the
edit's origin, so there is no list of commands under way that could be lost.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import child_views
from clock import Clock
from editing import Accepted, Asked
from error_record import restored
from errors import (
    CommandNotAllowed,
    GrantsStopped,
    KeyReused,
    MngrError,
    NotFound,
    NothingToChange,
    TooManyCommands,
    TransactionReused,
)
from i18n import N_, Message
from mqtt_ha.controls import Command, command_of
from mqtt_ha.entities import EventType
from mqtt_ha.requests import (
    REQUESTS,
    AnswerRequest,
    ForUser,
    GrantTime,
    Lock,
    Request,
    SetExtra,
    SetLimit,
    SetLockout,
    Sync,
    Unlock,
    refuse_if_late,
    transaction_of,
)
from mqtt_ha.topics import Topics, level
from pending import Edit, EditKind, EditState, Through
from services import Services
from settings import MqttSettings
from timekpr_rules import Grant, Operation
from tokens import Scope
from wishes import WishState

logger = logging.getLogger(__name__)

WHO: Final = "Home Assistant"
"""By whom edits are made that come by MQTT, where they are shown."""
MINUTE: Final = 60
QUARTER: Final = timedelta(minutes=15)

STATES: Final = {EditState.QUEUED: "accepted"}
"""Words for states of an edit; the others are as they are."""
FAILED: Final = frozenset({EditState.REFUSED, EditState.EXPIRED, EditState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is published for a command: on the response topic of its name, and perhaps as an event.

    ``shown``: server and user whose values are to be published anew, so that a control springs back.
    """

    name: str
    content: Mapping[str, Any]
    shown: tuple[str, str] | None = None
    event: Mapping[str, Any] | None = None


@dataclass(slots=True)
class _Bucket:
    """Lets so many through in a minute, and as many at once after a while of silence."""

    per_minute: int
    left: float
    at: float

    def take(self, now: float) -> bool:
        self.left = min(self.per_minute, self.left + (now - self.at) * self.per_minute / MINUTE)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


@dataclass(slots=True)
class Counters:
    """What has come in since the program started."""

    received: int = 0
    done: int = 0
    refused: int = 0
    ignored: int = 0
    """Retained ones, which are nobody's wish now."""
    dropped: int = 0
    """More at once than there was room for."""


class CommandDesk:
    """For one thread. Never raises: whatever comes in, there is an answer."""

    def __init__(
        self,
        services: Services,
        settings: MqttSettings,
        may: frozenset[Scope],
        topics: Topics,
        counters: Counters,
    ) -> None:
        self._services = services
        self._settings = settings
        self._may = may
        self._topics = topics
        self._clock: Clock = services.core.clock
        self._bucket = _Bucket(settings.commands_per_minute, settings.commands_per_minute, self._clock.monotonic())
        self._stopped: dict[str, datetime] = {}
        self.counters = counters
        self._run: Mapping[type[Request], Callable[[Any, Asked], Accepted | None]] = {
            Sync: self._sync,
            GrantTime: self._grant,
            SetExtra: self._set_extra,
            SetLimit: self._set_limit,
            Lock: self._lock,
            Unlock: self._unlock,
            SetLockout: self._set_lockout,
            AnswerRequest: self._answer_request,
        }

    def handle(self, topic: str, payload: bytes) -> Answer | None:
        """Carry out one message; None: it is no command of ours."""
        command = command_of(self._topics, topic, self._user_of)
        if command is None:
            return None
        self.counters.received += 1
        request: Request | None = None
        try:
            self._refuse_flood()
            request = command.read(payload)
            answer = self._carry_out(request)
        except MngrError as error:
            answer = self._refusal(request, command, payload, error)
        except Exception:
            logger.exception("a command on %s", topic[:200])
            answer = self._refusal(request, command, payload, MngrError())
        self._count(answer)
        return answer

    def is_command(self, topic: str) -> bool:
        """Whether commands come in there."""
        return command_of(self._topics, topic, self._user_of) is not None

    def progress(self, edit: Edit) -> Answer | None:
        """What to tell of an edit that has come into another state; None if it did not come by MQTT or is new."""
        if edit.through is not Through.MQTT or edit.state is EditState.QUEUED:
            return None
        name, _, transaction = edit.origin.partition(" ")
        if name not in REQUESTS:
            return None
        why = restored(edit.why).text(self._language) if edit.why else None
        if edit.state in FAILED:
            return Answer(name, _content("error", _data(edit), transaction, why or edit.state.value))
        return Answer(name, _content("ok", _data(edit) | ({"why": why} if why else {}), transaction))

    # --- one command ---

    def _carry_out(self, request: Request) -> Answer:
        if request.scope not in self._may:
            raise CommandNotAllowed
        refuse_if_late(request, self._clock.now())
        origin = f"{request.name} {request.transaction}" if request.transaction else request.name
        key = origin if request.transaction else ""
        asked = Asked(WHO, Through.MQTT, origin=origin, reason=request.reason, key=key)
        try:
            accepted = self._run[type(request)](request, asked)
        except KeyReused:
            raise TransactionReused(transaction=request.transaction) from None
        except NothingToChange:
            accepted = None
            data: dict[str, Any] = {"state": "unchanged"}
        else:
            data = _data(accepted.edit) if accepted else {"state": "done"}
        if accepted is not None and accepted.doubts:
            data["doubts"] = [doubt.message.text(self._language) for doubt in accepted.doubts]
        if accepted is not None and accepted.again:
            data["repeated"] = True
        return Answer(request.name, _content("ok", data, request.transaction), self._shown(request))

    def _refusal(self, request: Request | None, command: Command, payload: bytes, error: MngrError) -> Answer:
        said = request.transaction if request else transaction_of(payload)
        event = None
        if isinstance(error, GrantsStopped) and request is not None:
            event = self._stop_event(request, error)
        name = request.name if request else command.name
        content = _content("error", {"code": error.code}, said, error.text(self._language))
        return Answer(name, content, self._shown(request) if request else self._at(command), event)

    def _count(self, answer: Answer) -> None:
        if answer.content["status"] == "ok":
            self.counters.done += 1
        else:
            self.counters.refused += 1

    # --- the requests ---

    def _sync(self, request: Sync, _asked: Asked) -> None:
        self._services.sync_now(self._services.core.fleet.get(request.server).id if request.server else None)

    def _grant(self, request: GrantTime, asked: Asked) -> Accepted:
        server, user = self._whose(request, asked)
        adds = Operation.ADD if request.minutes > 0 else Operation.TAKE
        operation = Operation.SET if request.mode == "set" else adds
        minutes = request.minutes if operation is Operation.SET else abs(request.minutes)
        grant = Grant(operation, minutes * MINUTE, request.kind == "playtime")
        if operation is not Operation.TAKE:
            self._stop_if_too_many(server, user, asked)
        return self._services.editing.grant(server, user, grant, asked)

    def _set_extra(self, request: SetExtra, asked: Asked) -> Accepted:
        server, user = self._whose(request, asked)
        now = self._services.editing.extra_today(server, user)
        if now is not None and request.minutes * MINUTE > now:
            self._stop_if_too_many(server, user, asked)
        return self._services.editing.set_extra(server, user, request.minutes * MINUTE, asked)

    def _set_limit(self, request: SetLimit, asked: Asked) -> Accepted:
        server, user = self._whose(request, asked)
        return self._services.editing.today(server, user, {"LIMIT": str(request.minutes * MINUTE)}, asked)

    def _lock(self, request: Lock, asked: Asked) -> Accepted:
        return self._services.editing.lock(*self._whose(request, asked), asked)

    def _unlock(self, request: Unlock, asked: Asked) -> Accepted:
        return self._services.editing.allow_today(*self._whose(request, asked), asked)

    def _set_lockout(self, request: SetLockout, asked: Asked) -> Accepted:
        return self._services.editing.config(*self._whose(request, asked), {"LOCKOUT_TYPE": request.type}, asked)

    def _answer_request(self, request: AnswerRequest, asked: Asked) -> Accepted | None:
        wish = self._services.wishes.get(request.request)
        if request.minutes and wish.state is not WishState.GIVEN:
            self._stop_if_too_many(wish.server, wish.user, asked)
        return self._services.wishes.answer(wish.id, request.minutes * MINUTE, request.text, asked).accepted

    # --- helpers ---

    def _refuse_flood(self) -> None:
        if not self._bucket.take(self._clock.monotonic()):
            raise TooManyCommands(limit=self._settings.commands_per_minute)

    @property
    def _language(self) -> str:
        return self._services.language

    def _whose(self, request: ForUser, asked: Asked | None = None) -> tuple[str, str]:
        """The id of the server, and the user. Raises NotFound.

        A child that sits elsewhere when the same request comes again is meant where it sat at the first time.
        """
        fleet = self._services.core.fleet
        if request.child is None:
            return fleet.get(request.server or "").id, request.user or ""
        wanted = request.child.casefold()
        child = next((one for one in fleet.children() if wanted in {one.id, one.name.casefold()}), None)
        found = child_views.find(self._services.fleet_view(), child.id) if child else None
        if found is None:
            raise NotFound(what=Message(N_("child")), name=request.child[:40])
        made = self._services.editing.made_of(asked) if asked is not None and asked.key else None
        if made is not None and any((one.server.id, one.user.name) == (made.server, made.user) for one in found.users):
            return made.server, made.user
        return found.now.server.id, found.now.user.name

    def _user_of(self, server_level: str, user_level: str) -> tuple[str, str]:
        """The server's id and the user behind two levels of a topic. Raises NotFound."""
        for server in self._services.core.fleet.servers():
            if level(server.id) == server_level:
                if not user_level:
                    return server.id, ""
                for user in server.users:
                    if level(user.name) == user_level:
                        return server.id, user.name
                raise NotFound(what=Message(N_("user")), name=user_level[:40])
        raise NotFound(what=Message(N_("computer")), name=server_level[:40])

    def _shown(self, request: Request) -> tuple[str, str] | None:
        try:
            if isinstance(request, AnswerRequest):
                wish = self._services.wishes.get(request.request)
                return wish.server, wish.user
            return self._whose(request) if isinstance(request, ForUser) else None
        except MngrError:
            return None

    def _at(self, command: Command) -> tuple[str, str] | None:
        """Whose control it is, of a message that could not be read."""
        try:
            return self._user_of(*command.levels) if command.levels else None
        except MngrError:
            return None

    def _stop_if_too_many(self, server: str, user: str, asked: Asked) -> None:
        """Raises GrantsStopped where a child got too many grants by MQTT in a quarter of an hour."""
        if asked.key and self._services.editing.made_of(asked) is not None:
            return  # it was given already, and this is the same once more
        since = self._clock.now() - QUARTER
        count = sum(
            _gives(edit) and edit.created > since
            for one, login in self._logins(server, user)
            for edit in (*self._services.queue.waiting(one, login), *self._services.queue.finished(one, since=since))
            if edit.user == login
        )
        if count >= self._settings.grants_per_quarter_hour:
            child = self._services.core.fleet.owners(server).get(user)
            raise GrantsStopped(user=child.name if child else user, limit=self._settings.grants_per_quarter_hour)

    def _logins(self, server: str, user: str) -> list[tuple[str, str]]:
        """All logins of whoever is behind this one."""
        child = self._services.core.fleet.owners(server).get(user)
        return [(login.server, login.user) for login in child.users] if child else [(server, user)]

    def _stop_event(self, request: Request, error: MngrError) -> Mapping[str, Any] | None:
        """Told once in a quarter of an hour for each child, however often it is tried."""
        server, user = self._shown(request) or ("", "")
        child = self._services.core.fleet.owners(server).get(user) if server else None
        now, whose = self._clock.now(), child.id if child else f"{server}/{user}"
        self._stopped = {one: at for one, at in self._stopped.items() if now - at < QUARTER}
        if whose in self._stopped:
            return None
        self._stopped[whose] = now
        return {
            "event_type": EventType.GRANTS_STOPPED.value,
            "message": error.text(self._language),
            "server": server,
            "server_name": self._services.core.fleet.get(server).name if server else "",
            "user": user,
            "child": child.name if child else user,
            "child_id": child.id if child else "",
        }


def _gives(edit: Edit) -> bool:
    """Whether somebody got time by it, or still may: not if the computer has refused it."""
    given = {Operation.ADD.value, Operation.SET.value}
    is_grant = edit.kind is EditKind.GRANT and edit.through is Through.MQTT and edit.operation in given
    return is_grant and edit.state is not EditState.REFUSED


def _data(edit: Edit) -> dict[str, Any]:
    state = STATES.get(edit.state, edit.state.value)
    return {"edit": edit.id, "state": state, "server": edit.server, "user": edit.user}


def _content(status: str, data: Mapping[str, Any], transaction: object, error: str | None = None) -> dict[str, Any]:
    return {"status": status, "error": error, "data": dict(data), "transaction": transaction or None}
