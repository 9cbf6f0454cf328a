"""Suggesters of other packages: found by their entry points, in a process that has them really installed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from annotator.suggest import own, suggesters

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "suggesters.md").read_text(encoding="utf-8")
GOOD = 'NAME = "good/1"\nLANGUAGES = {"nl", "EN"}\ndef suggest(text, sentences, tokens):\n    return []\n'
LISTING = """
import json
from annotator.suggest import listing
found = listing()
print(json.dumps([{n: sorted(s.languages) for n, s in found.suggesters.items()}, [list(r) for r in
    ((r.name, r.why) for r in found.refused)]]))
"""


def install(folder: Path, module: str, content: str, *points: str) -> None:
    """A distribution as an installer leaves it: its module, and a folder that says what it is."""
    (folder / f"{module}.py").write_text(content, encoding="utf-8")
    info = folder / f"{module}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[annotator.suggesters]\n" + "\n".join(points) + "\n", encoding="utf-8")
    (info / "RECORD").write_text("", encoding="utf-8")


def python(folder: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)]), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def listed(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The languages of the suggesters that there are besides our own, and why others are refused."""
    found, refused = json.loads(python(folder, "-c", LISTING).stdout)
    assert list(found)[: len(own())] == list(own())
    return {name: found[name] for name in list(found)[len(own()) :]}, dict(refused)


def test_without_other_packages_there_are_our_own(tmp_path: Path) -> None:
    assert list(suggesters())[: len(own())] == list(own())
    assert next(iter(own())) == "nl-lexicon/1"


def test_a_module_and_a_value_are_found(tmp_path: Path) -> None:
    value = (
        "from annotator.suggest import Suggester\n"
        "def look(text, sentences, tokens):\n    return []\n"
        'VALUE = Suggester("value/2", frozenset({"nl"}), look)\n'
    )
    install(tmp_path, "a_module", GOOD, "good = a_module")
    install(tmp_path, "a_value", value, "value = a_value:VALUE")
    assert listed(tmp_path) == ({"good/1": ["en", "nl"], "value/2": ["nl"]}, {})


BROKEN = {
    "missing = no_such_module": "No module named",
    "lacking = broken:NOTHING": "has no attribute",
    "number = broken:NUMBER": "has no NAME, LANGUAGES, suggest",
    "bare = broken:Bare": "has no LANGUAGES, suggest",
    "unversioned = broken:Unversioned": "not like my-rules/1",
    "escape = broken:Escape": "not like my-rules/1",
    "letters = broken:Letters": "languages are no set",
    "wordless = broken:Wordless": "not like {'nl'}",
    "idle = broken:Idle": "cannot be called",
    "leaving = leaving": "SystemExit",
    "taken = broken:Taken": "the name nl-lexicon/9 is taken",
    "server = broken:Server": "the name endpoint/1 is taken",
    "zz = broken:Again": "the name good/2 is taken",
}
BROKEN_MODULE = """
def look(text, sentences, tokens):
    return []
def make(name="x/1", languages=("nl",), suggest=look):
    return type("Made", (), {"NAME": name, "LANGUAGES": languages, "suggest": staticmethod(suggest) if callable(suggest) else suggest})
NUMBER = 3
class Bare:
    NAME = "bare/1"
Unversioned = make("unversioned")
Escape = make("a\\x1b[2J/1")
Letters = make(languages="nl")
Wordless = make(languages=[3])
Idle = make(suggest=3)
Taken = make("nl-lexicon/9")
Server = make("endpoint/1")
Again = make("good/2")
"""


def test_a_broken_one_takes_nothing_from_the_others(tmp_path: Path) -> None:
    install(tmp_path, "broken", BROKEN_MODULE, *BROKEN)
    install(tmp_path, "leaving", "raise SystemExit(3)\n")
    install(tmp_path, "good_module", GOOD, "good = good_module")
    found, refused = listed(tmp_path)
    assert found == {"good/1": ["en", "nl"]}
    assert set(refused) == {point.partition(" ")[0] for point in BROKEN}
    for point, why in BROKEN.items():
        assert why in refused[point.partition(" ")[0]], point


def test_the_command_tells_what_cannot_be_used(tmp_path: Path) -> None:
    install(tmp_path, "broken", "raise ValueError('\\x1b[2J no')\n", "bad = broken")
    install(tmp_path, "good_module", GOOD, "good = good_module")
    (tmp_path / "in.jsonl").write_text('{"text": "De dader is mogelijk gevlucht."}\n', encoding="utf-8")
    ask = ("-m", "annotator", "suggest", "--records", "in.jsonl", "--json", "--suggester")
    told = "the suggester bad of another package cannot be used: ValueError: ␛[2J no"
    assert python(tmp_path, *ask, "good").stderr.splitlines() == [told]
    ran = python(tmp_path, *ask, "other", code=2)
    assert ran.stderr.splitlines()[0] == told
    assert "one of nl-lexicon/1, nl-frames/1, good/1" in ran.stderr
    ours = python(tmp_path, *ask, "nl-lexicon/1")
    assert (ours.stderr, len(ours.stdout.splitlines())) == ("", 1)


WRONG = """
from annotator.model import Fragment
from annotator.suggest import Suggestion
NAME = "wrong/1"
LANGUAGES = {"nl"}
def suggest(text, sentences, tokens):
    if "stop" in text:
        raise RuntimeError("stopped")
    return [Suggestion("claim", (Fragment(0, 3, "xyz"),)), Suggestion("claim", (Fragment(0, 3, text[:3]),), score=0.4), 7]
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_a_package_suggests_is_checked(tmp_path: Path, jobs: str) -> None:
    install(tmp_path, "wrong", WRONG, "wrong = wrong")
    (tmp_path / "in.jsonl").write_text('{"key": "a", "text": "Het is zo."}\n', encoding="utf-8")
    ask = ("-m", "annotator", "suggest", "--records", "in.jsonl", "--json", "--suggester", "wrong", "--jobs", jobs)
    ran = python(tmp_path, *ask)
    (line,) = ran.stdout.splitlines()
    assert ran.stderr.splitlines() == [
        "in.jsonl: 1 of wrong/1 dropped: not a quotation of the text",
        "in.jsonl: 1 of wrong/1 dropped: not a suggestion",
    ]
    assert json.loads(line)["fragments"] == [{"start": 0, "end": 3, "text": "Het"}]
    (tmp_path / "in.jsonl").write_text('{"text": "Het moet stop."}\n', encoding="utf-8")
    assert "the suggester wrong/1 failed: RuntimeError: stopped" in python(tmp_path, *ask, code=2).stderr


def test_our_own_are_found_without_loading_the_others(tmp_path: Path) -> None:
    install(tmp_path, "loud", "print('loaded')\n", "loud = loud")
    find = "from annotator.session.suggesting import chosen\nprint(chosen({}).name)"
    assert python(tmp_path, "-c", find.format("'nl-frames'")).stdout == "nl-frames/1\n"
    assert python(tmp_path, "-c", find.format("None")).stdout == "nl-lexicon/1\n"


def test_help_and_the_first_screen_look_for_no_package(tmp_path: Path) -> None:
    install(tmp_path, "loud", "raise RuntimeError('loaded')\n", "loud = loud")
    probe = (
        "import sys\n"
        "import annotator.cli.suggest, annotator.ui.app, annotator.suggest.lexicon\n"
        "from annotator.cli.main import main\n"
        "try:\n    main(['suggest', '--help'])\nexcept SystemExit:\n    pass\n"
        "print('LOADED', 'loud' in sys.modules, 'annotator.suggest.installed' in sys.modules,"
        " 'annotator.suggest.calling' in sys.modules)\n"
    )
    assert python(tmp_path, "-c", probe).stdout.splitlines()[-1] == "LOADED False False False"


# -- the page -----------------------------------------------------------------------------------------------------------


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_example_of_the_page_works(tmp_path: Path) -> None:
    data = tomllib.loads(block("toml"))
    points = data["project"]["entry-points"]["annotator.suggesters"]
    install(tmp_path, "my_suggester", block("python"), *[f"{name} = {value}" for name, value in points.items()])
    assert set(points.values()) == {"my_suggester"}
    text = "Hij is naar verluidt gevlucht. Zij is, naar verluidt, thuis; naar verluidt."
    (tmp_path / "in.jsonl").write_text(json.dumps({"key": "a", "text": text}) + "\n", encoding="utf-8")
    ran = python(tmp_path, "-m", "annotator", "suggest", "--records", "in.jsonl", "--suggester", "my-hearsay", "--json")
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one["fragments"][0]["start"] for one in found] == [7, 39, 61]
    assert {one["suggester"] for one in found} == {"my-hearsay/1"}
    assert found[0]["attributes"] == [{"name": "cue_type", "value": "reportative"}]
    assert ran.stderr == ""
