"""What somebody else's suggester gives is used only where it fits the text."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.model import Attribute, Fragment
from annotator.suggest import Suggester, Suggestion, own
from annotator.suggest.checking import Answer, Guarded, answer_of, checked

TEXT = "Er is brand. Niemand weet iets."
SENTENCES = [(0, 12), (13, 31)]


def at(*places: tuple[int, int], text: str | None = None, **more: Any) -> Suggestion:
    parts = tuple(Fragment(start, end, TEXT[start:end] if text is None else text) for start, end in places)
    return Suggestion("claim", parts, **more)


def dropped(*given: Any) -> list[str]:
    answer = checked(TEXT, SENTENCES, given)
    assert len(answer.suggestions) + sum(answer.dropped.values()) == len(given)
    return sorted(answer.dropped)


def test_what_fits_is_kept_in_text_order() -> None:
    late, early, pieces = at((13, 20)), at((0, 11), score=1), at((13, 20), (26, 30), score=0)
    answer = checked(TEXT, SENTENCES, [late, early, pieces])
    assert answer == Answer((early, pieces, late), {})


@pytest.mark.parametrize(
    "wrong",
    [
        at((0, 2), text="er"),
        at((0, 40), text=TEXT),
        at((-3, 2), text="s."),
        at((2, 2), text=""),
        at((0, 2), (2, 5)),
        at((3, 5), (0, 2)),
        at((0, 5), (3, 11)),
        at((6, 15)),
        at((0, 2), (13, 20)),
        at((12, 13)),
        at(),
        at((0, 2), score=1.01),
        at((0, 2), score=-0.1),
        at((0, 2), score=float("nan")),
        at((0, 2), score=float("inf")),
        at((0, 2), score="1"),
        at((0, 2), score=True),
        at((0, 2), rule="\x1b[2J"),
        at((0, 2), attributes=(Attribute("a", "\x1b"),)),
        at((0, 2), attributes=(Attribute("a", "1"), Attribute("a", "2"))),
        at((0, 2), attributes=[Attribute("a", "1")]),
        at((0, 2), attributes=({"a": "1"},)),
        Suggestion("", (Fragment(0, 2, "Er"),)),
        Suggestion("cl\u202eaim", (Fragment(0, 2, "Er"),)),
        Suggestion(None, (Fragment(0, 2, "Er"),)),  # type: ignore[arg-type]
        Suggestion("claim", [Fragment(0, 2, "Er")]),  # type: ignore[arg-type]
        Suggestion("claim", ((0, 2, "Er"),)),  # type: ignore[arg-type]
        Suggestion("claim", (Fragment(0.0, 2, "Er"),)),  # type: ignore[arg-type]
        {"label": "claim"},
        None,
    ],
)
def test_what_does_not_fit_is_dropped_and_the_rest_stays(wrong: Any) -> None:
    answer = checked(TEXT, SENTENCES, [at((0, 11)), wrong, at((13, 20))])
    assert [s.fragments[0].start for s in answer.suggestions] == [0, 13]
    assert sum(answer.dropped.values()) == 1


def test_the_same_twice_is_once() -> None:
    assert dropped(at((0, 2)), at((0, 2))) == ["given before"]


def rude(text: str, _sentences: object, _tokens: object) -> list[Suggestion]:
    return [at((0, 2)), at((0, 12)), Suggestion("claim", (Fragment(0, 3, "xyz"),))]


def lazy(text: str, _sentences: object, _tokens: object) -> Iterator[Suggestion]:
    yield at((0, 2))


def failing(text: str, _sentences: object, _tokens: object) -> list[Suggestion]:
    raise KeyError("\x1b[2J")


def test_a_guarded_suggester() -> None:
    guarded = pickle.loads(pickle.dumps(Guarded("rude/1", rude)))
    assert guarded(TEXT, SENTENCES) == [at((0, 12)), at((0, 2))]
    suggester = Suggester("rude/1", frozenset({"nl"}), guarded)
    assert answer_of(suggester, TEXT, SENTENCES).dropped == {"not a quotation of the text": 1}
    assert Guarded("lazy/1", lazy)(TEXT, SENTENCES) == [at((0, 2))]  # type: ignore[arg-type]
    for wrong in (failing, lambda *_: None, lambda: []):
        with pytest.raises(UsageError, match="the suggester x/1 failed"):
            Guarded("x/1", wrong)(TEXT, SENTENCES)  # type: ignore[arg-type]


def test_our_own_need_no_guard() -> None:
    for suggester in own().values():
        answer = answer_of(suggester, TEXT, SENTENCES)
        assert answer == Answer(suggester.suggest(TEXT, SENTENCES, None), {})
        assert checked(TEXT, SENTENCES, answer.suggestions).dropped == {}
