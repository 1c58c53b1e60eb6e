"""``busctl call``: words into arguments of a method's types, and its answer as one line of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from demo.bus import SIGNATURES, Reply
from demo.information import Variant

DENIED: Final = "Call failed: Access denied\n"

_BEFORE: Final = ("--system", "--json=short", "--timeout=10", "--", "call", "com.timekpr.server", "/com/timekpr/server")
_BOOLEANS: Final = {"true": True, "false": False}
_INTEGER: Final = re.compile(r"-?[0-9]{1,10}")
_INT32: Final = 2**31


class CallFailed(Exception):
    """busctl ends with 1 and says this."""


class Call(NamedTuple):
    """A method with its arguments."""

    method: str
    arguments: list[Any]


def parsed(words: list[str]) -> Call | None:
    """What the words behind ``busctl`` call; None if they are not what is expected here.

    Raises:
        CallFailed: there is no such method, or these are not its arguments.
    """
    if tuple(words[: len(_BEFORE)]) != _BEFORE or len(words) < len(_BEFORE) + 2:
        return None
    interface, method, *rest = words[len(_BEFORE) :]
    kinds = SIGNATURES.get((interface, method))
    signature = rest[0] if rest else ""
    if kinds is None or signature != "".join(kinds):
        raise CallFailed(
            f'Call failed: Unknown method "{method}" with signature "{signature}" on interface "{interface}".'
        )
    left = iter(rest[1:])
    try:
        arguments = [_value(kind, left) for kind in kinds]
    except StopIteration as missing:
        raise CallFailed("Too few parameters for signature.") from missing
    if next(left, None) is not None:
        raise CallFailed("Too many parameters for signature.")
    return Call(method, arguments)


def printed(reply: Reply) -> str:
    """The line of JSON."""
    return json.dumps(_plain(reply), ensure_ascii=False, separators=(",", ":")) + "\n"


def _value(kind: str, words: Iterator[str]) -> Any:  # noqa: ANN401 - the type depends on the kind
    """One complete value; arrays begin with their length."""
    word = next(words)
    match kind[0]:
        case "s":
            return word
        case "b" if word in _BOOLEANS:
            return _BOOLEANS[word]
        case "i" if _is_int32(word):
            return int(word)
        case "a" if _is_int32(word) and kind[1] == "{":
            return {next(words): _value(kind[3:-1], words) for _ in range(int(word))}
        case "a" if _is_int32(word):
            return [_value(kind[1:], words) for _ in range(int(word))]
        case _:
            raise CallFailed(f"Failed to parse '{word}' as {kind}")


def _is_int32(word: str) -> bool:
    return _INTEGER.fullmatch(word) is not None and -_INT32 <= int(word) < _INT32


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever an answer is made of
    """Answers and variants as busctl writes them: type and data."""
    match value:
        case Reply(kind, data) | Variant(kind, data):
            return {"type": kind, "data": _plain(data)}
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case _:
            return value
