"""Why the API does not take a request: what only a request can have wrong with it."""

from __future__ import annotations

from errors import InvalidValue, MngrError
from i18n import N_


class Unauthenticated(MngrError):
    """No token, or none of ours. No fields."""

    code = "unauthenticated"
    template = N_("A valid token is needed: Authorization: Bearer tkm_… (“token create” makes one).")


class OutOfScope(MngrError):
    """The token may not do this. Fields: scope."""

    code = "out_of_scope"
    template = N_("This token may not do that; the scope “{scope}” is needed.")


class TooManyGuesses(MngrError):
    """Too many wrong tokens came from there. Fields: seconds."""

    code = "too_many_guesses"
    template = N_("Too many wrong tokens came from your address. Wait {seconds} s, then use the right one.")


class NoSuchPath(MngrError):
    """Nothing is there. No fields."""

    code = "no_such_path"
    template = N_("There is nothing at this address; /api/openapi.json lists what there is.")


class WrongMethod(MngrError):
    """There is something, but not for this method. Fields: allowed."""

    code = "wrong_method"
    template = N_("This address does not take that method; it takes {allowed}.")


class NotJson(InvalidValue):
    """The body is not a JSON object. No fields."""

    code = "not_json"
    template = N_("The body has to be one JSON object in UTF-8, sent with Content-Type: application/json.")


class MissingField(InvalidValue):
    """A field that has to be there is not. Fields: field, allowed."""

    code = "missing_field"
    template = N_("“{field}” is missing. {allowed}")


class UnknownField(InvalidValue):
    """A field that is not known here. Fields: field, known."""

    code = "unknown_field"
    template = N_("There is no “{field}” here; there are {known}.")


class RepeatedField(InvalidValue):
    """A field or parameter that is there more than once: nobody can say which is meant. Fields: field."""

    code = "repeated_field"
    template = N_("“{field}” is there more than once; only one value can count.")


class BadField(InvalidValue):
    """A field whose value is not of the right kind. Fields: field, allowed."""

    code = "bad_field"
    template = N_("“{field}” is not as it has to be. {allowed}")
