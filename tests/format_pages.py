"""docs/formats.md: what every export holds and what it loses, from what the writers themselves say."""

from __future__ import annotations

from importlib import import_module

from annotator.formats import READERS, WRITERS
from annotator.formats.losses import KINDS

HEAD = """<!-- Made by `make docs` from the writers in `annotator/formats`: change those, not this page. -->

# Export formats

`annotator export FORMAT --out FOLDER` writes a folder: the data, a `README.md` that says what is in it, and a `manifest.json`
that names every file with its size and SHA-256, the scheme, the filters and the counts. The same project and options give the same
bytes. What a format cannot hold is counted and printed; with `--strict` nothing is written then, and the exit code is 1. `--split
80/10/10` makes train, dev and test by document with near-duplicates on one side (`annotator leakage` looks into any split),
`--pseudonyms` hides who annotated.

"""


def formats_page() -> str:
    """The page."""
    rows = ["| format | what it is | read again by `import` |", "| --- | --- | --- |"]
    rows += [
        f"| [`{f.name}`](#{f.name}) | {f.title} | {'yes' if f.name in READERS else 'no'} |" for f in WRITERS.values()
    ]
    parts = [HEAD, "\n".join(rows), "\n\n## What is lost\n\n", _table(), "\n\n", _legend(), "\n"]
    parts += [_section(name) for name in WRITERS]
    return "".join(parts)


def _said(name: str) -> tuple[tuple[str, ...], dict[str, str]]:
    module = import_module(f"annotator.formats.{WRITERS[name].module}")
    return tuple(getattr(module, "NOT_HELD", ())), dict(getattr(module, "PARTLY", {}))


def _table() -> str:
    names = list(WRITERS)
    rows = [f"| | {' | '.join(f'`{name}`' for name in names)} |", "| --- |" + " :---: |" * len(names)]
    others = dict.fromkeys(kind for name in names for kind in _said(name)[1] if kind not in KINDS)
    for kind in (*KINDS, *others):
        cells = []
        for name in names:
            lost, partly = _said(name)
            gone = kind in lost or ("relations" in kind and "relations" in lost)
            cells.append("–" if gone else "◐" if kind in partly else "●")
        rows.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _legend() -> str:
    return "● held · ◐ in part, see below · – left out, counted and said"


def _section(name: str) -> str:
    lost, partly = _said(name)
    module = import_module(f"annotator.formats.{WRITERS[name].module}")
    about = (module.__doc__ or "").strip().split("\n\n", 1)
    text = about[0].replace("``", "`").split(": ", 1)[-1]
    more = about[1].replace("``", "`") if len(about) > 1 else ""
    lines = [f"\n## {name}", text[:1].upper() + text[1:], *([more] if more else [])]
    if partly:
        lines.append("\n".join(f"- *{kind}*: {what}" for kind, what in partly.items()))
    if lost:
        lines.append(f"Left out: {', '.join(lost)}.")
    return "\n\n".join(line.strip("\n") if number else line for number, line in enumerate(lines)) + "\n"
