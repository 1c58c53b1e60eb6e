"""The error of an edit as it is kept over a restart, also after somebody has edited the file."""

from __future__ import annotations

import pytest

from error_record import ErrorRecord, Sentence, recorded, restored
from errors import InvalidValue, MachineError
from i18n import Message


def test_an_error_says_the_same_after_a_restart():
    error = InvalidValue(what=Message("day"), value="x", allowed=Message("At most {count} days.", {"count": 3}))

    assert restored(recorded(error)).text() == error.text()


@pytest.mark.parametrize("template", ["{count:>99999999}", "{count!r}", "{count.real}", "{0}", "{"])
def test_a_sentence_with_more_than_names_in_its_braces_is_not_said(template):
    record = ErrorRecord(
        code="invalid_value",
        fields={"what": "day", "value": "x"},
        sentences={"allowed": Sentence(template=template, fields={"count": 3})},
    )

    assert type(restored(record)) is MachineError
