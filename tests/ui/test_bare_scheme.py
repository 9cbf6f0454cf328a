"""The screen under a scheme that has labels and nothing else: every key does something or says why not."""

from __future__ import annotations

from pathlib import Path

from annotator.scheme.read import read_scheme
from annotator.store import create_project
from tests.building import findings, opened, record, take
from tests.ui.desk import sit_down

HEAD = """
format = "annotator-scheme/1"
name = "bare"
version = "1"
language = "en"
title = {en="Bare", nl="Kaal"}
description.en = "Labels only."
description.nl = "Alleen labels."
"""
SPAN = """
[[span]]
name = "label_{key}"
key = "{key}"
short = "{short}"
title = {{en="label {key}", nl="label {key}"}}
colour = {{dark="#469bff", light="#2262c4", ansi="blue"}}
rule.en = "Anything."
rule.nl = "Wat dan ook."
"""
SAID = {
    "e": "label_H has no values and no links",
    "E": "label_H: no value chosen yet; choose one first",
    "full_stop": "The scheme does not say which link leads to a source",
    "semicolon": "The scheme does not say which link leads to a source",
    "colon": "The scheme does not say which link leads to a source",
}


async def test_twelve_labels_without_values_units_or_links(tmp_path: Path) -> None:
    spans = (SPAN.format(key=key, short=short) for key, short in zip("cusaqzwABCDH", "abcdefghijkl", strict=True))
    content = (HEAD + "".join(spans)).encode()
    scheme, data = read_scheme(content, "bare.toml")
    with create_project(tmp_path / "p.db", scheme, content, data) as project:
        take(project, record("One two three. Four."))
        async with sit_down(opened(project)) as desk:
            await desk.press("c", "c", "H", "tab")
            assert desk.spans == [("label_H", "One"), ("label_c", "One")]
            await desk.press("tab")
            for key, said in SAID.items():
                await desk.press(key)
                assert desk.info == said
                assert desk.choice is None
            await desk.press("right", "space", "space", "h", "escape", "i", "i", "K", "escape", "L", "u", "enter")
            assert desk.place[0] == 1
            assert findings(project) == []
