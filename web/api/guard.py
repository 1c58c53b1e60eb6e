"""Around every endpoint: the scope is asked for before the body is looked at, and the body is read strictly."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, TypeVar, get_args, get_type_hints

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, BeforeValidator
from pydantic_core import from_json

from errors import InvalidValue
from i18n import N_, Message
from servers.values import shown
from tokens import Scope
from web.api.door import Caller
from web.api.refusals import BadField, MissingField, NotJson, OutOfScope, RepeatedField, UnknownField

Endpoint = TypeVar("Endpoint", bound=Callable[..., Response])
NEEDS: Final = "needs_scope"
MOST_DIGITS: Final = 9
PLAIN_NUMBER: Final = N_("It takes a whole number in plain digits.")


def needs(scope: Scope) -> Callable[[Endpoint], Endpoint]:
    """What a token must be allowed for this endpoint. One without this does not come into being."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, NEEDS, scope)
        endpoint.__doc__ = f"{endpoint.__doc__}\n\nScope: {scope}."
        return endpoint

    return mark


class Guarded(APIRoute):
    """A route with a scope."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's own, with ours before it."""
        handle = super().get_route_handler()
        needed: Scope = getattr(self.endpoint, NEEDS)
        models = models_of(self.endpoint)

        async def guarded(request: Request) -> Response:
            require(request.state.caller, needed)
            if "query" in models:
                _each_once(request.query_params.multi_items())
            if "body" in models:
                request = _Parsed(request.scope, request.receive)
                request.parsed = await _parsed(request)
            try:
                return await handle(request)
            except RequestValidationError as error:
                raise refusal(error.errors(), models) from None

        return guarded


def plain_number(value: object) -> object:
    """A number in a path: plain digits and no other way to write one; raises ValueError."""
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS):
        raise ValueError("not plain digits")
    return value


Number = Annotated[int, BeforeValidator(plain_number)]


def require(caller: Caller, needed: Scope) -> None:
    """Raises OutOfScope if the caller's token does not reach so far."""
    if not caller.token.may(needed):
        raise OutOfScope(scope=needed.value)


class _Parsed(Request):
    """A request whose JSON has been read, more strictly than the framework does."""

    parsed: object = None

    async def json(self) -> Any:  # noqa: ANN401 - as the framework has it
        return self.parsed


async def _parsed(request: Request) -> object:
    """The body as JSON; None if there is none. Raises NotJson: no NaN, no half characters, no endless nesting.

    Raises RepeatedField for a name that is there twice in one object.

    The framework takes it only from a request that says it is JSON; else a form of any web page could be a request.
    """
    try:
        body = await request.body()
        content = from_json(body, allow_inf_nan=False) if body else None
        if body:
            json.loads(body.decode(), object_pairs_hook=_each_once, parse_int=_any_number, parse_float=_any_number)
    except (ValueError, RecursionError):
        raise NotJson from None
    return content


def _each_once(pairs: Iterable[tuple[str, object]]) -> None:
    """Raises RepeatedField: of two, whoever checks a request on its way may have read the other one."""
    names: set[str] = set()
    for name, _ in pairs:
        if name in names:
            raise RepeatedField(field=shown(name))
        names.add(name)


def _any_number(_text: str) -> int:
    return 0


def models_of(endpoint: Callable[..., Any]) -> Mapping[str, type[BaseModel]]:
    """The models of an endpoint's parameters ``body`` and ``query``."""
    hints = get_type_hints(endpoint)
    found = {}
    for name in ("body", "query"):
        for one in (hints.get(name), *get_args(hints.get(name))):
            if isinstance(one, type) and issubclass(one, BaseModel):
                found[name] = one
    return found


def refusal(errors: Sequence[Any], models: Mapping[str, type[BaseModel]]) -> InvalidValue:
    """The first of these errors as one sentence: which field, and what is allowed. What was sent is not repeated."""
    where, *path = errors[0]["loc"]
    if where == "path" and path:
        return BadField(field=str(path[0]), allowed=Message(PLAIN_NUMBER))
    model = models.get(str(where))
    if model is None or not path:
        return NotJson()
    name, kind = str(path[0]), errors[0]["type"]
    field = model.model_fields.get(name)
    if field is None or kind == "extra_forbidden":
        return UnknownField(field=shown(name), known=", ".join(model.model_fields))
    allowed = Message(field.description or "")
    return (MissingField if kind == "missing" else BadField)(field=name, allowed=allowed)
