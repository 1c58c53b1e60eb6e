"""Signing in and out, and the very first account: plain forms, throttled, and told nothing that helps guessing."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts import Access, Account
from accounts.passwords import AT_ONCE
from clock import Clock
from editing import Asked
from errors import InvalidValue, MngrError, NotSaved, TooBusy, TooManyTries, WrongCode, WrongPassword
from i18n import N_
from pending import Through
from services.people import People
from web.forms import TOKEN_COOKIE, FormTokens, read_fields, safe_next, set_cookie
from web.gate import COOKIE, prefix_of
from web.plain import PlainPages
from web.setup_code import SetupCode
from web.throttle import TYPOS, Throttle, source_of
from web.wire import cookie, header

logger = logging.getLogger(__name__)

T = TypeVar("T")

HALFWAY_COOKIE: Final = "timekpr_mngr_half"
HALFWAY_SECONDS: Final = 300
"""How long somebody may look for the phone between password and code."""
MOST_HALFWAY: Final = 200
MOST_COMPARING: Final = 20
"""Guesses that are compared or wait for it; they have threads of their own, so nothing else has to wait for them."""
DAY: Final = 86_400


class StaleForm(MngrError):
    """The form was not sent to this browser since the start of the program. No fields."""

    code = "stale_form"
    template = N_("This page was open for too long, or cookies are switched off. Please try again.")


class WrongSetupCode(MngrError):
    """Not the code of the console. No fields."""

    code = "wrong_setup_code"
    template = N_("The set-up code is not right. After ten wrong ones there is a new one on the console.")


class NotTheSame(MngrError):
    """A new password was typed in two ways. No fields."""

    code = "not_the_same"
    template = N_("The two passwords are not the same.")


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody whose password was right and whose code is still to come."""

    account: str
    changed: object
    """When the password was set: if it is another by now, this is over."""
    until: float
    next: str


class SignIn:
    """The forms and what comes of them. On the event loop; whatever waits does so in a thread."""

    def __init__(
        self, people: People, pages: PlainPages, clock: Clock, announce: Callable[[str], None], most_days: int
    ) -> None:
        """``announce`` shows a set-up code at the console; ``most_days`` is how long a browser keeps the cookie."""
        self._people = people
        self._pages = pages
        self._clock = clock
        self._tokens = FormTokens()
        self._throttle = Throttle(clock, typos=TYPOS)
        self._halfway: OrderedDict[str, Halfway] = OrderedDict()
        self._code = SetupCode(announce)
        self._setting_up = asyncio.Lock()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sign-in")
        self._comparing = 0
        self._most_seconds = most_days * DAY

    def begin(self) -> None:
        """The program starts: if there never was an account, show the set-up code."""
        if not self._people.accounts.is_set_up:
            self._code.begin()

    def add_to(self, app: Starlette) -> None:
        """Put the routes on an app."""
        for path, get, post in (
            ("/login", self.login_page, self.login),
            ("/login/code", self.code_page, self.code),
            ("/setup", self.setup_page, self.setup),
            ("/logout", self.logout_page, self.logout),
        ):
            app.add_route(path, get, ["GET"], include_in_schema=False)
            app.add_route(path, post, ["POST"], include_in_schema=False)
        app.add_route("/session", self.session, ["GET"], include_in_schema=False)

    # --- password ---

    async def login_page(self, request: Request) -> Response:
        """The form; somebody who is signed in goes on."""
        wanted = safe_next(request.query_params.get("next", "/"))
        if "access" in request.scope.get("state", {}):
            return _to(request, wanted)
        if not self._people.accounts.is_set_up:
            return _to(request, "/setup")
        return self._login_form(request, wanted)

    async def login(self, request: Request) -> Response:
        """Compare name and password."""
        fields = await read_fields(request)
        name, wanted = fields.get("username", "")[:200], safe_next(fields.get("next", "/"))
        if not self._tokens.is_right(request, fields):
            return self._login_form(request, wanted, name, StaleForm().text(self._pages.language), 403)
        asked = self._asked(request, name)
        try:
            account = await self._guess(
                request, name, lambda: self._people.check(name, fields.get("password", ""), asked)
            )
            if account is None:
                raise WrongPassword
            if account.second is not None:
                return self._ask_for_code(request, account, wanted)
            return await self._begin(request, account, wanted)
        except MngrError as error:
            return self._login_form(request, wanted, name, error.text(self._pages.language), _status(error))

    # --- code ---

    async def code_page(self, request: Request) -> Response:
        """The form for the second factor."""
        return self._code_form(request) if self._half(request) else _to(request, "/login")

    async def code(self, request: Request) -> Response:
        """Compare a code."""
        fields = await read_fields(request)
        half = self._half(request)
        if half is None:
            return _to(request, "/login")
        if not self._tokens.is_right(request, fields):
            return self._code_form(request, StaleForm().text(self._pages.language), 403)
        account = self._people.accounts.find(half.account)
        if account is None or account.changed != half.changed:
            return _to(request, "/login")
        try:
            given = fields.get("code", "")
            if not await self._guess(
                request, account.name, lambda: self._people.accounts.verify_second(account.id, given)
            ):
                raise WrongCode
            self._halfway.pop(cookie(request.scope, HALFWAY_COOKIE) or "", None)
            return await self._begin(request, account, half.next)
        except MngrError as error:
            return self._code_form(request, error.text(self._pages.language), _status(error))

    # --- the first account ---

    async def setup_page(self, request: Request) -> Response:
        """The form, as long as there never was an account."""
        return _to(request, "/login") if self._people.accounts.is_set_up else self._setup_form(request)

    async def setup(self, request: Request) -> Response:
        """Make the first account and sign it in."""
        fields = await read_fields(request)
        code, name = fields.get("code", ""), fields.get("username", "")
        async with self._setting_up:
            if self._people.accounts.is_set_up:
                return _to(request, "/login")
            try:
                self._refuse_setup(request, fields)
                asked = self._asked(request, name)
                account = await asyncio.to_thread(self._people.set_up, name, fields.get("password", ""), asked)
            except MngrError as error:
                kept = "" if isinstance(error, WrongSetupCode | TooManyTries) else code
                return self._setup_form(request, kept, name, error.text(self._pages.language), _status(error))
            self._code.use_up()
        try:
            return await self._begin(request, account, "/")
        except MngrError as error:  # the account is there all the same
            return self._login_form(request, "/", account.name, error.text(self._pages.language), _status(error))

    # --- signing out ---

    async def session(self, _request: Request) -> Response:
        """Asked by open pages, whether their session is live; the gate answers 401 where it is not."""
        return Response(status_code=204, headers={"Cache-Control": "no-store"})

    async def logout_page(self, request: Request) -> Response:
        """The question, for those who come by an address."""
        field, random = self._tokens.give(request)
        response = self._pages.draw(request, "logout", form_token=field)
        set_cookie(request, response, TOKEN_COOKIE, random)
        return response

    async def logout(self, request: Request) -> Response:
        """End the session. The gate has seen that a page of ours asks for it."""
        access: Access = request.scope["state"]["access"]
        await self._end(access)
        response = _to(request, "/login")
        set_cookie(request, response, COOKIE, "", seconds=0)
        return response

    # --- helpers ---

    def _refuse_setup(self, request: Request, fields: dict[str, str]) -> None:
        """Raises whatever is wrong with the form, before the account is made."""
        source = self._source(request)
        if not self._tokens.is_right(request, fields):
            raise StaleForm
        if seconds := self._throttle.wait(source):
            self._throttle.refused(source)
            raise TooManyTries(seconds=seconds)
        if not self._code.is_right(fields.get("code", "")):
            self._throttle.failed(source)
            raise WrongSetupCode
        if fields.get("password", "") != fields.get("again", ""):
            raise NotTheSame

    async def _guess(self, request: Request, name: str, compare: Callable[[], T]) -> T:
        """Compare in a thread what somebody guesses. Raises TooManyTries, also for what is right."""
        source = self._source(request)
        if seconds := self._throttle.wait(source, name):
            self._throttle.refused(source)
            raise TooManyTries(seconds=seconds)
        if self._comparing >= MOST_COMPARING:
            raise TooBusy
        self._throttle.failed(source, name)
        self._comparing += 1
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._threads, compare)
        except MngrError:
            self._throttle.take_back(source, name)
            raise
        finally:
            self._comparing -= 1
        if found:
            self._throttle.take_back(source, name)
        return found

    async def _end(self, access: Access) -> None:
        """End a session; it has ended also where the disk does not take that now."""
        try:
            await asyncio.to_thread(self._people.sign_out, access)
        except NotSaved as error:
            logger.warning("sessions: %s", error)

    async def _begin(self, request: Request, account: Account, wanted: str) -> Response:
        device = header(request.scope, b"user-agent") or ""
        asked = self._asked(request, account.name)
        _, secret = await asyncio.to_thread(lambda: self._people.begin(account, asked, device=device))
        if access := request.scope.get("state", {}).get("access"):  # that browser forgets it, so nobody could end it
            await self._end(access)
        self._throttle.succeeded(self._source(request), account.name)
        response = _to(request, wanted)
        set_cookie(request, response, COOKIE, secret, seconds=self._most_seconds)
        set_cookie(request, response, HALFWAY_COOKIE, "", seconds=0)
        return response

    def _ask_for_code(self, request: Request, account: Account, wanted: str) -> Response:
        key = secrets.token_urlsafe(32)
        until = self._clock.monotonic() + HALFWAY_SECONDS
        self._halfway[key] = Halfway(account.id, account.changed, until, wanted)
        while len(self._halfway) > MOST_HALFWAY:
            self._halfway.popitem(last=False)
        response = _to(request, "/login/code")
        set_cookie(request, response, HALFWAY_COOKIE, key, seconds=HALFWAY_SECONDS)
        return response

    def _half(self, request: Request) -> Halfway | None:
        half = self._halfway.get(cookie(request.scope, HALFWAY_COOKIE) or "")
        return half if half and self._clock.monotonic() < half.until else None

    def _login_form(
        self, request: Request, wanted: str, name: str = "", complaint: str = "", status: int = 200
    ) -> Response:
        if not complaint and self._people.accounts.problems():
            complaint = self._people.accounts.problems()[0].message.text(self._pages.language)
        return self._form(request, "login", status, next=wanted, username=name, complaint=complaint)

    def _code_form(self, request: Request, complaint: str = "", status: int = 200) -> Response:
        return self._form(request, "code", status, complaint=complaint)

    def _setup_form(
        self, request: Request, code: str = "", name: str = "", complaint: str = "", status: int = 200
    ) -> Response:
        return self._form(request, "setup", status, code=code[:40], username=name[:60], complaint=complaint)

    def _form(self, request: Request, page: str, status: int, **values: str) -> Response:
        field, random = self._tokens.give(request)
        response = self._pages.draw(request, page, status, form_token=field, **values)
        set_cookie(request, response, TOKEN_COOKIE, random)
        return response

    def _asked(self, request: Request, name: str) -> Asked:
        client = request.scope.get("client")
        return Asked(who=name.strip()[:60], through=Through.PAGE, origin=client[0] if client else "")

    @staticmethod
    def _source(request: Request) -> str:
        return source_of(request.scope.get("client"))


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(prefix_of(request.scope) + path, 303, {"Cache-Control": "no-store"})


def _status(error: MngrError) -> int:
    if isinstance(error, WrongPassword | WrongCode | WrongSetupCode | StaleForm):
        return 403
    if isinstance(error, InvalidValue | NotTheSame):
        return 422
    return 429 if isinstance(error, TooManyTries) else 503
