"""Reading a scheme file: the one that ships holds, and every fault is told with its line."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import orjson
import pytest

from annotator.errors import Fault, SchemeError
from annotator.model import adapter
from annotator.scheme import Scheme
from annotator.scheme.definition import build
from annotator.scheme.locate import Locator
from annotator.scheme.read import read_scheme, scheme_json_schema
from tests.building import nl_fact

SMALL = """\
format = "annotator-scheme/1"
name = "small"
version = "1"
language = "nl"
title = {en="s", nl="s"}
description = {en="s", nl="s"}

[[span]]
name = "claim"
key = "c"
short = "c"
title = {en="claim", nl="claim"}
colour = {dark="#469bff", light="#2262c4", ansi="blue"}
rule = {en="r", nl="r"}

[[span.attribute]]
name = "polarity"
key = "p"
title = {en="p", nl="p"}
values = [
  {name="pos", title={en="pos", nl="pos"}},
  {name="neg", title={en="neg", nl="neg"}},
]

[[span.attribute.default]]
value = "pos"

[[span]]
name = "source"
key = "s"
short = "s"
title = {en="source", nl="bron"}
colour = {dark="#78dd9e", light="#084f33", ansi="green"}
rule = {en="r", nl="r"}

[[relation]]
name = "attributed_to"
key = "t"
title = {en="t", nl="t"}
head = "claim"
tail = "source"
rule = {en="r", nl="r"}

[[check]]
name = "wants_source"
rule = "requires_relation"
label = "claim"
relation = "attributed_to"
message = {en="m", nl="m"}
"""


def faults(text: str | bytes) -> list[Fault]:
    with pytest.raises(SchemeError) as caught:
        read_scheme(text if isinstance(text, bytes) else text.encode(), "mine.toml")
    return list(caught.value.faults)


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_the_scheme_that_ships_holds_and_has_the_keys_that_scripts_rely_on() -> None:
    scheme = nl_fact()[1]
    assert (scheme.name, scheme.format) == ("nl-fact", "annotator-scheme/1")
    assert {d.name: d.key for d in scheme.span} == {
        "claim": "c",
        "uncertainty_cue": "u",
        "source": "s",
        "attribution_cue": "a",
        "quote": "q",
    }
    assert {r.name: (r.head, r.tail) for r in scheme.relation} == {
        "hedges": ("uncertainty_cue", "claim"),
        "attributed_to": ("claim", "source"),
        "cue_of": ("attribution_cue", "source"),
        "relayed_by": ("source", "source"),
        "same_as": ("claim", "claim"),
        "disputes": ("claim", "claim"),
    }
    assert scheme.sentence_labels["check_worthiness"].names == ("NF", "FNR", "FR")
    assert [d.name for d in scheme.span if d.cross_sentence] == ["quote"]


@pytest.mark.parametrize("source", ["nl-fact", "small"])
def test_the_reader_that_opens_projects_gives_what_pydantic_gives(source: str) -> None:
    content = SMALL.encode() if source == "small" else nl_fact()[0]
    scheme, data = read_scheme(content, source)
    strict: Scheme = adapter(Scheme).validate_json(orjson.dumps(data))
    assert asdict(build(data)) == asdict(strict)
    assert build(json.loads(orjson.dumps(data)), scheme.sha256) == scheme


def test_the_small_scheme_holds() -> None:
    scheme, _ = read_scheme(SMALL.encode(), "small.toml")
    assert list(scheme.spans) == ["claim", "source"]


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(ending: str) -> None:
    content = b"\xef\xbb\xbf" + SMALL.replace("\n", ending).encode()
    assert read_scheme(content, "small.toml")[0].name == "small"


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ('name = "small"\n', "", None, "name"),
        ('key = "c"', 'kee = "c"', 'kee = "c"', "kee"),
        ('key = "c"', "key = 3", "key = 3", "string"),
        ('key = "s"', 'key = "c"', 'key = "c"\nshort = "s"', "is that of claim"),
        ('key = "s"', 'key = "left"', 'key = "left"', "cannot be taken"),
        ('key = "s"', 'key = "?"', 'key = "?"', "cannot be taken"),
        ('key = "s"', 'key = "ab"', 'key = "ab"', "cannot be taken"),
        ('short = "s"', 'short = "c"', 'short = "c"\ntitle = {en="source"', "short"),
        ('short = "s"', 'short = "abc"', 'short = "abc"', "short"),
        ('name = "source"', 'name = "claim"', 'name = "claim"\nkey = "s"', "twice"),
        ('head = "claim"', 'head = "claym"', 'head = "claym"', "no span label 'claym'"),
        ('tail = "source"', 'tail = "sauce"', 'tail = "sauce"', "no span label 'sauce'"),
        ('label = "claim"', 'label = "claym"', 'label = "claym"', "no span label 'claym'"),
        ('relation = "attributed_to"', 'relation = "to"', 'relation = "to"', "no relation 'to'"),
        ('relation = "attributed_to"\n', "", "[[check]]", "needs a relation"),
        ('rule = "requires_relation"', 'rule = "hopes"', 'rule = "hopes"', "rule"),
        ('value = "pos"', 'value = "maybe"', "[[span.attribute.default]]", "no value of it"),
        ('value = "pos"', 'same_as = "mood"', "[[span.attribute.default]]", "names no attribute"),
        ('value = "pos"', 'value = "pos"\nsame_as = "polarity"', "[[span.attribute.default]]", "either"),
        ('value = "pos"', 'value = "pos"\nwhen.inside = "quote"', "when.inside", "no span label 'quote'"),
        ('value = "pos"', 'value = "pos"\nwhen.path = ["to"]', "when.path", "no relation 'to'"),
        ('value = "pos"', 'value = "pos"\nwhen.attributes = {mood=["x"]}', "when.attributes", "no attribute 'mood'"),
        ('name="neg"', 'name="pos"', "values = [", "twice"),
        ('value = "pos"', "of_entity = true", "[[span.attribute.default]]", "no attribute of the label has entity"),
        ('value = "pos"', "same_words = true", "[[span.attribute.default]]", "goes with entity = true"),
        ('value = "pos"', 'value = "pos"\nof_entity = true', "[[span.attribute.default]]", "either"),
        ('value = "pos"', 'value = "pos"\nwhen.outside = ["omdat"]', "when.outside", "and there are none"),
        ('value = "pos"', 'value = "pos"\nwhen.before = [" "]', "when.before", "is no word"),
        ('value = "pos"', 'value = "pos"\nwhen.ends = [""]', "when.ends", "is no word"),
        ('value = "pos"', 'value = "pos"\nwhen.words=["a"]\nwhen.outside = ["a b"]', "when.words", "'a b' is no word"),
        ('value = "pos"', 'value = "pos"\nwhen.tokens = 0', "when.tokens", "nothing has so few words"),
        ('value = "pos"', 'value = "pos"\nwhen.role = ["kop"]', "when.role", "role"),
        ('value = "pos"', 'value = "pos"\nunless = [{inside="quote"}]', "unless", "no span label 'quote'"),
        ('value = "pos"', 'value = "pos"\nunless = {inside="quote"}', "unless", "unless"),
        ("annotator-scheme/1", "annotator-scheme/9", "format", "not known"),
        ('version = "1"', 'version = "1"\nsha256 = "0"', "sha256", "cannot be given"),
        ('title = {en="t", nl="t"}', 'title = {en="t"}', 'title = {en="t"}', "nl"),
        ('language = "nl"', 'language = "nl', 'language = "nl', "Illegal character"),
        ('language = "nl"', 'language = "nl"\nlanguage = "en"', 'language = "en"', "overwrite"),
        ('version = "1"', "version = 99999999999999999999999", "version", "version"),
        ('version = "1"', "version = 2022-01-07", "version", "version"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, at: str | None, message: str) -> None:
    assert SMALL.count(old) >= 1
    text = SMALL.replace(old, new, 1)
    found = faults(text)
    assert any(message in fault.message for fault in found), found
    fault = next(fault for fault in found if message in fault.message)
    assert fault.line == (line_of(text, at) if at else 1), str(fault)


def test_an_attribute_cannot_be_there_twice() -> None:
    again = SMALL[SMALL.index("[[span.attribute]]") : SMALL.index('[[span]]\nname = "source"')]
    text = SMALL.replace(
        '[[span]]\nname = "source"', again.replace('key = "p"', 'key = "o"') + '[[span]]\nname = "source"'
    )
    assert any("twice" in fault.message for fault in faults(text))


def test_two_relations_or_two_attributes_cannot_have_one_key() -> None:
    relation = SMALL[SMALL.index("[[relation]]") : SMALL.index("[[check]]")]
    text = SMALL + relation.replace('name = "attributed_to"', 'name = "said_by"')
    (found,) = faults(text)
    assert found.message == "said_by: the key 't' is that of attributed_to"
    attribute = SMALL[SMALL.index("[[span.attribute]]") : SMALL.index('[[span]]\nname = "source"')]
    again = attribute.replace('name = "polarity"', 'name = "mood"') + '[[span]]\nname = "source"'
    (found,) = faults(SMALL.replace('[[span]]\nname = "source"', again))
    assert found.message == "mood: the key 'p' is that of polarity"


def test_all_faults_are_told_in_the_order_of_their_lines() -> None:
    text = SMALL.replace('key = "s"', 'key = "c"').replace('head = "claim"', 'head = "x"').replace('"pos"\n', '"y"\n')
    found = faults(text)
    assert len(found) == 3
    assert [f.line for f in found] == sorted(f.line for f in found)
    assert all(f.remedy for f in found)


def test_a_scheme_without_labels() -> None:
    text = SMALL[: SMALL.index("[[span]]")]
    assert any("span" in fault.message for fault in faults(text))
    assert any(
        "no span label" in fault.message for fault in faults(text.replace('version = "1"', 'version = "1"\nspan = []'))
    )


@pytest.mark.parametrize(("content", "line"), [(b"\xff\xfe", 1), (b'name = "a"\nb = "\xe9"\n', 2)])
def test_a_file_that_is_not_utf_8(content: bytes, line: int) -> None:
    assert [(f.line, f.message) for f in faults(content)] == [(line, "not UTF-8")]


def test_a_file_that_ends_too_soon_is_told_with_its_last_line() -> None:
    assert [f.line for f in faults('name = "a"\nlist = [')] == [2]


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 100_000, "x = {" * 5000, "[" * 100_000], ids=["lists", "tables", "headers"]
)
def test_a_file_nested_too_deep_is_a_fault_and_no_crash(text: str) -> None:
    assert faults(text)


def test_a_message_has_the_name_of_the_file_with_every_fault() -> None:
    with pytest.raises(SchemeError) as caught:
        read_scheme(SMALL.replace('key = "s"', 'key = "c"').encode(), "mine.toml")
    assert str(caught.value).startswith("mine.toml: line ")
    assert caught.value.exit_code == 2


# -- finding lines ------------------------------------------------------------------------------------------------

TOML = '''\
# name = "no"
name = "a"
[[span]]
  key = "c"
  text = """
[[span]]
key = "inside a string"
"""
  [[span.attribute]]
  key = "x"
  [[span.attribute]]
  key = "y"
[[span]]
[[span.attribute]]
when.words = ["a",
  "b"]
[extra . table]
deep.er = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("name",), 2),
        (("span", 0), 3),
        (("span", 0, "key"), 4),
        (("span", 0, "attribute", 0, "key"), 10),
        (("span", 0, "attribute", 1, "key"), 12),
        (("span", 1), 13),
        (("span", 1, "key"), 13),
        (("span", 1, "attribute", 0), 14),
        (("span", 1, "attribute", 0, "when", "words", 1), 15),
        (("extra", "table", "deep", "er"), 18),
        (("nothing", "here"), 1),
    ],
)
def test_places_are_found(path: tuple[str | int, ...], line: int) -> None:
    assert Locator(TOML).line(path) == line


# -- the schema ---------------------------------------------------------------------------------------------------


def test_the_json_schema_has_what_a_file_may_say_and_nothing_else() -> None:
    schema: dict[str, Any] = scheme_json_schema()
    assert "sha256" not in schema["properties"]
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"format", "name", "version", "language", "title", "description", "span"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('key = "c"', 'key = "d"', "cannot be taken"),
        ('dark="', 'dark="nice', "is no colour"),
        ('ansi="', 'ansi="blauw', "is no colour of a terminal"),
    ],
)
def test_what_the_screen_could_not_show_is_a_fault(old: str, new: str, said: str) -> None:
    content = nl_fact()[0].decode()
    assert old in content
    with pytest.raises(SchemeError, match=said):
        read_scheme(content.replace(old, new, 1).encode(), "changed.toml")
