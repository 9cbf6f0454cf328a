"""A key of a label that the screen has for itself: the fault says so, and which letters are left."""

from __future__ import annotations

import pytest

from annotator.errors import SchemeError
from annotator.scheme.read import RESERVED_KEYS, read_scheme
from tests.building import nl_fact


def _fault(key: str) -> str:
    content = nl_fact()[0].replace(b'key = "c"', b'key = "' + key.encode() + b'"', 1)
    with pytest.raises(SchemeError) as caught:
        read_scheme(content, "mine.toml")
    return str(caught.value)


@pytest.mark.parametrize("key", ["h", "E", ";", "i"])
def test_a_key_of_the_screen_is_named_with_what_is_free(key: str) -> None:
    said = _fault(key)
    assert f"claim: the key {key!r} cannot be taken: it is one of the screen's own (docs/keys.md)" in said
    free = said.rpartition("still free are ")[2].split()
    assert "z" in free
    assert not set(free) & (RESERVED_KEYS | set("usaqw"))


@pytest.mark.parametrize("key", [" ", "\\u001b", "\\u200b"])
def test_a_key_that_nobody_can_type_is_none(key: str) -> None:
    assert "cannot be taken" in _fault(key)
