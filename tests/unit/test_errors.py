"""One tree of errors: each says what is wrong, where, and what to do; the exit code follows from its kind."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from annotator import errors
from annotator.errors import AnnotatorError, Fault, LabelError, RecordError, SchemeError, StoreError, UsageError

PACKAGE = Path(errors.__file__).parent


def test_the_message_is_a_sentence_with_its_remedy() -> None:
    error = UsageError("x.db: is not there", "make it")
    assert (str(error), error.message, error.remedy) == (
        "x.db: is not there – make it",
        "x.db: is not there",
        "make it",
    )
    assert str(UsageError("just this")) == "just this"


@pytest.mark.parametrize(
    ("error", "code"),
    [(UsageError("x"), 2), (SchemeError("x", [Fault(1, "y")]), 2), (StoreError("x"), 2), (RecordError("x"), 1)],
)
def test_exit_codes(error: AnnotatorError, code: int) -> None:
    assert error.exit_code == code


@pytest.mark.parametrize(
    ("file", "line", "text"),
    [("a.jsonl", 7, "a.jsonl:7: no text – mend it"), ("a.txt", 0, "a.txt: no text – mend it"), ("", 0, "no text – mend it")],
)  # fmt: skip
def test_a_rejected_record_is_told_with_its_place(file: str, line: int, text: str) -> None:
    error = RecordError("no text", "mend it", file=file, line=line)
    assert str(error) == text
    assert (error.file, error.line, error.reason, error.remedy) == (file, line, "no text", "mend it")


def test_a_scheme_error_has_a_line_for_each_fault() -> None:
    error = SchemeError("mine.toml", [Fault(3, "a", "b"), Fault(0, "c")])
    assert str(error) == "mine.toml: line 3: a – b\nmine.toml: c"
    assert [fault.line for fault in error.faults] == [3, 0]


def test_a_label_error_has_a_code_for_the_screen() -> None:
    from annotator.words import WORDS

    error = LabelError("no_room", "the edge can go no further", "delete the span instead")
    assert error.code == "no_room"
    assert "error.no_room" in WORDS


def raised(name: str) -> list[tuple[str, ast.Call]]:
    """Every place in the package that makes an error of a name."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name:
                    found.append((f"{path.relative_to(PACKAGE)}:{node.lineno}", node))
    return found


KINDS = [name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, AnnotatorError)]


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"AnnotatorError", "SchemeError", "SettingsError", "StoreError"}))
def test_every_error_that_is_raised_names_a_remedy(name: str) -> None:
    places = raised(name)
    assert places or name == "RecordError", f"nobody raises {name}"
    least = 3 if name == "LabelError" else 2
    bare = [
        place
        for place, call in places
        if len(call.args) < least and not any(isinstance(a, ast.Starred) for a in call.args)
        and not any(k.arg == "remedy" for k in call.keywords)
    ]  # fmt: skip
    assert bare == []


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    for name in KINDS:
        assert name in (errors.__doc__ or ""), name
