"""The keys of values: those that a scheme gives, and those that the tool finds for the others."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import SchemeError
from annotator.scheme.definition import AttributeDef, Colour, Scheme, SpanDef, Value, Wording, build
from annotator.scheme.read import read_scheme
from annotator.scheme.values import UNLINK, strip_keys, value_keys
from tests.building import nl_fact

WORDS = Wording("w", "w")


def label(name: str, *attributes: AttributeDef) -> SpanDef:
    return SpanDef(name, name[0], name[0], WORDS, Colour("#000000", "#000000", "red"), WORDS, attribute=attributes)


def attribute(name: str, *values: str, entity: bool = False) -> AttributeDef:
    """``values``: their names, each with its key behind a colon where it has one."""
    made = tuple(Value(v.partition(":")[0], WORDS, v.partition(":")[2]) for v in values)
    return AttributeDef(name, WORDS, name[0], made, entity=entity)


def scheme(*labels: SpanDef) -> Scheme:
    return Scheme("annotator-scheme/1", "t", "1", "nl", WORDS, WORDS, labels)


def test_the_first_free_letter_of_the_name_is_the_key() -> None:
    found = value_keys(scheme(label("a", attribute("kind", "pos", "prob", "ppp"))))["a"]
    assert found == {("kind", "pos"): "p", ("kind", "prob"): "r", ("kind", "ppp"): "a"}


def test_a_key_that_is_given_stands_wherever_it_comes() -> None:
    found = value_keys(scheme(label("a", attribute("kind", "pos", "neg:p"))))["a"]
    assert found == {("kind", "pos"): "o", ("kind", "neg"): "p"}


def test_one_name_has_one_key_in_all_labels_where_that_is_free() -> None:
    one, two = label("a", attribute("kind", "big", "bad")), label("b", attribute("kind", "bad", "bed"))
    found = value_keys(scheme(one, two))
    assert found["a"]["kind", "bad"] == found["b"]["kind", "bad"] == "a"
    three = label("c", attribute("kind", "other:a", "bad"))
    assert value_keys(scheme(one, three))["c"]["kind", "bad"] == "b"


def test_the_key_of_the_entity_is_no_values_key() -> None:
    made = label("s", attribute("kind", "expert", "eye"), attribute("entity", entity=True))
    assert value_keys(scheme(made))["s"] == {("kind", "expert"): "x", ("kind", "eye"): "y"}


@given(st.lists(st.text(string.ascii_lowercase + "éß_", min_size=1, max_size=4), max_size=120, unique=True))
def test_no_two_values_of_a_label_have_one_key_and_all_have_one_while_there_are_any(names: list[str]) -> None:
    half = len(names) // 2
    made = scheme(label("a", attribute("one", *names[:half]), attribute("two", *names[half:])))
    keys = [key for key in value_keys(made)["a"].values() if key]
    assert len(keys) == len(set(keys)) == min(len(names), 94)
    assert value_keys(made) == value_keys(made)


def test_the_scheme_that_ships_gives_all_its_keys_itself() -> None:
    _, found, data = nl_fact()
    for definition in (*found.span, *found.relation):
        given_keys = {(a.name, v.name): v.key for a in definition.attribute for v in a.values}
        assert value_keys(found)[definition.name] == given_keys
        assert "" not in given_keys.values()
        assert not set(given_keys.values()) & set(strip_keys(definition))
    assert build(data).spans["claim"].attribute[0].values[0].key == "p"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('key="c", title={en="cause', 'key="p", title={en="cause', "the key 'p' is that of claim_type=prediction"),
        ('key="y", title={en="affirm', 'key="p", title={en="affirm', "the key 'p' is that of claim_type=prediction"),
        ('key="y", title={en="affirm', 'key="yy", title={en="affirm', "the key 'yy' cannot be taken"),
        ('key="y", title={en="affirm', 'key=" ", title={en="affirm', "the key ' ' cannot be taken"),
        ('key="x", title={en="expert', 'key="e", title={en="expert', "the key 'e' is that of entity"),
        (
            'key="f", title={en="carried',
            f'key="{UNLINK}", title={{en="carried',
            "the key 'x' is that of the link's end",
        ),
    ],
)
def test_a_key_that_cannot_be_is_told_with_the_line_of_its_values(old: str, new: str, said: str) -> None:
    content = nl_fact()[0].decode()
    assert content.count(old) == 1
    with pytest.raises(SchemeError, match="line") as caught:
        read_scheme(content.replace(old, new).encode(), "mine.toml")
    (fault,) = caught.value.faults
    assert said in fault.message
    assert fault.line == content[: content.rindex("values = [", 0, content.index(old))].count("\n") + 1
