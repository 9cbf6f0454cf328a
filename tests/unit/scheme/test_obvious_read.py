"""``[relation.obvious]`` in a scheme file: it is read as it is written, and its faults are told with their line."""

from __future__ import annotations

from dataclasses import asdict

import orjson
import pytest

from annotator.errors import SchemeError
from annotator.model import adapter
from annotator.scheme import Condition, Scheme
from annotator.scheme.definition import build
from annotator.scheme.read import read_scheme
from tests.building import nl_fact

SOURCE = nl_fact()[0].decode()


def test_without_it_nothing_is_obvious() -> None:
    scheme = nl_fact()[1]
    rules = {r.name: r.obvious.rule if r.obvious else None for r in scheme.relation}
    assert rules == {
        "hedges": "scope",
        "attributed_to": "content",
        "cue_of": "cue",
        "relayed_by": "chain",
        "same_as": None,
        "disputes": None,
    }


def test_the_reader_that_opens_projects_gives_what_pydantic_gives() -> None:
    given = 'unless.attributes = {cue_type=["distancing"]}'
    at = SOURCE.index(given, SOURCE.index("[relation.obvious]"))
    empty = SOURCE[:at] + "unless = {}" + SOURCE[at + len(given) :]
    scheme, data = read_scheme(empty.encode(), "mine.toml")
    assert scheme.relations["hedges"].obvious is not None
    assert scheme.relations["hedges"].obvious.unless == Condition()
    strict: Scheme = adapter(Scheme).validate_json(orjson.dumps(data))
    assert asdict(build(data)) == asdict(strict)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('rule = "scope"', 'rule = "near"', "relation.1.obvious.rule: input should be 'cue', 'content', 'scope' or"),
        ('rule = "scope"', 'rule = "chain"', "hedges: a chain is between two of one label"),
        ('rule = "chain"', 'rule = "cue"', "relayed_by: cue is between two labels"),
        ('within = "quote"', 'within = "quotation"', "attributed_to: within names no span label: 'quotation'"),
        ('unless.attributes = {cue_type=["distancing"]}', 'unless.attributes = {cue_type=["no"]}', "no value 'no'"),
        ('both.attributes = {cue_class=["receive"]}', 'both.attributes = {kind=["no"]}', "no attribute 'kind'"),
        ('rule = "chain"', 'rule = "chain"\nfar = 3', "relation.4.obvious.far: unexpected keyword argument"),
    ],
)
def test_its_faults_are_told(old: str, new: str, words: str) -> None:
    begin = SOURCE.index("[relation.obvious]")
    at = SOURCE.index(old, begin)
    mended = SOURCE[:at] + new + SOURCE[at + len(old) :]
    with pytest.raises(SchemeError) as caught:
        read_scheme(mended.encode(), "mine.toml")
    (fault,) = caught.value.faults
    assert words in fault.message
    assert abs(fault.line - mended[:at].count("\n")) <= 12
