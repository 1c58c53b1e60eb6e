"""The fleet: which servers, users and children there are, and every change of that."""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
from collections.abc import Callable

from errors import AlreadyExists, DataDamaged, InvalidValue, NotFound, TooMany
from i18n import N_, Message
from problems import Problem
from storage import Kind, Store
from storage.kinds import R

from . import values
from .models import (
    CHILDREN,
    MAX_CHILDREN,
    MAX_SERVERS,
    MAX_USERS,
    SERVERS,
    Child,
    ChildrenFile,
    Entry,
    ManagedUser,
    Server,
    ServersFile,
    UserOfServer,
)
from .roll import Roll

log = logging.getLogger(__name__)

SERVERS_JSON = "servers.json"
CHILDREN_JSON = "children.json"

COMPUTER = Message(N_("computer"))
USER = Message(N_("user"))
CHILD = Message(N_("child"))
IS_AN_ID = N_("{name} was added under this name and keeps it as its id. Choose another one.")

_CHANGEABLE = {kind: frozenset(kind.model_fields) - {"id", "users"} for kind in (Server, Child)}
"""Fields that can be set from outside; the users of both have calls of their own."""


class Fleet:
    """All servers and children, as the last change left them. Thread-safe; every change is saved when it returns.

    A name is looked up in any case and an id is as good as a name: no name of one is the id of another. Raises
    NotFound, AlreadyExists, InvalidValue, TooMany, and NotSaved, after which nothing has changed.
    """

    def __init__(self, store: Store) -> None:
        """Read both files. A damaged one without any good copy counts as empty: the store says so as a Problem."""
        self._store = store
        self._lock = threading.RLock()
        self._servers_file = _load(store, SERVERS, SERVERS_JSON) or ServersFile()
        self._children_file = _load(store, CHILDREN, CHILDREN_JSON) or ChildrenFile()
        self._servers = Roll.read(Server, SERVERS_JSON, self._servers_file.servers)
        self._children = Roll.read(Child, CHILDREN_JSON, self._children_file.children)
        self._owners = self._children, _owners(self._children)
        self._version = 0
        self.before_child_goes: Callable[[str], None] = lambda _child: None
        """Told the id of a child that is about to be let go; what it raises keeps the child. An id may come again."""

    @property
    def version(self) -> int:
        """Counts the changes since the start: whoever remembers it sees at once whether there was one."""
        return self._version

    def problems(self) -> tuple[Problem, ...]:
        """Entries of the files that are not used, because they are not right."""
        return (*self._servers.problems, *self._children.problems)

    # --- servers ---

    def servers(self) -> tuple[Server, ...]:
        """All servers, in the order in which they were added."""
        return self._servers.good

    def get(self, name_or_id: str) -> Server:
        """One server."""
        return _found(self._servers.find(name_or_id), COMPUTER, name_or_id)

    def find(self, server_id: str) -> Server | None:
        """The server with this id, if it is still one of ours."""
        return self._servers.with_id(server_id)

    def add(self, name: str, host: str, **more: object) -> Server:
        """Take a server in; ``more`` are further fields of Server. Its id is its name in lower case, and stays so.

        A name that was removed with its data kept finds them again.
        """
        with self._lock:
            _refuse_unknown(Server, more)
            _refuse_clash(self._servers.clashing(values.server_name(name)), COMPUTER, name)
            if len(self._servers.good) >= MAX_SERVERS:
                raise TooMany(what=Message(N_("computers")), limit=MAX_SERVERS)
            server_id = self._servers.free_id(name.lower())
            server = Server.model_validate({"id": server_id, "name": name, "host": host, **more})
            self._save_servers(self._servers.with_entry(server))
            return server

    def update(self, name_or_id: str, **changes: object) -> Server:
        """Change fields of a server, all or none: any but ``id`` and ``users``."""
        with self._lock:
            _refuse_unknown(Server, changes)
            before = self.get(name_or_id)
            after = Server.model_validate({**before.model_dump(), **changes})
            _refuse_clash(self._servers.clashing(after.name, but=before.id), COMPUTER, after.name)
            if after != before:
                self._save_servers(self._servers.with_entry(after))
            return after

    def rename(self, old: str, new: str) -> Server:
        """Call a server something else; its id and with it its cache and history stay."""
        return self.update(old, name=new)

    def remove(self, name_or_id: str, *, keep_data: bool) -> None:
        """Let a server go. Without ``keep_data`` its cache, history and waiting edits are deleted."""
        with self._lock:
            server = self.get(name_or_id)
            self._disown(server.id, {user.name for user in server.users})
            self._save_servers(self._servers.without(server.id))
            if not keep_data:
                for folder in ("cache", "history", "pending_uploads", "finished", "revisions"):
                    self._store.remove_tree(folder, server.id)
                self._store.remove("signs", f"{server.id}.json")

    def add_user(self, server: str, user: str) -> Server:
        """Manage a user of a server from now on."""
        with self._lock:
            before = self.get(server)
            name = values.user_name(user)
            if any(one.name == name for one in before.users):
                raise AlreadyExists(what=USER, name=name)
            if len(before.users) >= MAX_USERS:
                raise TooMany(what=Message(N_("users on one computer")), limit=MAX_USERS)
            added = ManagedUser(name=name, added=self._store.clock.now())
            after = before.model_copy(update={"users": (*before.users, added)})
            self._save_servers(self._servers.with_entry(after))
            return after

    def remove_user(self, server: str, user: str, *, keep_data: bool) -> Server:
        """Manage a user no longer. Without ``keep_data`` cache and history are deleted; edits are not looked at."""
        with self._lock:
            before = self.get(server)
            _found(next((one for one in before.users if one.name == user), None), USER, user)
            self._disown(before.id, {user})
            after = before.model_copy(update={"users": tuple(one for one in before.users if one.name != user)})
            self._save_servers(self._servers.with_entry(after))
            if not keep_data:
                for ending in ("", ".bad"):  # see adopt
                    self._store.remove("cache", before.id, "users", f"{user}.conf{ending}")
                    self._store.remove("cache", before.id, "stats", f"{user}.time{ending}")
                self._store.remove("history", before.id, f"{user}.json")
                self._store.remove("revisions", before.id, f"{user}.json")
            return after

    # --- children ---

    def children(self) -> tuple[Child, ...]:
        """All children, in the order in which they were added."""
        return self._children.good

    def child(self, name_or_id: str) -> Child:
        """One child."""
        return _found(self._children.find(name_or_id), CHILD, name_or_id)

    def owners(self, server_id: str) -> dict[str, Child]:
        """The child behind each user of a server that has one."""
        children = self._children
        roll, owners = self._owners
        if roll is not children:
            owners = _owners(children)
            self._owners = children, owners
        return dict(owners.get(server_id, {}))

    def children_of(self, server_id: str) -> dict[str, str]:
        """The child's name behind each user of a server that has one."""
        return {user: child.name for user, child in self.owners(server_id).items()}

    def add_child(self, name: str, login: tuple[str, str] | None = None) -> Child:
        """Take a child in, without users yet; or in one go with a user of a server, who is no other's from then on."""
        with self._lock:
            name = values.child_name(name)
            _refuse_clash(self._children.clashing(name), CHILD, name)
            if len(self._children.good) >= MAX_CHILDREN:
                raise TooMany(what=Message(N_("children")), limit=MAX_CHILDREN)
            user = self._login(*login) if login else None
            others = _without(self._children, user.server, {user.user}) if user else self._children
            child = Child(id=others.free_id(_slug(name)), name=name, users=(user,) if user else ())
            self._save_children(others.with_entry(child))
            return child

    def update_child(self, name_or_id: str, **changes: object) -> Child:
        """Change fields of a child, all or none: any but ``id`` and ``users``."""
        with self._lock:
            _refuse_unknown(Child, changes)
            before = self.child(name_or_id)
            after = Child.model_validate({**before.model_dump(), **changes})
            _refuse_clash(self._children.clashing(after.name, but=before.id), CHILD, after.name)
            if after != before:
                self._save_children(self._children.with_entry(after))
            return after

    def remove_child(self, name_or_id: str) -> None:
        """Let a child go; the users stay."""
        with self._lock:
            child = self.child(name_or_id)
            self.before_child_goes(child.id)
            self._save_children(self._children.without(child.id))

    def assign(self, child: str, server: str, user: str) -> Child:
        """Let a user of a server be this child's, and no other's."""
        with self._lock:
            child_id, login = self.child(child).id, self._login(server, user)
            others = _without(self._children, login.server, {user})
            before = _found(others.find(child_id), CHILD, child)
            after = before.model_copy(update={"users": (*before.users, login)})
            self._save_children(others.with_entry(after))
            return after

    def unassign(self, server: str, user: str) -> None:
        """Let a user be no child's; nothing if it was none's."""
        with self._lock:
            self._disown(self.get(server).id, {user})

    # --- helpers ---

    def _login(self, server: str, user: str) -> UserOfServer:
        one = self.get(server)
        _found(next((known for known in one.users if known.name == user), None), USER, user)
        return UserOfServer(server=one.id, user=user)

    def _disown(self, server_id: str, users: set[str]) -> None:
        after = _without(self._children, server_id, users)
        if after != self._children:
            self._save_children(after)

    def _save_servers(self, servers: Roll[Server]) -> None:
        file = self._servers_file.model_copy(update={"servers": servers.entries()})
        self._store.save(SERVERS, file, SERVERS_JSON)
        self._servers = servers
        self._version += 1

    def _save_children(self, children: Roll[Child]) -> None:
        file = self._children_file.model_copy(update={"children": children.entries()})
        self._store.save(CHILDREN, file, CHILDREN_JSON)
        self._children = children
        self._version += 1


def _load(store: Store, kind: Kind[R], name: str) -> R | None:
    try:
        return store.load(kind, name)
    except DataDamaged as error:
        log.warning("%s", error)
        return None


def _refuse_unknown(kind: type[Server | Child], fields: dict[str, object]) -> None:
    if unknown := set(fields) - _CHANGEABLE[kind]:
        raise TypeError(f"no fields of a {kind.__name__} that can be set: {sorted(unknown)}")


def _found(entry: R | None, what: Message, name: str) -> R:
    if entry is None:
        raise NotFound(what=what, name=values.shown(name))
    return entry


def _refuse_clash(other: Entry | None, what: Message, name: str) -> None:
    if other is None:
        return
    if other.name.casefold() == name.casefold():
        raise AlreadyExists(what=what, name=name)
    raise InvalidValue(what=Message(N_("name")), value=name, allowed=Message(IS_AN_ID, {"name": other.name}))


def _without(children: Roll[Child], server_id: str, users: set[str]) -> Roll[Child]:
    def kept(child: Child) -> Child:
        left = tuple(one for one in child.users if one.server != server_id or one.user not in users)
        return child if left == child.users else child.model_copy(update={"users": left})

    return children.mapped(kept)


def _owners(children: Roll[Child]) -> dict[str, dict[str, Child]]:
    """By server and user, the child behind it: asked for each server of each cycle."""
    owners: dict[str, dict[str, Child]] = {}
    for child in children.good:
        for login in child.users:
            owners.setdefault(login.server, {})[login.user] = child
    return owners


def _slug(name: str) -> str:
    """Letters and digits of a free text, for an id: “Jörg-Änne” becomes “jorg-anne”, “李” becomes “child”."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "child"
