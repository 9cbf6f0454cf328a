"""The HTML report in a real browser: nothing runs, nothing is loaded, nothing is cut off, and it prints."""

from __future__ import annotations

import html as markup
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from annotator.agreement.outputs.html import html
from annotator.agreement.report import Report
from annotator.text.safe import safe
from tests.unit.agreement.sample_report import HOSTILE, empty_report, of_ratings, sample_report

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REPORTS = {"full": sample_report(), "ratings": of_ratings(), "nothing": empty_report(sample_report())}
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here (Debian: apt install chromium)"),
]


def chromium(folder: Path, page: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A headless browser with a profile of its own, on one page."""
    options = ["--headless=new", "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--enable-logging=stderr"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--no-sandbox")  # Chromium refuses its sandbox to root
    command = [str(BROWSER), *options, f"--user-data-dir={folder / 'profile'}", *arguments, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def written(folder: Path, report: Report) -> Path:
    path = folder / "report.html"
    path.write_text(html(report), encoding="utf-8", newline="\n")
    return path


def test_the_browser_has_nothing_to_complain_of_and_asks_for_nothing(tmp_path: Path) -> None:
    page = written(tmp_path, sample_report())
    log = tmp_path / "net.json"
    found = chromium(tmp_path, page, f"--log-net-log={log}", "--dump-dom")
    assert "CONSOLE" not in found.stderr
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    asked = {event["params"]["url"] for event in events if "url" in event.get("params", {})}
    initiated = {event["params"].get("initiator") for event in events if "initiator" in event.get("params", {})}
    assert not [url for url in asked if "x.test" in url]
    assert not [initiator for initiator in initiated if "file" in str(initiator)]


def test_a_hostile_name_makes_no_element(tmp_path: Path) -> None:
    dom = chromium(tmp_path, written(tmp_path, sample_report()), "--dump-dom").stdout
    assert "<script" not in dom
    assert markup.escape(safe(HOSTILE), quote=False) in dom
    assert len(re.findall(r"<section ", dom)) == 10


def test_the_policy_stops_a_script_that_got_in_all_the_same(tmp_path: Path) -> None:
    page = written(tmp_path, sample_report())
    text = page.read_text(encoding="utf-8").replace("</main>", "<script>document.title = 'run'</script></main>")
    page.write_text(text, encoding="utf-8")
    found = chromium(tmp_path, page, "--dump-dom")
    assert "<title>Agreement between annotators</title>" in found.stdout
    assert "Content Security Policy" in found.stderr
    page.write_text(POLICY.sub("", text), encoding="utf-8")
    assert "<title>run</title>" in chromium(tmp_path, page, "--dump-dom").stdout, "without it the script would run"


@pytest.mark.parametrize("width", [1000, 640, 375])
@pytest.mark.parametrize("name", REPORTS)
def test_no_page_is_wider_than_its_window(tmp_path: Path, name: str, width: int) -> None:
    """The page in a frame, without its policy and with a script that measures it."""
    measure = "<script>parent.document.title = document.documentElement.scrollWidth</script>"
    text = POLICY.sub("", html(REPORTS[name])).replace("</body>", f"{measure}</body>")
    frame = f'<title>-</title><iframe style="border:0;height:900px;width:{width}px" srcdoc="{markup.escape(text)}"></iframe>'
    page = tmp_path / "frame.html"
    page.write_text(f"<!doctype html><meta charset=utf-8>{frame}", encoding="utf-8")
    dom = chromium(tmp_path, page, "--window-size=1400,1000", "--dump-dom").stdout
    found = re.search(r"<title>(\d+)</title>", dom)
    assert found is not None
    assert int(found[1]) <= width


def test_it_prints_every_section(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    chromium(tmp_path, written(tmp_path, sample_report()), f"--print-to-pdf={target}", "--no-pdf-header-footer")
    assert target.read_bytes().startswith(b"%PDF")
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("the pages cannot be read without pdftotext (poppler-utils)")
    text = subprocess.run([reader, "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
    text = text.replace("\f", "\n")
    titles = ("Summary", "Per label", "Pairs of annotators", "Confusion and boundaries", "Annotators", "Over time")
    for title in (*titles, "Disagreements", "Warnings", "Methods", "Provenance"):
        assert re.search(rf"^ *(\d +)?{title}$", text, re.MULTILINE), title
    assert text.count("F1 IoU ≥ .5") == 6
    assert "bram – mallory" in text, "what is folded up on the screen is open on paper"
