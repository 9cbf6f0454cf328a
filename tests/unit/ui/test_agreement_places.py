"""The sentences behind a figure, drawn: the list, both layers, and what differs in words."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from rich.cells import cell_len

from annotator.model import Fragment, Span
from annotator.session.behind import Behind, Looked, Place, looked_at
from annotator.settings import Settings
from annotator.store import Project
from annotator.ui.theme import palette_of
from annotator.ui.widgets.agreement_places import place_lines, sides_lines
from annotator.ui.widgets.agreement_words import difference, quoted
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Words
from annotator.words import Say
from tests.agreeing import differing, finished
from tests.building import at_work, mark, nl_fact, opened

EN, NL = Say("en"), Say("nl")
LOOKS = Looks(palette_of(nl_fact()[1], Settings()))


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    path = tmp_path_factory.mktemp("places") / "p.db"
    with differing(path):
        return figures(path)


def figures(path: Path) -> Looked:
    return list(looked_at(path, Event(), replicates=0))[-1]


def plain(lines: list[Words]) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def differences(looked: Looked, behind: Behind, say: Say = EN) -> list[str]:
    return [difference(looked, place, item, say) for place in looked.places(behind) for item in place.items]


@pytest.mark.parametrize(
    ("layer", "english", "dutch"),
    [
        (
            "claim",
            "claim, begins elsewhere: anna ‘er tientallen doden gevallen’, bob ‘tientallen doden gevallen’",
            "claim, begint elders: anna ‘er tientallen doden gevallen’, bob ‘tientallen doden gevallen’",
        ),
        (
            "source",
            "‘persbureau TASS’: anna says source, bob says quote",
            "‘persbureau TASS’: anna zegt source, bob zegt quote",
        ),
        (
            "uncertainty_cue",
            "anna labels ‘zouden’ as uncertainty_cue, bob does not",
            "anna labelt ‘zouden’ als uncertainty_cue, bob niet",
        ),
        (
            "claim.polarity",
            "‘Twee van hen zouden onthoofd zijn’ polarity: anna says pos, bob says unk",
            "‘Twee van hen zouden onthoofd zijn’ polarity: anna zegt pos, bob zegt unk",
        ),
        (
            "relation:hedges",
            "hedges: anna links u1 ‘zouden’ → c1 ‘Twee van hen zouden onthoofd zijn’, of which bob lacks an end",
            "hedges: anna linkt u1 ‘zouden’ → c1 ‘Twee van hen zouden onthoofd zijn’, waarvan bob een einde mist",
        ),
        (
            "sentence:check_worthiness",
            "check_worthiness: anna says FR, bob says NF",
            "check_worthiness: anna zegt FR, bob zegt NF",
        ),
    ],
)
def test_what_differs_in_words(looked: Looked, layer: str, english: str, dutch: str) -> None:
    assert differences(looked, Behind(layer)) == [english]
    assert differences(looked, Behind(layer), NL) == [dutch]


def test_a_value_that_only_one_gives_and_a_link_that_only_one_has(tmp_path: Path) -> None:
    with at_work(tmp_path / "p.db").project as project:
        for who in ("anna", "bob"):
            session = opened(project, who, "a")
            claim = mark(session, "claim", "tientallen doden gevallen")
            cue = mark(session, "uncertainty_cue", "Mogelijk")
            if who == "bob":
                session.link("hedges", session.labels.spans[cue.id], session.labels.spans[claim.id])
                session.cursor.place(5)
                session.set_sentence_label("check_worthiness", "FR")
            finished(session)
        looked = figures(tmp_path / "p.db")
    assert differences(looked, Behind("sentence:check_worthiness")) == ["check_worthiness: anna says –, bob says FR"]
    (link,) = differences(looked, Behind("relation:hedges"))
    assert link == "hedges: bob links u1 ‘Mogelijk’ → 2.c1 ‘tientallen doden gevallen’, anna does not"


def test_the_list_says_what_where_who_and_the_sentence(looked: Looked) -> None:
    places = looked.places(Behind("claim"))
    lines = place_lines(looked, places, 1, range(3), LOOKS, EN, 100)
    assert all(cell_len("".join(text for text, _ in line)) == 100 for line in lines)
    assert plain(lines) == [
        "   ≠ boundary     a    2  anna – bob  Volgens de politie zijn er tientallen doden gevallen.",
        " ▸ = alike        a    7  anna – bob  Twee van hen zouden onthoofd zijn.",
        "   = alike        b    1  anna – bob  Er is brand.",
    ]


def test_both_layers_side_by_side_with_their_lanes(looked: Looked) -> None:
    place = looked.places(Behind("claim"))[0]
    assert plain(sides_lines(looked, place, LOOKS, EN, 120)) == [
        " ≠ claim, begins elsewhere: anna ‘er tientallen doden gevallen’, bob ‘tientallen doden gevallen’",
        "",
        " anna                                                      │ bob",
        "  2 ✓ ▸ Volgens de politie zijn er tientallen doden        │  2 ✓ ▸ Volgens de politie zijn er tientallen doden",
        "                                ┗c1━━━━━━━━━━━━━━━╸        │                                   ┗c1━━━━━━━━━━━━╸",
        "        gevallen.                                          │        gevallen.",
        "        ╺c1━━━━┛                                           │        ╺c1━━━━┛",
        "        check_worthiness FR                                │        check_worthiness NF",
    ]


def test_one_above_the_other_where_there_is_less_room(looked: Looked) -> None:
    place = looked.places(Behind("uncertainty_cue"))[0]
    assert plain(sides_lines(looked, place, LOOKS, EN, 80)) == [
        " ≠ anna labels ‘zouden’ as uncertainty_cue, bob does not",
        " anna",
        "  7 ✓ ▸ Twee van hen zouden onthoofd zijn.",
        "        └c1─────────────────────────────┘",
        "                     ╰u1≈≈╯",
        " bob",
        "  7 ✓ ▸ Twee van hen zouden onthoofd zijn.",
        "        └c1─────────────────────────────┘",
    ]


def test_sentence_labels_stand_there_where_they_differ_or_there_is_room(looked: Looked) -> None:
    for layer, width, said in (("sentence:check_worthiness", 80, 2), ("claim", 80, 0), ("claim", 120, 1)):
        lines = plain(sides_lines(looked, looked.places(Behind(layer))[0], LOOKS, EN, width))
        assert sum(line.startswith("        check_worthiness ") for line in lines) == said


def test_of_many_differences_the_first_stand_above_the_layers(looked: Looked) -> None:
    place = looked.places(Behind("claim"))[0]
    many = Place(place.document, place.sentence, place.pair, place.items * 4)
    lines = plain(sides_lines(looked, many, LOOKS, EN, 120))
    assert [line[:2] for line in lines] == [" ≠", " ≠", "", " a", *["  "] * 5, "", " ≠", " ≠"]


def test_long_words_are_cut_between_words() -> None:
    def span(text: str) -> Span:
        return Span("1", "claim", 0, (Fragment(0, len(text), text),))

    assert quoted([span("een twee " * 20)]) == "‘een twee een twee een twee een … een twee een twee een twee’"
    assert quoted([span("x" * 100)]) == f"‘{'x' * 30} … {'x' * 30}’"
    assert quoted([span("a  b\nc"), span("d")]) == "‘a b c + d’"


def test_a_sentence_on_which_they_agree_says_so(looked: Looked) -> None:
    place = looked.places(Behind("claim"))[2]
    assert plain(sides_lines(looked, place, LOOKS, NL, 80))[0] == " = hier verschilt niets"


@pytest.fixture
def hostile(tmp_path: Path) -> Project:
    session = at_work(tmp_path / "p.db", "Er is \x1b]0;brand\x07 nu. Kort.\n")
    for who in ("anna", "b\x1b[31mob"):
        other = opened(session.project, who, "a")
        mark(other, "claim", "Er is" if who == "anna" else "is \x1b]0;brand")
        finished(other)
    return session.project


def test_names_and_text_from_outside_are_made_harmless(hostile: Project) -> None:
    with hostile:
        looked = figures(hostile.path)
    place: Place = looked.places(Behind("claim"))[0]
    lines = place_lines(looked, [place], 0, range(1), LOOKS, EN, 120)
    for width in (80, 120):
        lines += sides_lines(looked, place, LOOKS, EN, width)
    shown = "".join(plain(lines))
    assert "␛" in shown
    assert "\x1b" not in shown
    assert "\x07" not in shown
