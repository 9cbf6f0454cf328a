"""The recipes of docs/training.md, run as they stand: the corpus made, exported, and learned from by the real consumers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
RECIPES = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.full


def done(block: tuple[str, str], folder: Path) -> str:
    """What a block says; it runs in a folder of its own, with this Python and its programs first."""
    kind, code = block
    argv = [sys.executable, "-W", "error::SyntaxWarning", "-c", code] if kind == "python" else ["bash", "-euc", code]
    env = {name: value for name, value in os.environ.items() if not name.startswith("ANNOTATOR_")}
    home = {"HOME": str(folder), "HF_HOME": str(folder / "hf"), "HF_HUB_OFFLINE": "1", "PYTHONUTF8": "1"}
    env |= home | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"}
    found = subprocess.run(argv, cwd=folder, env=env, capture_output=True, timeout=600)
    said, complaint = found.stdout.decode(), found.stderr.decode()
    assert found.returncode == 0, f"{code}\n{said[-2000:]}\n{complaint[-3000:]}"
    return said + complaint


def recipe(title: str, folder: Path) -> list[str]:
    """What the blocks of a section say, in order."""
    (text,) = [found for found in RECIPES if found.startswith(title)]
    return [done(block, folder) for block in BLOCK.findall(text)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data that the recipes share."""
    found = tmp_path_factory.mktemp("training")
    recipe("The data", found)
    return found


def test_every_recipe_is_run() -> None:
    assert [found.split("\n")[0] for found in RECIPES] == [
        "The data",
        "Spans with spaCy",
        "Uncertain sentences with datasets and scikit-learn",
        "Cues with a CRF",
        "Tables instead",
    ]


@pytest.mark.timeout(900)
def test_spacy_trains_on_the_export(folder: Path) -> None:
    pytest.importorskip("spacy")
    exported, looked, sentences = recipe("Spans with spaCy", folder)
    assert "Pipeline can be initialized with data" in exported
    assert "600 training docs" in exported
    assert "47 evaluation docs" in exported
    scores = [float(line.split()[4]) for line in exported.split("\n") if re.match(r" +\d+ +\d+ ", line)]
    assert len(scores) >= 3
    assert scores[-1] > scores[0]
    assert "nos-almaty example 47 sentences" in looked
    assert re.search(r"\('.+', 'claim'\)", looked)
    assert "CATS_SCORE" in sentences


def test_datasets_loads_the_export_and_the_baseline_learns(folder: Path) -> None:
    pytest.importorskip("datasets")
    pytest.importorskip("sklearn")
    (_, said) = recipe("Uncertain sentences", folder)
    assert "ClassLabel" in said
    assert re.search(r"uncertain +\d\.\d\d +0\.[1-9]\d", said)


def test_a_crf_learns_cues(folder: Path) -> None:
    pytest.importorskip("sklearn_crfsuite")
    (_, said) = recipe("Cues with a CRF", folder)
    match = re.search(r"(\d+) cues, (\d+) found, (\d+) of them exactly", said)
    assert match
    there, found, right = map(int, match.groups())
    assert there >= found >= right > 0


def test_duckdb_counts_the_tables(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("duckdb")
    (_, said) = recipe("Tables instead", folder)
    assert "uncertainty_cue" in said
