"""The use cases of a child's own page: links to it, what it shows, asking for more time, and answering."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import child_views
from child_day import key_of
from child_links import ChildLink, ChildLinks
from child_page import ChildPage, child_page
from core import Core
from editing import Accepted, Asked, Editing
from errors import LinkNotValid, MngrError, NothingToAskFor, NotSaved, SaveUnclear, WishAnswered, WishOver
from i18n import N_, Message
from pending import Queue, Through
from servers import Child
from servers.values import refused
from services.changes import Changes
from services.pictures import Pictures
from speech import duration_message
from state import ServerStatus
from timekpr_rules import Grant, Operation
from views import ChildUser
from wish_views import LinkView
from wishes import Reply, Wish, WishBook, WishState, short_text

logger = logging.getLogger(__name__)

LINK: Final = "child_link"
REQUEST: Final = "request"
ADDED, REMOVED = "added", "removed"
"""The words of these in the audit; what was done stands in ``kind``."""
WHOLE_MINUTES: Final = N_("A whole number from 60 to 86400 that can be divided by 60, or 0 for not now.")


@dataclass(frozen=True, slots=True)
class Answered:
    """A wish that has its answer, the edit that it has become, and whether it had this very answer before."""

    wish: Wish
    accepted: Accepted | None = None
    again: bool = False


class Wishes:
    """Links and wishes. Every method may be called from any thread; those that change something wait for the disk."""

    def __init__(
        self,
        core: Core,
        *,
        changes: Changes,
        queue: Queue,
        editing: Editing,
        pictures: Pictures,
        book: WishBook,
        state: Callable[[str], ServerStatus],
    ) -> None:
        """``state`` tells what is known of a server by its id."""
        self.links = ChildLinks(core.store)
        self.book = book
        self._core = core
        self._changes = changes
        self._queue = queue
        self._editing = editing
        self._pictures = pictures
        self._state = state
        self._answering = threading.Lock()
        core.fleet.before_child_goes = self._forget

    # --- links ---

    def links_of(self, child_id: str) -> tuple[LinkView, ...]:
        """The links to a child's own page, oldest first. Raises NotFound."""
        child = self._core.fleet.child(child_id)
        return tuple(
            LinkView(one.id, one.label, one.created, self.links.last_used(one.id)) for one in self.links.of(child.id)
        )

    def make_link(self, child_id: str, label: str, asked: Asked) -> str:
        """Make a link; its secret, which cannot be had again. Raises NotFound and as ChildLinks.make."""
        child = self._core.fleet.child(child_id)
        link, secret = self.links.make(child.id, label)
        self._note_link(ADDED, link, asked)
        return secret

    def revoke_link(self, link_id: str, asked: Asked) -> None:
        """End a link; nobody gets in by it from this moment on. Raises NotFound, NotSaved."""
        self._note_link(REMOVED, self.links.revoke(link_id), asked)

    # --- the child ---

    def visitor(self, secret: str) -> ChildLink | None:
        """The link with this secret, if its child is there still. Never waits."""
        link = self.links.find(secret)
        return link if link is not None and self._child(link.child) is not None else None

    def page(self, link: ChildLink) -> ChildPage:
        """What the page of this link shows now. Reads no disk. Raises LinkNotValid."""
        child = self._child(link.child)
        if child is None:
            raise LinkNotValid
        fleet = self._pictures.fleet_view()
        found = child_views.find(fleet, child.id)
        users = (found.now, *found.others) if found else ()
        wishes = self.book.of(child.id)
        ids = {wish.reply.edit for wish in wishes if wish.reply and wish.reply.edit}
        edits = {one: edit for one in ids if (edit := self._queue.find(one)) is not None}
        keys = [one.key for one in child_views.children(fleet)]
        return child_page(
            child,
            users,
            wishes,
            edits,
            states=self._state,
            now=self._core.clock.now(),
            style=self._core.style,
            place_in_family=keys.index(child.id) if child.id in keys else 0,
        )

    def ask(self, link: ChildLink, minutes: int, reason: str, place: str, origin: str) -> Wish:
        """Ask for more time; a wish that was open gives way to it. ``place`` is the key of a login, or empty.

        Raises LinkNotValid, NothingToAskFor, InvalidValue, TooManyWishes, WishOver, NotSaved.
        """
        child = self._child(link.child)
        if child is None:
            raise LinkNotValid
        user = self._login(child, place)
        local = self._state(user.server.id).local_now(self._core.clock.now())
        wish, before = self.book.add(child.id, user.server.id, user.user.name, minutes, reason, local=local)
        if before is not None:
            self._note("replaced", before, _by(child, origin))
        self._note("asked", wish, _by(child, origin))
        self._pictures.publish()
        return wish

    def take_back(self, link: ChildLink, wish_id: str, origin: str) -> None:
        """The child does not want it any more. Raises NotFound, WishOver, NotSaved."""
        wish = self.book.get(wish_id)
        child = self._child(link.child)
        if child is None or wish.child != child.id or wish.state is not WishState.OPEN:
            raise WishOver
        self._note("taken_back", self.book.change(wish, WishState.TAKEN_BACK), _by(child, origin))
        self._pictures.publish()

    # --- the parents ---

    def get(self, wish_id: str) -> Wish:
        """One wish. Raises NotFound."""
        return self.book.get(wish_id)

    def answer(self, wish_id: str, seconds: int, text: str, asked: Asked) -> Answered:
        """Give so much (whole minutes; 0: not now), with a word to the child if there is one.

        However many parents say it, and whatever happens in between, a wish becomes one edit. Raises NotFound,
        WishOver, WishAnswered, InvalidValue, and as Editing.grant; then nothing was given.
        """
        text = short_text(text)
        if seconds % 60:
            raise refused(N_("seconds"), seconds, WHOLE_MINUTES)
        grant = Grant(Operation.ADD, seconds) if seconds else None
        with self._answering:
            wish = self._finish(self.book.get(wish_id))
            if wish.reply is not None and wish.state in {WishState.GIVEN, WishState.NOT_NOW}:
                return self._again(wish, seconds, asked)
            if not wish.is_open(self._core.clock.now()) or not self._is_theirs(wish):
                raise WishOver
            reply = Reply(
                who=asked.who, through=asked.through.value, at=self._core.clock.now(), minutes=seconds // 60, text=text
            )
            if grant is None:
                answered = Answered(self.book.change(wish, WishState.NOT_NOW, reply))
            else:
                answered = self._give(wish, reply, grant, asked)
        kind = "given" if grant else "not_now"
        self._note(kind, answered.wish, asked, reply)
        self._pictures.publish()
        return answered

    def resume(self) -> None:
        """Find out what became of answers that the last process was in the middle of."""
        for wish in self.book.newest():
            if wish.state is WishState.GIVING:
                try:
                    self._finish(wish)
                except MngrError as error:
                    logger.warning("request %s: %s", wish.id, error)

    # --- helpers ---

    def _give(self, wish: Wish, reply: Reply, grant: Grant, asked: Asked) -> Answered:
        """First the intent is kept, then the edit, then that it is one: what is cut off in between is found again."""
        giving = self.book.change(wish, WishState.GIVING, reply)
        request = _request(wish, reply, asked.origin)
        try:
            accepted = self._editing.grant(wish.server, wish.user, grant, request)
        except MngrError as error:
            if not isinstance(error, SaveUnclear):
                self.book.change(giving, WishState.OPEN)
            raise
        return Answered(self._given(giving, accepted.edit.id), accepted)

    def _given(self, giving: Wish, edit: str) -> Wish:
        reply = giving.reply.model_copy(update={"edit": edit}) if giving.reply else None
        try:
            return self.book.change(giving, WishState.GIVEN, reply)
        except NotSaved as error:  # it was given; that it was is found out again when somebody looks
            logger.warning("request %s: %s", giving.id, error)
            return giving.model_copy(update={"state": WishState.GIVEN, "reply": reply})

    def _finish(self, wish: Wish) -> Wish:
        """The wish, or what became of it if an answer was cut off: given if the edit is there, else open again."""
        if wish.state is not WishState.GIVING or wish.reply is None:
            return wish
        edit = self._editing.made_of(_request(wish, wish.reply, ""))
        return self.book.change(wish, WishState.OPEN) if edit is None else self._given(wish, edit.id)

    def _again(self, wish: Wish, seconds: int, asked: Asked) -> Answered:
        reply = wish.reply
        if reply is None:
            raise WishOver
        if (reply.who, reply.through, reply.minutes) == (asked.who, asked.through.value, seconds // 60):
            edit = self._queue.find(reply.edit) if reply.edit else None
            return Answered(wish, Accepted(edit, again=True) if edit else None, again=True)
        given = Message(N_("{duration} more"), {"duration": duration_message(reply.minutes * 60)})
        raise WishAnswered(who=reply.who, answer=given if reply.minutes else Message(N_("not now")))

    def _child(self, child_id: str) -> Child | None:
        return next((one for one in self._core.fleet.children() if one.id == child_id), None)

    def _is_theirs(self, wish: Wish) -> bool:
        """Whether the login is that child's still."""
        owner = self._core.fleet.owners(wish.server).get(wish.user)
        return owner is not None and owner.id == wish.child

    def _login(self, child: Child, place: str) -> ChildUser:
        found = child_views.find(self._pictures.fleet_view(), child.id)
        if found is None:
            raise NothingToAskFor
        chosen = next((one for one in found.users if key_of(one) == place), None) if place else found.now
        if chosen is None:
            raise NothingToAskFor
        return chosen

    def _forget(self, child_id: str) -> None:
        """A child is about to be let go: another one may get its id."""
        self.links.revoke_of(child_id)
        self.book.forget(child_id)
        self._pictures.publish()

    def _note_link(self, kind: str, link: ChildLink, asked: Asked) -> None:
        child = self._child(link.child)
        named = {"child": child.name if child else link.child, "label": link.label}
        before, after = (named, {}) if kind == REMOVED else ({}, named)
        self._changes.note(asked, LINK, kind, before=before, after=after)

    def _note(self, kind: str, wish: Wish, asked: Asked, reply: Reply | None = None) -> None:
        wanted = reply.minutes if reply else wish.minutes
        after = {"minutes": str(wanted)} if wanted else {}
        if reply is not None and reply.text:
            after["text"] = reply.text
        self._changes.note(replace(asked, reason=wish.reason), REQUEST, kind, wish.server, wish.user, after=after)


def _request(wish: Wish, reply: Reply, origin: str) -> Asked:
    """The request for the edit: the same one however often it is tried."""
    return Asked(reply.who, Through(reply.through), origin, reason=wish.reason, key=f"wish-{wish.id}")


def _by(child: Child, origin: str) -> Asked:
    """A child asks on its own page."""
    return Asked(child.name, Through.PAGE, origin)
