"""Remakes ``exports/golden``: the demo in every format that needs no extra (``python -m tests.golden``).

A test exports the demo again and compares byte for byte. Formats whose files are large stand there by their hashes.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from annotator.session.exporting import Asked, export
from annotator.session.making import make_demo

GOLDEN = Path(__file__).parents[1] / "exports" / "golden"
WHOLE = ("jsonl", "sentences", "hf", "csv", "prodigy", "doccano", "labelstudio", "brat", "conll", "claimreview")
HASHED = ("folia", "w3c", "croissant")
HASHES = "sha256.txt"


def made(folder: Path) -> dict[str, bytes]:
    """Every file of every format by ``format/name``, exported from a fresh demo."""
    found = {}
    with make_demo(folder / "demo.db") as project:
        for name in (*WHOLE, *HASHED):
            out = folder / name
            export(project, Asked(name), out)
            for path in sorted(out.rglob("*")):
                if path.is_file():
                    found[f"{name}/{path.relative_to(out).as_posix()}"] = path.read_bytes()
    return found


def hashes(files: dict[str, bytes]) -> bytes:
    """The hashes of the large formats, one file a line."""
    lines = (
        f"{hashlib.sha256(data).hexdigest()}  {name}\n"
        for name, data in files.items()
        if name.partition("/")[0] in HASHED
    )
    return "".join(lines).encode()


def main() -> None:
    """Write them all."""
    with tempfile.TemporaryDirectory() as folder:
        files = made(Path(folder))
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, data in files.items():
        if name.partition("/")[0] in WHOLE:
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name).write_bytes(data)
    (GOLDEN / HASHES).write_bytes(hashes(files))


if __name__ == "__main__":
    main()
