"""What is kept of a server, its users and the children: ``servers.json`` and ``children.json``."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from storage import Kind, Moment, Record

from . import values

MAX_SERVERS = 2000
MAX_USERS = 250
"""Users of one server."""
MAX_CHILDREN = 500

DEFAULT_PORT = 22
DEFAULT_ACCOUNT = "timekpr-mngr"
MAIN_CONFIG = "/etc/timekpr/timekpr.conf"

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,70}")


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError("not an id")
    return value


def _unique_users(users: tuple[ManagedUser, ...]) -> tuple[ManagedUser, ...]:
    if len({user.name for user in users}) != len(users):
        raise ValueError("a user twice")
    return users


Id = Annotated[str, AfterValidator(_id)]
"""A name of our own making: in paths, topics and addresses. It never changes."""
RemotePath = Annotated[str, BeforeValidator(values.remote_path)]


class ManagedUser(Record):
    """A login of a server that a parent has taken in, and when (UTC)."""

    name: Annotated[str, BeforeValidator(values.user_name)]
    added: Moment


class Entry(Record):
    """What servers and children have in common."""

    id: Id
    name: str


class Server(Entry):
    """A computer that is managed. A folder that is None is where its timekpr.conf says."""

    name: Annotated[str, BeforeValidator(values.server_name)]
    host: Annotated[str, BeforeValidator(values.host)]
    port: Annotated[int, BeforeValidator(values.port)] = DEFAULT_PORT
    account: Annotated[str, BeforeValidator(values.account)] = DEFAULT_ACCOUNT
    config_dir: RemotePath | None = None
    work_dir: RemotePath | None = None
    main_config: RemotePath = MAIN_CONFIG
    enabled: Annotated[bool, BeforeValidator(values.switch)] = True
    note: Annotated[str, BeforeValidator(values.note)] = ""
    mode: Annotated[str, BeforeValidator(values.mode)] = "follow"
    """``follow``: a change made on the computer is taken over; ``enforce``: it is set back."""
    channel: Annotated[str, BeforeValidator(values.channel)] = "auto"
    """By which way changes are made there: ``auto``, ``dbus``, ``timekpra`` or ``files``."""
    users: Annotated[tuple[ManagedUser, ...], Field(max_length=MAX_USERS), AfterValidator(_unique_users)] = ()


class UserOfServer(Record):
    """One login on one server, by the server's id."""

    server: Id
    user: Annotated[str, BeforeValidator(values.user_name)]


class Child(Entry):
    """A person and the logins that are theirs."""

    name: Annotated[str, BeforeValidator(values.child_name)]
    users: tuple[UserOfServer, ...] = ()
    colour: Annotated[int | None, BeforeValidator(values.colour)] = None
    """Of its ring, one of values.COLOURS; None as long as nobody has chosen one."""


class ServersFile(Record):
    """``servers.json``. Its entries are checked one by one, so that a bad one does not take the others with it."""

    servers: tuple[Any, ...] = ()


class ChildrenFile(Record):
    """``children.json``, likewise."""

    children: tuple[Any, ...] = ()


SERVERS = Kind(ServersFile, schema=1)
CHILDREN = Kind(ChildrenFile, schema=1)
