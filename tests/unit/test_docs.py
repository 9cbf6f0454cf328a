"""What the documentation says is so: links, commands, keys, examples. Generated pages: see ``test_generated``."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
import pytest

from annotator.cli.main import COMMANDS, cli
from annotator.errors import RecordError
from annotator.formats import READERS, jsonl
from annotator.formats.mapping import read_mapping
from annotator.formats.source import DEFAULTS, Source
from annotator.scheme.read import read_scheme
from annotator.settings import Settings, load_settings
from annotator.store.audit import audit
from annotator.ui.actions import _FIXED, Registry, spelled
from annotator.ui.app import AnnotatorApp
from annotator.words import Say
from tests.building import new_project, nl_fact, opened, record, records, taken
from tests.screenshots import IMAGES, SHOTS, pictures
from tests.tour import tour

ROOT = Path(__file__).parents[2]
HAND = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "exports/README.md", "schema/README.md", "seeds/*/README.md")
PAGES = sorted(path for pattern in (*HAND, "docs/**/*.md") for path in ROOT.glob(pattern))
NAMES = [str(path.relative_to(ROOT)) for path in PAGES]

FOLDERS = tuple(f"{name}/" for name in "annotator schema seeds tests benchmarks docs exports".split())
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(text: str) -> str:
    return FENCE.sub("", text)


def blocks(text: str, language: str) -> list[str]:
    return [block for kind, block in FENCE.findall(text) if kind == language]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as they are made on the web: lower case, spaces to dashes, marks left out."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


# -- links --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_links_resolve(name: str) -> None:
    text = prose(read(name))
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), f"{name}: {link}"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{name}: {link}"


@pytest.mark.parametrize("name", NAMES)
def test_files_that_are_named_are_there(name: str) -> None:
    for quoted in CODE.findall(prose(read(name))):
        if quoted.startswith(FOLDERS) and not quoted.startswith("exports/mine") and " " not in quoted:
            assert (ROOT / quoted).exists(), f"{name}: {quoted}"


# -- commands -----------------------------------------------------------------------------------------------------


def commands(text: str) -> Iterator[str]:
    """The lines that call ``annotator`` in the shell blocks of a page."""
    for block in blocks(text, "sh"):
        for line in block.replace("\\\n", " ").split("\n"):
            if line.strip().startswith("annotator "):
                yield line.strip()


def found_command(words: list[str]) -> tuple[click.Command, list[str], click.Context]:
    """The command that words call, the arguments left for it, and the context it is called in."""
    context = click.Context(cli, info_name="annotator", **cli.context_settings)
    command: click.Command = cli
    used = []
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        inner = command.get_command(context, words[0])
        assert inner is not None, f"there is no command {' '.join([*used, words[0]])}"
        command, used, words = inner, [*used, words[0]], words[1:]
    return command, words, context


@pytest.mark.parametrize("name", NAMES)
def test_quoted_commands_can_be_called(name: str) -> None:
    for line in commands(read(name)):
        words = shlex.split(line.split(" > ")[0], comments=True)[1:]
        command, rest, context = found_command(words)
        if rest in (["--version"], ["--help"]):
            continue
        try:
            command.make_context(command.name, list(rest), parent=context)
        except click.ClickException as error:
            pytest.fail(f"{name}: {line}: {error.format_message()}")


@pytest.mark.parametrize("name", NAMES)
def test_commands_and_options_that_are_mentioned_exist(name: str) -> None:
    for quoted in CODE.findall(prose(read(name))):
        if quoted.startswith("annotator "):
            words = quoted.split()[1:]
            command, rest, _ = found_command(words)
            known = {opt for p in command.params for opt in (*p.opts, *p.secondary_opts)} | {"--help", "--version"}
            for word in rest:
                assert not word.startswith("-") or word in known, f"{name}: {quoted}"


def test_every_command_is_in_a_page_written_by_hand() -> None:
    texts = "".join(read(name) for name in NAMES if name != "docs/cli.md")
    assert [name for name in COMMANDS if f"annotator {name}" not in texts] == []


def test_settings_that_are_mentioned_exist(tmp_path: Path) -> None:
    text = read("docs/settings.md")
    (block,) = blocks(text, "toml")
    (tmp_path / "settings.toml").write_text(block, encoding="utf-8")
    settings = load_settings({"ANNOTATOR_SETTINGS": str(tmp_path / "settings.toml")})
    assert Registry.of(nl_fact()[1], settings)
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "annotator").rglob("*.py"))
    by_name = ("LANGUAGE", "THEME", "IDLE", "LAYOUT", "PRESET")  # put together from the settings' names
    known = {f"ANNOTATOR_{name}" for name in by_name}
    for variable in re.findall(r"\b(?:ANNOTATOR_[A-Z]+|NO_COLOR)\b", "".join(map(read, NAMES))):
        assert variable in known or f'"{variable}"' in sources, variable


# -- keys ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry(nl_fact()[1])


def by_key(registry: Registry) -> dict[str, str]:
    """What each key is called, in English."""
    say = Say("en")
    return {spelled(key): registry.words(action, say) for action in registry.actions for key in action.keys}


def test_the_keys_of_the_readme_are_those_of_the_program(registry: Registry) -> None:
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", read("README.md"), re.MULTILINE)
    named = by_key(registry)
    assert len(rows) >= 10
    for cell, said in rows:
        for key in CODE.findall(cell):
            words = [word for word in named[key].split() if len(word) > 2]
            assert any(word in said for word in words), f"{key} is {named[key]!r}, the readme says {said!r}"


# A digit, = and + are keys of a strip of choices; capitals but F are values.
STRIP = {"=", "+", "0", "3"}
NAMED_KEY = re.compile(r"[!-@[-~F]|(ctrl|shift|alt)\+\w+|enter|escape|tab|space|home|end|page(up|down)")


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_single_keys_that_are_mentioned_exist(name: str, registry: Registry) -> None:
    known = set(by_key(registry)) | STRIP
    for quoted in CODE.findall(prose(read(name))):
        if NAMED_KEY.fullmatch(quoted):
            assert quoted in known, f"{name}: {quoted}"


def test_the_letters_that_a_scheme_cannot_take_are_named() -> None:
    (line,) = re.findall(r"Taken by the screen are the letters\n(.+?), besides", read("docs/scheme.md"), re.DOTALL)
    letters = {key for action in _FIXED for key in action.keys if len(key) == 1}
    assert set(CODE.findall(line)) == letters


# -- examples -----------------------------------------------------------------------------------------------------


def test_the_record_of_the_data_format_comes_in_and_goes_out_the_same(tmp_path: Path) -> None:
    example = json.loads(next(block for block in blocks(read("docs/data-format.md"), "json") if "sources" in block))
    with new_project(tmp_path / "p.db") as project:
        assert taken(project, example) == ["added"]
        (found,) = json.loads(json.dumps(list(records(project))))
        assert list(audit(project)) == []
    for part in (found, example):
        part["scheme"].pop("sha256")  # that of the file as it is now
        part.pop("tool")
    assert found == example
    assert list(found) == list(example)


def test_the_plain_line_of_the_data_format_is_a_document() -> None:
    line = next(block for block in blocks(read("docs/data-format.md"), "json") if "sources" not in block)
    (found,) = jsonl.read(Source("lines.jsonl", BytesIO(line.encode())), DEFAULTS)
    assert not isinstance(found, RecordError)
    assert found.record["document"]["meta"] == [{"key": "desk", "value": "regio"}]


def test_the_scheme_of_the_page_is_one(tmp_path: Path) -> None:
    (block,) = blocks(read("docs/scheme.md"), "toml")
    scheme, _ = read_scheme(block.encode(), "scheme.md")
    assert Registry(scheme)
    assert tomllib.loads(block)["name"] == scheme.name


def test_every_format_that_is_read_is_named() -> None:
    text = read("docs/import.md")
    assert [name for name in READERS if f"| `{name}` |" not in text] == []


def test_the_mapping_of_the_page_fits_the_scheme() -> None:
    (block,) = blocks(read("docs/import.md"), "toml")
    assert len(read_mapping(block.encode(), "import.md", nl_fact()[1]).span) == 4


def test_the_article_of_the_tutorial_has_the_sentences_it_says(tmp_path: Path) -> None:
    article = next(block for block in blocks(read("docs/tutorial.md"), "text") if block.startswith("Brand"))
    with new_project(tmp_path / "p.db") as project:
        assert taken(project, record(article, "brand")) == ["added"]
        (found,) = records(project)
    texts = [article[s["start"] : s["end"]] for s in found["sentences"]]
    assert len(texts) == 5
    assert texts[2] == "Volgens de brandweer is de brand mogelijk aangestoken."
    assert texts[4] == "De eigenaar heeft de schade volgens de politie gisteren gemeld."


# What the tutorial tells to press from sentence 3 on; a number repeats the key before it.
STEPS = """
down down  a  right s*2  right*2 c*2  right*3 u
w 3 enter
right*5 c*2  left*3 u*2  enter
shift+right*4 comma  right*4 shift+right c
"""


async def test_the_steps_of_the_tutorial_lead_where_it_says(tmp_path: Path) -> None:
    article = next(block for block in blocks(read("docs/tutorial.md"), "text") if block.startswith("Brand"))
    with new_project(tmp_path / "p.db") as project:
        taken(project, record(article, "brand"))
        session = opened(project)
        async with AnnotatorApp(session, Settings()).run_test(size=(120, 40)) as pilot:
            for step in STEPS.split():
                key, _, times = step.partition("*")
                await pilot.press(*[key] * int(times or 1))
            await pilot.pause()
        labels = session.labels
        words = {span.id: " … ".join(part.text for part in span.fragments) for span in labels.part.spans}
        assert [(span.label, words[span.id]) for span in labels.part.spans] == [
            ("attribution_cue", "Volgens"),
            ("source", "de brandweer"),
            ("claim", "is de brand mogelijk aangestoken"),
            ("uncertainty_cue", "mogelijk"),
            ("uncertainty_cue", "niet duidelijk"),
            ("claim", "er mensen binnen waren"),
            ("claim", "De eigenaar heeft de schade … gisteren gemeld"),
        ]
        assert sorted((r.label, words[r.head], words[r.tail]) for r in labels.part.relations) == [
            ("attributed_to", "is de brand mogelijk aangestoken", "de brandweer"),
            ("cue_of", "Volgens", "de brandweer"),
            ("hedges", "mogelijk", "is de brand mogelijk aangestoken"),
            ("hedges", "niet duidelijk", "er mensen binnen waren"),
        ]
        claim = next(span for span in labels.part.spans if span.label == "claim")
        assert (claim.value("cert_author"), claim.value("reporting")) == ("U", "indirect")
        assert [labels.state(index).status for index in range(5)] == ["todo", "todo", "done", "done", "todo"]
        assert session.warnings(2) == []


# -- pictures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [f"{shot.name}.svg" for shot in SHOTS])
def test_a_picture_fetches_nothing_and_is_of_a_reasonable_size(name: str) -> None:
    svg = (IMAGES / name).read_text(encoding="utf-8")
    assert "@font-face" not in svg
    assert re.findall(r"url\((?!#)", svg) == []
    assert {url for url in re.findall(r"https?://[^\s\"<]+", svg) if "w3.org" not in url} <= {
        "https://www.textualize.io"
    }
    assert len(svg) < 120_000


def test_no_picture_is_left_over() -> None:
    texts = "".join(map(read, NAMES))
    pages = {"agreement-report.png", "tour.svg"}  # see tests/interop/test_report_in_chromium.py and tests/tour.py
    assert {path.name for path in IMAGES.iterdir()} == {f"{shot.name}.svg" for shot in SHOTS} | pages
    assert all(f"images/{name}" in texts for name in pages)
    assert [shot.name for shot in SHOTS if f"images/{shot.name}.svg" not in texts] == []


def test_the_tour_is_drawn_and_nothing_else() -> None:
    svg = (IMAGES / "tour.svg").read_text(encoding="utf-8")
    assert re.findall(r"<(script|image|foreignObject|a)\b|https?://(?!www\.w3\.org/2000/svg)", svg) == []
    assert "prefers-reduced-motion" in svg
    assert len(svg) < 150_000


@pytest.mark.full
def test_the_tour_shows_the_program_as_it_is() -> None:
    assert (IMAGES / "tour.svg").read_text(encoding="utf-8") == tour()


@pytest.mark.full
def test_the_pictures_show_the_program_as_it_is() -> None:
    def words(svg: str) -> str:
        return re.sub(r"&#160;|\s", "", "".join(re.findall(r">([^<>\n]+)</text>", svg)))

    for name, svg in pictures().items():
        assert words(svg) == words((IMAGES / name).read_text(encoding="utf-8")), f"{name} is stale: make screenshots"
