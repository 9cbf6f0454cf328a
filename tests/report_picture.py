"""Remakes ``docs/images/agreement-report.png``: a report that the program computes, in a real browser.

``python -m tests.report_picture``. The corpus is made up: 24 articles from the sentences of the seed, of which three
annotators leave out, shorten or relabel some spans, always the same ones.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "agreement-report.png"
CARE = {"anna": 0.03, "bram": 0.10, "chris": 0.22}
"""How often each of them does something else with a span or a sentence."""
OTHER = {
    "pos": "neg",
    "event": "state",
    "quantity": "event",
    "CT": "PR",
    "U": "PS",
    "indirect": "mixed",
    "possible": "probable",
}
"""What a value is taken for."""


def records() -> list[dict[str, Any]]:
    """A record for each article and annotator."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import corpus

    chance, found = random.Random(24), []
    for number in range(24):
        for name, slips in CARE.items():
            item = corpus.record(corpus.article(number), "anna", spans=40)
            item["layer"]["annotator"] = name
            item["spans"] = [kept for span in item["spans"] if (kept := _seen(span, slips, chance)) is not None]
            ids = {span["id"] for span in item["spans"]}
            item["relations"] = [r for r in item["relations"] if {r["head"], r["tail"]} <= ids]
            for sentence in item["sentences"]:
                if chance.random() < slips / 2:
                    sentence["labels"] = [{"name": "check_worthiness", "value": chance.choice(["FR", "FNR", "NF"])}]
            found.append(item)
    return found


def _seen(span: dict[str, Any], slips: float, chance: random.Random) -> dict[str, Any] | None:
    """A span as an annotator with so many slips has it; None: missed."""
    if chance.random() < slips:
        return None
    attributes = [
        {**a, "value": OTHER.get(a["value"], a["value"]) if chance.random() < slips / 2 else a["value"]}
        for a in span["attributes"]
    ]
    span = {**span, "attributes": attributes}
    first, words = span["fragments"][0], span["fragments"][0]["text"]
    if chance.random() < slips and " " in words:
        by = words.index(" ") + 1
        shorter = {**first, "start": first["start"] + by, "text": words[by:]}
        return {**span, "fragments": [shorter, *span["fragments"][1:]]}
    return span


def main() -> None:
    """Compute the report with the command, and take its picture."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise SystemExit("the picture needs Chromium: apt install chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given, page, picture = folder / "records.jsonl", folder / "report.html", folder / "report.png"
        given.write_bytes(b"".join(orjson.dumps(item) + b"\n" for item in records()))
        command = [sys.executable, "-m", "annotator", "agreement", "--records", str(given), "--format", "html"]
        subprocess.run([*command, "--output", str(page)], cwd=ROOT, check=True)
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-device-scale-factor=1.5",
        ]
        size = [f"--screenshot={picture}", "--window-size=1000,1160", page.as_uri()]
        subprocess.run([browser, *options, *size], check=True, capture_output=True, timeout=120)
        shutil.copyfile(picture, PICTURE)


if __name__ == "__main__":
    main()
