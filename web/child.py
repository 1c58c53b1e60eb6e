"""A child's own page: no account, no socket, one cookie that opens one child's time and nothing else.

A link ``/c/<secret>`` puts its secret into the cookie, so that it does not stay in the address bar; from then on ``/c``
is the page, ``/c/state`` its figures, and ``/c/ask`` where its forms go.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import asdict
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from child_links import ChildLink
from child_page import ChildPage
from clock import Clock
from errors import (
    InvalidValue,
    LinkNotValid,
    MngrError,
    NotFound,
    NothingToAskFor,
    TooManyTries,
    TooManyWishes,
    WishOver,
)
from i18n import N_, translate
from services.wishes import Wishes
from web.forms import TOKEN_COOKIE, FormTokens, read_fields, set_cookie
from web.gate import prefix_of
from web.plain import PlainPages
from web.sign_in import StaleForm
from web.throttle import Throttle, source_of
from web.wire import cookie
from wishes import MAX_TEXT, minutes as wished_minutes

COOKIE: Final = "timekpr_mngr_child"
YEAR: Final = 365 * 86_400
PAGE: Final = "/c"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
AMOUNTS: Final = (15, 30, 45, 60)
"""Minutes that one tap chooses."""
OTHER: Final = "other"

TEXTS: Final = {
    "today": N_("Today's hours"),
    "wishes": N_("What you asked for"),
    "minutes": N_("How many minutes?"),
    "other": N_("Other"),
    "how_many": N_("Minutes, from 1 to 240"),
    "reason": N_("Why? (if you like)"),
    "place": N_("On which computer?"),
    "send": N_("Ask"),
    "take_back": N_("Take it back"),
    "offline": N_("No connection at the moment. The figures are not new."),
    "nothing": N_("There is no computer here yet. Your parents can change that."),
}

WORDS: Final = {
    "left": N_("You have {duration} left"),
    "hours_minutes": N_("{hours} h {minutes}"),
    "hours": N_("{hours} h"),
    "minutes": N_("{minutes} min"),
    "under": N_("under 1 min"),
}
"""With which the page's script says a time that goes down by itself; see speech.duration."""

STATUS: Final[dict[type[MngrError], int]] = {
    LinkNotValid: 404, NotFound: 404, StaleForm: 403, InvalidValue: 422, TooManyWishes: 429, TooManyTries: 429,
    WishOver: 409, NothingToAskFor: 409,
}  # fmt: skip


class ChildDoor:
    """The page and what belongs to it. On the event loop; whatever waits for a disk does so in a thread."""

    def __init__(self, wishes: Wishes, pages: PlainPages, clock: Clock) -> None:
        self._wishes = wishes
        self._pages = pages
        self._tokens = FormTokens()
        self._guesses = Throttle(clock)
        self._asking = Throttle(clock)

    def add_to(self, app: Starlette) -> None:
        """Put the routes on an app."""
        app.add_route(PAGE, self.page, ["GET"], include_in_schema=False)
        app.add_route(f"{PAGE}/state", self.state, ["GET"], include_in_schema=False)
        app.add_route(f"{PAGE}/ask", self.ask, ["POST"], include_in_schema=False)
        app.add_route(f"{PAGE}/{{secret}}", self.open, ["GET"], include_in_schema=False)

    async def open(self, request: Request) -> Response:
        """Somebody follows a link: its secret becomes a cookie."""
        secret = request.path_params["secret"]
        try:
            self._visitor(request, secret)
        except MngrError as error:
            response = self._refused(request, error)
        else:
            response = _to_page(request)
            set_cookie(request, response, COOKIE, secret, seconds=YEAR, below=PAGE)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    async def page(self, request: Request) -> Response:
        """The page."""
        try:
            return self._draw(request, self._wishes.page(self._link(request)))
        except MngrError as error:
            return self._refused(request, error)

    async def state(self, request: Request) -> Response:
        """The same as the page shows, for its script."""
        try:
            page = self._wishes.page(self._link(request))
        except MngrError as error:
            content = {"error": {"code": error.code, "message": error.text(self._pages.language)}}
            return JSONResponse(content, _status(error), {"Cache-Control": "no-store"})
        field, random = self._tokens.give(request)
        words = {name: translate(text, self._pages.language) for name, text in WORDS.items()}
        shown = {**asdict(page), "words": words, "form_token": field}
        response = JSONResponse(shown, headers={"Cache-Control": "no-store"})
        set_cookie(request, response, TOKEN_COOKIE, random)
        return response

    async def ask(self, request: Request) -> Response:
        """More time is asked for, or what was asked for is taken back."""
        fields: dict[str, str] = {}
        try:
            link = self._link(request)
            fields = await read_fields(request)
            self._refuse_form(request, link, fields)
            origin = request.client.host if request.client else ""
            if wish_id := fields.get("take_back"):
                await asyncio.to_thread(self._wishes.take_back, link, wish_id[:40], origin)
            else:
                reason, place = fields.get("reason", ""), fields.get("place", "")
                await asyncio.to_thread(self._wishes.ask, link, _minutes(fields), reason, place, origin=origin)
        except MngrError as error:
            return self._again(request, fields, error)
        return _to_page(request)

    # --- helpers ---

    def _link(self, request: Request) -> ChildLink:
        """The link whose secret this browser has. Raises LinkNotValid, TooManyTries."""
        return self._visitor(request, cookie(request.scope, COOKIE) or "")

    def _visitor(self, request: Request, secret: str) -> ChildLink:
        """Whose link this is. A right one is never kept waiting: brothers and sisters share an address."""
        link = self._wishes.visitor(secret)
        if link is not None:
            return link
        if secret:
            source = source_of(request.scope.get("client"))
            if seconds := self._guesses.wait(source):
                self._guesses.refused(source)
                raise TooManyTries(seconds=seconds)
            self._guesses.failed(source)
        raise LinkNotValid

    def _refuse_form(self, request: Request, link: ChildLink, fields: dict[str, str]) -> None:
        """Raises what is wrong with a form as such."""
        if seconds := self._asking.wait(link.id):
            raise TooManyTries(seconds=seconds)
        self._asking.refused(link.id)
        if not self._tokens.is_right(request, fields):
            raise StaleForm

    def _draw(self, request: Request, page: ChildPage, status: int = 200, complaint: str = "", **kept: str) -> Response:
        field, random = self._tokens.give(request)
        chosen = kept.get("amount", "30")
        response = self._pages.draw(
            request, "child", status, policy=POLICY, child=page, blank=defaultdict(str), words=self._pages.texts(TEXTS),
            amounts=AMOUNTS, longest=MAX_TEXT, form_token=field, complaint=complaint, amount=chosen,
            minutes=kept.get("minutes", "")[:4], reason=kept.get("reason", "")[:MAX_TEXT],
            place_key=kept.get("place", page.places[0].key if page.places else ""),
        )  # fmt: skip
        set_cookie(request, response, TOKEN_COOKIE, random)
        return response

    def _again(self, request: Request, fields: dict[str, str], error: MngrError) -> Response:
        """The page once more, with the reason and with what was typed."""
        kept = {name: fields[name] for name in ("amount", "minutes", "reason", "place") if name in fields}
        try:
            page = self._wishes.page(self._link(request))
        except MngrError as worse:
            return self._refused(request, worse)
        return self._draw(request, page, _status(error), error.text(self._pages.language), **kept)

    def _refused(self, request: Request, error: MngrError) -> Response:
        """The page of a link that opens nothing; the browser forgets it."""
        response = self._pages.draw(request, "child_over", _status(error), sentence=error.text(self._pages.language))
        if isinstance(error, TooManyTries):
            response.headers["Retry-After"] = str(error.message.fields["seconds"])
        elif cookie(request.scope, COOKIE) is not None:
            set_cookie(request, response, COOKIE, "", seconds=0, below=PAGE)
        return response


def _to_page(request: Request) -> Response:
    return RedirectResponse(prefix_of(request.scope) + PAGE, 303, {"Cache-Control": "no-store"})


def _status(error: MngrError) -> int:
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 503)


def _minutes(fields: dict[str, str]) -> int:
    """How many are asked for. Raises InvalidValue."""
    given = fields.get("minutes", "") if fields.get("amount") == OTHER else fields.get("amount", "")
    given = given.strip()
    return wished_minutes(int(given) if given.isascii() and given.isdigit() and len(given) <= 4 else given)
